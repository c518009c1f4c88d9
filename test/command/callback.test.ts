import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  type CallbackPage,
  callBack,
  converse,
  expectPlainPage,
  refused,
  signedIn,
  signInCode,
  stateOf,
} from '../support/conversation';
import { oauthError } from '../support/goto-stand-in';

const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
const hasIPv6 = addresses.some(({ address }) => address === '::1');

/** The status for a callback that names another host, or comes to another address. */
async function statusFor(url: URL, host: string, address = '127.0.0.1'): Promise<number> {
  const { port } = new URL(url.searchParams.get('redirect_uri') ?? '');
  const query = new URLSearchParams({ code: signInCode, state: stateOf(url) });
  const outgoing = request({ host: address, port, path: `/callback?${query}`, headers: { host } });
  const [{ statusCode }] = await once(outgoing.end(), 'response');
  return statusCode;
}

describe('the callback', () => {
  it('is not what a stranger sends', async () => {
    const { run, github } = await converse({
      act: async (command, { goto, port }) => {
        const url = await command.waitForUrl();
        const [code, state] = [signInCode, stateOf(url)];
        const query = { code, state };
        const queries: Parameters<typeof callBack>[1][] = [
          ...[{ code, state: 'guessed' }, { code }, { code, state: '' }],
          { code, state: state.slice(0, -1) },
          [...Object.entries(query), ['state', 'guessed']],
          [...Object.entries(query), ['state', state]],
          { error: 'access_denied' },
          { error: 'access_denied', state: 'guessed' },
          ...[{ state }, { state, code: '' }],
        ];
        const paths = [
          '/',
          '/favicon.ico',
          '/callback/',
          '/CALLBACK',
          '/callback/more',
          '//callback',
        ];
        const pages = [
          ...queries.map((one) => [400, callBack(url, one)] as const),
          ...paths.map((path) => [404, callBack(url, query, { path })] as const),
          ...['POST', 'PUT', 'OPTIONS'].map(
            (method) => [405, callBack(url, query, { method })] as const,
          ),
        ];
        for (const [status, page] of pages) {
          expect((await page).status).toBe(status);
          expectPlainPage(await page);
        }
        for (const host of [
          ...['rebound.example.com', 'localhost', 'localhost:1', `localhost.example.com:${port}`],
          ...[`127.0.0.1.example.com:${port}`, `127.0.0.2:${port}`, `0.0.0.0:${port}`],
        ]) {
          expect(await statusFor(url, host), host).toBe(421);
        }
        expect(goto.requests).toEqual([]);
        return signedIn(url);
      },
    });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(github.writes()).toHaveLength(3);
  });

  it.each([
    ['localhost', '127.0.0.1'],
    ['[::1]', '127.0.0.1'],
    ...(hasIPv6 ? [['localhost', '::1']] : []),
  ])('comes to %s at %s', async (host, address) => {
    const { run } = await converse({
      act: async (command, { port }) => {
        expect(await statusFor(await command.waitForUrl(), `${host}:${port}`, address)).toBe(200);
        return undefined;
      },
    });
    expect(run.exitCode, run.stderr).toBe(0);
  });

  it('counts once, and is answered once all is stored', async () => {
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
    expect(page?.status).toBe(200);
    expect(goto.tokenRequests()).toHaveLength(1);
  });

  it('carries a state that nobody can guess', async () => {
    const states: string[] = [];
    for (let time = 1; time <= 2; time += 1) {
      await converse({
        act: async (command) => {
          const url = await command.waitForUrl();
          states.push(stateOf(url));
          return refused(url, { error: 'access_denied' });
        },
      });
    }
    expect(states[0]).not.toBe(states[1]);
    // 128 bits, of which a character of base64url carries six.
    for (const state of states) expect(state).toMatch(/^[\w-]{22,}$/);
  });
});

describe('a page shows as text, and so does the terminal,', () => {
  const markup = '</p><script>alert(1)</script><img src=x onerror="alert(1)">&lt;\'"';
  const hostile = `${markup}\u001b[31mred\u0007\u202e\r\n::error::`;

  it.each<[string, (url: URL) => Promise<CallbackPage>, number]>([
    ['error', (url) => refused(url, { error: hostile }), 200],
    ['error_description', (url) => refused(url, { error: 'a', error_description: hostile }), 200],
    ['what GoTo says', signedIn, 500],
  ])('markup in %s', async (_what, act, status) => {
    const { run, page } = await converse({
      prepare: ({ goto }) => goto.always(oauthError('invalid_grant', { description: hostile })),
      act: async (command) => act(await command.waitForUrl()),
    });
    expect([run.exitCode, page?.status]).toEqual([1, status]);
    expect(page?.html).toContain('&lt;script&gt;');
    const printed = run.stdout + run.stderr;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(printed + page?.html).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
    expect(printed).not.toMatch(/^::/m);
  });

  it('and nothing else of what the URL carries', async () => {
    const { page, command } = await converse({
      act: async (command) => {
        const url = await command.waitForUrl();
        return callBack(url, { code: signInCode, state: stateOf(url), more: 'm0re-of-the-query' });
      },
    });
    expect(page?.html).not.toContain('m0re-of-the-query');
    expect(page?.html).not.toContain(stateOf(await command.waitForUrl()));
  });
});

/** Whether something accepts connections there. */
async function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

it('the port can be reached over loopback alone, and is free in the end', async () => {
  const { port } = await converse({
    act: async (command, { port }) => {
      const url = await command.waitForUrl();
      for (const host of ['127.0.0.1', ...(hasIPv6 ? ['::1'] : [])]) {
        expect(await accepts(host, port), host).toBe(true);
      }
      const others = addresses
        .filter(({ internal }) => !internal)
        .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
      // On Linux all of 127.0.0.0/8 is this machine: what listens everywhere listens here too.
      for (const host of [...others, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]) {
        expect(await accepts(host, port), host).toBe(false);
      }
      return signedIn(url);
    },
  });
  expect(await accepts('127.0.0.1', port)).toBe(false);
});
