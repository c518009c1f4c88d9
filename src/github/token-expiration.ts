import type { HttpResponse } from '../http/outcome';

/**
 * When the GitHub token expires, from the header `github-authentication-token-expiration`; undefined
 * if GitHub does not say. GitHub writes `2026-12-13 00:00:00 UTC` and `2026-12-13 00:00:00 +0100`;
 * the header is read leniently.
 */
export function tokenExpiration({ headers }: Pick<HttpResponse, 'headers'>): Date | undefined {
  const header = headers['github-authentication-token-expiration'];
  const text = typeof header === 'string' ? header.trim() : '';
  const form =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(UTC|GMT|Z|[+-]\d\d:?\d\d)?$/i.exec(text);
  if (!form) return undefined;
  const [, date, time, zone = 'Z'] = form;
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(...):?/, '$1:') : 'Z';
  const parsed = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}
