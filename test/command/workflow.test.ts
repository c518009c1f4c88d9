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
import { type Conversation, converse, onRepository, signedIn } from '../support/conversation';

const workflow = 'name: GoTo keep-alive\non: push\n';
const path = '.github/workflows/goto-keep-alive.yml';

describe('the file of the workflow', () => {
  let root: string;
  let outside: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'workflow-'));
    outside = mkdtempSync(join(tmpdir(), 'outside-'));
  });
  afterEach(() => {
    for (const folder of [root, outside]) rmSync(folder, { recursive: true });
  });

  const fileIn = (seenFrom = root) => workflowFileIn(root, { text: workflow, seenFrom });
  /** Makes something of a path in the folder, and the folders around it. */
  const at = (name: string, make: (file: string) => void) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    make(join(root, name));
  };
  const put = (text: string) => at(path, (file) => writeFileSync(file, text));
  const link = (name: string, target: () => string) => () =>
    at(name, (file) => symlinkSync(target(), file));

  it('is written into folders that are made for it, and named as seen from the current one', () => {
    expect(fileIn().path).toBe(path);
    expect(fileIn(join(root, 'docs')).path).toBe(`../${path}`);
    expect(fileIn().write()).toBeUndefined();
    expect(readFileSync(join(root, path), 'utf8')).toBe(workflow);
  });

  it.each([
    [workflow, false],
    [workflow.replaceAll('\n', '\r\n'), false],
    ['name: mine\n', true],
  ])('stays as it is if it is there: %j', (text, isOther) => {
    put(text);
    const file = fileIn();
    expect([file.isOther, file.write()]).toEqual([isOther, undefined]);
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  it('is not overwritten if another came there during the sign-in', () => {
    const file = fileIn();
    put('name: mine\n');
    expect(file.write()).toBe('EEXIST');
    expect(readFileSync(join(root, path), 'utf8')).toBe('name: mine\n');
  });

  it.each<[what: string, problem: string, obstruct: () => void]>([
    [
      'a pipe',
      'goto-keep-alive.yml is not a file',
      () => at(path, (file) => execFileSync('mkfifo', [file])),
    ],
    ['a folder', 'goto-keep-alive.yml is not a file', () => at(`${path}/x`, () => undefined)],
    [
      'a dangling link',
      'goto-keep-alive.yml is a symbolic link',
      link(path, () => join(outside, 'new')),
    ],
    ['a link', 'goto-keep-alive.yml is a symbolic link', link(path, () => import.meta.filename)],
    ['a linked folder', '.github is a symbolic link', link('.github', () => outside)],
    ['a link beside it', '.github is a symbolic link', link('.github', () => '.')],
    [
      'a linked folder in it',
      'workflows is a symbolic link',
      link('.github/workflows', () => outside),
    ],
    [
      'a file in place of a folder',
      '.github is not a folder',
      () => at('.github', (file) => writeFileSync(file, '')),
    ],
  ])(
    'is refused before the sign-in, and not written after it, where there is %s',
    (_what, problem, obstruct) => {
      const early = fileIn();
      obstruct();
      expect(early.write()).toBe(problem);
      expect(readdirSync(outside)).toEqual([]);
      expect(() => fileIn()).toThrow(`cannot be used (${problem})`);
    },
  );

  it('is refused where it cannot be looked at', () => {
    const tooLong = join(root, 'x'.repeat(300));
    const text = workflow;
    expect(() => workflowFileIn(tooLong, { text, seenFrom: root })).toThrow('(ENAMETOOLONG)');
  });
});

describe('--write', () => {
  const args = [...onRepository, '--write'];
  const origin = 'https://github.com/octo/webinars';
  const contentOf = (folder: string) => readFileSync(join(folder, path), 'utf8');
  const read = (conversation: Conversation, see: (folder: string) => string) =>
    converse({ args, ...conversation }, undefined, async (conversed) => ({
      ...conversed,
      content: see(conversed.command.folder),
    }));

  it.each<[what: string, Conversation, content: RegExp, says: string, saysNot?: string]>([
    [
      'writes what would be printed',
      { origin },
      /^name: GoTo keep-alive\n[\s\S]*token-url: /,
      `git add "${path}"`,
    ],
    [
      'keeps another workflow that is there, and does not say to commit it',
      {
        origin,
        fill: (folder) => {
          mkdirSync(join(folder, dirname(path)), { recursive: true });
          writeFileSync(join(folder, path), 'name: mine\n');
        },
      },
      /^name: mine\n$/,
      'goto-keep-alive.yml is there already',
      'git add',
    ],
    [
      'writes where git does not know the folder',
      {},
      /^name: GoTo keep-alive\n/,
      'This folder is in no git repository.',
      'git add',
    ],
  ])('%s', async (_what, conversation, content, says, saysNot) => {
    const seen = await read(conversation, contentOf);
    expect([seen.run.exitCode, seen.run.stdout]).toEqual([0, '']);
    expect(seen.content).toMatch(content);
    expect(seen.run.stderr).toContain(says);
    if (saysNot) expect(seen.run.stderr).not.toContain(saysNot);
  });

  it.each<[string, Conversation]>([
    ['This folder is a clone of octo/other', { origin: 'git@github.com:octo/other.git' }],
    [
      '.github is a symbolic link',
      { fill: (folder) => symlinkSync(tmpdir(), join(folder, '.github')) },
    ],
  ])('ends before the sign-in: %s', async (said, conversation) => {
    const { run, github } = await converse({ args, ...conversation });
    expect([run.exitCode, run.stdout, github.requests]).toEqual([1, '', []]);
    expect(run.stderr).toContain(said);
  });

  it('prints the workflow if it cannot be written', async () => {
    const { run } = await converse({
      args,
      act: async (command) => {
        const url = await command.waitForUrl();
        writeFileSync(join(command.folder, '.github'), 'a file');
        return signedIn(url);
      },
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/^name: GoTo keep-alive\n/);
    expect(run.stderr).toMatch(
      /✗ \S+goto-keep-alive\.yml could not be written \(\.github is not a folder\)\./,
    );
    expect(run.stderr).toContain('save the printed workflow');
  });
});
