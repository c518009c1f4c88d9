import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { inAuthorizeWorld } from '../support/authorize-world';
import {
  type CallbackPage,
  type CallbackRequest,
  callBack,
  signedIn,
  signInCode,
  stateOf,
} from '../support/callback';
import { expectNoSecret } from '../support/command-checks';
import { firstRefreshToken, oauthError } from '../support/goto-answers';
import { storedIn } from '../support/world';

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

const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
const hasIPv6 = addresses.some(({ address }) => address === '::1');

/** What every page carries, whatever it says. */
function expectPlainPage({ headers, html }: CallbackPage): void {
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  const policy = headers['content-security-policy'];
  expect(policy).toMatch(/(^|; ?)default-src 'none'(;|$)/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html).not.toMatch(/@import|url\(/);
  const tags = html.match(/<[a-z][^>]*>/g) ?? [];
  const names = tags.map((tag) => /^<(\w+)/.exec(tag)?.[1] ?? '');
  const plain = [
    'body',
    'code',
    'h1',
    'head',
    'html',
    'li',
    'main',
    'meta',
    'p',
    'span',
    'style',
    'title',
    'ul',
  ];
  expect(plain).toEqual(expect.arrayContaining(names));
  for (const tag of tags) expect(tag).not.toMatch(/ (on\w+|src|href|style)=/i);
}

describe('the callback', () => {
  const strangers: { who: string; request: (state: string) => CallbackRequest; status: number }[] =
    [
      {
        who: 'a state that is not ours',
        request: () => ({ query: { code: signInCode, state: 'guessed' } }),
        status: 400,
      },
      { who: 'no state', request: () => ({ query: { code: signInCode } }), status: 400 },
      {
        who: 'an empty state',
        request: () => ({ query: { code: signInCode, state: '' } }),
        status: 400,
      },
      {
        who: 'a part of the state',
        request: (state) => ({ query: { code: signInCode, state: state.slice(0, -1) } }),
        status: 400,
      },
      {
        who: 'two states',
        request: (state) => ({
          query: [
            ['code', signInCode],
            ['state', state],
            ['state', 'guessed'],
          ],
        }),
        status: 400,
      },
      {
        who: 'the same state twice',
        request: (state) => ({
          query: [
            ['state', state],
            ['code', signInCode],
            ['state', state],
          ],
        }),
        status: 400,
      },
      {
        who: 'an error without the state',
        request: () => ({ query: { error: 'access_denied' } }),
        status: 400,
      },
      {
        who: 'an error with a state that is not ours',
        request: () => ({ query: { error: 'access_denied', state: 'guessed' } }),
        status: 400,
      },
      { who: 'neither code nor error', request: (state) => ({ query: { state } }), status: 400 },
      {
        who: 'an empty code',
        request: (state) => ({ query: { state, code: '' } }),
        status: 400,
      },
      ...['/', '/favicon.ico', '/callback/', '/CALLBACK', '/callback/more', '//callback'].map(
        (path) => ({
          who: `the path ${path}`,
          request: (state: string) => ({ path, query: { code: signInCode, state } }),
          status: 404,
        }),
      ),
      ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'].map((method) => ({
        who: `the method ${method}`,
        request: (state: string) => ({ method, query: { code: signInCode, state } }),
        status: 405,
      })),
      ...[
        'rebound.example.com',
        'localhost',
        'localhost:1',
        'localhost.example.com',
        '127.0.0.1.example.com',
        '127.0.0.2',
        '0.0.0.0',
      ].map((host) => ({
        who: `the host ${host}`,
        request: (state: string) => ({ host, query: { code: signInCode, state } }),
        status: 421,
      })),
    ];

  it('answers all that is not the sign-in it waits for, and goes on waiting', () =>
    inAuthorizeWorld(async ({ startAuthorize, port, goto, github, repository }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const askedBefore = github.requests.length;
      const pages: CallbackPage[] = [];
      for (const { who, request, status } of [
        ...strangers,
        {
          who: 'a foreign host with the right port',
          request: (state: string) => ({
            host: `rebound.example.com:${port}`,
            query: { code: signInCode, state },
          }),
          status: 421,
        },
      ]) {
        const page = await callBack(url, request(stateOf(url)));
        expect.soft(page.status, who).toBe(status);
        expect.soft(page.headers['cache-control'], who).toBe('no-store');
        expect.soft(page.headers['content-security-policy'], who).toContain("default-src 'none'");
        pages.push(page);
      }
      expect(goto.requests).toEqual([]);
      expect(github.requests).toHaveLength(askedBefore);

      const page = await signedIn(url);
      expect(page.status).toBe(200);
      const run = await command.result;
      expect(run.exitCode, run.stderr).toBe(0);
      expect(goto.tokenRequests()).toHaveLength(1);
      expect(storedIn(repository)).toBe(firstRefreshToken);
      expectNoSecret(run, { pages });
    }));

  it.each([
    ['localhost', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '127.0.0.1'],
    ...(hasIPv6 ? [['localhost', '::1']] : []),
  ])('takes the host %s at %s', (host, address) =>
    inAuthorizeWorld(async ({ startAuthorize, port }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const query = { code: signInCode, state: stateOf(url) };
      const page = await callBack(url, { host: `${host}:${port}`, address, query });
      expect(page.status).toBe(200);
      expect(await command.result).toMatchObject({ exitCode: 0 });
    }),
  );

  it('is used once', () =>
    inAuthorizeWorld(async ({ startAuthorize, goto, github }) => {
      github.on({ method: 'PUT' }, { delayMs: 300 });
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const first = signedIn(url);
      await goto.waitForRequest({ method: 'POST' });
      const second = await signedIn(url);
      const third = await callBack(url, { query: { error: 'access_denied', state: stateOf(url) } });
      expect([second.status, third.status]).toEqual([400, 400]);
      expect((await first).status).toBe(200);
      expect(await command.result).toMatchObject({ exitCode: 0 });
      expect(goto.tokenRequests()).toHaveLength(1);
      expect(github.writes()).toHaveLength(3);
    }));

  it('is answered once all is stored', () =>
    inAuthorizeWorld(async ({ startAuthorize, github }) => {
      github.on({ method: 'PUT', path: /CLIENT_SECRET/ }, { delayMs: 500 });
      const command = startAuthorize();
      const page = await signedIn(await command.waitForUrl());
      expect(page.status).toBe(200);
      expect(github.writes().map(({ status }) => status)).toEqual([201, 201, 201]);
      await command.result;
    }));

  it('can be reached over loopback alone', () =>
    inAuthorizeWorld(async ({ startAuthorize, port }) => {
      const command = startAuthorize();
      await command.waitForUrl();
      expect(await accepts('127.0.0.1', port)).toBe(true);
      if (hasIPv6) expect(await accepts('::1', port)).toBe(true);
      const others = addresses
        .filter(({ internal }) => !internal)
        .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
      // On Linux all of 127.0.0.0/8 is this machine: what listens everywhere listens here too.
      for (const host of [...others, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]) {
        expect.soft(await accepts(host, port), host).toBe(false);
      }
    }));

  it('does not keep the process from ending, whoever else is connected', () =>
    inAuthorizeWorld(async ({ startAuthorize, port }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      // Browsers open spare connections, and keep those they have used.
      const idle = connect({ host: '127.0.0.1', port });
      const half = connect({ host: '127.0.0.1', port });
      await Promise.all([once(idle, 'connect'), once(half, 'connect')]);
      half.write('GET /callback HTTP/1.1\r\n');
      for (const socket of [idle, half]) socket.on('error', () => undefined);
      await signedIn(url);
      const answered = performance.now();
      const run = await command.result;
      expect(performance.now() - answered).toBeLessThan(5_000);
      expect(run.exitCode).toBe(0);
      idle.destroy();
      half.destroy();
    }));
});

