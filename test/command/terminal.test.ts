import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect, it, vi } from 'vitest';
import { wrap } from '../../src/command/terminal';
import { aTerminal, builtOn, ctrlC, type RunningCommand } from '../support/command';
import { type Conversation, converse, onRepository, signedIn } from '../support/conversation';
import { badCredentials } from '../support/github-stand-in';
import { describeWith } from '../support/programs';
import { clientId, clientSecret, githubToken } from '../support/some-inputs';

/* Questions, colors and the browser. */

const opener = { darwin: 'open', win32: 'rundll32' }[process.platform as string] ?? 'xdg-open';
const withBrowser = { terminal: true, programs: { [opener]: {} } };
const client = { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined };
const toBeAsked = { ...withBrowser, env: client };
const noSecret = { ...withBrowser, env: { GOTO_CLIENT_SECRET: undefined } };
/** Colors and the like begin with it. */
const color = '\x1b[';

/** Waits for what is shown, and types. */
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

it.each<[what: string, Conversation['act'], Conversation?]>([
  ['for each part', answering(id, ['Client secret', `${clientSecret}\r`])],
  [
    'for two lines that are pasted together',
    answering(['Client ID', `${clientId}\r${clientSecret}\r`]),
  ],
  [
    'again after an empty answer',
    answering(id, ['Client secret', '\r'], [/secret[\s\S]*secret/, `${clientSecret}\r`]),
  ],
  [
    'only for what is missing, of which the length is shown',
    answering(
      ['secret', `${clientSecret}é`],
      [`(${clientSecret.length + 1} characters)`, '\x7f'],
      [new RegExp(`\\(${clientSecret.length} characters\\)$`), '\r'],
    ),
    noSecret,
  ],
])('a question is asked %s', async (_what, act, options = toBeAsked) => {
  // That nothing shows the secret holds of each conversation.
  const { run, goto, repository } = await converse({ ...options, ...(act && { act }) });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr.includes('Client ID of')).toBe(options === toBeAsked);
  expect(run.stderr).not.toMatch(/\*{3}/);
  expect(goto.tokenRequests()[0]?.basic).toBe(`${clientId}:${clientSecret}`);
  expect(repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
});

it.each<[what: string, said: string | RegExp, Conversation]>([
  ['at Ctrl-C', 'not answered', { act: answering(['Client ID', ctrlC]) }],
  ['at Ctrl-D', 'not answered', { act: answering(['Client ID', '\x04']) }],
  ['with time', 'not answered', { args: [...onRepository, '--timeout', '1'] }],
  ['at a tab', 'control character', { act: answering(id, ['Client secret', 'two\tparts\r']) }],
  [
    'without an earlier answer',
    'not answered',
    { act: answering(id, ['Client secret', '\x1b[A\r'], [/secret[\s\S]*secret/, ctrlC]) },
  ],
  [
    'before it is asked',
    /^(?![\s\S]*Client)/,
    { prepare: ({ github }) => github.on({ path: /key/ }, badCredentials(), 'always') },
  ],
])('a question ends the run %s', async (_what, said, conversation) => {
  const { run, goto, github } = await converse({ ...toBeAsked, ...conversation });
  expect([run.exitCode, run.calls, goto.requests, github.writes()]).toEqual([1, [], [], []]);
  expect(run.stderr).toMatch(said);
});

it.each([
  ['Yes', 0],
  ['no', 1],
  ['yesterday', 1],
])('a missing environment is made if the answer is yes: %s', async (answer, exitCode) => {
  const { run, github } = await converse({
    ...withBrowser,
    args: [...onRepository, '--env', 'goto'],
    act: answering(['There is no environment goto of repository octo/webinars.', `${answer}\r`]),
  });
  expect(run.exitCode).toBe(exitCode);
  expect(github.places()).toHaveLength(2 - exitCode);
});

/** Waits for the browser to be started. */
const browserOf = (command: RunningCommand) =>
  vi.waitUntil(() => command.calls()[0], { timeout: 10_000 });

