export const dayMs = 24 * 3600 * 1000;

/** ISO 8601 in UTC and whole seconds, as GitHub writes times. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
