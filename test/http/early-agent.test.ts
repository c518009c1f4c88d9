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
import { makeCertificates, type TestCertificates } from '../support/network';

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

async function listen(to: net.Server, host = '127.0.0.1'): Promise<void> {
  to.listen(0, host);
  await once(to, 'listening');
}

beforeEach(async () => {
  [accepted, secure] = [[], []];
  server = createServer(certificates.tls, (incoming, response) => {
    response.end(String(secure.indexOf(incoming.socket as TLSSocket)));
  });
  server.on('connection', (socket) => accepted.push(socket));
  server.on('secureConnection', (socket) => secure.push(socket));
  await listen(server);
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

const url = (host = '127.0.0.1', to: net.Server = server) =>
  new URL(`https://${host}:${(to.address() as AddressInfo).port}/`);

/** Connects early, until all that either side says of itself has arrived. */
async function connect(to = url()): Promise<void> {
  await agent.connectEarly(to, 1);
  await vi.waitUntil(() => secure.length === 1);
  await sleep(100);
}

/** Sends a request, and returns the number of the connection that the server saw it on. */
function send(to = url(), onSocket: (socket: Duplex) => void = () => undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(to, { agent });
    outgoing.once('socket', onSocket);
    outgoing.on('response', async (response) =>
      resolve(Number(Buffer.concat(await response.toArray()))),
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe('a connection that is opened early', () => {
  const setClock = (now: number) => vi.spyOn(performance, 'now').mockReturnValue(now);

  it('is used by the next request, is known to be ready, and carries nothing before', async () => {
    await connect();
    expect(secure[0]?.bytesRead).toBe(0);
    const ready: boolean[] = [];
    expect(await send(url(), (socket) => ready.push(isSecured(socket)))).toBe(0);
    expect(accepted).toHaveLength(1);
    agent.destroy();
    await send(url(), (socket) => ready.push(isSecured(socket)));
    expect(ready).toEqual([true, false]);
  });

  it('serves one request at a time, also while its handshake is under way', async () => {
    await agent.connectEarly(url(), 2);
    expect((await Promise.all([send(), send(), send()])).sort()).toEqual([0, 1, 2]);
    expect(accepted).toHaveLength(3);
  });

  it('serves only its own host', async () => {
    await connect(url('localhost'));
    expect(await send(url())).toBe(1);
    expect(await send(url('localhost'))).toBe(0);
  });

  it.each([
    ['the server closed it', () => secure[0]?.destroy()],
    ['the server said something on it', () => secure[0]?.write('HTTP/1.1 408 Timeout\r\n\r\n')],
    ['it is older than 5 s', () => setClock(performance.now() + 5_001)],
  ])('is closed and replaced if %s', async (_what, act) => {
    await connect();
    act();
    await sleep(100);
    expect(await send()).toBe(1);
    await vi.waitUntil(() => accepted[0]?.destroyed);
  });

  it('is replaced if it failed', async () => {
    server.once('connection', (socket) => socket.destroy());
    await agent.connectEarly(url(), 1);
    await sleep(100);
    expect(await send()).toBe(0);
    expect(accepted).toHaveLength(2);
  });

  it('is replaced if a fatal alert came on it, and the server left it open', async () => {
    const strict = createServer({ ...certificates.tls, requestCert: true });
    await listen(strict);
    const clients: net.Socket[] = [];
    // Passes on what is sent, and not that a connection ends.
    const relay = net.createServer((client) => {
      clients.push(client);
      const { port } = (clients.length === 1 ? strict : server).address() as AddressInfo;
      const target = net.connect(port, '127.0.0.1', () => client.pipe(target));
      target.on('error', () => undefined).pipe(client, { end: false });
    });
    await listen(relay);
    const refused = once(strict, 'tlsClientError');
    await agent.connectEarly(url('127.0.0.1', relay), 1);
    await refused;
    await sleep(100);
    expect(await send(url('127.0.0.1', relay))).toBe(0);
    expect(clients).toHaveLength(2);
    for (const client of clients) client.destroy();
    for (const each of [relay, strict]) each.close();
  });

  it('is not used when a new one is asked for', async () => {
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
});

describe('a client connects early', () => {
  const hasIPv6 = Object.values(networkInterfaces())
    .flat()
    .some((one) => one?.address === '::1');

  const ipv6: [string, undefined, string, number] = ['IPv6', undefined, 'https://[::1]', 2];

  // 0.0.0.0 leads to loopback, and does not look like it: a proxy is used for it.
  it.each<[string, string | undefined, string, number]>([
    ['a host that it reaches directly', undefined, 'https://0.0.0.0', 2],
    ['no host behind a proxy', 'http://127.0.0.1:2', 'https://0.0.0.0', 0],
    ['no host behind a proxy that is set wrongly', 'http://ann:p#w@p', 'https://0.0.0.0', 0],
    ['no host over http', undefined, 'http://127.0.0.1', 0],
    ...(hasIPv6 ? [ipv6] : []),
  ])('to %s', async (_what, proxy, origin, count) => {
    vi.stubEnv('https_proxy', proxy);
    vi.stubEnv('HTTPS_PROXY', undefined);
    if (origin.includes('::1')) {
      await new Promise((resolve) => server.close(resolve));
      await listen(server, '::1');
    }
    await createHttpClient().connectEarly(new URL(`${origin}:${url().port}/`), 2);
    // What was begun is there by then, at least as a connection.
    await sleep(100);
    expect(accepted).toHaveLength(count);
  });
});

it('a host that cannot be reached early refuses the request', async () => {
  agent = new EarlyAgent({ keepAlive: true });
  await agent.connectEarly(url(), 1);
  await sleep(100);
  await expect(send()).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  expect(accepted).toHaveLength(2);
});
