import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { version } from '../../package.json';
import { createHttpClient, type HttpRequest } from '../../src/http/request';

const servers: http.Server[] = [];

async function serve(listener: http.RequestListener = () => undefined) {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: new URL(`http://127.0.0.1:${port}/path`) };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const client = createHttpClient();
type Limits = Partial<Parameters<typeof client.send>[1]>;

function send(request: Partial<HttpRequest> & { url: URL }, limits: Limits = {}) {
  const defaults = { timeoutMs: 10_000, deadline: new AbortController().signal };
  const whole = { method: 'GET', headers: {}, ...request };
  return client.send(whole, { ...defaults, ...limits });
}

/** The timers of a request; those of Node's sockets are others. */
function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

describe('a request', () => {
  it('is sent as it is, with our user agent, and no redirect is followed', async () => {
    const seen: unknown[] = [];
    const { url } = await serve(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      seen.push(request.method, request.url, request.headers, body);
      response.writeHead(307, { location: '/elsewhere' }).end('{"text":"é"}');
    });
    const outcome = await send({
      url,
      method: 'PUT',
      headers: { accept: 'x/y', 'user-agent': 'other' },
      body: 'naïve',
      onSending: () => seen.push('leaves'),
      onSent: () => seen.push('has left'),
    });
    expect(outcome).toMatchObject({
      kind: 'response',
      status: 307,
      headers: { location: '/elsewhere' },
      json: { text: 'é' },
    });
    const headers = {
      accept: 'x/y',
      'accept-encoding': 'identity',
      'content-length': '6',
      'user-agent': `goto-access-token/${version}`,
    };
    const sent = ['PUT', '/path', expect.objectContaining(headers), 'naïve'];
    expect(seen).toEqual(['leaves', 'has left', ...sent]);
  });

  it('uses a connection again, unless it is to open a new one', async () => {
    const sockets = new Set<object>();
    const { url } = await serve(({ socket }, response) => {
      sockets.add(socket);
      response.end();
    });
    const onSending = vi.fn();
    await send({ url, onSending });
    await send({ url, onSending });
    expect(sockets.size).toBe(1);
    await send({ url, onSending }, { newConnection: true });
    expect(sockets.size).toBe(2);
    expect(onSending).toHaveBeenCalledTimes(3);
  });

  it('gives each address of a host two seconds: a SYN that is lost is sent again after one', () => {
    expect(net.getDefaultAutoSelectFamilyAttemptTimeout()).toBeGreaterThanOrEqual(2_000);
  });

  it('throws a bug', async () => {
    const { url } = await serve();
    await expect(send({ url, headers: { accept: 'é€' } })).rejects.toThrow(TypeError);
  });
});

const noAnswer = { reason: 'time-out', message: 'no answer in time' };

