import { once } from 'node:events';
import { createServer, request, type Server } from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import tls, { type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EarlyAgent, isSecured } from '../../src/http/proxy';
import { createHttpClient } from '../../src/http/request';
import { makeCertificates, type TestCertificates } from '../support/certificates';

let certificates: TestCertificates;
let server: Server;
let agent: EarlyAgent;
/** The connections that the server has accepted, in their order. */
let accepted: Duplex[];
/** Those of them whose handshake is over. */
let secure: TLSSocket[];

beforeAll(async () => {
  certificates = await makeCertificates(['127.0.0.1', 'localhost']);
});
afterAll(() => certificates.remove());

beforeEach(async () => {
  [accepted, secure] = [[], []];
  server = createServer(certificates.tls, (incoming, response) => {
    response.end(String(secure.indexOf(incoming.socket as TLSSocket)));
  });
  server.on('connection', (socket) => accepted.push(socket));
  server.on('secureConnection', (socket) => secure.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  agent = new EarlyAgent({ keepAlive: true, ca: certificates.ca });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  agent.closeEarly();
  agent.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const url = (host = '127.0.0.1') =>
  new URL(`https://${host}:${(server.address() as AddressInfo).port}/`);

/** Sends a request, and returns the number of the connection that the server saw it on. */
function send(to = url()): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(to, { agent });
    outgoing.on('response', async (response) =>
      resolve(Number(Buffer.concat(await response.toArray()))),
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe('a connection that is opened early', () => {
  it('is used by the next request, and carries nothing before', async () => {
    await agent.connectEarly(url(), 1);
    await vi.waitUntil(() => secure.length === 1);
    // What a client sends right after its handshake would arrive by then.
    await sleep(100);
    expect(secure[0]?.bytesRead).toBe(0);
    expect(await send()).toBe(0);
    expect(accepted).toHaveLength(1);
  });

  it('is used while its handshake is under way', async () => {
    await agent.connectEarly(url(), 1);
    expect(await send()).toBe(0);
    expect(accepted).toHaveLength(1);
  });

  it('serves one request at a time', async () => {
    await agent.connectEarly(url(), 2);
    expect((await Promise.all([send(), send(), send()])).sort()).toEqual([0, 1, 2]);
  });

  it('serves only its own host', async () => {
    await agent.connectEarly(url('localhost'), 1);
    await vi.waitUntil(() => secure.length === 1);
    expect(await send(url())).toBe(1);
    expect(await send(url('localhost'))).toBe(0);
  });

  it('is known to be ready once its handshake is over', async () => {
    await agent.connectEarly(url(), 1);
    await vi.waitUntil(() => secure.length === 1);
    await sleep(100);
    const sockets: boolean[] = [];
    for (const _request of ['early', 'usual']) {
      const outgoing = request(url(), { agent });
      outgoing.once('socket', (socket) => sockets.push(isSecured(socket)));
      await new Promise((resolve) => outgoing.on('response', resolve).end());
    }
    expect(sockets).toEqual([true, false]);
  });

  it('is replaced if the server closed it', async () => {
    await agent.connectEarly(url(), 1);
    await vi.waitUntil(() => secure.length === 1);
    secure[0]?.destroy();
    await sleep(100);
    expect(await send()).toBe(1);
  });

  it('is replaced if the server said something on it', async () => {
    server.once('secureConnection', (socket) => socket.write('HTTP/1.1 408 Timeout\r\n\r\n'));
    await agent.connectEarly(url(), 1);
    await vi.waitUntil(() => secure.length === 1);
    await sleep(100);
    expect(await send()).toBe(1);
  });

  it('is replaced if it failed', async () => {
    server.once('connection', (socket) => socket.destroy());
    await agent.connectEarly(url(), 1);
    await vi.waitUntil(() => accepted.length === 1);
    await sleep(100);
    expect(await send()).toBe(0);
    expect(accepted).toHaveLength(2);
  });

  it('is replaced if a fatal alert came on it, and the server left it open', async () => {
    const strict = createServer({ ...certificates.tls, requestCert: true });
    const refused = once(strict, 'tlsClientError');
    await new Promise<void>((resolve) => strict.listen(0, '127.0.0.1', resolve));
    const clients: net.Socket[] = [];
    // Passes on what is sent, and not that a connection ends.
    const relay = net.createServer((client) => {
      clients.push(client);
      const { port } = (clients.length === 1 ? strict : server).address() as AddressInfo;
      const target = net.connect(port, '127.0.0.1', () => client.pipe(target));
      target.on('error', () => undefined).pipe(client, { end: false });
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const to = new URL(`https://127.0.0.1:${(relay.address() as AddressInfo).port}/`);
    await agent.connectEarly(to, 1);
    await refused;
    await sleep(100);
    expect(await send(to)).toBe(0);
    expect(clients).toHaveLength(2);
    for (const client of clients) client.destroy();
    for (const each of [relay, strict]) each.close();
  });

  it('is closed and replaced if it is older than 5 s', async () => {
    await agent.connectEarly(url(), 1);
    await vi.waitUntil(() => secure.length === 1);
    const late = performance.now() + 5_001;
    vi.spyOn(performance, 'now').mockReturnValue(late);
    expect(await send()).toBe(1);
    await vi.waitUntil(() => accepted[0]?.destroyed);
  });

  it('is closed on demand', async () => {
    await agent.connectEarly(url(), 2);
    await vi.waitUntil(() => secure.length === 2);
    agent.closeEarly();
    await vi.waitUntil(() => accepted.every(({ destroyed }) => destroyed));
    expect(await send()).toBe(2);
  });
});

it('no early connection is used when a new one is asked for', async () => {
  // The client takes no authority of its own.
  const { createSecureContext } = tls;
  vi.spyOn(tls, 'createSecureContext').mockImplementation((options) =>
    createSecureContext({ ...options, ca: certificates.ca }),
  );
  const { send: sendOver, connectEarly } = createHttpClient();
  await connectEarly(url());
  await vi.waitUntil(() => secure.length === 1);
  const limits = { deadline: new AbortController().signal, newConnection: true };
  const outcome = await sendOver({ method: 'GET', url: url(), headers: {} }, limits);
  expect(outcome).toMatchObject({ text: '1' });
  await vi.waitUntil(() => accepted[0]?.destroyed);
});

const hasIPv6 = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .some(({ address }) => address === '::1');

describe('a client connects early', () => {
  /** An address that leads to loopback, and does not look like it: a proxy is used for it. */
  const outside = () => url('0.0.0.0');

  async function connections(to: URL): Promise<number> {
    await createHttpClient().connectEarly(to, 2);
    // What was begun is there by then, at least as a connection.
    await sleep(100);
    return accepted.length;
  }

  it('to a host that it reaches directly', async () => {
    vi.stubEnv('https_proxy', undefined);
    vi.stubEnv('HTTPS_PROXY', undefined);
    expect(await connections(outside())).toBe(2);
  });

  it.each(['http://127.0.0.1:2', 'http://ann:p#w@proxy.example'])(
    'to none with the proxy %s, however it is set',
    async (proxy) => {
      vi.stubEnv('https_proxy', proxy);
      expect(await connections(outside())).toBe(0);
    },
  );

  it('to none over http', async () => {
    expect(await connections(new URL(url().href.replace('https:', 'http:')))).toBe(0);
  });

  it.runIf(hasIPv6)('to an IPv6 address', async () => {
    await new Promise((resolve) => server.close(resolve));
    server.listen(0, '::1');
    await once(server, 'listening');
    expect(await connections(url('[::1]'))).toBe(2);
  });
});

describe('a host that cannot be reached early', () => {
  it('refuses the connection', async () => {
    const gone = url();
    await new Promise((resolve) => server.close(resolve));
    await agent.connectEarly(gone, 2);
    await expect(send(gone)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    server.listen(0, '127.0.0.1');
  });

  it('has a name that nobody knows', async () => {
    await agent.connectEarly(new URL('https://goto.invalid/'), 1);
  });

  it('is not trusted', async () => {
    agent.destroy();
    agent = new EarlyAgent({ keepAlive: true });
    await agent.connectEarly(url(), 1);
    await vi.waitUntil(() => accepted.length === 1);
    await sleep(100);
    await expect(send()).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(accepted).toHaveLength(2);
  });
});
