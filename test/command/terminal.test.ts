import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect, it, vi } from 'vitest';
import { wrap } from '../../src/command/terminal';
import { builtOn, type RunningCommand } from '../support/command';
import { type Conversation, converse, onRepository, signedIn } from '../support/conversation';
import { badCredentials } from '../support/github-stand-in';
import { describeWith } from '../support/programs';
import { clientId, clientSecret } from '../support/some-inputs';

/* Questions, colors and the browser. */

const opener = { darwin: 'open', win32: 'rundll32' }[process.platform as string] ?? 'xdg-open';
const withBrowser = { terminal: true, programs: { [opener]: {} } };
const client = { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined };
const toBeAsked: Conversation = { ...withBrowser, env: client };

/** Waits for what is shown and types, one after the other, and signs in where that is asked for. */
const answering =
  (...all: [shown: string | RegExp, keys: string][]) =>
  async (command: RunningCommand) => {
    for (const [shown, keys] of all) {
      await command.waitFor(shown);
      command.type(keys);
    }
    const url = await command.waitForUrl().catch(() => undefined);
    return url && signedIn(url);
  };
const id: [string, string] = ['Client ID', ` ${clientId} \r`];
const secret: [string, string] = ['Client secret', `${clientSecret}\r`];
const again = /secret[\s\S]*secret/;
const ctrlC = '\x03';
const arrowUp = '\x1b[A\r';
const { length } = clientSecret;

