import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Report } from '../../src/action/report';
import { Runner } from '../../src/action/runner';
import { ActionError } from '../../src/errors';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-12-01T00:00:00Z') }));
afterEach(() => void vi.useRealTimers());

function printedBy(act: (report: Report) => void): string {
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const runner = new Runner();
  act(new Report(runner));
  runner.close();
  const text = printed.mock.calls.join('');
  printed.mockRestore();
  return text;
}

/** The warning that `act` prints; undefined if it prints none. */
const warningOf = (act: (report: Report) => void): string | undefined =>
  /^::warning::(.*)/.exec(printedBy(act))?.[1];

describe('the warning of github-token', () => {
  const warning = (expiresAt: string | undefined, token = 'github_pat_1') =>
    warningOf((report) =>
      report.warnOfGitHubToken(expiresAt === undefined ? undefined : new Date(expiresAt), token),
    );

  it('says when the token expires and what to do', () => {
    expect(warning('2026-12-13T00:00:00.500Z')).toMatchInlineSnapshot(
      `"github-token expires at 2026-12-13T00:00:00Z. Create a new one (README, "Set up", step 3) and save it before then: without it, a new refresh token cannot be stored."`,
    );
  });

  it.each([
    ['past', '2026-11-30T00:00:00Z', true],
    ['in 14 days', '2026-12-15T00:00:00Z', true],
    ['in 14 days and a second', '2026-12-15T00:00:01Z', false],
    ['unknown', undefined, false],
  ])('for an expiration that is %s: %s %s', (_when, expiresAt, isWarned) => {
    expect(warning(expiresAt) !== undefined).toBe(isWarned);
  });

  it.each([
    ['ghs_1', false],
    ['ghp_1', true],
    ['xghs_1', true],
  ])('for the token %s: %s', (token, isWarned) => {
    expect(warning('2026-12-01T01:00:00Z', token) !== undefined).toBe(isWarned);
  });
});

describe('the warning of the refresh token', () => {
  const warning = (updatedAt: string, expiresAt?: string) =>
    warningOf((report) =>
      report.warnOfRefreshToken({
        expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
        updatedAt: new Date(updatedAt),
      }),
    );

  it('says when the token was written and what to do', () => {
    expect(warning('2026-11-05T23:59:59Z')).toMatchInlineSnapshot(
      `"The stored refresh token was last written at 2026-11-05T23:59:59Z, and GoTo sent no new one. It is valid for 30 days. Run this action daily, and authorize again (README, "Set up", step 2) if this warning stays until the last day."`,
    );
  });

  it('does not come on the 25th day', () => {
    expect(warning('2026-11-06T00:00:00Z')).toBeUndefined();
  });

  it('says when the token expires, if the token says so', () => {
    expect(warning('2026-11-30T00:00:00Z', '2026-12-08T00:00:00Z')).toMatchInlineSnapshot(
      `"The refresh token expires at 2026-12-08T00:00:00Z, and GoTo sent no new one. Run this action daily, and authorize again (README, "Set up", step 2) if this warning stays until the last day."`,
    );
  });

  it.each([
    ['in 7 days and a second', '2026-12-08T00:00:01Z', false],
    ['in 6 days', '2026-12-07T00:00:00Z', true],
    ['past', '2026-11-30T00:00:00Z', true],
  ])('for an own date that is %s: %s %s, whenever it was written', (_when, expiresAt, isWarned) => {
    for (const updatedAt of ['2026-01-01T00:00:00Z', '2026-11-30T00:00:00Z']) {
      expect(warning(updatedAt, expiresAt) !== undefined).toBe(isWarned);
    }
  });
});

describe('the link of an error', () => {
  const known = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: 'ann/fork.1',
    GITHUB_ACTION_REF: 'v1.0.0',
  };

  function linkIn(variables: Record<string, string | undefined>): string | undefined {
    for (const [name, value] of Object.entries({ ...known, ...variables })) vi.stubEnv(name, value);
    vi.stubEnv('GITHUB_OUTPUT', undefined);
    const text = printedBy((report) =>
      report.reportFailure(new ActionError('cancelled', 'No.', { hint: 'Go on.' })),
    );
    vi.unstubAllEnvs();
    return /%0AMore: (.*?)%0A/.exec(text)?.[1];
  }

  it.each([
    [{}, 'https://github.com/ann/fork.1/blob/v1.0.0/README.md#cancelled'],
    [
      { GITHUB_SERVER_URL: 'https://octo.ghe.com', GITHUB_ACTION_REF: 'release/1.x' },
      'https://octo.ghe.com/ann/fork.1/blob/release/1.x/README.md#cancelled',
    ],
  ])('with %j leads to the README that ran', (variables, link) => {
    expect(linkIn(variables)).toBe(link);
  });

  it.each([
    { GITHUB_ACTION_REPOSITORY: undefined },
    { GITHUB_ACTION_REPOSITORY: '' },
    { GITHUB_ACTION_REPOSITORY: 'ann/fork/..' },
    { GITHUB_ACTION_REF: '' },
    { GITHUB_ACTION_REF: 'v1?x' },
    { GITHUB_ACTION_REF: '/v1' },
    { GITHUB_SERVER_URL: 'https://ghe.example' },
    { GITHUB_SERVER_URL: 'http://github.com' },
    { GITHUB_SERVER_URL: 'https://github.com.example' },
  ])('with %j leads to this repository', (variables) => {
    expect(linkIn(variables)).toBe('https://github.com/OWNER/REPO#cancelled');
  });
});
