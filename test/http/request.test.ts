import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import zlib from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { version } from '../../package.json';
import type { HttpOutcome } from '../../src/http/outcome';
import { HttpError } from '../../src/http/outcome';
import { createHttpClient, type HttpRequest } from '../../src/http/request';

const servers: http.Server[] = [];

async function serve(listener: http.RequestListener): Promise<URL> {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path`);
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

function send(
  request: Partial<HttpRequest> & { url: URL },
  { timeoutMs = 10_000, deadline = new AbortController().signal } = {},
) {
  return createHttpClient().send(
    { method: 'GET', headers: {}, ...request },
    { timeoutMs, deadline },
  );
}

/** The timers of a request; those of Node's sockets are others. */
function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

async function errorOf(sent: Promise<HttpOutcome>): Promise<HttpError> {
  const outcome = await sent;
  if (outcome.kind !== 'no-response') throw new Error(`expected no ${outcome.kind}`);
  expect(outcome.error).toBeInstanceOf(HttpError);
  return outcome.error;
}

describe('a request', () => {
  it('does not leave when its time is up while it connects', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    const deadline = new AbortController();
    const error = errorOf(send({ url }, { deadline: deadline.signal }));
    // The connection is begun in a microtask, and is not open yet.
    for (let tick = 0; tick < 5; tick += 1) await undefined;
    deadline.abort();
    expect(await error).toMatchObject({ reason: 'time-out', sent: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(requests).toBe(0);
  });

  it('sends the method, the headers, the body and our user agent', async () => {
    const seen: unknown[] = [];
    const url = await serve(async (request, response) => {
      const chunks = await request.toArray();
      seen.push(request.method, request.url, request.headers, Buffer.concat(chunks).toString());
      response.setHeader('x-answer', 'yes').end('{"text":"é"}');
    });
    const outcome = await send({ url, method: 'PUT', headers: { accept: 'x/y' }, body: 'naïve' });
    expect(outcome).toMatchObject({
      kind: 'response',
      status: 200,
      headers: { 'x-answer': 'yes' },
      json: { text: 'é' },
    });
    expect(seen).toEqual([
      'PUT',
      '/path',
      expect.objectContaining({
        accept: 'x/y',
        'accept-encoding': 'identity',
        'content-length': '6',
        'user-agent': `goto-access-token/${version}`,
      }),
      'naïve',
    ]);
  });

  it('does not let its caller choose the user agent', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers['user-agent'], request.headers['content-length']);
      response.end();
    });
    await send({ url, headers: { 'user-agent': 'other' } });
    expect(seen).toEqual([`goto-access-token/${version}`, undefined]);
  });

  it('does not follow a redirect', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    expect(await send({ url })).toMatchObject({ status: 307 });
  });

  it('calls back when it leaves', async () => {
    const events: string[] = [];
    const url = await serve((_request, response) => {
      events.push('arrived');
      response.end();
    });
    const onSending = () => events.push('leaves');
    await send({ url, onSending, onSent: () => events.push('has left') });
    expect(events).toEqual(['leaves', 'has left', 'arrived']);
  });

  it('uses a connection again, unless it is to open a new one', async () => {
    const sockets = new Set<Socket>();
    const url = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    const { send: sendOver } = createHttpClient();
    let left = 0;
    const onSending = () => {
      left += 1;
    };
    const limits = { timeoutMs: 10_000, deadline: new AbortController().signal };
    await sendOver({ url, method: 'GET', headers: {}, onSending }, limits);
    await sendOver({ url, method: 'GET', headers: {}, onSending }, limits);
    expect(sockets.size).toBe(1);
    expect(left).toBe(2);
    const request = { url, method: 'GET', headers: {}, onSending };
    await sendOver(request, { ...limits, newConnection: true });
    expect(sockets.size).toBe(2);
    expect(left).toBe(3);
  });

  it('gives each address of a host two seconds at least: a SYN that is lost is sent again after one', () => {
    const before = net.getDefaultAutoSelectFamilyAttemptTimeout();
    try {
      createHttpClient();
      expect(net.getDefaultAutoSelectFamilyAttemptTimeout()).toBeGreaterThanOrEqual(2_000);
    } finally {
      net.setDefaultAutoSelectFamilyAttemptTimeout(before);
    }
  });

  it('leaves no timer behind', async () => {
    fakeTimers();
    const url = await serve((_request, response) => response.end());
    await send({ url });
    await errorOf(send({ url }, { deadline: AbortSignal.abort() }));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('throws a bug', async () => {
    const url = await serve((_request, response) => response.end());
    await expect(send({ url, headers: { accept: 'é€' } })).rejects.toThrow(TypeError);
  });
});

describe('a body', () => {
  it('that is compressed is decoded', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(zlib.gzipSync('{"a":1}'));
    });
    expect(await send({ url })).toMatchObject({ text: '{"a":1}', json: { a: 1 } });
  });

  it('that is cut is kept as far as it arrived', async () => {
    const url = await serve((_request, response) => {
      const { socket } = response.writeHead(200, { 'content-length': 9 });
      response.write('{"a":1}', () => socket?.destroy());
    });
    expect(await send({ url })).toMatchObject({
      kind: 'no-response',
      error: { reason: 'network', sent: true },
      partial: { status: 200, text: '{"a":1}', json: { a: 1 } },
    });
  });
});

describe('there is no response when', () => {
  it.each([
    ['the server resets', (request: http.IncomingMessage) => request.socket.destroy()],
    [
      'the body is cut',
      (_: unknown, response: http.ServerResponse) => {
        const { socket } = response.writeHead(200, { 'content-length': 9 });
        response.write('half', () => socket?.destroy());
      },
    ],
    [
      'the answer is not HTTP',
      (request: http.IncomingMessage) => request.socket.end('nonsense secret-in-packet\r\n\r\n'),
    ],
  ] as [string, http.RequestListener][])('%s', async (_what, listener) => {
    const error = await errorOf(send({ url: await serve(listener) }));
    expect(error).toMatchObject({ reason: 'network', sent: true });
    expect(error.message).not.toContain('proxy');
    // Node keeps the packet it could not parse on its own error.
    const kept = { ...error, stack: error.stack, cause: error.cause };
    expect(JSON.stringify(kept)).not.toContain('secret-in-packet');
  });

  it('the server hangs', async () => {
    fakeTimers();
    const url = await serve(() => vi.advanceTimersByTime(10_000));
    expect(await errorOf(send({ url }, { timeoutMs: 10_000 }))).toMatchObject({
      reason: 'time-out',
      message: 'no answer in time',
      sent: true,
    });
  });

  it('the server sends interim answers without an end', async () => {
    const interim = 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(2_500);
    const server = net.createServer((socket) => {
      const flood = () => {
        while (socket.writable && socket.write(interim));
      };
      socket
        .on('error', () => undefined)
        .on('drain', flood)
        .once('data', flood);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const startedAt = performance.now();
    const error = await errorOf(send({ url }, { timeoutMs: 500 }));
    expect(error).toMatchObject({ reason: 'time-out', sent: true });
    // By turns of the event loop alone it took 44 seconds.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    server.close();
  });

  it('the server hangs in the body', async () => {
    fakeTimers();
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 9 });
      response.write('half', () => vi.advanceTimersByTime(10_000));
    });
    expect(await send({ url }, { timeoutMs: 10_000 })).toMatchObject({
      error: { reason: 'time-out', sent: true },
      partial: { text: 'half' },
    });
  });

  it('no connection is open after ten seconds, and nothing was sent', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    fakeTimers();
    server.once('connection', () => vi.advanceTimersByTime(10_000));
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const limits = { deadline: new AbortController().signal };
    const outcome = await createHttpClient().send({ url, method: 'GET', headers: {} }, limits);
    expect(outcome).toMatchObject({ error: { reason: 'time-out', sent: false } });
    server.close();
  });

  it('nobody listens, and nothing was sent', async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    let left = false;
    const onSending = () => {
      left = true;
    };
    expect(await errorOf(send({ url, onSending }))).toMatchObject({
      reason: 'network',
      message: 'ECONNREFUSED',
      sent: false,
    });
    expect(left).toBe(false);
  });

  it('the deadline comes', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    expect(await errorOf(send({ url }, { deadline: controller.signal }))).toMatchObject({
      reason: 'time-out',
      message: 'no answer in time',
      sent: true,
    });
  });

  it('the deadline has passed, and nothing was sent', async () => {
    const url = await serve(() => undefined);
    let connected = false;
    servers[0]?.on('connection', () => {
      connected = true;
    });
    const deadline = AbortSignal.abort();
    expect(await errorOf(send({ url }, { deadline }))).toMatchObject({
      reason: 'time-out',
      message: 'no answer in time',
      sent: false,
    });
    expect(connected).toBe(false);
  });
});

describe('what has arrived when the time is up is read first', () => {
  it.each(['the deadline', 'the time of the try'])('%s', async (what) => {
    const controller = new AbortController();
    fakeTimers();
    const url = await serve((_request, response) => {
      response.end('{"a":1}', () => {
        if (what === 'the deadline') controller.abort();
        else vi.advanceTimersByTime(10_000);
      });
    });
    const limits = { timeoutMs: 10_000, deadline: controller.signal };
    expect(await send({ url }, limits)).toMatchObject({ status: 200, json: { a: 1 } });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a proxy', () => {
  const url = new URL('https://goto.example/');

  it('that is set wrongly is not used, and nothing is sent', async () => {
    vi.stubEnv('https_proxy', 'socks5://proxy.example:1080');
    expect(await errorOf(send({ url }))).toMatchObject({ reason: 'proxy-setting', sent: false });
  });

  it.each(['http://127.0.0.1:1', 'localhost:1'])(
    'that nobody answers at, here %s, is a network error',
    async (proxy) => {
      vi.stubEnv('https_proxy', proxy);
      expect(await errorOf(send({ url }))).toMatchObject({
        reason: 'network',
        message: 'ECONNREFUSED at the proxy',
        sent: false,
      });
    },
  );

  it.each([
    [300, 'network'],
    [407, 'proxy-refused'],
    [502, 'network'],
  ])('that answers %i is not taken for the host', async (status, reason) => {
    const proxy = await serve(() => undefined);
    const seen: unknown[] = [];
    servers[0]?.on('connect', ({ url, headers }, socket) => {
      seen.push(url, headers['user-agent']);
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\n{}`);
    });
    vi.stubEnv('https_proxy', proxy.origin);
    expect(await errorOf(send({ url }))).toMatchObject({
      reason,
      message: `the proxy refused the connection with status ${status}`,
      sent: false,
    });
    expect(seen).toEqual(['goto.example:443', `goto-access-token/${version}`]);
  });

  it('that connects is not blamed for what follows', async () => {
    const proxy = await serve(() => undefined);
    servers[0]?.on('connect', (_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.once('data', () => socket.end());
    });
    vi.stubEnv('https_proxy', proxy.origin);
    expect(await errorOf(send({ url }))).toMatchObject({ message: 'ECONNRESET', sent: false });
  });
});
