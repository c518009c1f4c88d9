/** What a table shows of a row, by the heads of its columns. */
export type Columns<Row> = Record<string, (row: Row) => string>;

/** A table in Markdown that can be read as it is. */
export function table<Row>(rows: Row[], columns: Columns<Row>): string {
  const filled = Object.entries(columns).map(([head, cell]) => {
    const cells = rows.map(cell);
    const width = Math.max(...[head, ...cells].map(({ length }) => length));
    return [head, '-'.repeat(width), ...cells].map((text) => text.padEnd(width));
  });
  const lines = filled[0]?.map((_, line) => filled.map((cells) => cells[line]).join(' | ')) ?? [];
  return lines.map((line) => `| ${line} |`).join('\n');
}

export const median = (values: number[]): string => quantile(values, 0.5).toFixed(0);

/** The median, and the middle half in brackets. */
export function spread(values: number[], digits = 0): string {
  const [from, middle, to] = [0.25, 0.5, 0.75].map((share) =>
    quantile(values, share).toFixed(digits),
  );
  return `${middle} (${from}–${to})`;
}

/** Between two values it is on the straight line from one to the other. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