describe('a page', () => {
  it('tells what was stored, and where, and that the tab can be closed', () =>
    inAuthorizeWorld(async ({ startAuthorize }) => {
      const command = startAuthorize();
      const page = await signedIn(await command.waitForUrl());
      expectPlainPage(page);
      for (const told of [
        'GOTO_REFRESH_TOKEN',
        'GOTO_CLIENT_ID',
        'GOTO_CLIENT_SECRET',
        'octo/webinars',
        'organizer@example.com',
        /close this (tab|page|window)/i,
      ]) {
        expect(page.html).toMatch(told);
      }
      expectNoSecret(await command.result, { pages: [page] });
    }));

  const markup = '</p><script>alert(1)</script><img src=x onerror="alert(1)">&lt;\'"';
  const hostile = `${markup}\u001b[31mred\u0007\u202e\r\n::error::`;

  /** What `markup` is as text, in any spelling of HTML. */
  const expectAsText = (html: string) => {
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;script&gt;');
  };

  it.each(['error', 'error_description'])('shows markup in %s as the text it is', (name) =>
    inAuthorizeWorld(async ({ startAuthorize, goto, github }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const query = { error: 'access_denied', state: stateOf(url), [name]: hostile };
      const page = await callBack(url, { query });
      expect(page.status).toBe(200);
      expectPlainPage(page);
      expectAsText(page.html);
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(run.stderr + run.stdout + page.html).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
      expect(run.stderr).not.toMatch(/^::/m);
      expect(goto.requests).toEqual([]);
      expect(github.writes()).toEqual([]);
    }),
  );

  it('shows what GoTo says of a refusal as the text it is', () =>
    inAuthorizeWorld(async ({ startAuthorize, goto }) => {
      goto.next(oauthError('invalid_grant', { description: hostile }));
      const command = startAuthorize();
      const page = await signedIn(await command.waitForUrl());
      expect(page.status).toBe(500);
      expectPlainPage(page);
      expectAsText(page.html);
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('invalid_grant');
      expectNoSecret(run, { pages: [page] });
    }));

  it('shows nothing else of what the URL carries', () =>
    inAuthorizeWorld(async ({ startAuthorize }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const query = { code: signInCode, state: stateOf(url), more: 'm0re-of-the-query' };
      const page = await callBack(url, { query });
      expect(page.html).not.toContain('m0re-of-the-query');
      expect(page.html).not.toContain(stateOf(url));
      await command.result;
    }));
});

