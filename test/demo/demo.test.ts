import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scripts } from '../../package.json';
import { startGoToOAuthServer } from '../support/goto-oauth-server';
import { runProcess } from '../support/process';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [install = '', demo = ''] = scripts.demo.split(' && ');
const [program = '', ...args] = demo.split(' ');

/** Runs the demo as `npm run demo -- ...more` does. */
const show = (more: string[] = []) =>
  runProcess([join(root, 'node_modules', '.bin', program), ...args, ...more], {
    cwd: root,
    timeLimitMs: 58_000,
  });

/** What is as long and as unbroken as a token of the OAuth server, or of GitHub. */
const tokenShaped = /[\w-]{40,}/g;

/** The sealed values of recovery commands, which may be seen by everybody. */
const sealedValue = /encrypted_value=[A-Za-z0-9+/]+=*"/g;

describe('The demo', () => {
  it('installs what it needs first, and changes no file of git', () => {
    // .npmrc skips scripts that run by themselves before others.
    expect(install).toBe('npm run --silent predemo');
    expect(scripts.predemo).toContain('npm install --no-save ');
  });

  it('fits two screens of 80 columns, and says what was proven and what to do next', async () => {
    const { exitCode, stdout } = await show();
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(48);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('All 6 runs went as expected');
    expect(lines.slice(-4).join('\n')).toMatch(/^(- .*\n){3}Next: "Set up" in README\.md/);
    expect(stdout.match(tokenShaped)).toBeNull();
  });

  it('shows every log and every output, and no token', async () => {
    const { exitCode, stdout, stderr } = await show(['--verbose']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.match(/^\d of 6: /gm)).toHaveLength(6);
    expect(stdout.match(/^ +access-token +\*\*\*$/gm)).toHaveLength(6);
    expect(stdout.match(sealedValue)).toHaveLength(1);
    expect(stdout.replaceAll(sealedValue, '').match(tokenShaped)).toBeNull();
    const ours = stdout.split('\n').filter((line) => !line.includes('gh api'));
    expect(ours.filter((line) => line.length > 80 || line.includes('\x1b'))).toEqual([]);
  });

  it('would show if a token were there', async () => {
    const server = await startGoToOAuthServer();
    const token = await server.firstRefreshToken().finally(() => server.close());
    expect(`│ ${token}.`.match(tokenShaped)).toEqual([token]);
  });

  it('fails and says what differed when the action does something else', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'demo-'));
    const idle = join(directory, 'index.js');
    await writeFile(idle, '');
    const { exitCode, stdout } = await show([idle]).finally(() =>
      rm(directory, { recursive: true }),
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('The demo did not go as expected.');
    expect(stdout).toMatch(/expected: \{"grants":\["kept"\].*\n {2}found: {4}\{"grants":\[\]/);
  });
});
