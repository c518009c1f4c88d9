import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAgain } from '../../src/github/locate';
import type { SecretPlace } from '../../src/github/places';
import type { JwtClaims } from '../../src/goto/response-fields';
import type { HttpOutcome } from '../../src/http/outcome';
import { personalAccessTokenRejected, refreshTokenRejected } from '../../src/messages/goto';
import { environment, repository, scriptedGitHub, targetAt } from '../github/scripted-github';
import { errorTable } from '../support/error-table';
import { neverSent, response } from '../support/scripted-transport';

const reports: SecretPlace = { kind: 'repository', owner: 'octo', repo: 'reports' };
const home: SecretPlace = {
  kind: 'environment',
  owner: 'octo',
  repo: 'webinars',
  environment_name: '$HOME',
};
const quotation = ' GoTo said: "invalid_grant".';
const located = (place: SecretPlace) => ({
  ...targetAt(place),
  updatedAt: new Date('2026-11-01T00:00:00Z'),
});
const written = (updated_at: string) => response(200, { updated_at });
const unchanged = written('2026-11-01T00:00:00Z');
const [past, future] = [new Date('2026-10-31T00:00:00Z'), new Date('2099-10-31T00:00:00Z')];
const newer = written('2026-11-01T00:00:01Z');

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-12-01T00:00:00Z'), toFake: ['Date'] });
});
afterEach(() => void vi.useRealTimers());

/** Explains a rejection when GitHub answers so about the secret of the repository, and of another one. */
async function explain(
  [atWebinars, atReports]: [HttpOutcome, HttpOutcome?],
  {
    answerLost = false,
    isReplaced = false,
    claims = {},
    attempt = 1,
    githubApiUrl = 'https://api.github.com',
    place = repository,
  }: {
    answerLost?: boolean;
    isReplaced?: boolean;
    claims?: JwtClaims;
    attempt?: number;
    githubApiUrl?: string;
    place?: SecretPlace;
  } = {},
) {
  const { use } = await scriptedGitHub({
    'GET /repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN': atWebinars,
    'GET /repos/octo/reports/actions/secrets/GOTO_REFRESH_TOKEN': atReports ?? neverSent,
    'GET /repos/octo/webinars/environments/production/secrets/GOTO_REFRESH_TOKEN': atWebinars,
    'GET /repos/octo/webinars/environments/%24HOME/secrets/GOTO_REFRESH_TOKEN': atWebinars,
  });
  const places = atReports === undefined ? [place] : [place, reports];
  const found = await use((client) => readAgain(places.map(located), client));
  const rejected = { kind: 'rejected', quotation, answerLost, isReplaced } as const;
  return refreshTokenRejected({ ...rejected, ...found, claims, attempt, githubApiUrl });
}

describe('a rejected refresh token', () => {
  it('is explained as far as GitHub can tell', async () => {
    await expect(
      await errorTable({
        'the secret is unchanged': () => explain([unchanged]),
        'the secret is newer': () => explain([newer]),
        'the secret cannot be read any more': () => explain([response(503)]),
        'GitHub cannot be reached': () => explain([neverSent]),
        'an answer was lost': () => explain([unchanged], { answerLost: true }),
        'an answer was lost, and the secret is newer': () => explain([newer], { answerLost: true }),
        'the secret of another place is newer': () => explain([unchanged, newer]),
        'of two places neither is newer': () => explain([unchanged, unchanged]),
        'of two places one cannot be read': () => explain([response(503), newer]),
        'GoTo says that it was replaced': () => explain([unchanged], { isReplaced: true }),
        'GoTo says that it was replaced, and it expired by its own date': () =>
          explain([unchanged], { isReplaced: true, claims: { exp: past } }),
        'it expired by its own date': () => explain([unchanged], { claims: { exp: past } }),
        'it has not expired by its own date': () =>
          explain([unchanged], { claims: { exp: future } }),
        'it is an access token': () => explain([unchanged], { claims: { typ: 'a', exp: past } }),
        'it is an access token, and the secret is newer': () =>
          explain([newer], { claims: { typ: 'a' } }),
        'it is a refresh token by its own word': () =>
          explain([unchanged], { claims: { typ: 'r' } }),
        'an environment': () => explain([unchanged], { place: environment }),
        'an environment with a name that shells do not read alike': () =>
          explain([unchanged], { place: home }),
        'the run is a re-run': () => explain([unchanged], { attempt: 2 }),
        'the secret has just been written': () => {
          vi.setSystemTime('2026-11-01T00:00:30Z');
          return explain([unchanged]);
        },
        'a GitHub Enterprise Server': () => {
          vi.setSystemTime('2026-12-01T00:00:00Z');
          return explain([unchanged], { githubApiUrl: 'https://ghe.example/api/v3' });
        },
        'a personal access token': () =>
          personalAccessTokenRejected({
            kind: 'rejected',
            quotation,
            answerLost: true,
            isReplaced: false,
          }),
      }),
    ).toMatchFileSnapshot('./goto.txt');
  });

  it('is not said to be replaced or lost when it is not', async () => {
    const { message, hint } = await explain([unchanged]);
    expect(message).not.toMatch(/newer|lost/);
    expect(hint).toMatch(/^Start a new run/);
  });
});
