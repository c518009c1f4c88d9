import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { bundleDrivers } from '../support/action';
import { describeEach } from '../support/driver';
import { notForPersonalTokens } from '../support/github-stand-in';
import {
  issuedAccessToken,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
} from '../support/goto-stand-in';
import { failureOf, notAsked } from '../support/run-checks';
import { importing, runAction, startAction } from '../support/runner';
import { runtimes } from '../support/runtimes';
import { describeRuns } from '../support/scenarios';
import { recoveryCommands } from '../support/shells';
import {
  grant,
  inRotatingWorld,
  inWorld,
  rotates,
  storedIn,
  type World,
  write,
} from '../support/world';

/*
 * Runs whose outputs, summary or log the runner does not take. order.test.ts has every file, in every
 * state, when the token is stored.
 */

describeRuns({ topic: 'runner-files', given: rotates }, (scenario) => {
  const refused = { given: ({ github }: World) => github.on(write, notForPersonalTokens()) };
  scenario('the disk of the output file is full when the write is refused', {
    outputFile: 'full',
    ...refused,
  });
  scenario('there is no output file when the token is stored', { outputFile: 'unset' });
  scenario('the summary is a directory when the write is refused', {
    summaryFile: 'directory',
    ...refused,
  });
  scenario('there is no summary when the token is stored', { summaryFile: 'unset' });
  scenario('there is no summary when the write is refused', { summaryFile: 'unset', ...refused });
});

// What no output can come out of is found before anything is sent.
describeRuns({ topic: 'look-around' }, (scenario) => {
  scenario('the output file is missing', { outputFile: 'missing' });
  scenario('the output file is a directory', { outputFile: 'directory' });
});

describeEach(bundleDrivers, 'before anything is sent, a run stops', ({ runAction }) => {
  /** Makes Node another user's, where tests are run by root, who may write everything. */
  const asAnotherUser = importing(
    'if (process.getuid?.() === 0) { process.setgid(65534); process.setuid(65534); }',
  );

  it.each([
    ['GITHUB_OUTPUT', 'a pipe', { outputFile: 'pipe' }, 'ENXIO'],
    ['GITHUB_STATE', 'a pipe', { stateFile: 'pipe' }, 'ENXIO'],
    ['GITHUB_STATE', 'a missing file', { stateFile: 'missing' }, 'ENOENT'],
    ['GITHUB_STATE', 'a directory', { stateFile: 'directory' }, 'EISDIR'],
    ['GITHUB_OUTPUT', "another user's file", { outputFile: 'forbidden' }, 'EACCES'],
    [
      'GITHUB_STATE',
      "another user's file",
      { outputFile: 'unset', stateFile: 'forbidden' },
      'EACCES',
    ],
  ] as const)('at %s that names %s', (variable, _what, files, reason) =>
    inWorld(async (world) => {
      const nodeArgs = reason === 'EACCES' ? asAnotherUser : [];
      const run = await runAction({ inputs: world.inputs(), nodeArgs, ...files });
      expect(run.exitCode).toBe(1);
      const [{ message = '' } = {}, ...others] = run.annotations;
      expect(others).toEqual([]);
      expect(message).toContain(`The file that ${variable} names cannot be written: ${reason}`);
      expect(message).toContain(notAsked);
      expect(message).toContain('options: --user root');
      expect(message).toMatch(/\nerror-code: runner-unsupported$/);
      expect([...world.goto.requests, ...world.github.requests]).toEqual([]);
    }),
  );

  it('unless an input is wrong, which it says first', () =>
    inWorld(async (world) => {
      const inputs = world.inputs({ 'client-id': '' });
      failureOf(await runAction({ inputs, stateFile: 'missing' }), 'input-invalid');
    }));
});

// How much of the log was read is chance, so these have no transcript.
describeEach(bundleDrivers, 'when its log is read no more', ({ runAction }) => {
  const beforeGrant = /^Found /;
  const beforeWrite = /^GoTo sent a new refresh token/;

  it.each<[string, RegExp, (world: World) => void, code: string]>([
    [
      'before GoTo answers, stores the token',
      beforeGrant,
      ({ goto }) => goto.on(grant, { delayMs: 300 }),
      'unexpected',
    ],
    [
      'before the write is answered, stores the token',
      beforeWrite,
      ({ github }) => github.on(write, { delayMs: 300 }),
      'unexpected',
    ],
    [
      'before the write is refused, leaves the recovery in the summary',
      beforeWrite,
      ({ github }) => github.on(write, { delayMs: 300, fault: notForPersonalTokens() }),
      'write-back-failed',
    ],
  ])('%s, and fails', (_title, closeStdoutAt, given, code) =>
    inRotatingWorld(async (world) => {
      given(world);
      const run = await runAction({ inputs: world.inputs(), closeStdoutAt });
      expect(run.exitCode).toBe(1);
      expect(run.outputs).toMatchObject({
        'access-token': issuedAccessToken,
        'refresh-token-rotated': 'true',
        'error-code': code,
      });
      const [, sealed = ''] = /-f "encrypted_value=(.+?)"/.exec(run.summary) ?? [];
      const isStored = code === 'unexpected';
      const token = isStored ? storedIn(world.repository) : world.repository.open(sealed);
      expect(token).toBe(rotatedRefreshToken);
    }),
  );

  it('before the last line of a run without rotation, fails', () =>
    inRotatingWorld(async (world) => {
      world.goto.next({ delayMs: 300, fault: tokenAnswer() });
      const run = await runAction({ inputs: world.inputs(), closeStdoutAt: beforeGrant });
      expect(run).toMatchObject({ exitCode: 1, outputs: { 'error-code': 'unexpected' } });
    }));
});

describe.concurrent.each(runtimes())('on %s', ({ path: node }) => {
  it('the command goes to stderr where there is neither a log nor a summary', () =>
    inRotatingWorld(async (world) => {
      world.github.on(write, { delayMs: 500, fault: notForPersonalTokens() });
      const run = await runAction({
        ...{ node, inputs: world.inputs(), summaryFile: 'unset' },
        closeStdoutAt: /^Found /,
      });
      expect(run.outputs['error-code']).toBe('write-back-failed');
      const [command] = recoveryCommands(run.stderr);
      expect(command && world.repository.open(command.encryptedValue)).toBe(rotatedRefreshToken);
    }));

  it('a signal does not end a run whose log is still being read', () =>
    inWorld(async (world) => {
      // More than a pipe and its reader hold.
      world.goto.next(rotatingAnswer({ access_token: 'a b'.repeat(100_000) }));
      const running = await startAction({ node, inputs: world.inputs(), stdoutUnread: true });
      await vi.waitUntil(() => storedIn(world.repository) === rotatedRefreshToken, {
        timeout: 20_000,
      });
      await sleep(1_000);
      running.kill('SIGTERM');
      await sleep(300);
      running.readStdout();
      const run = await running.result;
      expect(run.signal).toBeNull();
      expect(run.lines.at(-1)).toMatch(/^Stored |^::error::/);
    }));
});
