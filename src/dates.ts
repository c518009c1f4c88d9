/** ISO 8601 in UTC and whole seconds, as GitHub writes times. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
