import { afterEach, beforeEach, expect, it } from 'vitest';
import { notForPersonalTokens } from '../support/github-answers';
import {
  issuedAccessToken,
  organizerKey,
  rotatedRefreshToken,
  rotatingAnswer,
  userAnswer,
} from '../support/goto-answers';
import { paste } from '../support/recovery-commands';
import { write } from '../support/requests';
import { runAction } from '../support/run-action';
import { expectNoSecret, failureOf } from '../support/run-checks';
import { storedRefreshToken } from '../support/some-inputs';
import { startWorld, storedIn, type World } from '../support/world';

/*
 * Whole runs of the committed bundle on the Node that runs the tests, without signals, shells or
 * anything else that only some systems have: what `npm run test:smoke` runs on Windows and macOS.
 */

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

it('gets a token and the organizer, and leaves the stored token alone', async () => {
  world.goto.alwaysUser(userAnswer());
  const run = await runAction({ inputs: world.inputs({ 'lookup-organizer': 'true' }) });

  expect(run).toMatchObject({ exitCode: 0, stderr: '', annotations: [] });
  expect(run.outputs).toMatchObject({
    'access-token': issuedAccessToken,
    'organizer-key': organizerKey,
    'refresh-token-rotated': 'false',
  });
  expectNoSecret(run);
  expect(storedIn(world.repository)).toBe(storedRefreshToken);
});

it('stores a rotated token, sealed, and says so', async () => {
  world.goto.next(rotatingAnswer());
  const run = await runAction({ inputs: world.inputs() });

  expect(run).toMatchObject({ exitCode: 0, stderr: '', annotations: [] });
  expect(run.outputs['refresh-token-rotated']).toBe('true');
  expect(run.summary).toContain('GOTO_REFRESH_TOKEN');
  expectNoSecret(run);
  expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
});

it('prints a command that saves a token which GitHub did not take', async () => {
  world.goto.next(rotatingAnswer());
  world.github.on(write, notForPersonalTokens());
  const run = await runAction({ inputs: world.inputs() });

  failureOf(run, 'write-back-failed');
  expect(run.stderr).toBe('');
  expect(run.outputs['access-token']).toBe(issuedAccessToken);
  const [, path = '', encryptedValue = '', keyId = ''] =
    /^gh api --method PUT '(.+)' -f encrypted_value='(.+)' -f key_id='(.+)' --hostname '.+'$/m.exec(
      run.log,
    ) ?? [];
  expect(await paste({ path, encryptedValue, keyId }, world.github)).toBe(204);
  expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
});

it('stops before GoTo is asked when an input is wrong', async () => {
  const run = await runAction({ inputs: world.inputs({ 'github-token': '' }) });

  expect(failureOf(run, 'input-invalid')).toContain('github-token');
  expect(run.stderr).toBe('');
  expect([...world.goto.requests, ...world.github.requests]).toEqual([]);
});
