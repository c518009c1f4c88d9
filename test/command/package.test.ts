import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engines, version } from '../../package.json';
import { builtCommand, builtOn } from '../support/command';
import { converse } from '../support/conversation';
import { runProcess } from '../support/process';
import { nowhere } from '../support/some-inputs';
import { startStandInServer } from '../support/stand-in-server';

const build = dirname(builtCommand);

let folder: string;
let packed: { filename: string; unpackedSize: number; files: { path: string }[] };

/** npm with nothing to fall back on: no cache, no configuration, no registry. */
async function npm(...args: string[]): Promise<string> {
  const options = { cwd: folder, timeLimitMs: 60_000 };
  const config = { npm_config_registry: nowhere, npm_config_update_notifier: 'false' };
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  const env = { PATH, HOME: join(folder, 'home'), ...config };
  const { exitCode, stdout, stderr } = await runProcess(['npm', ...args], { ...options, env });
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-')));
  [packed] = JSON.parse(await npm('pack', build, '--json'));
  await npm('install', '--prefix', '.', '--offline', '--no-audit', `./${packed.filename}`);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the package holds the command, needs no other package, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  const others = paths.filter((path) => !/^\d+\.index\.js$/.test(path));
  const expected = ['LICENSE', 'README.md', 'index.js', 'licenses.txt', 'package.json'];
  expect(others.sort()).toEqual(expected);
  expect(packed.unpackedSize).toBeLessThan(4_000_000);
  const manifest = JSON.parse(readFileSync(join(build, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({ version, engines, type: 'module' });
  for (const field of ['dependencies', 'devDependencies', 'scripts', 'files']) {
    expect(manifest).not.toHaveProperty(field);
  }
});

it('the package runs by npx, as it is told to from a release', async () => {
  const body = readFileSync(join(folder, packed.filename));
  const release = await startStandInServer({ respond: () => ({ status: 200, body }) });
  const url = `${release.origin}/releases/download/v${version}/${packed.filename}`;
  const printed = npm('exec', '--yes', '--', url, '--version').finally(() => release.close());
  expect(await printed).toBe(`${version}\n`);
});

it.each([20, 24] as const)('the installed command signs in, on Node %i', async (major) => {
  const entry = join(folder, 'node_modules/.bin/goto-access-token');
  const { run, repository } = await converse({}, builtOn(major, realpathSync(entry)));
  expect([run.exitCode, repository.secrets.length]).toEqual([0, 3]);
});

it('the command finds out before the sign-in that a part of it is missing', async () => {
  const copy = join(folder, 'copy');
  cpSync(build, copy, { recursive: true });
  const isSealing = (file: string) => readFileSync(file, 'utf8').includes('crypto_box_seal_open');
  const parts = readdirSync(copy).map((file) => join(copy, file));
  for (const part of parts.filter(isSealing)) rmSync(part);
  const { run, goto } = await converse({}, builtOn(24, join(copy, 'index.js')));
  expect([run.exitCode, run.stdout, goto.requests]).toEqual([1, '', []]);
  expect(run.stderr).toContain('Using the GitHub token from');
});

it('the bundle of the action holds nothing of the command', () => {
  const bundle = readFileSync(join(build, '../dist/index.js'), 'utf8');
  const words = ['GOTO_CLIENT_SECRET', 'xdg-open', 'redirect_uri', '--no-open'];
  expect(words.filter((word) => bundle.includes(word))).toEqual([]);
});
