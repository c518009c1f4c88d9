import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SecretPlace } from '../../src/github/places';
import { personalAccessTokenRejected, refreshTokenRejected } from '../../src/messages/goto';
import { environment, organization, repository, targetAt } from '../github/scripted-github';
import { errorTable } from '../support/scripted-transport';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-12-01T00:00:00Z'), toFake: ['Date'] });
});
afterEach(() => void vi.useRealTimers());

const secretIn = (place: SecretPlace, updatedAt = '2026-11-01T00:00:00Z') => ({
  ...targetAt(place),
  updatedAt: new Date(updatedAt),
});
const secret = secretIn(repository);
const reports = secretIn({ kind: 'repository', owner: 'octo', repo: 'reports' });
const home = secretIn({ ...environment, environment_name: '$HOME' } as SecretPlace);
const [past, future] = [new Date('2026-10-31T00:00:00Z'), new Date('2099-10-31T00:00:00Z')];

const rejected = {
  kind: 'rejected',
  quotation: ' GoTo said: "invalid_grant".',
  answerLost: false,
  isReplaced: false,
  claims: {},
  secrets: [secret],
  isNewer: false,
  githubApiUrl: 'https://api.github.com',
  attempt: 1,
} satisfies Parameters<typeof refreshTokenRejected>[0];

it('a rejected token is explained', async () => {
  const rows: [string, Partial<Parameters<typeof refreshTokenRejected>[0]>][] = [
    ['nothing more is known', {}],
    ['the secret is newer', { isNewer: true }],
    ['an answer was lost', { answerLost: true }],
    ['GoTo says that it was replaced', { isReplaced: true }],
    ['replaced, and it expired by its own date', { isReplaced: true, claims: { exp: past } }],
    ['it expired by its own date', { claims: { exp: past } }],
    ['it has not expired by its own date', { claims: { exp: future } }],
    ['it is an access token', { claims: { typ: 'a', exp: past } }],
    ['it is an access token, and the secret is newer', { claims: { typ: 'a' }, isNewer: true }],
    ['the run is a re-run', { attempt: 2 }],
    [
      'the secret has just been written',
      { secrets: [secretIn(repository, '2026-11-30T23:55:01Z')] },
    ],
    ['five minutes ago', { secrets: [secretIn(repository, '2026-11-30T23:55:00Z')] }],
    ['two repositories', { secrets: [reports, secret] }],
    ['an environment', { secrets: [secretIn(environment)] }],
    ['an environment that shells do not read alike', { secrets: [home] }],
    ['an organization', { secrets: [{ ...secretIn(organization), name: 'GOTO_2' }] }],
    ['a GitHub Enterprise Server', { githubApiUrl: 'https://ghe.example/api/v3' }],
  ];
  const cases = rows.map(([title, more]) => [
    title,
    () => refreshTokenRejected({ ...rejected, ...more }),
  ]);
  const table = await errorTable({
    ...Object.fromEntries(cases),
    'a personal access token': () => personalAccessTokenRejected(rejected),
  });
  await expect(table).toMatchFileSnapshot('./goto.txt');
});
