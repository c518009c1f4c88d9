import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { runBundle, runSource } from '../support/action';
import { notForPersonalTokens } from '../support/github-stand-in';
import { issuedAccessToken, rotatedRefreshToken, rotatingAnswer } from '../support/goto-stand-in';
import { runtime, runtimes } from '../support/process';
import { type ActionOptions, importing, runAction, startAction } from '../support/runner';
import { failureOf, notAsked, play, type RunScenario, testTranscripts } from '../support/scenarios';
import { recoveryCommands } from '../support/shells';
import { someInputs } from '../support/some-inputs';
import type { PlayedRun } from '../support/transcript';
import { grant, inRotatingWorld, inWorld, storedIn, type World, write } from '../support/world';

/*
 * Runs whose outputs, summary or log the runner does not take. The write goes out before anything is
 * published, so that no file, no summary and no log can stand before it.
 */

const refuses = ({ github }: World) => github.on(write, notForPersonalTokens());

testTranscripts('runner files', {
  'there is no output file': { rotated: true, outputFile: 'unset' },
  'the output file is missing': { outputFile: 'missing' },
});

it('where there are no summaries, a run needs none', () =>
  play({ rotated: true, summaryFile: 'unset' }, ({ run }) => expect(run.exitCode).toBe(0)));

it.each<RunScenario>([
  { outputFile: 'full' },
  { summaryFile: 'directory' },
  { summaryFile: 'unset' },
])('the command of a refused write is in the log with %j', (files) =>
  play({ rotated: true, given: refuses, ...files }, ({ run }) => {
    expect(run.annotations[0]?.message).toMatch(/\nerror-code: write-back-failed$/);
    expect(recoveryCommands(run.log)).toHaveLength(1);
  }),
);

describe('a file of the runner that cannot be written', () => {
  // A summary that is missing is made. The files of the others are looked at before.
  it.each([
    ['the summary', { summaryFile: 'pipe' }],
    ['the output', { outputFile: 'full' }],
    ['the state', { stateFile: 'full' }],
  ] as const)('fails the step once the token is stored: %s', (what, file) =>
    inRotatingWorld(async (world) => {
      world.github.on(write, { delayMs: 100 });
      const run = await runSource({ inputs: world.inputs(), ...file });
      expect(run.exitCode).toBe(1);
      expect(run.lines.filter((line) => /^(Stored |::error::)/.test(line))).toMatchObject([
        expect.stringMatching(/^Stored /),
        expect.stringMatching(new RegExp(`Could not pass ${what}.*is stored`)),
      ]);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    }),
  );

  it.each(['unset', 'full'] as const)(
    'may be that of the state (%s): the end of the job stores the token',
    (stateFile) =>
      inRotatingWorld(async (world) => {
        world.github.on(write, { status: 403 });
        const inputs = world.inputs();
        const run = await runSource({ inputs, stateFile });
        failureOf(run, 'write-back-failed');
        const end = await runSource({ inputs, state: run.state });
        expect(end.exitCode, end.log).toBe(0);
        expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      }),
  );
});

describe.concurrent('before anything is sent, a run stops', () => {
  /** Makes Node another user's, where tests are run by root, who may write everything. */
  const code = 'if (process.getuid?.() === 0) { process.setgid(65534); process.setuid(65534); }';
  const asAnotherUser = { nodeArgs: importing(code) };

  it.each<[string, string, RunScenario]>([
    ['GITHUB_OUTPUT', 'ENXIO', { outputFile: 'pipe' }],
    ['GITHUB_STATE', 'ENXIO', { stateFile: 'pipe' }],
    ['GITHUB_STATE', 'ENOENT', { stateFile: 'missing' }],
    ['GITHUB_STATE', 'EISDIR', { stateFile: 'directory' }],
    ['GITHUB_OUTPUT', 'EACCES', { outputFile: 'forbidden', ...asAnotherUser }],
    ['GITHUB_STATE', 'EACCES', { outputFile: 'unset', stateFile: 'forbidden', ...asAnotherUser }],
  ])('when it cannot write %s: %s', (variable, reason, files) => {
    const look = ({ run, world }: PlayedRun) => {
      const { message = '' } = run.annotations[0] ?? {};
      expect(message).toContain(`The file that ${variable} names cannot be written: ${reason}`);
      expect(message).toContain(notAsked);
      expect(message).toMatch(/options: --user root.*\nerror-code: runner-unsupported$/s);
      expect([...world.goto.requests, ...world.github.requests]).toEqual([]);
    };
    return play(files, look, (options) => runBundle(24, options));
  });

  it('unless an input is wrong, which it says first', () =>
    play({ inputs: { 'client-id': '' }, stateFile: 'missing' }, ({ run }) => {
      expect(run.outputs['error-code']).toBe('input-invalid');
    }));
});

