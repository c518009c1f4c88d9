import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { drivers } from '../support/drivers';
import type { Answer } from '../support/faults';
import { timestampForm } from '../support/github-place';
import {
  accountKey,
  issuedAccessToken,
  issuedOutputs,
  organizerKey,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
  userAnswer,
} from '../support/goto-answers';
import { write } from '../support/requests';
import { runInProcess } from '../support/run-in-process';
import { secretName, startWorld, storedIn, type World } from '../support/world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  world.goto.alwaysUser(userAnswer());
});
afterEach(() => world.close());

const inputs = () => world.inputs({ 'lookup-organizer': 'true' });

/** An answer whose JSON is what is written here, digit for digit. */
const exactly = (json: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(json),
});

/** An answer with a number, digit for digit, where `field` is. */
function withNumber({ body }: Answer, field: string, digits: string): Answer {
  const text = JSON.stringify(Object.assign({}, body, { [field]: 'DIGITS' }));
  return exactly(text.replace('"DIGITS"', digits));
}

describe.each(drivers)('%s', ({ runAction }) => {
  it('looks the organizer up with the new access token', async () => {
    const run = await runAction({ inputs: inputs() });
    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({
      'access-token': issuedAccessToken,
      'organizer-key': organizerKey,
      'account-key': accountKey,
    });
    expect(run.annotations).toEqual([]);
    expect(run.log).not.toContain('accounts');
    const [request, ...others] = world.goto.userRequests();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      method: 'GET',
      target: '/identity/v1/Users/me',
      body: '',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${issuedAccessToken}`,
        'user-agent': `goto-access-token/${version}`,
      },
    });
  });

  it('forgives a slash at the end of goto-api-url', async () => {
    const run = await runAction({
      inputs: { ...inputs(), 'goto-api-url': `${world.goto.apiUrl}/` },
    });
    expect(run.outputs['organizer-key']).toBe(organizerKey);
    expect(world.goto.userRequests()).toHaveLength(1);
  });

  it.each(['false', undefined])('makes no call when lookup-organizer is %s', async (lookup) => {
    const run = await runAction({ inputs: world.inputs({ 'lookup-organizer': lookup }) });
    expect(run.exitCode).toBe(0);
    expect(world.goto.userRequests()).toEqual([]);
    expect(run.outputs).not.toHaveProperty('organizer-key');
    expect(run.outputs).not.toHaveProperty('account-key');
  });

  it('gives the first of several accounts, and says in one line that there are more', async () => {
    const accounts = [{ value: accountKey }, { value: '9007199254740993003' }, { value: '7' }];
    world.goto.alwaysUser(userAnswer({ accounts }));
    const run = await runAction({ inputs: inputs() });
    expect(run.exitCode).toBe(0);
    expect(run.outputs['account-key']).toBe(accountKey);
    expect(run.log.match(/3 accounts/g)).toHaveLength(1);
    expect(run.annotations).toEqual([]);
  });

  it.each([{ accounts: [] }, { accounts: undefined }])(
    'has no account key where there is no account ($accounts)',
    async ({ accounts }) => {
      world.goto.alwaysUser(userAnswer({ accounts }));
      const run = await runAction({ inputs: inputs() });
      expect(run.exitCode).toBe(0);
      expect(run.outputs['organizer-key']).toBe(organizerKey);
      expect(run.outputs).not.toHaveProperty('account-key');
    },
  );

  it('looks up after the store', async () => {
    world.goto.next(rotatingAnswer());
    world.github.on(write, { delayMs: 150 });
    const run = await runAction({ inputs: inputs() });
    expect(run.exitCode).toBe(0);
    const [written] = world.github.writes();
    const [lookup] = world.goto.userRequests();
    expect(lookup?.at).toBeGreaterThan((written?.at ?? Number.NaN) + 140);
  });

  it.each([401, 403])(
    'names the scope when it is refused with %i, with all else done',
    async (status) => {
      world.goto.next(rotatingAnswer());
      world.goto.nextUser({ status, body: { detail: 'no "scope"\n::error::none' } });
      const run = await runAction({ inputs: inputs() });
      expect(run.exitCode).toBe(1);
      expect(run.annotations).toEqual([
        { level: 'error', message: expect.stringContaining('identity:scim.me') },
      ]);
      const message = run.annotations[0]?.message;
      expect(message).toContain(`status ${status}`);
      expect(message).toContain('organizer-lookup-failed');
      expect(message).toContain(`GoTo said: "no 'scope'::error::none"`);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      expect(run.outputs).toEqual({
        ...issuedOutputs,
        'expires-at': expect.stringMatching(timestampForm),
        'refresh-token-rotated': 'true',
        'refresh-token-updated-at': expect.stringMatching(timestampForm),
        'error-code': 'organizer-lookup-failed',
      });
      expect(run.summary).toContain(secretName);
      expect(run.log).not.toContain('gh api');
      expect(world.goto.userRequests()).toHaveLength(1);
    },
  );

  it('asks again when GoTo is busy, and says so', async () => {
    world.goto.nextUser(
      { status: 503, headers: { 'retry-after': '0' }, body: '<h1>Busy</h1>' },
      { status: 429, headers: { 'retry-after': '0' } },
    );
    const run = await runAction({ inputs: inputs() });
    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({
      'organizer-key': organizerKey,
      'account-key': accountKey,
    });
    expect(world.goto.userRequests()).toHaveLength(3);
    const retries = run.log.split('\n').filter((line) => line.includes('look up the organizer'));
    expect(retries).toEqual([
      expect.stringContaining('status 503'),
      expect.stringContaining('status 429'),
    ]);
    expect(world.goto.tokenRequests()).toHaveLength(1);
  });

  it('gives up when GoTo stays busy', async () => {
    world.goto.alwaysUser({ status: 503, headers: { 'retry-after': '0' } });
    const run = await runAction({ inputs: inputs() });
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({
      'access-token': issuedAccessToken,
      'error-code': 'organizer-lookup-failed',
    });
    expect(run.annotations).toEqual([
      { level: 'error', message: expect.stringContaining('status 503') },
    ]);
    expect(run.annotations[0]?.message).not.toContain('identity:scim.me');
    expect(world.goto.userRequests()).toHaveLength(5);
  });

  it('does not wait longer than it has time', async () => {
    world.goto.nextUser({ status: 429, headers: { 'retry-after': '60' } });
    const run = await runAction({ inputs: inputs() });
    expect(run.outputs['error-code']).toBe('organizer-lookup-failed');
    expect(world.goto.userRequests()).toHaveLength(1);
  });

  it('fails at a record that is none, with all else done', async () => {
    world.goto.next(rotatingAnswer());
    world.goto.nextUser({ status: 200, body: '<html>Sign in</html>' });
    const run = await runAction({ inputs: inputs() });
    expect(run.exitCode).toBe(1);
    expect(run.annotations).toHaveLength(1);
    expect(run.outputs).toMatchObject({
      'access-token': issuedAccessToken,
      'refresh-token-rotated': 'true',
      'error-code': 'organizer-lookup-failed',
    });
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('follows no redirect with the access token', async () => {
    world.goto.nextUser({ status: 307, headers: { location: `${world.goto.apiUrl}/elsewhere` } });
    const run = await runAction({ inputs: inputs() });
    expect(run.outputs['error-code']).toBe('organizer-lookup-failed');
    expect(world.goto.requests.map(({ path }) => path)).not.toContain('/elsewhere');
  });

  describe('keys in the token answer', () => {
    const both = { organizer_key: organizerKey, account_key: accountKey };

    it.each(['true', 'false'])(
      'are handed on without a call when lookup-organizer is %s',
      async (lookup) => {
        world.goto.next(tokenAnswer(both));
        const run = await runAction({ inputs: world.inputs({ 'lookup-organizer': lookup }) });
        expect(run.exitCode).toBe(0);
        expect(run.outputs).toMatchObject({
          'organizer-key': organizerKey,
          'account-key': accountKey,
        });
        expect(world.goto.userRequests()).toEqual([]);
      },
    );

    it.each(['organizer_key', 'account_key'] as const)(
      'do not spare the call when %s is the only one',
      async (only) => {
        world.goto.next(tokenAnswer({ [only]: both[only] }));
        const run = await runAction({ inputs: inputs() });
        expect(run.exitCode).toBe(0);
        expect(run.outputs).toMatchObject({
          'organizer-key': organizerKey,
          'account-key': accountKey,
        });
        expect(world.goto.userRequests()).toHaveLength(1);
      },
    );

    it('are handed on alone when there is no call', async () => {
      world.goto.next(tokenAnswer({ organizer_key: organizerKey }));
      const run = await runAction({ inputs: world.inputs() });
      expect(run.outputs['organizer-key']).toBe(organizerKey);
      expect(run.outputs).not.toHaveProperty('account-key');
    });

    it.each([
      ['organizer_key', 'organizer-key'],
      ['account_key', 'account-key'],
    ])('are refused as numbers, never rounded (%s)', async (field, output) => {
      const digits = '9007199254740993001';
      world.goto.next(withNumber(tokenAnswer(), field, digits));
      const run = await runAction({ inputs: world.inputs() });
      expect(run.exitCode).toBe(0);
      expect(run.outputs).not.toHaveProperty(output);
      expect(run.log.match(new RegExp(field, 'g'))).toHaveLength(1);
      expect(run.stdout).not.toMatch(/900719925474/);
    });

    it('are looked up where they are numbers', async () => {
      world.goto.next(withNumber(tokenAnswer(both), 'organizer_key', organizerKey));
      const run = await runAction({ inputs: inputs() });
      expect(run.exitCode).toBe(0);
      expect(run.outputs['organizer-key']).toBe(organizerKey);
      expect(world.goto.userRequests()).toHaveLength(1);
    });
  });
});

it('The lookup waits as long as GoTo asks for', async () => {
  world.goto.nextUser({ status: 429, headers: { 'retry-after': '1' } });
  const run = await runInProcess({ inputs: inputs() });
  expect(run.outputs['organizer-key']).toBe(organizerKey);
  const [first, second] = world.goto.userRequests();
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

// What makes a record junk is looked at in one process: the bundle is made of the same source.
describe('A record of the organizer', () => {
  it.each<[string, field: string, () => Answer]>([
    ['HTML', 'id', () => ({ status: 200, body: '<html>Sign in</html>' })],
    ['null', 'id', () => exactly('null')],
    ['a number as id', 'id', () => withNumber(userAnswer(), 'id', organizerKey)],
    ['no id', 'id', () => userAnswer({ id: undefined })],
    ['an id that is no key', 'id', () => userAnswer({ id: '12\n34' })],
    ['an id that is too long', 'id', () => userAnswer({ id: '1'.repeat(21) })],
    ['accounts that are no list', 'accounts', () => userAnswer({ accounts: 'all' })],
    ['accounts in an object', 'accounts', () => userAnswer({ accounts: { value: accountKey } })],
    ['an account that is null', 'accounts', () => userAnswer({ accounts: [null] })],
    [
      'an account with a number',
      'accounts',
      () => exactly(`{"id":"${organizerKey}","accounts":[{"value":${accountKey}}]}`),
    ],
  ])('with %s is refused, and %s named', async (_what, field, answer) => {
    world.goto.alwaysUser(answer());
    const run = await runInProcess({ inputs: inputs() });
    expect(run.exitCode).toBe(1);
    expect(run.annotations).toEqual([
      { level: 'error', message: expect.stringMatching(new RegExp(`: ${field} is not`)) },
    ]);
    expect(run.outputs['error-code']).toBe('organizer-lookup-failed');
    expect(run.outputs).not.toHaveProperty('organizer-key');
    expect(run.outputs).not.toHaveProperty('account-key');
    expect(run.stdout).not.toContain('Sign in');
    expect(world.goto.userRequests()).toHaveLength(1);
  });
});
