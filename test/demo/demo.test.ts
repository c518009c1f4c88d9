import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scripts } from '../../package.json';
import { startGoToOAuthServer } from '../support/goto-oauth-server';
import { type ProcessRun, runProcess } from '../support/process';
import { scenes } from './scenes';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [program = '', ...programArguments] = scripts.demo.split(' ');

/** Runs the demo as `npm run demo -- ...more` does. */
const show = (more: string[] = []): Promise<ProcessRun> =>
  runProcess([join(root, 'node_modules', '.bin', program), ...programArguments, ...more], {
    cwd: root,
    timeLimitMs: 58_000,
  });

/** What is as long and as unbroken as a token of the OAuth server, or of GitHub. */
const tokenShaped = /[\w-]{40,}/g;

/** The sealed values of recovery commands, which may be seen by everybody. */
const sealedValue = /encrypted_value=[A-Za-z0-9+/]+=*"/g;

describe('The demo', () => {
  it('fits two screens of 80 columns, and says what was proven and what to do next', async () => {
    const { exitCode, stdout } = await show();
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(48);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('All 6 runs went as expected');
    expect(lines.slice(-5).join('\n')).toMatch(/^- .*^Next: "Set up" in README\.md/ms);
    expect(stdout.match(tokenShaped)).toBeNull();
  });

  it('goes as expected, and shows no token', async () => {
    const { exitCode, stdout, stderr } = await show(['--verbose']);
    expect(stderr).toBe('');
    expect(stdout).toContain('All 6 runs went as expected');
    expect(exitCode).toBe(0);

    const headings = [...stdout.matchAll(/^\d of 6: .+$/gm)].map(([heading]) => heading);
    expect(headings).toEqual(scenes.map(({ title }, index) => `${index + 1} of 6: ${title}`));
    expect(stdout.match(sealedValue)).toHaveLength(1);
    expect(stdout.replaceAll(sealedValue, '').match(tokenShaped)).toBeNull();
    expect(stdout.match(/^ +access-token +\*\*\*$/gm)).toHaveLength(6);
    expect(stdout).not.toContain('\x1b');
    const ours = stdout.split('\n').filter((line) => !line.includes('gh api'));
    expect(ours.filter((line) => line.length > 80)).toEqual([]);
  });

  it('would show if a token were there', async () => {
    const server = await startGoToOAuthServer();
    try {
      const token = await server.firstRefreshToken();
      expect(`│ ${token}.`.match(tokenShaped)).toEqual([token]);
    } finally {
      await server.close();
    }
  });

  it('fails and says what differed when the action does something else', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'demo-'));
    try {
      const idle = join(directory, 'index.js');
      await writeFile(idle, '');
      const { exitCode, stdout } = await show([idle]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('The demo did not go as expected.');
      expect(stdout).toMatch(/expected: \{"grants":\["kept"\].*\n {2}found: {4}\{"grants":\[\]/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