describe('there is no response when', () => {
  it.each<[string, http.RequestListener]>([
    ['the server resets', ({ socket }) => socket.destroy()],
    ['the answer is not HTTP', ({ socket }) => socket.end('nonsense secret-in-packet\r\n\r\n')],
  ])('%s', async (_what, listener) => {
    const outcome = await send(await serve(listener));
    const message = expect.not.stringContaining('proxy');
    expect(outcome).toMatchObject({ error: { reason: 'network', sent: true, message } });
    // Node keeps the packet it could not parse on its own error.
    expect(inspect(outcome, { depth: null })).not.toContain('secret-in-packet');
  });

  it.each(['network', 'time-out'])(
    'the body is cut, and what arrived is kept: %s',
    async (reason) => {
      if (reason === 'time-out') fakeTimers();
      const { url } = await serve((_request, response) => {
        const { socket } = response.writeHead(200, { 'content-length': 9 });
        const end = () =>
          reason === 'network' ? socket?.destroy() : vi.advanceTimersByTime(10_000);
        response.write('{"a":1}', end);
      });
      expect(await send({ url })).toMatchObject({
        error: { reason, sent: true },
        partial: { kind: 'response', status: 200, text: '{"a":1}', json: { a: 1 } },
      });
    },
  );

  it('no connection is open in time, and nothing was sent', async () => {
    const { server, url } = await serve();
    fakeTimers();
    server.once('connection', () => vi.advanceTimersByTime(10_000));
    const secure = new URL(url.href.replace('http:', 'https:'));
    const outcome = await send({ url: secure }, { timeoutMs: undefined });
    expect(outcome).toMatchObject({ error: { ...noAnswer, sent: false } });
  });

  it('nobody listens, and nothing was sent', async () => {
    const { url, server } = await serve();
    await new Promise((resolve) => server.close(resolve));
    const onSending = vi.fn();
    const error = { reason: 'network', message: 'ECONNREFUSED', sent: false };
    expect(await send({ url, onSending })).toMatchObject({ error });
    expect(onSending).not.toHaveBeenCalled();
  });

  it.each(['before', 'while'])(
    'the deadline passes %s it connects, and nothing is sent',
    async (when) => {
      const onRequest = vi.fn();
      const { url } = await serve(onRequest);
      const deadline = new AbortController();
      if (when === 'before') deadline.abort();
      const outcome = send({ url }, { deadline: deadline.signal });
      // The connection is begun in a microtask, and is not open yet.
      for (let tick = 0; tick < 5; tick += 1) await undefined;
      deadline.abort();
      expect(await outcome).toMatchObject({ error: { ...noAnswer, sent: false } });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(onRequest).not.toHaveBeenCalled();
    },
  );
});

it.each([
  ['the time of the try', undefined],
  ['the time of the try', '{"a":1}'],
  ['the deadline', undefined],
  ['the deadline', '{"a":1}'],
])('when %s is over, what has arrived is read first: %s', async (what, body) => {
  fakeTimers();
  const deadline = new AbortController();
  const { url } = await serve((_request, response) => {
    const end = () => (what === 'the deadline' ? deadline.abort() : vi.advanceTimersByTime(10_000));
    if (body === undefined) end();
    else response.end(body, end);
  });
  const outcome = await send({ url }, { deadline: deadline.signal });
  const expected = body === undefined ? { error: { ...noAnswer, sent: true } } : { json: { a: 1 } };
  expect(outcome).toMatchObject(expected);
  expect(vi.getTimerCount()).toBe(0);
});

describe('a proxy', () => {
  const url = new URL('https://goto.example/');

  it.each([
    ['socks5://p:1080', 'proxy-setting', 'the https_proxy variable names a socks5: proxy'],
    ['http://127.0.0.1:1', 'network', 'ECONNREFUSED at the proxy'],
  ])('that is set to %s is not used, and nothing is sent', async (proxy, reason, text) => {
    vi.stubEnv('https_proxy', proxy);
    const error = { reason, message: expect.stringContaining(text), sent: false };
    expect(await send({ url })).toMatchObject({ error });
  });

  async function sendThrough(answer: string) {
    const seen: unknown[] = [];
    const proxy = await serve();
    proxy.server.on('connect', ({ url, headers }, socket) => {
      seen.push(url, headers['user-agent']);
      socket.write(answer);
      socket.once('data', () => socket.end());
    });
    vi.stubEnv('https_proxy', proxy.url.origin);
    const outcome = await send({ url });
    expect(seen).toEqual(['goto.example:443', `goto-access-token/${version}`]);
    return outcome;
  }

  it.each([
    [300, 'network'],
    [407, 'proxy-refused'],
  ])('that answers %i is not taken for the host', async (status, reason) => {
    const message = `the proxy refused the connection with status ${status}`;
    const outcome = await sendThrough(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\n{}`);
    expect(outcome).toMatchObject({ error: { reason, message, sent: false } });
  });

  it.each([200, 299])('that connects with %i is not blamed for what follows', async (status) => {
    const outcome = await sendThrough(`HTTP/1.1 ${status} OK\r\n\r\n`);
    expect(outcome).toMatchObject({ error: { message: 'ECONNRESET', sent: false } });
  });
});