/** Arguments that block the process for good where this condition holds for what it writes. */
const blockingAt = (condition: string): Partial<ActionOptions> => ({
  nodeArgs: importing(`
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    const { appendFileSync } = fs;
    fs.appendFileSync = (file, text, ...rest) => {
      if (${condition}) block();
      return appendFileSync(file, text, ...rest);
    };
    syncBuiltinESMExports();
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text, ...rest) => {
      const file = 'stdout';
      if (${condition}) block();
      return write(text, ...rest);
    };`),
});

describe.concurrent('a run that blocks', () => {
  it.each<[where: string, Partial<ActionOptions>]>([
    ['at an output', blockingAt('file === process.env.GITHUB_OUTPUT')],
    ['at the summary', blockingAt('file === process.env.GITHUB_STEP_SUMMARY')],
    ['at the log', blockingAt(`file === 'stdout' && text.startsWith('GoTo ')`)],
  ])('%s has sent the write', (_where, options) =>
    inRotatingWorld(async (world) => {
      const node = runtime(24).path;
      const running = await startAction({ node, inputs: world.inputs(), ...options });
      await vi.waitUntil(() => storedIn(world.repository) === rotatedRefreshToken, {
        timeout: 20_000,
      });
      running.kill('SIGKILL');
      expect((await running.result).signal).toBe('SIGKILL');
    }),
  );
});

it('a Node that is too old is not used', async () => {
  // The tests have no such Node.
  const versions = { value: { ...process.versions, node: '18.20.8' } };
  vi.stubGlobal('process', Object.create(process, { versions }));
  const run = await runSource({ inputs: someInputs() });
  vi.unstubAllGlobals();
  expect(failureOf(run, 'runner-unsupported')).toMatch(
    /^This action needs Node 20 or newer, and the runner has 18.20.8. GoTo was not asked/,
  );
});

// How much of the log was read is chance, so these have no transcript.
describe.concurrent.each(runtimes())(
  'when its log is read no more, on %s',
  ({ major, path: node }) => {
    const closeStdoutAt = /^Found /;

    it('a run stores the token, and fails', () =>
      inRotatingWorld(async (world) => {
        world.goto.on(grant, { delayMs: 300 });
        const run = await runBundle(major, { inputs: world.inputs(), closeStdoutAt });
        expect(run).toMatchObject({ exitCode: 1, outputs: { 'error-code': 'unexpected' } });
        expect(run.outputs['access-token']).toBe(issuedAccessToken);
        expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      }));

    it.each([
      ['summary', 'writable'],
      ['stderr', 'unset'],
    ] as const)('the command is in the %s, where the summary is %s', (where, summaryFile) =>
      inRotatingWorld(async (world) => {
        world.github.on(write, { delayMs: 500, fault: notForPersonalTokens() });
        const run = await runAction({ node, inputs: world.inputs(), summaryFile, closeStdoutAt });
        expect(run.outputs['error-code']).toBe('write-back-failed');
        const [command] = recoveryCommands(run[where]);
        expect(command && world.repository.open(command.encryptedValue)).toBe(rotatedRefreshToken);
        expect(recoveryCommands(run.stderr)).toHaveLength(where === 'stderr' ? 1 : 0);
      }),
    );

    it('a signal does not end a run whose log is still being read', () =>
      inWorld(async (world) => {
        // More than a pipe and its reader hold.
        world.goto.next(rotatingAnswer({ access_token: 'a b'.repeat(100_000) }));
        const running = await startAction({ node, inputs: world.inputs(), stdoutUnread: true });
        const isStored = () => storedIn(world.repository) === rotatedRefreshToken;
        await vi.waitUntil(isStored, { timeout: 20_000 });
        await sleep(1_000);
        running.kill('SIGTERM');
        await sleep(300);
        running.readStdout();
        const run = await running.result;
        expect(run.signal).toBeNull();
        expect(run.lines.at(-1)).toMatch(/^Stored |^::error::/);
      }));
  },
);
