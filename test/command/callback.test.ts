import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import {
  type Conversation,
  callBack,
  converse,
  expectPlainPage,
  hasIPv6,
  refused,
  signedIn,
  signInCode,
  stateOf,
} from '../support/conversation';
import { oauthError } from '../support/goto-stand-in';

/** The status for a callback that names another host, or comes to another address. */
async function statusFor(url: URL, host: string, address = '127.0.0.1'): Promise<number> {
  const { port } = new URL(url.searchParams.get('redirect_uri') ?? '');
  const query = new URLSearchParams({ code: signInCode, state: stateOf(url) });
  const outgoing = request({ host: address, port, path: `/callback?${query}`, headers: { host } });
  const [{ statusCode }] = await once(outgoing.end(), 'response');
  return statusCode;
}

it('the callback is not what a stranger sends', async () => {
  const { run } = await converse({
    act: async (command, { goto, port }) => {
      const url = await command.waitForUrl();
      const state = stateOf(url);
      const states = ['', 'state=', 'state=guessed', `state=${state.slice(0, -1)}`];
      const twice = [`state=guessed&state=${state}`, `state=${state}&state=${state}`];
      const strange = [...states, ...twice].flatMap((one) => [`code=c&${one}`, `error=e&${one}`]);
      for (const one of [...strange, `state=${state}`, `state=${state}&code=`]) {
        const page = await callBack(url, [...new URLSearchParams(one)]);
        expect(page.status, one).toBe(400);
        expectPlainPage(page);
      }
      const query = { code: signInCode, state };
      const paths = '/ /favicon.ico /callback/ /CALLBACK /callback/more //callback'.split(' ');
      for (const path of paths) {
        expect((await callBack(url, query, { path })).status, path).toBe(404);
      }
      for (const method of ['POST', 'PUT', 'OPTIONS', 'HEAD']) {
        expect((await callBack(url, query, { method })).status, method).toBe(405);
      }
      const names = ['rebound.example.com', 'localhost.example.com', '127.0.0.1.example.com'];
      const others = [...names, '127.0.0.2', '0.0.0.0'].map((name) => `${name}:${port}`);
      for (const host of [...others, 'localhost', 'localhost:1']) {
        expect(await statusFor(url, host), host).toBe(421);
      }
      expect(goto.requests).toEqual([]);
      return signedIn(url);
    },
  });
  expect(run.exitCode, run.stderr).toBe(0);
});

it.each([
  ['localhost', '127.0.0.1'],
  ['[::1]', '127.0.0.1'],
  ...(hasIPv6 ? [['localhost', '::1']] : []),
])('the callback comes to %s at %s', async (host, address) => {
  const act: Conversation['act'] = async (command, { port }) => {
    expect(await statusFor(await command.waitForUrl(), `${host}:${port}`, address)).toBe(200);
    return undefined;
  };
  expect((await converse({ act })).run.exitCode).toBe(0);
});

it('the callback counts once, and is answered once all is stored', async () => {
  const { page, goto } = await converse({
    prepare: ({ github }) => github.on({ method: 'PUT' }, { delayMs: 300 }),
    act: async (command, { goto, github }) => {
      const url = await command.waitForUrl();
      const first = signedIn(url);
      await goto.waitForRequest({ method: 'POST' });
      expect((await signedIn(url)).status).toBe(400);
      expect((await refused(url, { error: 'access_denied' })).status).toBe(400);
      await first;
      expect(github.writes().map(({ status }) => status)).toEqual([201, 201, 201]);
      return first;
    },
  });
  expect([page?.status, goto.tokenRequests().length]).toEqual([200, 1]);
});

it('the callback carries a state that nobody can guess', async () => {
  const see = async () => stateOf(await (await converse({})).command.waitForUrl());
  const state = await see();
  expect(await see()).not.toBe(state);
  // 128 bits, of which a character of base64url carries six.
  expect(state).toMatch(/^[\w-]{22,}$/);
});

it('the callback comes over loopback alone, and its port is free in the end', async () => {
  const isRefused = async (host: string, port: number) =>
    expect(once(connect({ host, port }), 'connect')).rejects.toThrow('ECONNREFUSED');
  const { port } = await converse({
    act: async (command, { port }) => {
      const url = await command.waitForUrl();
      // On Linux all of 127.0.0.0/8 is this machine: what listens everywhere listens here too.
      if (process.platform === 'linux') await isRefused('127.0.0.2', port);
      return signedIn(url);
    },
  });
  await isRefused('127.0.0.1', port);
});

const markup = '</p><script>alert(1)</script><img src=x onerror="alert(1)">&lt;\'"';
const hostile = `${markup}\u001b[31mred\u0007\u202e\r\n::error::`;

it.each<[string, Record<string, string> | undefined]>([
  ['error', { error: hostile }],
  ['error_description', { error: 'a', error_description: hostile, more: 'm0re' }],
  ['what GoTo says', undefined],
])('the page and the terminal show markup in %s as text', async (_what, query) => {
  const { run, page, command } = await converse({
    prepare: ({ goto }) => goto.always(oauthError('invalid_grant', { description: hostile })),
    act: async (command) => {
      const url = await command.waitForUrl();
      return query ? refused(url, query) : signedIn(url);
    },
  });
  expect([run.exitCode, page?.status]).toEqual([1, query ? 200 : 500]);
  expect(page?.html).toContain('&lt;script&gt;');
  const printed = run.stdout + run.stderr;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(printed + page?.html).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
  expect(printed).not.toMatch(/^::/m);
  const state = stateOf(await command.waitForUrl());
  expect(page?.html).not.toMatch(new RegExp(`m0re|${state}`));
});