it.each([
  ['for each part', answering(id, secret)],
  ['once for what is pasted together', answering([id[0], `${clientId}\r${clientSecret}\r`])],
  ['once, with more behind it', answering(id, [secret[0], `${clientSecret}\r${clientSecret}\r`])],
  ['again after an empty answer', answering(id, [secret[0], '\r'], [again, secret[1]])],
])('the client is asked for %s', async (_what, act) => {
  // That nothing shows the secret holds of each conversation.
  const { run, goto, repository } = await converse({ ...toBeAsked, act });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(goto.tokenRequests()[0]?.basic).toBe(`${clientId}:${clientSecret}`);
  expect(repository.secret('GOTO_CLIENT_ID').value).toBe(clientId);
  expect(repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
});

it('only what is missing is asked for, and how long a secret is, is shown', async () => {
  const typed: [string, string] = [secret[0], `${clientSecret}é`];
  const deleted: [string, string] = [`(not shown): (${length + 1} characters)`, '\x7f'];
  const act = answering(typed, deleted, [new RegExp(`\\(${length} characters\\)$`), '\r']);
  const env = { GOTO_CLIENT_SECRET: undefined };
  const { run, repository } = await converse({ ...withBrowser, env, act });
  expect(run.stderr).not.toContain('Client ID of');
  expect(repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
});

const unfit: Conversation['prepare'] = ({ github }) =>
  github.on({ path: /key/ }, badCredentials(), 'always');
it.each<[what: string, said: string | RegExp, Conversation]>([
  ['Ctrl-C', 'not answered', { act: answering([id[0], ctrlC]) }],
  ['Ctrl-D', 'not answered', { act: answering([id[0], '\x04']) }],
  ['the end of the time', 'not answered', { args: [...onRepository, '--timeout', '1'] }],
  ['a tab', 'control character', { act: answering(id, [secret[0], 'two\tparts\r']) }],
  // There is no history that holds the client ID.
  ['arrow up', 'not answered', { act: answering(id, [secret[0], arrowUp], [again, ctrlC]) }],
  ['a bad token, before it is asked', /^(?![\s\S]*Client)/, { prepare: unfit }],
])('a question is ended by %s', async (_what, said, conversation) => {
  const { run, goto, github } = await converse({ ...toBeAsked, ...conversation });
  expect([run.exitCode, run.calls, goto.requests, github.writes()]).toEqual([1, [], [], []]);
  expect(run.stderr).toMatch(said);
});

it.each([
  ['Yes', 0],
  ['no', 1],
  ['yesterday', 1],
])('whether to make a missing environment is asked: %s', async (answer, exitCode) => {
  const act = answering(['There is no environment goto of repository', `${answer}\r`]);
  const args = [...onRepository, '--env', 'goto'];
  const { run, github } = await converse({ ...withBrowser, args, act });
  expect([run.exitCode, github.places().length]).toEqual([exitCode, 2 - exitCode]);
});

/** Waits for the browser to be started. */
const start = (command: RunningCommand) =>
  vi.waitUntil(() => command.calls()[0], { timeout: 10_000 });

it('the browser is opened with the URL as one argument, and without our secrets', async () => {
  const address = `http://localhost:1/?a=$(id)&b='x"&c=%22;d&scope=theirs`;
  const scope = 'collab: identity:scim.me';
  const { run, command } = await converse({
    ...withBrowser,
    args: [...onRepository, '--authorize-url', address, '--scope', scope],
    env: { GITHUB_TOKEN: 'another', KEPT: 'yes' },
    act: async (command) => {
      await start(command);
      return signedIn(await command.waitForUrl());
    },
  });
  const [call] = run.calls;
  const { href, searchParams } = await command.waitForUrl();
  expect(call?.args.at(-1)).toBe(href);
  expect([searchParams.get('a'), searchParams.getAll('scope')]).toEqual(['$(id)', [scope]]);
  expect(call?.env).toMatchObject({ KEPT: 'yes', HOME: expect.any(String) });
  // What a shell would have put there.
  expect(call?.env).not.toHaveProperty('_');
  expect(Object.keys(call?.env ?? {}).join()).not.toMatch(/GOTO|TOKEN/);
});

it.each<[what: string, calls: number, Conversation]>([
  ['it is missing', 0, { terminal: true }],
  ['it fails', 1, { terminal: true, programs: { [opener]: { exitCode: 3 } } }],
  ['--no-open is given', 0, { ...withBrowser, args: [...onRepository, '--no-open'] }],
  ['there is no terminal', 0, { programs: withBrowser.programs }],
])('the browser is not needed: %s', async (what, calls, conversation) => {
  const act = async (command: RunningCommand) => {
    const url = await command.waitForUrl();
    // A program that was started takes its time to take note of it.
    await (calls > 0 ? start(command) : sleep(500));
    return signedIn(url);
  };
  const { run } = await converse({ ...conversation, act });
  expect([run.exitCode, run.calls.length]).toEqual([0, calls]);
  expect(run.stderr.includes('open the address yourself')).toBe(what === 'it is missing');
});

/** Colors and the like begin with it. */
const color = '\x1b[';
it('colors are used in a terminal, and not in what is redirected, nor with NO_COLOR', async () => {
  const { run } = await converse(withBrowser);
  expect([run.stderr.includes(color), run.stdout.includes(color)]).toEqual([true, false]);
  const { run: plain } = await converse({ ...withBrowser, env: { NO_COLOR: '1' } });
  expect(plain.stderr).not.toContain(color);
});

// The `script` of other systems takes other options.
const { stdout = '' } = spawnSync('script', ['--version'], { encoding: 'utf8' });
const aTerminal: [string, boolean] = ['script of util-linux', stdout?.includes('util-linux')];
describeWith([aTerminal], 'in a real terminal, the built command', () => {
  it('asks, fits the terminal, and keeps in one piece what is to be copied', async () => {
    const act = async (command: RunningCommand) => {
      const page = await answering(id, secret)(command);
      expect((await start(command)).args).toContain(String(await command.waitForUrl()));
      return page;
    };
    const { run, command } = await converse({ ...toBeAsked, act }, builtOn(24));
    expect(run.exitCode).toBe(0);
    const [, workflow] = /^(name: GoTo keep-alive[\s\S]*)What is left/m.exec(run.stdout) ?? [];
    expect(workflow).not.toContain(color);
    const lines = stripVTControlCharacters(run.stdout).trimEnd().split('\r\n');
    expect(lines).toContain(String(await command.waitForUrl()));
    const isToCopy = (line: string) => /^ {0,3}(http|gh |git )|\r/.test(line);
    expect(lines.filter((line) => line.length > 100 && !isToCopy(line))).toEqual([]);
    // Some sentence is longer than the terminal is wide.
    expect(lines).toContainEqual(expect.stringMatching(/^GoTo then sends .*(?<!\.)$/));
    expect(lines.at(-1)).toMatch(/^ {3}gh workflow run goto-keep-alive\.yml --repo \S+$/);
  });

  it('ends at Ctrl-C while it waits, and uses no colors where there are none', async () => {
    const act = async (command: RunningCommand) => {
      await command.waitFor('Waiting');
      command.type(ctrlC);
      return undefined;
    };
    const { run } = await converse({ ...withBrowser, env: { TERM: 'dumb' }, act }, builtOn(24));
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('Interrupted (SIGINT)');
    expect(run.stdout).not.toContain('\x1b');
  });
});

it.each<[string, number | undefined, string[]]>([
  ['ten chars. and', 10, ['ten chars.', 'and']],
  ['a long-long-word b', 6, ['a', 'long-long-word', 'b']],
  ['one\n\ntwo and three', 7, ['one', '', 'two and', 'three']],
  ['never broken, however long it is', undefined, ['never broken, however long it is']],
])('%j is wrapped in %s columns', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});