it('the browser is opened with the URL as one argument, and without our secrets', async () => {
  const { run, command } = await converse({
    ...withBrowser,
    args: [...onRepository, '--authorize-url', `http://localhost:1/?a=$(id)&b='x"&c=%22;d`],
    env: { GITHUB_TOKEN: 'an0ther-token', KEPT: 'yes' },
    act: async (command) => {
      await browserOf(command);
      return signedIn(await command.waitForUrl());
    },
  });
  const [call] = run.calls;
  expect(call?.args.at(-1)).toBe(String(await command.waitForUrl()));
  expect(call?.env).toMatchObject({ KEPT: 'yes', HOME: expect.any(String) });
  // What a shell would have put there.
  expect(call?.env).not.toHaveProperty('_');
  for (const secret of [clientSecret, githubToken, 'an0ther-token']) {
    expect(JSON.stringify(call?.env)).not.toContain(secret);
  }
});

it.each<[what: string, Conversation, shown?: string]>([
  ['is missing', { terminal: true }, 'open the address yourself'],
  ['fails', { terminal: true, programs: { [opener]: { exitCode: 3 } } }],
  ['is not wanted', { ...withBrowser, args: [...onRepository, '--no-open'] }],
  ['has no person in front of it', { ...withBrowser, terminal: false }],
])('a browser need not be there: it %s', async (what, conversation, shown) => {
  const { run } = await converse({
    ...conversation,
    act: async (command) => {
      const url = await command.waitForUrl();
      if (what === 'fails') await browserOf(command);
      // A program that was started takes its time to take note of it.
      else await sleep(500);
      return signedIn(url);
    },
  });
  expect([run.exitCode, run.calls.length]).toEqual([0, what === 'fails' ? 1 : 0]);
  if (shown) expect(run.stderr).toContain(shown);
});

it.each([
  [{}, true],
  [{ NO_COLOR: '1' }, false],
])('colors are used in a terminal, and not in what is redirected: %j', async (env, isUsed) => {
  const { run } = await converse({ ...withBrowser, env });
  expect(run.stderr.includes(color)).toBe(isUsed);
  expect(run.stdout).toMatch(/^name: GoTo keep-alive\n/);
  expect(run.stdout).not.toContain(color);
});

describeWith([aTerminal], 'in a real terminal, the built command', () => {
  const play = (conversation: Conversation) => converse(conversation, builtOn(24));

  it('asks, fits the terminal, and keeps in one piece what is to be copied', async () => {
    const { run, command } = await play({
      ...toBeAsked,
      act: answering(id, ['Client secret', `${clientSecret}\r`]),
    });
    const url = await command.waitForUrl();
    expect([run.exitCode, run.calls[0]?.args.at(-1)]).toEqual([0, String(url)]);
    const workflow = /^name: GoTo keep-alive[\s\S]*(?=What is left)/m.exec(run.stdout)?.[0];
    expect(workflow).toContain('jobs:');
    for (const text of [workflow, `\n${url}\r\n`]) expect(run.stdout).toContain(text);
    expect(workflow).not.toContain(color);
    const lines = stripVTControlCharacters(run.stdout).trimEnd().split('\r\n');
    const isToCopy = (line: string) => /^ {0,3}(http|gh |git )|\r/.test(line);
    expect(lines.filter((line) => line.length > 100 && !isToCopy(line))).toEqual([]);
    // Some sentence is longer than the terminal is wide.
    expect(lines).toContainEqual(expect.stringMatching(/^GoTo then sends .*(?<!\.)$/));
    expect(lines.at(-1)).toMatch(/^ {3}gh workflow run goto-keep-alive\.yml --repo \S+$/);
  });

  it('ends at Ctrl-C while it waits, and uses no colors where there are none', async () => {
    const { run } = await play({
      ...withBrowser,
      env: { TERM: 'dumb' },
      act: async (command) => {
        await command.waitFor('Waiting');
        command.type(ctrlC);
        return undefined;
      },
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('Interrupted (SIGINT)');
    expect(run.stdout).not.toContain('\x1b');
  });
});

it.each<[string, number | undefined, string[]]>([
  ['', 10, ['']],
  ['ten chars.', 10, ['ten chars.']],
  ['ten chars. and', 10, ['ten chars.', 'and']],
  ['a long-long-word b', 6, ['a', 'long-long-word', 'b']],
  ['one\n\ntwo and three', 7, ['one', '', 'two and', 'three']],
  ['never broken, however long it is', undefined, ['never broken, however long it is']],
])('%j is wrapped in %s columns', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});
