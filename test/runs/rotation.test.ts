import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { drivers } from '../support/drivers';
import { timestampForm } from '../support/github-place';
import {
  issuedAccessToken,
  issuedOutputs,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
} from '../support/goto-answers';
import { everySecret } from '../support/known-secrets';
import { expectNoSecret } from '../support/run-checks';
import { spokenLines } from '../support/runner-log';
import { clientId, clientSecret, storedRefreshToken } from '../support/some-inputs';
import { secretName, startWorld, storedIn, type World } from '../support/world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe.each(drivers)('%s', ({ runAction }) => {
  it('gets an access token when nothing is rotated', async () => {
    const before = Date.now();
    const run = await runAction({ inputs: world.inputs() });

    expect(run.exitCode).toBe(0);
    expect(run.annotations).toEqual([]);
    expect(run.summary).toBe('');
    expect(run.lines.length).toBeLessThanOrEqual(12);
    expect(run.outputs).toEqual({
      ...issuedOutputs,
      'expires-at': expect.stringMatching(timestampForm),
      'refresh-token-rotated': 'false',
      'refresh-token-updated-at': world.repository.secret(secretName).updatedAt,
    });
    const lifetime = Date.parse(run.outputs['expires-at'] ?? '') - before;
    expect(lifetime / 1000).toBeGreaterThan(3_590);
    expect(lifetime / 1000).toBeLessThanOrEqual(3_610);
  });

  it('asks for no more than it needs, as the two services want it', async () => {
    await runAction({ inputs: world.inputs() });
    const path = '/repos/octo/webinars/actions/secrets';
    expect(world.github.requests.map(({ method, target }) => `${method} ${target}`).sort()).toEqual(
      [`GET ${path}/${secretName}`, `GET ${path}/public-key`],
    );
    const [grant, ...others] = world.goto.tokenRequests();
    expect(others).toEqual([]);
    expect(grant).toMatchObject({
      basic: `${clientId}:${clientSecret}`,
      form: [
        ['grant_type', 'refresh_token'],
        ['refresh_token', storedRefreshToken],
      ],
      request: {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
        },
      },
    });
    for (const { headers } of [...world.github.requests, ...world.goto.requests]) {
      expect(headers['user-agent']).toBe(`goto-access-token/${version}`);
    }
  });

  it('stores a rotated token, sealed, and says so', async () => {
    world.goto.next(rotatingAnswer());
    const before = Math.floor(Date.now() / 1000) * 1000;
    const run = await runAction({ inputs: world.inputs() });

    expect(run.exitCode).toBe(0);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(world.github.writes()).toHaveLength(1);
    expect(run.annotations).toEqual([]);
    expect(run.outputs).toMatchObject({
      'access-token': issuedAccessToken,
      'refresh-token-rotated': 'true',
    });
    expect(Date.parse(run.outputs['refresh-token-updated-at'] ?? '')).toBeGreaterThanOrEqual(
      before,
    );
    expect(run.summary).toContain(`\`${secretName}\``);
    expect(run.summary).toContain('`repository octo/webinars`');
    expect(run.log).toContain(
      `Stored the new refresh token in ${secretName} of repository octo/webinars.`,
    );
  });

  it('takes an echoed refresh token for what it is', async () => {
    world.goto.next(tokenAnswer({ refresh_token: storedRefreshToken }));
    const run = await runAction({ inputs: world.inputs() });
    expect(run.exitCode).toBe(0);
    expect(run.outputs['refresh-token-rotated']).toBe('false');
    expect(world.github.writes()).toEqual([]);
  });

  it('masks every secret before anything else is printed, and shows none', async () => {
    world.goto.next(rotatingAnswer());
    const run = await runAction({ inputs: world.inputs() });
    const { lines, masks, outputs } = run;
    expect([...masks].sort()).toEqual([...everySecret].sort());
    expect(lines.slice(0, 4).every((line) => line.startsWith('::add-mask::'))).toBe(true);
    expectNoSecret(run);
    expect(Object.values(outputs)).not.toContain(rotatedRefreshToken);
    expect(Object.values(outputs)).not.toContain(storedRefreshToken);
  });

  it('stores the rotated token of an answer that is otherwise useless, and then fails', async () => {
    world.goto.next(rotatingAnswer({ access_token: 'no token' }));
    const run = await runAction({ inputs: world.inputs() });
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({
      'error-code': 'goto-answer-invalid',
      'refresh-token-rotated': 'true',
    });
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(run.annotations).toEqual([
      { level: 'error', message: expect.stringContaining('access_token') },
    ]);
  });

  it('does not store a refresh token that is none, and names the field', async () => {
    world.goto.next(tokenAnswer({ refresh_token: 'r\n2' }));
    const run = await runAction({ inputs: world.inputs() });
    expect(run.exitCode).toBe(0);
    expect(run.outputs['refresh-token-rotated']).toBe('false');
    expect(world.github.writes()).toEqual([]);
    expect(spokenLines(run.lines).join('\n')).toContain('refresh_token');
    expect(run.log).toContain('cannot be stored: the stored one stays');
  });

  it('warns once of each token that is about to die', async () => {
    const day = 24 * 3600 * 1000;
    const inTenDays = new Date(Date.now() + 10 * day).toISOString().slice(0, 10);
    world.github.headers['github-authentication-token-expiration'] = `${inTenDays} 00:00:00 +0100`;
    const updatedAt = new Date(Date.now() - 26 * day).toISOString();
    world.github.addRepository('octo/webinars', {
      secrets: { [secretName]: { value: storedRefreshToken, updatedAt } },
    });
    const run = await runAction({ inputs: world.inputs() });
    expect(run.exitCode).toBe(0);
    expect(run.annotations).toEqual([
      { level: 'warning', message: expect.stringContaining('github-token') },
      { level: 'warning', message: expect.stringContaining('refresh token') },
    ]);
  });
});
