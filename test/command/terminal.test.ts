import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect, it, vi } from 'vitest';
import { wrap } from '../../src/command/terminal';
import {
  aTerminal,
  builtOn,
  type CommandDriver,
  commandSource,
  ctrlC,
  describeEach,
  type RunningCommand,
} from '../support/command';
import {
  callBack,
  expectNoSecret,
  inAuthorizeWorld,
  onRepository,
  signedIn,
  stateOf,
} from '../support/conversation';
import { badCredentials } from '../support/github-stand-in';
import { firstRefreshToken } from '../support/goto-stand-in';
import { describeWith } from '../support/programs';
import { clientId, clientSecret, githubToken } from '../support/some-inputs';

const opener = { darwin: 'open', win32: 'rundll32' }[process.platform as string] ?? 'xdg-open';
const terminal = { terminal: true } as const;
const withBrowser = { ...terminal, programs: { [opener]: {} } };
const toBeAsked = {
  ...withBrowser,
  env: { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined },
};

/** Colours and the like begin with it. */
const colour = '\x1b[';

/** Waits for the browser to be started, and returns how. */
async function browserOf(command: RunningCommand) {
  await vi.waitFor(() => expect(command.calls()).toHaveLength(1), 10_000);
  return command.calls()[0];
}

/** What holds however the terminal is made. */
function describeQuestions(driver: CommandDriver): void {
  describeEach([driver], 'a question', (driver) => {
    it.each<[string, (command: RunningCommand) => Promise<void>]>([
      [
        'is asked for each part, and the secret is not shown',
        async (command) => {
          await command.waitFor(/client id/i);
          command.type(` ${clientId} \r`);
          await command.waitFor(/client secret/i);
          command.type(`${clientSecret}\r`);
        },
      ],
      [
        'shows no secret that is pasted together with the client ID',
        async (command) => {
          await command.waitFor(/client id/i);
          command.type(`${clientId}\r${clientSecret}\r`);
        },
      ],
      [
        'is asked again after an empty answer',
        async (command) => {
          await command.waitFor(/client id/i);
          command.type(`${clientId}\r`);
          await command.waitFor(/client secret/i);
          command.type('\r');
          await command.waitFor(/client secret[\s\S]*client secret/i);
          command.type(`${clientSecret}\r`);
        },
      ],
    ])('%s', (_what, answer) =>
      inAuthorizeWorld(driver, async ({ startAuthorize, repository, goto }) => {
        const command = startAuthorize(onRepository, toBeAsked);
        await answer(command);
        const url = await command.waitForUrl();
        expect(url.searchParams.get('client_id')).toBe(clientId);
        await signedIn(url);
        const run = await command.result;
        expect(run.exitCode, run.stderr).toBe(0);
        expect(goto.tokenRequests()[0]?.basic).toBe(`${clientId}:${clientSecret}`);
        expect(repository.secret('GOTO_CLIENT_ID').value).toBe(clientId);
        expect(repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
        expectNoSecret(run);
        expect(run.stderr).not.toMatch(/\*{3}/);
      }),
    );

    it('shows how long a secret is as soon as it is pasted', () =>
      inAuthorizeWorld(driver, async ({ startAuthorize, repository }) => {
        const env = { GOTO_CLIENT_SECRET: undefined };
        const command = startAuthorize(onRepository, { ...withBrowser, env });
        await command.waitFor(/client secret/i);
        command.type(`${clientSecret}é`);
        await command.waitFor(`(not shown): (${clientSecret.length + 1} characters)`);
        command.type('\x7f');
        await command.waitFor(new RegExp(`\\((${clientSecret.length}) characters\\)$`));
        command.type('\r');
        await signedIn(await command.waitForUrl());
        expectNoSecret(await command.result);
        expect(repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
      }));

    it.each([
      ['y', 0],
      ['Yes', 0],
      ['no', 1],
      ['yesterday', 1],
    ])('is whether to make a missing environment: %s', (answer, exitCode) =>
      inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
        const command = startAuthorize([...onRepository, '--env', 'goto'], withBrowser);
        await command.waitFor(/There is no environment goto of repository octo\/webinars\./);
        const labels = () => github.places().map(({ label }) => label);
        expect(labels()).toEqual(['octo/webinars']);
        command.type(`${answer}\r`);
        if (exitCode === 0) await signedIn(await command.waitForUrl());
        const run = await command.result;
        expect(run.exitCode).toBe(exitCode);
        expect(labels()).toHaveLength(exitCode === 0 ? 2 : 1);
        if (exitCode === 1) expect(run.stderr).toContain('Create the environment goto on GitHub');
      }),
    );

    it('is asked only for what is missing', () =>
      inAuthorizeWorld(driver, async ({ startAuthorize }) => {
        const env = { GOTO_CLIENT_SECRET: undefined };
        const command = startAuthorize(onRepository, { ...withBrowser, env });
        await command.waitFor(/client secret/i);
        command.type(`${clientSecret}\r`);
        await signedIn(await command.waitForUrl());
        expect((await command.result).stderr).not.toMatch(/client id of/i);
      }));

    it.each([
      ['an earlier answer called up', '\x1b[A\r', /client secret[\s\S]*client secret/i, ctrlC],
      ['a tab', 'two\tparts\r', /GOTO_CLIENT_SECRET .*control character/, ''],
    ])('does not take %s for the secret', (_what, keys, told, end) =>
      inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
        const command = startAuthorize(onRepository, toBeAsked);
        await command.waitFor(/client id/i);
        command.type(`${clientId}\r`);
        await command.waitFor(/client secret/i);
        command.type(keys);
        await command.waitFor(told);
        command.type(end);
        const { exitCode, stdout } = await command.result;
        expect(exitCode).toBe(1);
        expect(stdout).not.toContain('http');
        expect(github.writes()).toEqual([]);
      }),
    );

    it('is not asked before the token and the port are known to do', () =>
      inAuthorizeWorld(driver, async ({ runAuthorize, github }) => {
        github.on({ path: /public-key/ }, badCredentials(), 'always');
        const { exitCode, stdout, stderr, calls } = await runAuthorize(onRepository, toBeAsked);
        expect(exitCode).toBe(1);
        expect(stderr).not.toMatch(/client (id|secret)/i);
        expect(stdout).not.toContain('http');
        expect(calls).toEqual([]);
      }));

    it.each([
      ['Ctrl-C', ctrlC],
      ['Ctrl-D', '\x04'],
    ])('ends the command at %s', (_key, keys) =>
      inAuthorizeWorld(driver, async ({ startAuthorize, github, goto }) => {
        const command = startAuthorize(onRepository, toBeAsked);
        await command.waitFor(/client id/i);
        command.type(keys);
        const { exitCode, stdout } = await command.result;
        expect(exitCode).toBe(1);
        expect(stdout).not.toContain('http');
        expect([...goto.requests, ...github.writes()]).toEqual([]);
      }),
    );

    it('ends the command when nobody answers in time', () =>
      inAuthorizeWorld(driver, async ({ runAuthorize }) => {
        const { exitCode, stderr } = await runAuthorize(
          [...onRepository, '--timeout', '1'],
          toBeAsked,
        );
        expect(exitCode).toBe(1);
        expect(stderr).toContain('The question was not answered');
      }));
  });

  describeEach([driver], 'the browser', (driver) => {
    it('is opened with the URL as one argument, and without our secrets', () =>
      inAuthorizeWorld(driver, async ({ startAuthorize, goto }) => {
        const authorizeUrl = `${goto.origin}/oauth/authorize?a=$(id)&b='x"&c=%22;d`;
        const command = startAuthorize(
          [...onRepository, '--scope', 'collab: identity:scim.me', '--authorize-url', authorizeUrl],
          { ...withBrowser, env: { GITHUB_TOKEN: 'an0ther-token', KEPT: 'yes', DISPLAY: ':9' } },
        );
        const url = await command.waitForUrl();
        const call = await browserOf(command);
        expect(call).toMatchObject({
          program: opener,
          args: expect.arrayContaining([String(url)]),
          env: { KEPT: 'yes', DISPLAY: ':9', HOME: expect.any(String) },
        });
        const environment = JSON.stringify(call?.env);
        for (const secret of [clientSecret, githubToken, 'an0ther-token', firstRefreshToken]) {
          expect(environment).not.toContain(secret);
        }
        // What a shell would have put there.
        expect(call?.env).not.toHaveProperty('_');
        await signedIn(url);
        expect(await command.result).toMatchObject({ exitCode: 0 });
      }));

    it.each([
      ['is missing', {}],
      ['fails', { [opener]: { exitCode: 3 } }],
    ])('need not be there: it %s', (_what, programs) =>
      inAuthorizeWorld(driver, async ({ startAuthorize }) => {
        const command = startAuthorize(onRepository, { ...terminal, programs });
        const url = await command.waitForUrl();
        if (opener in programs) await browserOf(command);
        else await command.waitFor('open the address yourself');
        await signedIn(url);
        expect(await command.result).toMatchObject({ exitCode: 0 });
      }),
    );

    it.each([
      ['with --no-open', ['--no-open'], withBrowser],
      ['without a terminal', [], { programs: withBrowser.programs }],
    ])('is not opened %s', (_what, args, options) =>
      inAuthorizeWorld(driver, async ({ startAuthorize }) => {
        const command = startAuthorize([...onRepository, ...args], options);
        await signedIn(await command.waitForUrl());
        expect(await command.result).toMatchObject({ exitCode: 0 });
        // A program that was started last takes its time to take note of it.
        await sleep(700);
        expect(command.calls()).toEqual([]);
      }),
    );
  });

  describeEach([driver], 'colour', (driver) => {
    it.each([
      ['is used', {}, true],
      ['is not used with NO_COLOR', { NO_COLOR: '1' }, false],
    ])('%s in a terminal', (_what, env, isUsed) =>
      inAuthorizeWorld(driver, async ({ startAuthorize }) => {
        const command = startAuthorize(onRepository, { ...withBrowser, env });
        const url = await command.waitForUrl();
        await callBack(url, { query: { error: 'access_denied', state: stateOf(url) } });
        expect((await command.result).stderr.includes(colour)).toBe(isUsed);
      }),
    );
  });
}

