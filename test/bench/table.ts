/** Some measurements of the same thing. */
export interface Spread {
  median: number;
  lowerQuartile: number;
  upperQuartile: number;
}

export function spreadOf(values: number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  return {
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
  };
}

export const medianOf = (values: number[]): number => spreadOf(values).median;

/** Between two measurements the value is on the straight line from one to the other. */
function quantile(sorted: number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** A table in Markdown that can be read as it is: words to the left, numbers to the right. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const isNumber = (column: number) => rows.every((row) => /^[\d.–x -]*$/.test(row[column] ?? ''));
  const align = (cell: string, column: number) =>
    isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  const line = (row: string[]) => `| ${row.map(align).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isNumber(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

export const ms = (value: number): string => value.toFixed(0);

export const times = (value: number): string => value.toFixed(2);

/** 'median' and 'from–to' of the middle half. */
export function cells(spread: Spread, show: (value: number) => string): [string, string] {
  return [show(spread.median), `${show(spread.lowerQuartile)}–${show(spread.upperQuartile)}`];
}
