import type { Spread } from './spread';

/** A table in Markdown that can be read as it is. The first two columns are words, the others are
 * numbers. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const isNumber = (column: number) => rows.every((row) => /^[\d.–x ]*$/.test(row[column] ?? ''));
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
