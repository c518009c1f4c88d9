import { dayMs, isoSeconds } from '../dates';

/**
 * The warning that the GitHub token expires within 14 days: after that, a rotated token cannot be
 * stored.
 *
 * @param token only its kind matters: the token of an App (`ghs_`) lives an hour and is always new
 */
export function githubTokenWarning(
  expiresAt: Date | undefined,
  { token, now }: { token: string; now: Date },
): string | undefined {
  if (expiresAt === undefined || token.startsWith('ghs_')) return undefined;
  if (expiresAt.getTime() - now.getTime() > 14 * dayMs) return undefined;
  return `github-token expires at ${isoSeconds(expiresAt)}. Create a new one (README, "Set up", step 3) and save it before then: without it, a new refresh token cannot be stored.`;
}

/**
 * The warning that the refresh token expires within 7 days and was not rotated now. One that does not
 * say when it expires is taken to be in its last days when it was written over 25 days ago.
 */
export function refreshTokenWarning({
  expiresAt,
  updatedAt,
  now,
}: {
  expiresAt: Date | undefined;
  updatedAt: Date;
  now: Date;
}): string | undefined {
  if (expiresAt !== undefined) {
    if (expiresAt.getTime() - now.getTime() > 7 * dayMs) return undefined;
    return `The refresh token expires at ${isoSeconds(expiresAt)}, and GoTo sent no new one. Run this action daily until then, and authorise again if this warning stays until the last day.`;
  }
  if (now.getTime() - updatedAt.getTime() <= 25 * dayMs) return undefined;
  return `The stored refresh token was last written at ${isoSeconds(updatedAt)}, and GoTo sent no new one. It lives 30 days: run this action daily, and authorise again if this warning stays until the last day.`;
}
