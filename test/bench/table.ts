/** A table in Markdown that can be read as it is. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => '-'.repeat(width));
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [head, rule, ...rows].map(line).join('\n');
}

export const median = (values: number[], digits = 0): string =>
  quantile(values, 0.5).toFixed(digits);

/** The median, and the middle half in brackets. */
export function spread(values: number[], digits = 0): string {
  const [from, to] = [0.25, 0.75].map((share) => quantile(values, share).toFixed(digits));
  return `${median(values, digits)} (${from}–${to})`;
}

/** Between two values it is on the straight line from one to the other. */
function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
