import { describe, expect, it } from 'vitest';
import { githubTokenWarning, refreshTokenWarning } from '../../src/action/warnings';

const now = new Date('2026-12-01T00:00:00Z');

describe('the warning of github-token', () => {
  it.each([
    ['2026-12-13 00:00:00 UTC', '2026-12-13T00:00:00Z'],
    ['2026-12-13 00:00:00 +0100', '2026-12-12T23:00:00Z'],
    ['2026-12-13 00:00:00 -05:00', '2026-12-13T05:00:00Z'],
    ['2026-12-13T00:00:00Z', '2026-12-13T00:00:00Z'],
    ['2026-12-13 00:00:00', '2026-12-13T00:00:00Z'],
    ['2026-12-15 00:00:00 UTC', '2026-12-15T00:00:00Z'],
    ['2026-11-30 00:00:00 UTC', '2026-11-30T00:00:00Z'],
  ])('reads %s', (expiration, time) => {
    const warning = githubTokenWarning(expiration, { token: 'github_pat_1', now });
    expect(warning).toContain('github-token');
    expect(warning).toContain(time);
  });

  it.each([
    ['later than 14 days', '2026-12-15 00:00:01 UTC', 'github_pat_1'],
    ['not sent', undefined, 'github_pat_1'],
    ['not a time', 'soon', 'github_pat_1'],
    ['not a day of the calendar', '2026-13-45 00:00:00 UTC', 'github_pat_1'],
    ['of an App token', '2026-12-01 01:00:00 UTC', 'ghs_1'],
  ])('is not given when the expiration is %s', (_why, expiration, token) => {
    expect(githubTokenWarning(expiration, { token, now })).toBeUndefined();
  });
});

describe('the warning of the refresh token', () => {
  it('is given after 25 days, and not on the 25th', () => {
    expect(refreshTokenWarning(new Date('2026-11-05T23:59:59Z'), now)).toContain('refresh token');
    expect(refreshTokenWarning(new Date('2026-11-06T00:00:00Z'), now)).toBeUndefined();
  });
});
