import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { builtOn, commandDrivers, describeEach } from '../support/command';
import {
  type CallbackPage,
  type CallbackRequest,
  type Conversation,
  callBack,
  describeConversations,
  expectNoSecret,
  expectPlainPage,
  inAuthorizeWorld,
  onRepository,
  signedIn,
  signInCode,
  stateOf,
} from '../support/conversation';
import { oauthError } from '../support/goto-stand-in';

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

/** The person comes back with an error. */
const withError = (query: Record<string, string>): Conversation => ({
  act: async (command) => {
    const url = await command.waitForUrl();
    return callBack(url, { query: { ...query, state: stateOf(url) } });
  },
});

describeConversations('a sign-in ends', {
  'when the person refuses': withError({
    error: 'access_denied',
    error_description: 'The user said no',
  }),
  'when GoTo does not know a scope': withError({ error: 'invalid_scope' }),
  'when nobody comes back': {
    args: [...onRepository, '--timeout', '3'],
    act: async (command) => {
      const start = performance.now();
      const url = await command.waitForUrl();
      await callBack(url, { query: { code: signInCode, state: 'guessed' } });
      await command.result;
      expect(performance.now() - start).toBeGreaterThan(2_500);
      return undefined;
    },
  },
});

/** What must not be taken for the callback, by the status that answers it. */
const strangers = (state: string, port: number): [status: number, CallbackRequest][] => {
  const code = signInCode;
  const query = { code, state };
  const queries: CallbackRequest['query'][] = [
    { code, state: 'guessed' },
    { code },
    { code, state: '' },
    { code, state: state.slice(0, -1) },
    [...Object.entries(query), ['state', 'guessed']],
    [...Object.entries(query), ['state', state]],
    { error: 'access_denied' },
    { error: 'access_denied', state: 'guessed' },
    { state },
    { state, code: '' },
  ];
  const paths = ['/', '/favicon.ico', '/callback/', '/CALLBACK', '/callback/more', '//callback'];
  const hosts = [
    ...['rebound.example.com', 'localhost', 'localhost:1', 'localhost.example.com'],
    ...['127.0.0.1.example.com', '127.0.0.2', '0.0.0.0', `rebound.example.com:${port}`],
  ];
  return [
    ...queries.map((one): [number, CallbackRequest] => [400, { query: one }]),
    ...paths.map((path): [number, CallbackRequest] => [404, { path, query }]),
    ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'].map((method): [number, CallbackRequest] => [
      405,
      { method, query },
    ]),
    ...hosts.map((host): [number, CallbackRequest] => [421, { host, query }]),
  ];
};

describeEach(commandDrivers, 'the callback', (driver) => {
  it('is not what a stranger sends', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, port, goto, github }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const askedBefore = github.requests.length;
      const pages: CallbackPage[] = [];
      for (const [status, request] of strangers(stateOf(url), port)) {
        const page = await callBack(url, request);
        expect(page.status, JSON.stringify(request)).toBe(status);
        if (request.method !== 'HEAD') expectPlainPage(page);
        pages.push(page);
      }
      expect(goto.requests).toEqual([]);
      expect(github.requests).toHaveLength(askedBefore);

      expect((await signedIn(url)).status).toBe(200);
      const run = await command.result;
      expect(run.exitCode, run.stderr).toBe(0);
      expectNoSecret(run, { pages });
    }));

  it.each([
    ['localhost', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '127.0.0.1'],
    ...(hasIPv6 ? [['localhost', '::1']] : []),
  ])('comes to %s at %s', (host, address) =>
    inAuthorizeWorld(driver, async ({ startAuthorize, port }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const query = { code: signInCode, state: stateOf(url) };
      const page = await callBack(url, { host: `${host}:${port}`, address, query });
      expect(page.status).toBe(200);
      expect(await command.result).toMatchObject({ exitCode: 0 });
    }),
  );

  it('counts once, and is answered once all is stored', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, goto, github }) => {
      github.on({ method: 'PUT' }, { delayMs: 300 });
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const first = signedIn(url);
      await goto.waitForRequest({ method: 'POST' });
      const second = await signedIn(url);
      const third = await callBack(url, { query: { error: 'access_denied', state: stateOf(url) } });
      expect([second.status, third.status]).toEqual([400, 400]);
      expect((await first).status).toBe(200);
      expect(github.writes().map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(await command.result).toMatchObject({ exitCode: 0 });
      expect(goto.tokenRequests()).toHaveLength(1);
    }));

  it('carries a state that nobody can guess', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize }) => {
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
});

const markup = '</p><script>alert(1)</script><img src=x onerror="alert(1)">&lt;\'"';
const hostile = `${markup}\u001b[31mred\u0007\u202e\r\n::error::`;

describeEach(commandDrivers, 'a page', (driver) => {
  /** Checks that the text stays a text, in the page and in the terminal. */
  const expectAsText = (page: CallbackPage, printed: string) => {
    expectPlainPage(page);
    expect(page.html).toContain('&lt;script&gt;');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(printed + page.html).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
    expect(printed).not.toMatch(/^::/m);
  };

  it.each(['error', 'error_description'])('shows markup in %s as text', (name) =>
    inAuthorizeWorld(driver, async ({ startAuthorize, goto, github }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const query = { error: 'access_denied', state: stateOf(url), [name]: hostile };
      const page = await callBack(url, { query });
      const { exitCode, stdout, stderr } = await command.result;
      expect([page.status, exitCode]).toEqual([200, 1]);
      expectAsText(page, stdout + stderr);
      expect([...goto.requests, ...github.writes()]).toEqual([]);
    }),
  );

  it('shows markup in what GoTo says as text', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, goto }) => {
      goto.next(oauthError('invalid_grant', { description: hostile }));
      const command = startAuthorize();
      const page = await signedIn(await command.waitForUrl());
      const { exitCode, stdout, stderr } = await command.result;
      expect([page.status, exitCode]).toEqual([500, 1]);
      expectAsText(page, stdout + stderr);
    }));

  it('shows nothing else of what the URL carries', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const query = { code: signInCode, state: stateOf(url), more: 'm0re-of-the-query' };
      const { html } = await callBack(url, { query });
      expect(html).not.toContain('m0re-of-the-query');
      expect(html).not.toContain(stateOf(url));
      await command.result;
    }));
});

describeEach([builtOn(24)], 'the port', (driver) => {
  it('can be reached over loopback alone, and is free in the end', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, port }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      expect(await accepts('127.0.0.1', port)).toBe(true);
      if (hasIPv6) expect(await accepts('::1', port)).toBe(true);
      const others = addresses
        .filter(({ internal }) => !internal)
        .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
      // On Linux all of 127.0.0.0/8 is this machine: what listens everywhere listens here too.
      for (const host of [...others, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]) {
        expect(await accepts(host, port), host).toBe(false);
      }
      await signedIn(url);
      await command.result;
      expect(await accepts('127.0.0.1', port)).toBe(false);
    }));

  it('does not keep the process from ending, whoever is connected', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, port }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      // Browsers open spare connections, and keep those they have used.
      const idle = connect({ host: '127.0.0.1', port });
      const half = connect({ host: '127.0.0.1', port });
      await Promise.all([once(idle, 'connect'), once(half, 'connect')]);
      half.write('GET /callback HTTP/1.1\r\n');
      for (const socket of [idle, half]) socket.on('error', () => undefined);
      await signedIn(url);
      expect(await command.result).toMatchObject({ exitCode: 0 });
      idle.destroy();
      half.destroy();
    }));
});
