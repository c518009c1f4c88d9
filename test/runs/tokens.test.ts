import { describe, expect, it } from 'vitest';
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
import { failureOf } from '../support/run-checks';
import { describeRuns, play, type RunScenario } from '../support/scenarios';
import { down, type Fault } from '../support/stand-in-server';
import { grant, secretName, type World } from '../support/world';

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

describeRuns('tokens', {
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

describe('a rejected refresh token', () => {
  const rejects = ({ goto }: World) => goto.next(oauthError('invalid_grant'));

  it.each<[string, RunScenario]>([
    ['this is attempt 2', { env: { GITHUB_RUN_ATTEMPT: '2' }, given: rejects }],
    [
      'the secret has just been written. If this job calls the action twice, once is enough.',
      {
        given: (world) => {
          writtenAgo(world, 0);
          rejects(world);
        },
      },
    ],
  ])('is advice to start a new run: %s', (reason, scenario) =>
    play(scenario, ({ run, world }) => {
      const advice = `What to do: Start a new run, not a re-run: ${reason}`;
      expect(failureOf(run, 'refresh-token-rejected')).toContain(advice);
      expect(world.goto.requests).toHaveLength(1);
    }),
  );
});
