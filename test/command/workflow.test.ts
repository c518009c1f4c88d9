import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workflowFileIn } from '../../src/command/workflow';
import { type Conversation, converse, onRepository, signedIn } from '../support/conversation';

const workflow = 'name: GoTo keep-alive\non: push\n';
const path = '.github/workflows/goto-keep-alive.yml';
const mine = 'name: mine\n';

/** Makes something of a path in a folder, and the folders around it. */
const make = (folder: string, name: string, as: (file: string) => void) => {
  fs.mkdirSync(dirname(join(folder, name)), { recursive: true });
  as(join(folder, name));
};
const put = (folder: string, text: string) =>
  make(folder, path, (file) => fs.writeFileSync(file, text));
const contentIn = (folder: string) => fs.readFileSync(join(folder, path), 'utf8');

describe('the file of the workflow', () => {
  let root: string;
  beforeEach(() => {
    root = join(fs.mkdtempSync(join(tmpdir(), 'workflow-')), 'root');
    for (const folder of ['.', '../outside']) fs.mkdirSync(join(root, folder));
  });
  afterEach(() => fs.rmSync(dirname(root), { recursive: true }));
  const fileIn = (seenFrom = root) => workflowFileIn(root, { text: workflow, seenFrom });

  it('is written into folders that are made for it, and named as seen from the current one', () => {
    expect([fileIn().path, fileIn(join(root, 'docs')).path]).toEqual([path, `../${path}`]);
    expect(fileIn().write()).toBeUndefined();
    expect(contentIn(root)).toBe(workflow);
  });

  it.each([workflow, workflow.replaceAll('\n', '\r\n'), mine])('stays as it is: %j', (text) => {
    put(root, text);
    const { isOther, write } = fileIn();
    expect([isOther, write()]).toEqual([text === mine, undefined]);
    expect(contentIn(root)).toBe(text);
  });

  it('is not overwritten if another came there during the sign-in', () => {
    const file = fileIn();
    put(root, mine);
    expect(file.write()).toBe('EEXIST');
    expect(contentIn(root)).toBe(mine);
  });

  const pipe = (file: string) => void execFileSync('mkfifo', [file]);
  const text = (file: string) => fs.writeFileSync(file, '');
  const folder = (file: string) => fs.mkdirSync(file);
  const link = (target: string) => (file: string) => fs.symlinkSync(resolve(root, target), file);
  it.each<[problem: string, at: string, as: (file: string) => void]>([
    ['goto-keep-alive.yml is not a file', path, pipe],
    ['goto-keep-alive.yml is not a file', path, folder],
    ['goto-keep-alive.yml is a symbolic link', path, link('../outside/new.yml')],
    ['goto-keep-alive.yml is a symbolic link', path, link(import.meta.filename)],
    ['workflows is a symbolic link', dirname(path), link('../outside')],
    ['.github is a symbolic link', '.github', link('../outside')],
    ['.github is a symbolic link', '.github', link('.')],
    ['.github is not a folder', '.github', text],
  ])('is refused before the sign-in, and not written after it: %s', (problem, at, as) => {
    const early = fileIn();
    make(root, at, as);
    expect(early.write()).toBe(problem);
    expect(fs.readdirSync(join(root, '../outside'))).toEqual([]);
    expect(() => fileIn()).toThrow(`cannot be used (${problem})`);
  });
});

describe('--write', () => {
  const args = [...onRepository, '--write'];

  it.each<[says: string, Conversation, content: string]>([
    [`${path} is there already`, { fill: (folder) => put(folder, mine) }, mine],
    ['This folder is in no git repository.', {}, 'name: GoTo keep-alive\n'],
  ])('writes in place of printing: %s', (says, conversation, content) =>
    converse({ args, ...conversation }, undefined, async ({ run, command: { folder } }) => {
      expect([run.exitCode, run.stdout]).toEqual([0, '']);
      expect(contentIn(folder)).toContain(content);
      expect(run.stderr).toContain(says);
      expect(run.stderr).not.toContain('git add');
    }),
  );

  it('ends before the sign-in in the clone of another repository', async () => {
    const { run, github } = await converse({ args, origin: 'git@github.com:octo/other.git' });
    expect([run.exitCode, run.stdout, github.requests]).toEqual([1, '', []]);
    expect(run.stderr).toContain('This folder is a clone of octo/other');
  });

  it('prints the workflow if it cannot be written', async () => {
    const { run } = await converse({
      args,
      act: async (command) => {
        const url = await command.waitForUrl();
        fs.writeFileSync(join(command.folder, '.github'), 'a file');
        return signedIn(url);
      },
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/^name: GoTo keep-alive\n/);
    expect(run.stderr).toContain('.yml could not be written (.github is not a folder).');
    expect(run.stderr).toContain('save the printed workflow');
  });
});
