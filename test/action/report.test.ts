import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

const ofGitHubToken = (expiresAt: string | undefined, token = 'github_pat_1') =>
  warningOf((report) => report.warnOfGitHubToken(dateOf(expiresAt), token));

const ofRefreshToken = (updatedAt: string, expiresAt?: string) => {
  const dates = { expiresAt: dateOf(expiresAt), updatedAt: new Date(updatedAt) };
  return warningOf((report) => report.warnOfRefreshToken(dates));
};

it('a warning says when a token expires, or was written, and what to do', () => {
  expect(ofGitHubToken('2026-12-13T00:00:00.500Z')).toMatchInlineSnapshot(
    `"github-token expires at 2026-12-13T00:00:00Z. Create a new one (README, "Set up", step 3) and save it before then: without it, a new refresh token cannot be stored."`,
  );
  expect(ofRefreshToken('2026-11-05T23:59:59Z')).toMatchInlineSnapshot(
    `"The stored refresh token was last written at 2026-11-05T23:59:59Z, and GoTo sent no new one. It is valid for 30 days. Run this action daily, and authorize again (README, "Set up", step 2) if this warning stays until the last day."`,
  );
  expect(ofRefreshToken('2026-11-30T00:00:00Z', '2026-12-08T00:00:00Z')).toMatchInlineSnapshot(
    `"The refresh token expires at 2026-12-08T00:00:00Z, and GoTo sent no new one. Run this action daily, and authorize again (README, "Set up", step 2) if this warning stays until the last day."`,
  );
});

it.each([
  ['2026-11-30T00:00:00Z', 'github_pat_1', true],
  ['2026-12-15T00:00:00Z', 'github_pat_1', true],
  ['2026-12-15T00:00:01Z', 'github_pat_1', false],
  [undefined, 'github_pat_1', false],
  ['2026-12-01T01:00:00Z', 'ghs_1', false],
  ['2026-12-01T01:00:00Z', 'xghs_1', true],
])('github-token: a warning for the date %s of %s: %s', (expiresAt, token, isWarned) => {
  expect(ofGitHubToken(expiresAt, token) !== undefined).toBe(isWarned);
});

it.each([
  ['2026-11-06T00:00:00Z', undefined, false],
  ['2026-01-01T00:00:00Z', '2026-12-08T00:00:01Z', false],
  ['2026-11-30T00:00:00Z', '2026-11-30T00:00:00Z', true],
])('a refresh token of %s that expires at %s: a warning: %s', (updatedAt, expiresAt, isWarned) => {
  expect(ofRefreshToken(updatedAt, expiresAt) !== undefined).toBe(isWarned);
});

const [server, fork] = ['https://github.com', 'ann/fork.1'];
const own = 'https://github.com/OWNER/REPO';

it.each([
  [server, fork, 'v1.0.0', `${server}/${fork}/blob/v1.0.0/README.md`],
  [
    'https://octo.ghe.com',
    fork,
    'release/1.x',
    'https://octo.ghe.com/ann/fork.1/blob/release/1.x/README.md',
  ],
  [server, '', 'v1.0.0', own],
  [server, 'ann/fork/..', 'v1.0.0', own],
  [server, fork, '', own],
  [server, fork, 'v1?x', own],
  [server, fork, '/v1', own],
  ['https://ghe.example', fork, 'v1.0.0', own],
  ['http://github.com', fork, 'v1.0.0', own],
  ['https://github.com.example', fork, 'v1.0.0', own],
])('at %s, an error of %j at %j leads to %s', (server, repository, ref, readme) => {
  vi.stubEnv('GITHUB_SERVER_URL', server);
  vi.stubEnv('GITHUB_ACTION_REPOSITORY', repository);
  vi.stubEnv('GITHUB_ACTION_REF', ref);
  vi.stubEnv('GITHUB_OUTPUT', undefined);
  const error = new ActionError('cancelled', 'No.', { hint: 'Go on.' });
  const text = printedBy((report) => report.reportFailure(error));
  vi.unstubAllEnvs();
  expect(text).toBe(
    `::error::No.%0AWhat to do: Go on.%0AMore: ${readme}#cancelled%0Aerror-code: cancelled\n`,
  );
});