describeQuestions(commandSource);

describeWith([aTerminal], 'in a real terminal', () => {
  describeQuestions(builtOn(24));

  describeEach([builtOn(24)], 'what is shown', (driver) => {
    it('is the workflow and nothing else where it is to be kept', () =>
      inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
        github.on({ method: 'PUT', path: /CLIENT_ID/ }, badCredentials(), 'always');
        const command = startAuthorize(onRepository, { ...withBrowser, redirectStdout: true });
        const url = new URL((await browserOf(command))?.args[0] ?? '');
        await signedIn(url);
        const { exitCode, stdout, stderr } = await command.result;
        expect(exitCode).toBe(1);
        expect(stderr).toContain(colour);
        expect(stderr).toContain(`\n${url}\r\n`);
        expect(stderr).toMatch(/^gh api /m);
        expect(stdout).toMatch(/^name: GoTo keep-alive\n/);
        expect(stdout).not.toContain(colour);
      }));

    it('fits the terminal, ends with what is left to do, and keeps in one piece what is to be copied', () =>
      inAuthorizeWorld(driver, async ({ startAuthorize }) => {
        const command = startAuthorize(onRepository, withBrowser);
        const url = await command.waitForUrl();
        await signedIn(url);
        const { stderr } = await command.result;
        const lines = stripVTControlCharacters(stderr).trimEnd().split('\r\n');
        const isToCopy = (line: string) => /^ {0,3}(http|gh |git )/.test(line);
        expect(lines.filter((line) => line.length > 100 && !isToCopy(line))).toEqual([]);
        // Some sentence is longer than the terminal is wide.
        expect(lines).toContainEqual(expect.stringMatching(/^GoTo then sends .*(?<!\.)$/));
        expect(lines).toContain(String(url));
        expect(lines.at(-1)).toMatch(/^ {3}gh workflow run goto-keep-alive\.yml --repo \S+$/);
      }));

    it('has no colour in the URL and the workflow', () =>
      inAuthorizeWorld(driver, async ({ startAuthorize }) => {
        const command = startAuthorize(onRepository, withBrowser);
        const url = await command.waitForUrl();
        await signedIn(url);
        const { stderr } = await command.result;
        expect(stderr).toContain(`\n${url}\r\n`);
        const workflow = stderr.slice(
          stderr.indexOf('name: GoTo keep-alive'),
          stderr.indexOf('What is left to do'),
        );
        expect(workflow).toContain('jobs:');
        expect(workflow).not.toContain(colour);
      }));

    it('has no colour in a terminal that has none', () =>
      inAuthorizeWorld(driver, async ({ startAuthorize }) => {
        const command = startAuthorize(onRepository, { ...withBrowser, env: { TERM: 'dumb' } });
        await signedIn(await command.waitForUrl());
        expect((await command.result).stderr).not.toContain('\x1b');
      }));
  });

  describeEach([builtOn(24)], 'Ctrl-C', (driver) => {
    it('ends the command while it waits', () =>
      inAuthorizeWorld(driver, async ({ startAuthorize, github, goto }) => {
        const command = startAuthorize(onRepository, withBrowser);
        await command.waitForUrl();
        await command.waitFor(/wait/i);
        command.type(ctrlC);
        const { exitCode, stderr } = await command.result;
        expect(exitCode).toBe(1);
        expect(stderr).toContain('SIGINT');
        expect([...goto.requests, ...github.writes()]).toEqual([]);
      }));
  });
});

it.each<[string, number | undefined, string[]]>([
  ['', 10, ['']],
  ['ten chars.', 10, ['ten chars.']],
  ['ten chars. and', 10, ['ten chars.', 'and']],
  ['a long-long-word b', 6, ['a', 'long-long-word', 'b']],
  ['long-long-word', 6, ['long-long-word']],
  ['one\n\ntwo and three', 7, ['one', '', 'two and', 'three']],
  ['never broken, however long it is', undefined, ['never broken, however long it is']],
])('%j is wrapped in %s columns', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});
