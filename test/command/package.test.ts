import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, version } from '../../package.json';
import { builtCommand, builtOn } from '../support/command';
import { inAuthorizeWorld, onRepository, signedIn } from '../support/conversation';
import { firstRefreshToken } from '../support/goto-stand-in';
import { runProcess } from '../support/process';
import { nowhere } from '../support/some-inputs';
import { startStandInServer } from '../support/stand-in-server';
import { storedIn } from '../support/world';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Packed {
  filename: string;
  unpackedSize: number;
  files: { path: string; mode: number }[];
}

describe('the package', () => {
  let folder: string;
  let packed: Packed;
  /** Where npm put the command for a person who installed the package. */
  let installed: string;

  /** npm with nothing to fall back on: no cache, no configuration, no registry. */
  const npm = async (args: string[], cwd: string) => {
    const home = join(folder, 'home');
    const { exitCode, stdout, stderr } = await runProcess(['npm', ...args], {
      cwd,
      timeLimitMs: 60_000,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        HOME: home,
        npm_config_cache: join(home, 'cache'),
        npm_config_registry: nowhere,
        npm_config_fetch_retries: '0',
        npm_config_update_notifier: 'false',
      },
    });
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-')));
    const pack = ['pack', './build', '--json', '--pack-destination', folder];
    [packed] = JSON.parse(await npm(pack, root)) as [Packed];
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const install = ['install', '--offline', '--no-audit', '--no-fund'];
    await npm([...install, `./${packed.filename}`], folder);
    installed = join(folder, 'node_modules', '.bin', 'goto-access-token');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the command, and nothing that it does not need', () => {
    const paths = packed.files.map(({ path }) => path);
    const others = paths.filter((path) => !/^\d+\.index\.js$/.test(path));
    expect(others.sort()).toEqual([
      'LICENSE',
      'README.md',
      'index.js',
      'licenses.txt',
      'package.json',
    ]);
    expect(packed.unpackedSize).toBeLessThan(4_000_000);
  });

  it('finds out before the sign-in that a part of it is missing', () =>
    inAuthorizeWorld(builtOn(24), async (world) => {
      const copy = mkdtempSync(join(tmpdir(), 'command-'));
      try {
        cpSync(dirname(builtCommand), copy, { recursive: true });
        const isSealing = (file: string) =>
          /^\d+\.index\.js$/.test(file) &&
          readFileSync(join(copy, file), 'utf8').includes('crypto_box_seal_open');
        const parts = readdirSync(copy).filter(isSealing);
        expect(parts).not.toEqual([]);
        for (const part of parts) rmSync(join(copy, part));
        const run = await world.runAuthorize(onRepository, { entry: join(copy, 'index.js') });
        expect(run).toMatchObject({ exitCode: 1, stdout: '' });
        expect(world.goto.requests).toEqual([]);
      } finally {
        rmSync(copy, { recursive: true });
      }
    }));

  it('needs no other package', () => {
    const manifest = JSON.parse(
      readFileSync(join(folder, 'node_modules', 'goto-access-token', 'package.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({ version, engines, type: 'module' });
    for (const field of ['dependencies', 'devDependencies', 'scripts', 'files']) {
      expect(manifest).not.toHaveProperty(field);
    }
  });

  it('puts the command on the PATH', async () => {
    const { stdout } = await runProcess([installed, '--version'], {
      env: { PATH: dirname(process.execPath) },
    });
    expect(stdout).toBe(`${version}\n`);
  });

  it('runs by npx, as it is told to from a release', async () => {
    const release = await startStandInServer({
      respond: () => ({ status: 200, body: readFileSync(join(folder, packed.filename)) }),
    });
    try {
      const url = `${release.origin}/releases/download/v${version}/${packed.filename}`;
      expect(await npm(['exec', '--yes', '--', url, '--version'], folder)).toBe(`${version}\n`);
      expect(release.requests.length).toBeGreaterThan(0);
    } finally {
      await release.close();
    }
  });

  it.each([20, 24] as const)('signs in, on Node %i', (major) =>
    inAuthorizeWorld(builtOn(major), async ({ startAuthorize, repository }) => {
      const command = startAuthorize(onRepository, { entry: realpathSync(installed) });
      expect((await signedIn(await command.waitForUrl())).status).toBe(200);
      expect(await command.result).toMatchObject({ exitCode: 0 });
      expect(storedIn(repository)).toBe(firstRefreshToken);
    }),
  );
});

describe('the bundle of the action', () => {
  it('holds nothing of the command', () => {
    const bundle = readFileSync(join(root, 'dist', 'index.js'), 'utf8');
    const words = ['GOTO_CLIENT_SECRET', 'xdg-open', 'redirect_uri', '--no-open'];
    expect(words.filter((word) => bundle.includes(word))).toEqual([]);
  });
});
