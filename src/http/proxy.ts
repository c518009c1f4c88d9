import http from 'node:http';
import https from 'node:https';
import net, { type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkBypass, getProxyUrl } from '@actions/http-client/lib/proxy';
import { version } from '../../package.json';
import { maxEarlyAgeMs, maxEarlyStartMs } from '../limits';
import { HttpError } from './outcome';

export const userAgent = `goto-access-token/${version}`;

export interface Route {
  agent: http.Agent;
  viaProxy: boolean;
}

/**
 * The toolkit's `@actions/http-client` chooses the proxy, but its tunnel is not used: it calls
 * `new Buffer` for proxy credentials, which prints a deprecation to stderr, and requests through it
 * cannot be canceled.
 */
export function createRoutes() {
  const plain = new http.Agent({ keepAlive: true });
  const secure = new EarlyAgent({ keepAlive: true });
  const proxied = new Map<string, http.Agent>();
  return {
    async routeTo(url: URL): Promise<Route> {
      const proxy = proxyFor(url);
      if (!proxy) return { agent: url.protocol === 'https:' ? secure : plain, viaProxy: false };
      const { HttpsProxyAgent } = await import('https-proxy-agent');
      const options = { keepAlive: true, headers: { 'User-Agent': userAgent } };
      const agent = proxied.get(proxy.href) ?? new HttpsProxyAgent(proxy.href, options);
      proxied.set(proxy.href, agent);
      return { agent, viaProxy: true };
    },
    /** Starts connections to a host, except through a proxy. Never rejects. */
    async connectEarly(url: URL, count = 1): Promise<void> {
      if (url.protocol === 'https:' && isDirect(url)) await secure.connectEarly(url, count);
    },
  };
}

function isDirect(url: URL): boolean {
  try {
    return proxyFor(url) === undefined;
  } catch {
    // The request reports a wrong setting.
    return false;
  }
}

/** @throws HttpError `proxy-setting` when the variable does not name a proxy */
export function proxyFor(url: URL): URL | undefined {
  if (checkBypass(url)) return undefined;
  const setting = process.env.https_proxy || process.env.HTTPS_PROXY;
  // In quotes, it would parse as a host of another name.
  if (setting !== undefined && /^\s*["'`]/.test(setting)) throw invalidProxy('is in quotes');
  if (setting !== undefined && hasRawCharacters(setting))
    throw invalidProxy('has a user name or a password that is not percent-encoded');
  const proxy = readProxy(url);
  // The toolkit ignores a value that it cannot parse. Fail rather than bypass a configured proxy.
  if (!proxy && setting) throw invalidProxy('is not a valid URL');
  if (!proxy || ['http:', 'https:'].includes(proxy.protocol)) return proxy;
  // 'proxy.example:3128', which curl and the runner accept, parses as a URL with a scheme of its own.
  const withScheme = `http://${proxy.href}`;
  if (!proxy.href.includes('://') && URL.canParse(withScheme)) return new URL(withScheme);
  throw invalidProxy(`names a ${proxy.protocol} proxy, and only http: and https: are supported`);
}

function readProxy(url: URL): URL | undefined {
  try {
    return getProxyUrl(url);
  } catch {
    throw invalidProxy('is not a valid URL');
  }
}

function invalidProxy(problem: string): HttpError {
  return new HttpError('proxy-setting', `the https_proxy variable ${problem}`, false);
}

/** Characters that end the host for the URL parser, or a % that begins no percent-encoding. */
function hasRawCharacters(setting: string): boolean {
  const [, userInfo = ''] = /^(?:[a-z]+:\/\/)?(.*)@/is.exec(setting) ?? [];
  return /[\\/?#\s]|%(?![0-9a-f]{2})/i.test(userInfo);
}

/** The passwords in the proxy variables, as they are written and decoded, so that they can be masked. */
export function proxyPasswords(): string[] {
  const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
  return [...new Set(names.flatMap((name) => passwordsIn(process.env[name] ?? '')))];
}

/** The URL parser takes `http:user:password@host` too, and everything up to the last @. */
function passwordsIn(setting: string): string[] {
  const forms = [/^\s*[a-z]+:[\\/]+/i, /^\s*[a-z]+:/i, /^\s*/].map((scheme) =>
    scheme.exec(setting) ? setting.replace(scheme, '') : '',
  );
  return forms.flatMap((address) => {
    const [, written] = /^[^:]*:(.+)@/s.exec(address) ?? [];
    return written === undefined || /^[\\/]/.test(written) ? [] : [written, decoded(written)];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded: it is used as it is written.
    return text;
  }
}

/** The connections whose handshake was over before a request had them. */
const secured = new WeakSet<object>();

/** Whether the handshake of a connection was over before a request had it. */
export function isSecured(socket: Duplex): boolean {
  return secured.has(socket);
}

/**
 * Connects before there is a request, so that the round trips of TCP and TLS overlap with other work.
 * Nothing of HTTP is sent before a request takes the connection. One that failed or is old is dropped,
 * and the request connects in the usual way.
 */
export class EarlyAgent extends https.Agent {
  readonly #early = new Map<string, { socket: Socket; startedAt: number }[]>();

  /**
   * Resolves when the first packets have left, so that work which holds up the event loop does not hold
   * up the connections, and after 100 ms at the latest. Never rejects.
   */
  async connectEarly({ hostname, port }: URL, count: number): Promise<void> {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const servername = net.isIP(host) ? '' : host;
    const options = { ...this.options, host, port: Number(port || 443), servername };
    const key = `${host}:${options.port}`;
    const started = Array.from({ length: count }, () => {
      const socket = super.createConnection(options) as Socket;
      const connection = { socket, startedAt: performance.now() };
      this.#early.set(key, [...(this.#early.get(key) ?? []), connection]);
      return this.#watch(socket);
    });
    await Promise.all(started);
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): Duplex | null | undefined {
    return (
      this.#take(`${options.host}:${options.port}`) ?? super.createConnection(options, callback)
    );
  }

  closeEarly(): void {
    for (const { socket } of [...this.#early.values()].flat()) socket.destroy();
    this.#early.clear();
  }

  #watch(socket: Socket): Promise<void> {
    // A fatal alert alone leaves a socket that takes a request and never sends it.
    socket.on('error', () => socket.destroy());
    socket.once('secureConnect', () => secured.add(socket));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, maxEarlyStartMs);
      // The first packet leaves once the name is known. (`connectionAttempt` is new in Node 20.12.)
      for (const event of ['lookup', 'connect', 'close']) {
        socket.once(event, () => {
          clearTimeout(timer);
          setImmediate(resolve);
        });
      }
    });
  }

  #take(key: string): Socket | undefined {
    const waiting = this.#early.get(key) ?? [];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { socket, startedAt } = next;
      const isFresh = performance.now() - startedAt < maxEarlyAgeMs;
      // What has arrived already would be taken for the answer: some servers send a 408 and close.
      if (isFresh && socket.writable && socket.readableLength === 0) return socket;
      socket.destroy();
    }
    return undefined;
  }
}
