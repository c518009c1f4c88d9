/** ISO 8601 in UTC, in whole seconds, as GitHub writes its own times. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
