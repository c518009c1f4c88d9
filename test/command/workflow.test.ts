import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workflowFileIn } from '../../src/command/workflow';
import { builtOn, describeEach } from '../support/command';
import { inAuthorizeWorld, onRepository, signedIn } from '../support/conversation';

const workflow = 'name: GoTo keep-alive\non: push\n';
const path = '.github/workflows/goto-keep-alive.yml';
const deep = { recursive: true };

describe('the file of the workflow', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'workflow-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const fileIn = (seenFrom = root) => workflowFileIn(root, { text: workflow, seenFrom });
  const put = (text: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const content = () => readFileSync(join(root, path), 'utf8');

  it('is written into folders that are made for it', () => {
    const file = fileIn();
    expect(file.path).toBe(path);
    expect(file.write()).toBeUndefined();
    expect(content()).toBe(workflow);
  });

  it('is named as seen from the current folder', () => {
    expect(fileIn(join(root, 'docs')).path).toBe(`../${path}`);
  });

  it.each([workflow, workflow.replaceAll('\n', '\r\n')])('may be there already: %j', (text) => {
    put(text);
    expect(fileIn().write()).toBeUndefined();
    expect(content()).toBe(text);
  });

  it('is not overwritten if another is there', () => {
    put('name: mine\n');
    const { isOther, write } = fileIn();
    expect({ isOther, problem: write() }).toEqual({ isOther: true, problem: undefined });
    expect(content()).toBe('name: mine\n');
  });

  it('is not overwritten if another came there during the sign-in', () => {
    const file = fileIn();
    put('name: mine\n');
    expect(file.write()).toBe('EEXIST');
    expect(content()).toBe('name: mine\n');
  });

  const link = (target: string, at: string) => {
    mkdirSync(join(root, dirname(at)), { recursive: true });
    symlinkSync(target, join(root, at));
  };
  const linkToCopy = (outside: string) => {
    writeFileSync(join(outside, 'copy.yml'), workflow);
    link(join(outside, 'copy.yml'), path);
  };
  const makePipe = () => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    execFileSync('mkfifo', [join(root, path)]);
  };

  describe.each<[what: string, problem: string, obstruct: (outside: string) => void]>([
    ['a pipe', 'goto-keep-alive.yml is not a file', makePipe],
    ['a folder', 'goto-keep-alive.yml is not a file', () => mkdirSync(join(root, path), deep)],
    ['a link to the workflow', 'goto-keep-alive.yml is a symbolic link', linkToCopy],
    [
      'a dangling link',
      'goto-keep-alive.yml is a symbolic link',
      (outside) => link(join(outside, 'new.yml'), path),
    ],
    ['a linked folder', '.github is a symbolic link', (outside) => link(outside, '.github')],
    [
      'a linked folder in a folder',
      'workflows is a symbolic link',
      (outside) => link(outside, '.github/workflows'),
    ],
    ['a link to a folder beside it', '.github is a symbolic link', () => link('.', '.github')],
    [
      'a file in place of a folder',
      '.github is not a folder',
      () => writeFileSync(join(root, '.github'), ''),
    ],
  ])('%s in its place', (_what, problem, obstruct) => {
    let outside: string;
    beforeEach(() => {
      outside = mkdtempSync(join(tmpdir(), 'outside-'));
    });
    afterEach(() => rmSync(outside, deep));

    it('is refused before the sign-in', () => {
      obstruct(outside);
      expect(() => fileIn()).toThrow(`cannot be used (${problem})`);
    });

    it('is not written to after it', () => {
      const file = fileIn();
      obstruct(outside);
      const before = readdirSync(outside);
      expect(file.write()).toBe(problem);
      expect(readdirSync(outside)).toEqual(before);
    });
  });

  it('is refused where it cannot be looked at', () => {
    const tooLong = join(root, 'x'.repeat(300));
    expect(() => workflowFileIn(tooLong, { text: workflow, seenFrom: root })).toThrow(
      'cannot be used (ENAMETOOLONG)',
    );
  });
});

describeEach([builtOn(24)], '--write', (driver) => {
  const args = [...onRepository, '--write'];
  const origin = 'https://github.com/octo/webinars';

  it('writes what would be printed, and prints nothing', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize }) => {
      const printing = startAuthorize(onRepository);
      await signedIn(await printing.waitForUrl());
      const { stdout: printed } = await printing.result;
      const command = startAuthorize(args, { origin });
      await signedIn(await command.waitForUrl());
      const { exitCode, stdout, stderr } = await command.result;
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
      expect(readFileSync(join(command.folder, path), 'utf8')).toBe(printed);
      expect(stderr).toContain(`✓ The keep-alive workflow is in ${path}.`);
      expect(stderr).toContain(`git add "${path}"`);
    }));

  it('keeps another workflow that is there, and does not say to commit it', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize }) => {
      const files = { [path]: 'name: mine\n' };
      const command = startAuthorize(args, { files });
      await signedIn(await command.waitForUrl());
      const { exitCode, stdout, stderr } = await command.result;
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
      expect(readFileSync(join(command.folder, path), 'utf8')).toBe('name: mine\n');
      expect(stderr).toContain('goto-keep-alive.yml is there already');
      expect(stderr).not.toContain('git add');
    }));

  it('writes into a folder that git does not know, and says so', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize }) => {
      const command = startAuthorize(args);
      await signedIn(await command.waitForUrl());
      const { exitCode, stderr } = await command.result;
      expect(exitCode).toBe(0);
      expect(readFileSync(join(command.folder, path), 'utf8')).toMatch(/^name: GoTo keep-alive\n/);
      expect(stderr).toContain(
        `✓ The keep-alive workflow is in ${path}. This folder is in no git repository.`,
      );
      expect(stderr).not.toContain('git add');
    }));

  it('ends before the sign-in in the clone of another repository', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
      const run = await startAuthorize(args, { origin: 'git@github.com:octo/other.git' }).result;
      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toContain('✗ This folder is a clone of octo/other');
      expect(github.requests).toEqual([]);
    }));

  it('ends before the sign-in where a link leads out of the repository', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
      const command = startAuthorize([...args, '--timeout', '1'], {
        links: { '.github': tmpdir() },
      });
      const { exitCode, stdout, stderr } = await command.result;
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain('.github is a symbolic link');
      expect(github.requests).toEqual([]);
    }));

  it('prints the workflow if it cannot be written', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize }) => {
      const command = startAuthorize(args);
      const url = await command.waitForUrl();
      writeFileSync(join(command.folder, '.github'), 'a file');
      await signedIn(url);
      const { exitCode, stdout, stderr } = await command.result;
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^name: GoTo keep-alive\n/);
      expect(stderr).toMatch(
        /✗ \S+goto-keep-alive\.yml could not be written \(\.github is not a folder\)\./,
      );
      expect(stderr).toContain('save the printed workflow');
    }));
});
