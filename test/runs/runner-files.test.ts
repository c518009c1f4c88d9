import { describe, expect, it, vi } from 'vitest';
import { bundleDrivers, bundleOn, type Driver, sourceDriver } from '../support/drivers';
import { notForPersonalTokens } from '../support/github-answers';
import { issuedAccessToken, rotatedRefreshToken, tokenAnswer } from '../support/goto-answers';
import { recoveryCommands } from '../support/recovery-commands';
import { grant, write } from '../support/requests';
import type { ActionOptions, SeenRun } from '../support/run-action';
import { runAll } from '../support/run-checks';
import { inRotatingWorld, storedIn, type World } from '../support/world';

vi.setConfig({ maxConcurrency: 20 });

describe.concurrent.each(bundleDrivers)('%s, when its log is read no more', (driver) => {
  const expectStoredYetFailed = (run: SeenRun, world: World) => {
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({
      'access-token': issuedAccessToken,
      'refresh-token-rotated': 'true',
      'error-code': 'unexpected',
    });
  };

  it('before GoTo answers, stores the token and fails', () =>
    inRotatingWorld(async (world) => {
      world.goto.on(grant, { delayMs: 300 });
      expectStoredYetFailed(await runAll(driver, world, { closeStdoutAt: /^Found / }), world);
    }));

  it('before the write is answered, stores the token and fails', () =>
    inRotatingWorld(async (world) => {
      world.github.on(write, { delayMs: 300 });
      const inputs = { 'lookup-organizer': 'false' };
      const closeStdoutAt = /^GoTo sent a new refresh token/;
      expectStoredYetFailed(await runAll(driver, world, { closeStdoutAt, inputs }), world);
    }));

  it('before the last line of a run without rotation, fails', () =>
    inRotatingWorld(async (world) => {
      world.goto.always(tokenAnswer());
      world.goto.on(grant, { delayMs: 300 });
      const inputs = { 'lookup-organizer': 'false' };
      const run = await runAll(driver, world, { closeStdoutAt: /^Found /, inputs });
      expect(run.exitCode).toBe(1);
      expect(run.outputs).toMatchObject({
        'access-token': issuedAccessToken,
        'error-code': 'unexpected',
      });
    }));

  it('before a write that is refused, leaves the recovery in the summary', () =>
    inRotatingWorld(async (world) => {
      world.github.on(write, { delayMs: 300, fault: notForPersonalTokens() });
      const closeStdoutAt = /^GoTo sent a new refresh token/;
      const run = await runAll(driver, world, { closeStdoutAt });
      expect(run.exitCode).toBe(1);
      expect(run.outputs['error-code']).toBe('write-back-failed');
      const [{ encryptedValue = '', keyId } = {}] = recoveryCommands(run.summary);
      expect(world.repository.open(encryptedValue, keyId)).toBe(rotatedRefreshToken);
    }));
});

/** The files for outputs and summary. */
function everyFile(driver: Driver) {
  const broken: [string, Partial<ActionOptions>, RegExp][] = [
    ['no output file', { outputFile: 'missing' }, /output/],
    ['a directory for an output file', { outputFile: 'directory' }, /EISDIR/],
    ['no variable for an output file', { outputFile: 'unset' }, /GITHUB_OUTPUT/],
    ['a directory for a summary', { summaryFile: 'directory' }, /summary.*EISDIR/],
    ...(process.platform === 'linux'
      ? ([
          ['no space for outputs', { outputFile: 'full' }, /ENOSPC/],
          ['no space for a summary', { summaryFile: 'full' }, /summary.*ENOSPC/],
        ] as [string, Partial<ActionOptions>, RegExp][])
      : []),
  ];
  it.each(broken)('with %s, fails the step after the store', (_what, options, named) =>
    inRotatingWorld(async (world) => {
      const run = await runAll(driver, world, options);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      expect(world.github.writes()).toHaveLength(1);
      expect(run.exitCode, run.log).toBe(1);
      expect(run.annotations).toHaveLength(1);
      expect(run.annotations[0]).toMatchObject({ level: 'error' });
      expect(run.annotations[0]?.message).toMatch(named);
      expect(run.annotations[0]?.message).toMatch(/new refresh token, and it is stored/);
      expect(run.annotations[0]?.message).toContain('unexpected');
      expect(run.log).not.toMatch(/^\s+at /m);
    }),
  );

  it('with a summary file that is gone, the store is done all the same', () =>
    inRotatingWorld(async (world) => {
      await runAll(driver, world, { summaryFile: 'missing' });
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    }));

  it('with no output file, fails a step that had nothing to store too', () =>
    inRotatingWorld(async (world) => {
      world.goto.always(tokenAnswer());
      const run = await runAll(driver, world, { outputFile: 'missing' });
      expect(run.exitCode, run.log).toBe(1);
      expect(run.annotations).toHaveLength(1);
      expect(run.annotations[0]?.message).toContain('the stored one stays');
    }));

  it.each<Partial<ActionOptions>>([
    { outputFile: 'directory' },
    { outputFile: 'unset' },
    { summaryFile: 'directory' },
    { summaryFile: 'unset' },
  ])('with %o, still leaves the recovery in the log', (options) =>
    inRotatingWorld(async (world) => {
      world.github.on(write, notForPersonalTokens());
      const run = await runAll(driver, world, options);
      expect(run.exitCode, run.log).toBe(1);
      expect(run.annotations[0]?.message).toContain('write-back-failed');
      const [{ encryptedValue = '', keyId } = {}, ...others] = recoveryCommands(run.log);
      expect(others).toEqual([]);
      expect(world.repository.open(encryptedValue, keyId)).toBe(rotatedRefreshToken);
    }),
  );
}

describe.concurrent.each([bundleOn(24)])('%s, when the runner cannot be told', everyFile);

describe.each([sourceDriver])('%s, when the runner cannot be told', everyFile);
