import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from './programs';
import {
  aTerminal,
  type CommandOptions,
  ctrlC,
  type RunningCommand,
  startCommand,
} from './run-command';

/** What the command would do: each case is a script of its own. */
const scripts = {
  tellsAll: `
    const { execFileSync } = require('node:child_process');
    const { isTTY } = process.stderr;
    process.stderr.write('heard: ' + execFileSync('gh', ['auth', 'token'], { encoding: 'utf8' }));
    console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env, isTTY }));
    process.exitCode = 3;`,
  printsUrl: `
    console.log('Open https://example.com/not-this and');
    console.log('https://example.com/a?b=c');
    setInterval(() => undefined, 1000);`,
  asks: `
    process.stdin.setRawMode(true);
    process.stderr.write('Secret: ');
    process.stdin.once('data', (keys) => {
      process.stdin.setRawMode(false);
      console.log(String(process.stdout.columns ?? 'redirected'), JSON.stringify(String(keys)));
      process.on('SIGINT', () => process.exit(7));
      process.stderr.write('ready');
    });`,
};

describe('startCommand', () => {
  let folder: string;
  let command: RunningCommand;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'entries-'));
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(folder, `${name}.cjs`), script);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => command.dispose());

  const start = (script: keyof typeof scripts, options: Partial<CommandOptions> = {}) => {
    command = startCommand({ args: [], entry: join(folder, `${script}.cjs`), ...options });
    return command;
  };

  it('hands on arguments, variables and fake programs, and nothing of the developer', async () => {
    const programs = { gh: { stdout: 'a token\n' } };
    const { result } = start('tellsAll', { args: ['a b', "'"], env: { GIVEN: 'x' }, programs });
    const { exitCode, stdout, stderr, calls } = await result;
    expect(exitCode).toBe(3);
    expect(stderr).toBe('heard: a token\n');
    const told = JSON.parse(stdout);
    expect(told.args).toEqual(['a b', "'"]);
    expect(Object.keys(told.env).sort()).toEqual(['GIVEN', 'HOME', 'PATH', 'TERM', 'https_proxy']);
    expect(told.isTTY).toBeUndefined();
    expect(calls).toEqual([
      { program: 'gh', args: ['auth', 'token'], env: expect.objectContaining({ GIVEN: 'x' }) },
    ]);
  });

  it('finds the URL that is alone on its line, and ends what does not end', async () => {
    const { waitForUrl, dispose, result } = start('printsUrl');
    expect(String(await waitForUrl())).toBe('https://example.com/a?b=c');
    await dispose();
    await expect(result).resolves.toMatchObject({ exitCode: null });
  });

  it('gives up on a command that takes too long, and says what it printed', async () => {
    const { result } = start('printsUrl', { timeLimitMs: 500 });
    await expect(result).rejects.toThrow('https://example.com/a?b=c');
  });

  it('tells that the text it waits for did not come', async () => {
    const { waitFor } = start('tellsAll', { programs: { gh: {} } });
    await expect(waitFor('never')).rejects.toThrow('without never');
  });

  describeWith([aTerminal], 'in a terminal', () => {
    it('types and presses keys in a terminal', async () => {
      const { waitFor, type, result } = start('asks', { terminal: true });
      await waitFor('Secret: ');
      type("it's\r");
      await waitFor('ready');
      type(ctrlC);
      const { exitCode, stderr } = await result;
      expect(exitCode).toBe(7);
      expect(stderr).toContain(`Secret: 100 ${JSON.stringify("it's\r")}\r\nready`);
    });

    it('sends stdout elsewhere than to the terminal', async () => {
      const { waitFor, type, signal, result } = start('asks', {
        terminal: true,
        redirectStdout: true,
      });
      await waitFor('Secret: ');
      type('x');
      await waitFor('ready');
      signal('SIGINT');
      expect(await result).toMatchObject({ exitCode: 7, stdout: 'redirected "x"\n' });
    });
  });
});
