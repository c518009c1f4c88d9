import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { inAuthorizeWorld, onRepository } from '../support/authorize-world';
import { callBack, signedIn, stateOf } from '../support/callback';
import { expectNoSecret } from '../support/command-checks';
import { badCredentials } from '../support/github-answers';
import { firstRefreshToken } from '../support/goto-answers';
import { describeWith } from '../support/programs';
import { aTerminal, ctrlC, type RunningCommand } from '../support/run-command';
import { clientId, clientSecret, githubToken } from '../support/some-inputs';

vi.setConfig({ maxConcurrency: 5 });

const terminal = { terminal: true } as const;
const withBrowser = { ...terminal, programs: { 'xdg-open': {} } };
const toBeAsked = { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined };

/** Milliseconds in which a command that ends at once has ended, on a machine that is busy. */
const atOnce = 3_000;

/** Colours and the like begin with it. */
const colour = '\x1b[';

describeWith([aTerminal], 'in a terminal', () => {
  describe.concurrent('the command', () => {
    it('asks for the client, and does not show the secret', () =>
      inAuthorizeWorld(async ({ startAuthorize, repository, goto }) => {
        const command = startAuthorize(onRepository, { ...withBrowser, env: toBeAsked });
        await command.waitFor(/client id/i);
        command.type(` ${clientId} \r`);
        await command.waitFor(/client secret/i);
        command.type(`${clientSecret}\r`);
        const url = await command.waitForUrl();
        expect(url.searchParams.get('client_id')).toBe(clientId);
        await signedIn(url);
        const run = await command.result;
        expect(run.exitCode, run.stderr).toBe(0);
        expect(goto.tokenRequests()[0]?.basic).toBe(`${clientId}:${clientSecret}`);
        expect(repository.secret('GOTO_CLIENT_ID').value).toBe(clientId);
        expect(repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
        expectNoSecret(run);
        // Not even the length of it.
        expect(run.stderr).not.toMatch(/\*{3}/);
      }));

    it('asks only for what is missing, and again after an empty answer', () =>
      inAuthorizeWorld(async ({ startAuthorize, repository }) => {
        const command = startAuthorize(onRepository, {
          ...withBrowser,
          env: { GOTO_CLIENT_SECRET: undefined },
        });
        await command.waitFor(/client secret/i);
        command.type('\r');
        await command.waitFor(/client secret[\s\S]*client secret/i);
        command.type(`${clientSecret}\r`);
        await signedIn(await command.waitForUrl());
        const run = await command.result;
        expect(run.exitCode, run.stderr).toBe(0);
        expect(run.stderr).not.toMatch(/client id of/i);
        expect(repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
        expectNoSecret(run);
      }));

    it('shows no secret that is pasted together with the client ID', () =>
      inAuthorizeWorld(async ({ startAuthorize, repository }) => {
        const command = startAuthorize(onRepository, { ...withBrowser, env: toBeAsked });
        await command.waitFor(/client id/i);
        command.type(`${clientId}\r${clientSecret}\r`);
        await signedIn(await command.waitForUrl());
        const run = await command.result;
        expect(run.exitCode, run.stderr).toBe(0);
        expect(repository.secret('GOTO_CLIENT_ID').value).toBe(clientId);
        expect(repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
        expectNoSecret(run);
      }));

    it.each([
      ['an earlier answer called up', '\x1b[A\r', /client secret[\s\S]*client secret/i, ctrlC],
      ['a tab', 'two\tparts\r', /GOTO_CLIENT_SECRET holds a control character/, ''],
    ])('does not take %s for the secret', (_what, keys, told, end) =>
      inAuthorizeWorld(async ({ startAuthorize, github }) => {
        const command = startAuthorize(onRepository, { ...withBrowser, env: toBeAsked });
        await command.waitFor(/client id/i);
        command.type(`${clientId}\r`);
        await command.waitFor(/client secret/i);
        command.type(keys);
        await command.waitFor(told);
        // After the tab it ends by itself, and nobody listens any more.
        if (end !== '') command.type(end);
        expect(await command.result).toMatchObject({
          exitCode: 1,
          stdout: expect.not.stringContaining('http'),
        });
        expect(github.writes()).toEqual([]);
      }),
    );

    it('asks nothing before it knows that the token and the port will do', () =>
      inAuthorizeWorld(async ({ runAuthorize, github }) => {
        github.on({ path: /public-key/ }, badCredentials(), 'always');
        const run = await runAuthorize(onRepository, { ...withBrowser, env: toBeAsked });
        expect(run.exitCode).toBe(1);
        expect(run.stderr).toContain('github-token-rejected');
        expect(run.stderr).not.toMatch(/client (id|secret)/i);
        expect(run.stderr).not.toMatch(/^https?:/m);
        expect(run.calls).toEqual([]);
      }));

    it.each([
      ['Ctrl-C', ctrlC],
      ['Ctrl-D', '\x04'],
    ])('ends at a question with %s', (_key, keys) =>
      inAuthorizeWorld(async ({ startAuthorize, github, goto }) => {
        const command = startAuthorize(onRepository, {
          ...withBrowser,
          env: toBeAsked,
          timeLimitMs: 10_000,
        });
        await command.waitFor(/client id/i);
        const start = performance.now();
        command.type(keys);
        const run = await command.result;
        expect(performance.now() - start).toBeLessThan(atOnce);
        expect(run.exitCode).toBe(1);
        expect(run.stderr).not.toMatch(/^https?:/m);
        expect(goto.requests).toEqual([]);
        expect(github.writes()).toEqual([]);
      }),
    );

    it('opens the browser with the URL as one argument, and without our secrets', () =>
      inAuthorizeWorld(async ({ startAuthorize, goto }) => {
        const authorizeUrl = `${goto.origin}/oauth/authorize?a=$(id)&b='x"&c=%22;d`;
        const command = startAuthorize(
          [...onRepository, '--scope', 'collab: identity:scim.me', '--authorize-url', authorizeUrl],
          { ...withBrowser, env: { GITHUB_TOKEN: 'an0ther-token', KEPT: 'yes', DISPLAY: ':9' } },
        );
        const url = await command.waitForUrl();
        await vi.waitFor(() => expect(command.calls()).toHaveLength(1), 5_000);
        const [call] = command.calls();
        expect(call?.program).toBe('xdg-open');
        expect(call?.args).toEqual([String(url)]);
        expect(call?.env).toMatchObject({ KEPT: 'yes', DISPLAY: ':9', HOME: expect.any(String) });
        const environment = JSON.stringify(call?.env);
        for (const secret of [clientSecret, githubToken, 'an0ther-token', firstRefreshToken]) {
          expect(environment).not.toContain(secret);
        }
        // What a shell would have put there.
        expect(call?.env).not.toHaveProperty('_');
        await signedIn(url);
        expect(await command.result).toMatchObject({ exitCode: 0 });
      }));

    it.each<[string, string[], Parameters<typeof withOpener>[0]]>([
      ['--no-open', ['--no-open'], {}],
      ['nothing that opens one', [], null],
    ])('prints the URL and waits with %s', (_what, args, opener) =>
      inAuthorizeWorld(async ({ startAuthorize }) => {
        const command = startAuthorize([...onRepository, ...args], {
          ...terminal,
          programs: withOpener(opener),
        });
        await signedIn(await command.waitForUrl());
        const run = await command.result;
        expect(run.exitCode, run.stderr).toBe(0);
        expect(await callsInTheEnd(command)).toEqual([]);
      }),
    );

    it('goes on when the browser fails', () =>
      inAuthorizeWorld(async ({ startAuthorize }) => {
        const command = startAuthorize(onRepository, {
          ...terminal,
          programs: { 'xdg-open': { exitCode: 3 } },
        });
        const url = await command.waitForUrl();
        await vi.waitFor(() => expect(command.calls()).toHaveLength(1), 5_000);
        await signedIn(url);
        expect(await command.result).toMatchObject({ exitCode: 0 });
      }));

    it('colours what it says, and nothing that is to be kept', () =>
      inAuthorizeWorld(async ({ startAuthorize, github }) => {
        github.on({ method: 'PUT', path: /CLIENT_ID/ }, badCredentials(), 'always');
        const command = startAuthorize(onRepository, { ...withBrowser, redirectStdout: true });
        await command.waitFor(/wait/i);
        await vi.waitFor(() => expect(command.calls()).toHaveLength(1), 5_000);
        const url = new URL(command.calls()[0]?.args[0] ?? '');
        await signedIn(url);
        const run = await command.result;
        expect(run.exitCode).toBe(1);
        expect(run.stderr).toContain(colour);
        expect(run.stdout).toContain(`${url}\n`);
        expect(run.stdout).toMatch(/^gh api /m);
        expect(run.stdout).not.toContain(colour);
      }));

    it('leaves the URL and the workflow plain where they are shown among the colours', () =>
      inAuthorizeWorld(async ({ startAuthorize }) => {
        const command = startAuthorize(onRepository, withBrowser);
        const url = await command.waitForUrl();
        await signedIn(url);
        const { stderr } = await command.result;
        expect(stderr).toContain(colour);
        expect(stderr).toContain(`\n${url}\r\n`);
        const workflow = stderr.slice(stderr.indexOf('name: GoTo keep-alive'));
        expect(workflow).toContain('jobs:');
        expect(workflow).not.toContain(colour);
      }));

    it.each<[string, Record<string, string>]>([
      ['NO_COLOR', { NO_COLOR: '1' }],
      ['a terminal that has none', { TERM: 'dumb' }],
    ])('uses no colour with %s', (_what, env) =>
      inAuthorizeWorld(async ({ startAuthorize }) => {
        const command = startAuthorize(onRepository, { ...withBrowser, env });
        const url = await command.waitForUrl();
        await callBack(url, { query: { error: 'access_denied', state: stateOf(url) } });
        const run = await command.result;
        expect(run.exitCode).toBe(1);
        expect(run.stderr).not.toContain('\x1b');
      }),
    );

    it('ends at once at Ctrl-C while it waits', () =>
      inAuthorizeWorld(async ({ startAuthorize, github, goto }) => {
        const command = startAuthorize(onRepository, withBrowser);
        await command.waitForUrl();
        await command.waitFor(/wait/i);
        const start = performance.now();
        command.type(ctrlC);
        const run = await command.result;
        expect(performance.now() - start).toBeLessThan(atOnce);
        expect(run.exitCode).toBe(1);
        expect(run.stderr).toContain('no secret was written');
        expect(goto.requests).toEqual([]);
        expect(github.writes()).toEqual([]);
      }));
  });
});

describe.concurrent('without a terminal', () => {
  it('opens no browser, and uses no colour', () =>
    inAuthorizeWorld(async ({ startAuthorize }) => {
      const command = startAuthorize(onRepository, { programs: { 'xdg-open': {} } });
      await signedIn(await command.waitForUrl());
      const { exitCode, stdout, stderr } = await command.result;
      expect(exitCode, stderr).toBe(0);
      expect(await callsInTheEnd(command)).toEqual([]);
      expect(stdout + stderr).not.toContain('\x1b');
    }));
});

/** The calls once a program that was started last has had the time to take note of it. */
async function callsInTheEnd(command: RunningCommand) {
  await command.result;
  await sleep(700);
  return command.calls();
}

function withOpener(opener: object | null) {
  return opener === null ? {} : { 'xdg-open': opener };
}
