import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { version } from '../../package.json';
import { HttpError, toHttpError } from '../../src/http/error';
import type { HttpOutcome } from '../../src/http/outcome';
import { createSend, type HttpRequest } from '../../src/http/request';

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
});

function send(
  request: Partial<HttpRequest> & { url: URL },
  timeoutMs = 2_000,
  deadline = new AbortController(),
) {
  return createSend()(
    { method: 'GET', headers: {}, ...request },
    { timeoutMs, deadline: deadline.signal },
  );
}

async function errorOf(sent: Promise<HttpOutcome>): Promise<HttpError> {
  const outcome = await sent;
  if (outcome.kind === 'response') throw new Error('expected no response');
  expect(outcome.error).toBeInstanceOf(HttpError);
  return outcome.error;
}

describe('a request', () => {
  it('sends the method, the headers, the body and our user agent', async () => {
    const seen: unknown[] = [];
    const url = await serve(async (request, response) => {
      const chunks = await request.toArray();
      seen.push(request.method, request.url, request.headers, Buffer.concat(chunks).toString());
      response.end('{"text":"é"}');
    });
    const answer = await send({ url, method: 'PUT', headers: { accept: 'x/y' }, body: 'naïve' });
    expect(answer).toMatchObject({ status: 200, json: { text: 'é' } });
    expect(seen).toEqual([
      'PUT',
      '/path',
      expect.objectContaining({
        accept: 'x/y',
        'content-length': '6',
        'user-agent': `goto-access-token/${version}`,
      }),
      'naïve',
    ]);
  });

  it('does not follow a redirect', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    expect(await send({ url })).toMatchObject({ status: 307 });
  });

  it('reads no more than 1 MiB', async () => {
    const body = (length: number) => JSON.stringify('x'.repeat(length)).replace(/.*/, '{"a":$&}');
    const url = await serve((_request, response) => response.end(body(3 * 1024 * 1024)));
    expect(await send({ url })).toMatchObject({ status: 200, json: undefined });
  });

  it('tells when it leaves', async () => {
    const url = await serve((_request, response) => response.end());
    const onSending = vi.fn();
    await send({ url, onSending });
    expect(onSending).toHaveBeenCalledOnce();
  });

  it('uses a connection again', async () => {
    const sockets = new Set<Socket>();
    const url = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    const sendOver = createSend();
    const onSending = vi.fn();
    const limits = { timeoutMs: 2_000, deadline: new AbortController().signal };
    await sendOver({ url, method: 'GET', headers: {}, onSending }, limits);
    await sendOver({ url, method: 'GET', headers: {}, onSending }, limits);
    expect(sockets.size).toBe(1);
    expect(onSending).toHaveBeenCalledTimes(2);
  });
});

describe('a request that fails', () => {
  it.each([
    ['hangs', () => undefined, 'time-out'],
    [
      'sends half a body and hangs',
      (_: unknown, response: http.ServerResponse) =>
        response.writeHead(200, { 'content-length': 9 }).write('half'),
      'time-out',
    ],
    ['resets', (request: http.IncomingMessage) => request.socket.destroy(), 'network'],
    [
      'cuts the body',
      (request: http.IncomingMessage, response: http.ServerResponse) => {
        response
          .writeHead(200, { 'content-length': 9 })
          .write('half', () => request.socket.destroy());
      },
      'network',
    ],
    [
      'answers junk',
      (request: http.IncomingMessage) => request.socket.end('nonsense secret-in-packet\r\n\r\n'),
      'network',
    ],
  ] as [string, http.RequestListener, string][])(
    'since the server %s',
    async (_what, listener, reason) => {
      const failure = await errorOf(send({ url: await serve(listener) }, 300));
      expect(failure).toMatchObject({ reason, sent: true });
      // Node keeps the packet it could not parse on its own error.
      expect(
        JSON.stringify({ ...failure, stack: failure.stack, cause: failure.cause }),
      ).not.toContain('secret-in-packet');
    },
  );

  it('since nobody listens, has sent nothing', async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const onSending = vi.fn();
    expect(await errorOf(send({ url, onSending }))).toMatchObject({
      reason: 'network',
      message: 'ECONNREFUSED',
      sent: false,
    });
    expect(onSending).not.toHaveBeenCalled();
  });

  it('since the time of the phase is up, is abandoned', async () => {
    const deadline = new AbortController();
    const url = await serve(() => deadline.abort());
    expect(await errorOf(send({ url }, 5_000, deadline))).toMatchObject({
      reason: 'time-out',
      sent: true,
    });
  });

  it('since the time of the phase was up before, does not connect', async () => {
    const deadline = new AbortController();
    deadline.abort();
    const url = await serve(() => undefined);
    const connected = vi.fn();
    servers[0]?.on('connection', connected);
    expect(await errorOf(send({ url }, 5_000, deadline))).toMatchObject({
      reason: 'time-out',
      sent: false,
    });
    expect(connected).not.toHaveBeenCalled();
  });
});

describe('a failure of TLS', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['CERT_HAS_EXPIRED', 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    // What OpenSSL 3.5 of Node 24 says of a key that is too short.
    ['UNSPECIFIED', 'certificate'],
    ['EPROTO', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['ECONNRESET', 'network'],
  ])('%s is one of the %s', (code, reason) => {
    const failure = toHttpError(Object.assign(new Error(), { code }), {
      sent: false,
      atProxy: false,
    });
    expect(failure).toMatchObject({ reason, sent: false });
  });
});

describe('a proxy', () => {
  const url = new URL('https://goto.example/');

  it.each([
    ['http://[nonsense', 'does not hold a URL'],
    ['::nonsense::', 'does not hold a URL'],
    ['socks5://proxy.example:1080', 'socks5:'],
  ])('that is %s is a wrong setting', async (proxy, expected) => {
    vi.stubEnv('https_proxy', proxy);
    const failure = await errorOf(send({ url }));
    expect(failure).toMatchObject({ reason: 'proxy-setting', sent: false });
    expect(failure.message).toContain(expected);
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

  it('that refuses is not taken for the host', async () => {
    const proxy = await serve(() => undefined);
    servers[0]?.on('connect', (_request, socket) =>
      socket.end('HTTP/1.1 407 No\r\ncontent-length: 2\r\n\r\n{}'),
    );
    vi.stubEnv('https_proxy', proxy.origin);
    expect(await errorOf(send({ url }))).toMatchObject({
      reason: 'network',
      message: 'the proxy answered 407 to CONNECT',
      sent: false,
    });
  });
});
