import { describe, expect, it } from 'vitest';
import { notForPersonalTokens } from '../support/github-stand-in';
import {
  accountKey,
  jwt,
  oauthError,
  organizerKey,
  rotatingAnswer,
  scimExtension,
  tokenAnswer,
  userAnswer,
} from '../support/goto-stand-in';
import { play, type RunScenario, testTranscripts } from '../support/scenarios';
import { down, type Fault } from '../support/stand-in-server';
import { anyRead, grant, secretName, type World } from '../support/world';

/*
 * What GoTo can answer, and what the action makes of it. goto/ and messages/ have the tables.
 */

/** What GoTo answers, one by one. */
const answers = (...faults: Fault[]): RunScenario => ({
  given: ({ goto }) => goto.next(...faults),
});

const now = Math.floor(Date.now() / 1000);
const inDays = (days: number) => new Date((now + days * 24 * 3600) * 1000);
const writtenAgo = ({ repository }: World, days: number) => {
  repository.secret(secretName).updatedAt = inDays(-days).toISOString();
};
const personal = {
  'refresh-token': undefined,
  'github-token': undefined,
  'personal-access-token': 'pat-c0mplete-0123456789',
};
const lookup = { 'lookup-organizer': 'true' };

testTranscripts('tokens', {
  'GoTo keeps the refresh token': {},
  'GoTo rotates an old refresh token': { rotated: true, given: (world) => writtenAgo(world, 28) },
  'both tokens expire soon': {
    given: (world) => {
      writtenAgo(world, 28);
      const expiresAt = inDays(2).toISOString().slice(0, 19).replace('T', ' ');
      world.github.headers['github-authentication-token-expiration'] = `${expiresAt} UTC`;
    },
  },
  'the refresh token says that it expires in 6 days': {
    inputs: { 'refresh-token': jwt({ expiresAt: inDays(6) }) },
  },
  'fields that are not valid': answers(
    tokenAnswer({ refresh_token: 'a refresh\ntoken', expires_in: 0, account_key: 'x' }),
  ),
  'no access token, and a new refresh token': answers(rotatingAnswer({ access_token: undefined })),
  'invalid_grant after a lost answer': answers(
    { lost: 'reset' },
    oauthError('invalid_grant', { description: 'Token expired' }),
  ),
  invalid_client: answers(oauthError('invalid_client', { status: 401 })),
  'GoTo is down': { given: ({ goto }) => goto.on(grant, down(500), 5) },
  'a personal access token, and GoTo sends a refresh token': {
    rotated: true,
    inputs: { ...personal, ...lookup },
  },
  'a personal access token that GoTo rejects': {
    inputs: personal,
    ...answers({ lost: 'reset' }, oauthError('invalid_grant')),
  },
  'the organizer is not to be seen': {
    rotated: true,
    inputs: lookup,
    given: ({ goto }) => goto.nextUser({ status: 403, body: { detail: 'insufficient scope' } }),
  },
});

it('of two refresh tokens that say when they expire, the new one counts', () => {
  const inputs = { 'refresh-token': jwt({ expiresAt: inDays(6) }) };
  const newToken = jwt({ expiresAt: new Date('2099-01-02') });
  const given = ({ goto }: World) => goto.next(rotatingAnswer({ refresh_token: newToken }));
  return play({ inputs, given }, ({ run }) => {
    expect(run.outputs['refresh-token-expires-at']).toBe('2099-01-02T00:00:00Z');
    expect(run.annotations).toEqual([]);
  });
});

describe('the organizer', () => {
  it.each([
    [{ organizer_key: '1', account_key: '2' }, 1],
    [{ organizer_key: '1' }, 2],
    [{ account_key: '2' }, 2],
  ])('has the keys %j, which came with the tokens: %i requests', (keys, count) =>
    play({ rotated: true, inputs: lookup, ...answers(tokenAnswer(keys)) }, ({ run, world }) => {
      const found = { organizer_key: organizerKey, account_key: accountKey, ...keys };
      expect(run.outputs['organizer-key']).toBe(found.organizer_key);
      expect(run.outputs['account-key']).toBe(found.account_key);
      expect(world.goto.requests).toHaveLength(count);
    }),
  );

  it.each([
    [['7', '8'], /\nThe organizer has 2 accounts, and account-key is the first of 7, 8\.$/],
    [[], /\nThe organizer has no account at GoTo: account-key stays empty\.$/],
  ])('may have the accounts %j', (keys, log) => {
    const accounts = keys.map((value) => ({ value }));
    const given = ({ goto }: World) => goto.nextUser(userAnswer({ [scimExtension]: { accounts } }));
    return play({ inputs: lookup, given }, ({ run }) => {
      expect(run.log).toMatch(log);
      expect(run.outputs['account-key']).toBe(keys[0]);
    });
  });
});

const rejects = ({ goto }: World) => goto.next(oauthError('invalid_grant'));

// A mistake of a first hour: GoTo is asked only where that is to be, and the cure comes first.
it.each<[what: string, cure: string, RunScenario, requestsToGoTo: number]>([
  [
    'an expression that nobody expanded',
    `Write \${{ secrets.NAME }} in refresh-token`,
    { inputs: { 'refresh-token': 'secrets.GOTO_REFRESH_TOKEN' } },
    0,
  ],
  [
    'a secret-name that is the token',
    `Write the name of the secret in secret-name, without \${{ }}`,
    { inputs: { 'refresh-token': 'aTokenOfLetters12345', 'secret-name': 'ATOKENOFLETTERS12345' } },
    0,
  ],
  [
    'a place that is forgotten',
    'If the secret is in an environment, set the input environment and keep the token.',
    { given: ({ github }) => github.on(anyRead, notForPersonalTokens(), 2) },
    0,
  ],
  [
    'a second use in one job',
    'Start a new run, not a re-run: the secret has just been written. If this job calls the action twice, once is enough.',
    {
      given: (world) => {
        writtenAgo(world, 0);
        rejects(world);
      },
    },
    1,
  ],
  [
    'a re-run',
    'Start a new run, not a re-run: this is attempt 2',
    { env: { GITHUB_RUN_ATTEMPT: '2' }, given: rejects },
    1,
  ],
])('the first advice for %s is the cure', (_what, cure, scenario, requestsToGoTo) =>
  play(scenario, ({ run, world }) => {
    expect(run.annotations[0]?.message).toContain(`\nWhat to do: ${cure}`);
    expect(world.goto.requests).toHaveLength(requestsToGoTo);
  }),
);