describe('the sign-in', () => {
  it('ends when it was denied, and shows the code', () =>
    inAuthorizeWorld(async ({ startAuthorize, goto, github }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const query = {
        error: 'access_denied',
        error_description: 'The user said no',
        state: stateOf(url),
      };
      const page = await callBack(url, { query });
      expect(page.status).toBe(200);
      expectPlainPage(page);
      expect(page.html).toContain('access_denied');
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('access_denied');
      expect(run.stderr).toContain('The user said no');
      expect(goto.requests).toEqual([]);
      expect(github.writes()).toEqual([]);
      expectNoSecret(run);
    }));

  it('ends when nobody comes back in time', () =>
    inAuthorizeWorld(async ({ startAuthorize, port, goto, github }) => {
      const command = startAuthorize(['--repo', 'octo/webinars', '--timeout', '1']);
      const url = await command.waitForUrl();
      const start = performance.now();
      await callBack(url, { query: { code: signInCode, state: 'guessed' } });
      const run = await command.result;
      const elapsed = performance.now() - start;
      expect(elapsed).toBeGreaterThan(700);
      expect(elapsed).toBeLessThan(5_000);
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('--timeout');
      expect(run.stderr).toMatch(/within 1 s/);
      expect(await accepts('127.0.0.1', port)).toBe(false);
      expect(goto.requests).toEqual([]);
      expect(github.writes()).toEqual([]);
    }));

  it('has another state each time, which nobody can guess', () =>
    inAuthorizeWorld(async ({ startAuthorize }) => {
      const states: string[] = [];
      for (let time = 1; time <= 2; time += 1) {
        const command = startAuthorize();
        states.push(stateOf(await command.waitForUrl()));
        await command.dispose();
      }
      expect(states[0]).not.toBe(states[1]);
      // 128 bits, of which a character of base64url carries six.
      for (const state of states) expect(state).toMatch(/^[\w-]{22,}$/);
    }));

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends at once at %s, and stores nothing',
    (signal) =>
      inAuthorizeWorld(async ({ startAuthorize, goto, github }) => {
        const command = startAuthorize();
        await command.waitForUrl();
        const start = performance.now();
        command.signal(signal);
        const run = await command.result;
        expect(performance.now() - start).toBeLessThan(3_000);
        expect(run.exitCode).toBe(1);
        expect(run.stderr).toContain('no secret was written');
        expect(goto.requests).toEqual([]);
        expect(github.writes()).toEqual([]);
      }),
  );
});
