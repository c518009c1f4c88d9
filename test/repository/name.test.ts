import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkedName, placeholder } from '../../scripts/repository-name';
import { runScript } from '../support/run-script';

const root = fileURLToPath(new URL('../../', import.meta.url));
const exempt = ['scripts/name.ts', 'scripts/repository-name.ts'];

let copy: string;
beforeAll(() => {
  // A hook of git that runs the tests would aim the commands below at its own repository.
  for (const variable of Object.keys(process.env)) {
    if (variable.startsWith('GIT_')) delete process.env[variable];
  }
  copy = mkdtempSync(join(tmpdir(), 'name-'));
  copyNameless(copy);
  git(copy, 'init', '--quiet');
  commit();
  git(copy, 'tag', 'nameless');
});
afterEach(() => {
  git(copy, 'reset', '--quiet', '--hard', 'nameless');
  git(copy, 'clean', '--quiet', '-dfx');
});
afterAll(() => rmSync(copy, { recursive: true }));

const name = (...args: string[]) => runScript(join(copy, 'scripts/name.ts'), args);

describe('a name', () => {
  it('is written wherever it must stand, and nowhere else', () => {
    writeFileSync(join(copy, 'notes.md'), `See ${placeholder}#1, and ${placeholder}.\n`);
    writeFileSync(join(copy, 'picture.png'), `\0${placeholder}`);
    commit();
    const before = placesOf(placeholder);
    const run = name('octo/goto-access-token');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(before).toEqual(
      expect.arrayContaining(['README.md', 'examples/keep-alive.yml', 'notes.md', 'package.json']),
    );
    expect(placesOf(placeholder)).toEqual([]);
    expect(changed()).toEqual(before);
    expect(run.stdout.split('\n').filter((line) => line.startsWith('  '))).toEqual(
      before.map((file) => `  ${file}`),
    );
    expect(run.stdout).toContain('npm run build');
    expect(read('notes.md')).toBe('See octo/goto-access-token#1, and octo/goto-access-token.\n');
    expect(JSON.parse(read('package.json')).repository).toBe('github:octo/goto-access-token');
    expect(read('picture.png')).toContain(placeholder);
    for (const file of exempt) expect(read(file)).toContain(placeholder);
  });

  it('leaves the workflows and the documents as valid as they were', () => {
    expect(name('octo/goto-access-token')).toMatchObject({ exitCode: 0 });

    for (const modules of ['node_modules', 'test/runtimes/node_modules']) {
      symlinkSync(join(root, modules), join(copy, modules), 'junction');
    }
    // What is newer than its source is not built anew.
    cpSync(join(root, 'build'), join(copy, 'build'), { recursive: true });
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const judges = ['changelog', 'documents', 'issue-forms', 'readme', 'workflows'];
    const tests = judges.map((judge) => `test/${judge}.test.ts`);
    expect(tests.filter((test) => !existsSync(join(copy, test)))).toEqual([]);
    const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', ...tests], {
      cwd: copy,
      encoding: 'utf8',
    });
    expect(status, stdout).toBe(0);
  }, 120_000);

  it('is not in the bundle, so that none has to be built for it', () => {
    const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const known = [placeholder, repository.replace('github:', '')];
    const files = readdirSync(join(root, 'dist')).filter((file) => file.endsWith('.js'));

    for (const file of files) {
      const text = readFileSync(join(root, 'dist', file), 'utf8');
      for (const each of known) expect(text).not.toContain(each);
    }
  });

  it.each(['a/b', 'Octo-Cat/.github', 'octo_corp/a', `${'o'.repeat(39)}/${'r'.repeat(100)}`])(
    'may be %s',
    (allowed) => {
      expect(checkedName([allowed])).toBe(allowed);
    },
  );
});

it('refuses what is no name, and changes nothing', () => {
  expect(name('octo')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('owner/name'),
  });
  expect(changed()).toEqual([]);
});

it.each([
  ['', 'owner/name'],
  [placeholder, 'owner/name'],
  ['octo', 'owner/name'],
  ['octo/webinars/sub', 'owner/name'],
  ['https://github.com/octo/webinars', 'owner/name'],
  ['/webinars', 'no owner ""'],
  ['-octo/webinars', 'no owner "-octo"'],
  ['octo-/webinars', 'no owner "octo-"'],
  ['oc--to/webinars', 'no owner "oc--to"'],
  ['oc to/webinars', 'no owner "oc to"'],
  [`${'o'.repeat(40)}/webinars`, 'no owner'],
  ['octo/', 'no repository ""'],
  ['octo/..', 'no repository ".."'],
  ['octo/webinars.git', 'no repository "webinars.git"'],
  ['octo/webinars.wiki', 'no repository "webinars.wiki"'],
  ['octo/web$&inars', 'no repository "web$&inars"'],
  [`octo/${'r'.repeat(101)}`, 'no repository'],
])('refuses %j', (refused, because) => {
  expect(() => checkedName([refused])).toThrow(because);
});

it('refuses to write a second name over the first', () => {
  expect(name('octo/goto-access-token')).toMatchObject({ exitCode: 0 });
  commit();

  expect(name('octo/other')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('named before'),
  });
  expect(changed()).toEqual([]);
});

it.each(['package.json', 'new.md'])('refuses while %s is not committed', (file) => {
  writeFileSync(join(copy, file), `${existsSync(join(copy, file)) ? read(file) : ''}\n`);

  expect(name('octo/goto-access-token')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('not committed'),
  });
  expect(changed()).toEqual(existsSync(join(root, file)) ? [file] : []);
});

/** The files of the repository as they are now; without its name, where it has got one. */
function copyNameless(folder: string): void {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const known = repository.replace('github:', '');
  const options = ['-z', '--cached', '--others', '--exclude-standard'];
  for (const file of new Set(git(root, 'ls-files', ...options).split('\0'))) {
    if (file === '' || !existsSync(join(root, file))) continue;
    cpSync(join(root, file), join(folder, file));
    if (known === placeholder || exempt.includes(file)) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.includes(known))
      writeFileSync(join(folder, file), text.replaceAll(known, placeholder));
  }
}

function placesOf(text: string): string[] {
  const options = ['-l', '-I', '-z', '--fixed-strings', '-e', text];
  const { stdout } = spawnSync('git', ['grep', ...options], { cwd: copy, encoding: 'utf8' });
  return stdout.split('\0').filter((file) => file !== '' && !exempt.includes(file));
}

function changed(): string[] {
  return git(copy, 'diff', '--name-only', '-z')
    .split('\0')
    .filter((file) => file !== '');
}

function commit(): void {
  git(copy, 'add', '--all');
  git(copy, '-c', 'user.name=octo', '-c', 'user.email=octo@example.com', 'commit', '-qm', 'All');
}

function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: devNull };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8' });
}

function read(path: string): string {
  return readFileSync(join(copy, path), 'utf8');
}
