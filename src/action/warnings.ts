import { isoSeconds } from '../dates';

const day = 24 * 3600 * 1000;

/**
 * Says so when the GitHub token expires within 14 days: a rotation after that could not be stored.
 *
 * @param expiration the header `github-authentication-token-expiration`, read leniently: GitHub
 *   writes `2026-12-13 00:00:00 UTC` and `2026-12-13 00:00:00 +0100`
 * @param token only its kind is looked at: an App's (`ghs_`) lives an hour and is always fresh
 */
export function githubTokenWarning(
  expiration: string | undefined,
  { token, now }: { token: string; now: Date },
): string | undefined {
  const expiresAt = expiration === undefined ? undefined : parseExpiration(expiration);
  if (expiresAt === undefined || token.startsWith('ghs_')) return undefined;
  if (expiresAt.getTime() - now.getTime() > 14 * day) return undefined;
  return `github-token expires at ${isoSeconds(expiresAt)}. Make a new one and save it in its secret before then: without it a rotated token cannot be stored.`;
}

/** Says so when the stored refresh token is over 25 days old and this run brought no new one. */
export function refreshTokenWarning(updatedAt: Date, now: Date): string | undefined {
  if (now.getTime() - updatedAt.getTime() <= 25 * day) return undefined;
  return `The stored refresh token was last written at ${isoSeconds(updatedAt)}, and GoTo sent no new one. It lives 30 days: run daily, or authorise again before it dies.`;
}

/** Reads the header `github-authentication-token-expiration`; undefined where it says nothing. */
export function parseExpiration(text: string): Date | undefined {
  const parts =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(UTC|GMT|Z|[+-]\d\d:?\d\d)?$/i.exec(
      text.trim(),
    );
  if (!parts) return undefined;
  const [, date, time, zone = 'Z'] = parts;
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(...):?/, '$1:') : 'Z';
  const parsed = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}
