import http from 'node:http';
import https from 'node:https';
import { checkBypass, getProxyUrl } from '@actions/http-client/lib/proxy';
import { version } from '../package.json';

const noAnswer = 'no answer in time';
const largestBody = 1024 * 1024;

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** called when the connection stands and the request leaves */
  onSending?: () => void;
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** at most 1 MiB of it; what is longer is cut there */
  body: string;
}

/** How long a try may take: so many milliseconds, and not beyond `over`. */
export interface TryLimits {
  timeout: number;
  over: AbortSignal;
}

export type Send = (request: HttpRequest, limits: TryLimits) => Promise<HttpAnswer>;

/**
 * Why a request got no whole answer. It carries a name, a message, a code and a stack, and nothing
 * of the request or of the answer: Node keeps the raw packet on a parse error.
 */
export class HttpFailure extends Error {
  readonly reason: 'network' | 'time-out' | 'certificate' | 'tls' | 'proxy-setting';
  /** whether the request may have reached the other side */
  readonly sent: boolean;

  constructor(reason: HttpFailure['reason'], message: string, sent: boolean) {
    super(message);
    this.name = 'HttpFailure';
    this.reason = reason;
    this.sent = sent;
  }
}

/**
 * One careful request: no redirect followed, no retry, a bounded time and a bounded body, through
 * the proxy that the runner's variables name for the host called.
 *
 * `@actions/http-client` chooses the proxy, but is not used to reach it: its tunnel calls
 * `new Buffer` for proxy credentials, which prints a deprecation to stderr, and its requests cannot
 * be abandoned.
 */
export function createSend(): Send {
  const agentFor = createAgents();
  return async (request, limits) => exchange(request, await agentFor(request.url), limits);
}

type AgentFor = (url: URL) => Promise<http.Agent>;

function createAgents(): AgentFor {
  const direct = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  const proxied = new Map<string, Promise<http.Agent>>();
  return async (url) => {
    const proxy = proxyFor(url);
    if (!proxy) return direct[url.protocol as keyof typeof direct];
    let agent = proxied.get(proxy.href);
    if (!agent) {
      agent = import('https-proxy-agent').then(
        ({ HttpsProxyAgent }) => new HttpsProxyAgent(proxy.href, { keepAlive: true }),
      );
      proxied.set(proxy.href, agent);
    }
    return agent;
  };
}

/**
 * The proxy for `url`, as the runner's variables have it.
 *
 * @throws HttpFailure `proxy-setting` when they hold something that is no proxy
 */
export function proxyFor(url: URL): URL | undefined {
  if (checkBypass(url)) return undefined;
  let proxy: URL | undefined;
  try {
    proxy = getProxyUrl(url);
  } catch {
    throw new HttpFailure('proxy-setting', 'the https_proxy variable holds no URL', false);
  }
  // A setting it cannot read is passed over by the toolkit; going round a proxy that the runner
  // is told to use is not ours to decide.
  if (!proxy && (process.env.https_proxy || process.env.HTTPS_PROXY)) {
    throw new HttpFailure('proxy-setting', 'the https_proxy variable holds no URL', false);
  }
  if (proxy && !['http:', 'https:'].includes(proxy.protocol)) {
    const message = `the https_proxy variable names a ${proxy.protocol} proxy, and only http: and https: are supported`;
    throw new HttpFailure('proxy-setting', message, false);
  }
  return proxy;
}

function exchange(request: HttpRequest, agent: http.Agent, limits: TryLimits): Promise<HttpAnswer> {
  const { method, url, body, onSending } = request;
  const secure = url.protocol === 'https:';
  const headers = {
    ...request.headers,
    'user-agent': `goto-access-token/${version}`,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  return new Promise((resolve, reject) => {
    if (limits.over.aborted) throw new HttpFailure('time-out', noAnswer, false);
    let sent = false;
    const sending = () => {
      sent = true;
      onSending?.();
    };
    const outgoing = (secure ? https : http).request(url, { method, headers, agent });
    const settle = (end: () => void) => {
      clearTimeout(timer);
      limits.over.removeEventListener('abort', timeIsUp);
      end();
    };
    const fail = (failure: HttpFailure) => {
      settle(() => reject(failure));
      outgoing.destroy();
    };
    const timeIsUp = () => fail(new HttpFailure('time-out', noAnswer, sent));
    const timer = setTimeout(timeIsUp, limits.timeout);
    outgoing.on('error', (error) => fail(failureOf(error, sent)));
    limits.over.addEventListener('abort', timeIsUp);
    // A proxy that refuses is not the host called: its status must not be judged as the host's.
    outgoing.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode === 200) return;
      fail(new HttpFailure('network', `the proxy answered ${statusCode} to CONNECT`, false));
    });
    outgoing.once('socket', (socket) => {
      if (outgoing.reusedSocket) sending();
      else socket.once(secure ? 'secureConnect' : 'connect', sending);
    });
    outgoing.once('response', (incoming) => {
      readBody(incoming).then(
        (text) =>
          settle(() =>
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
          ),
        (error: NodeJS.ErrnoException) => fail(failureOf(error, true)),
      );
    });
    outgoing.end(body);
  });
}

async function readBody(incoming: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // An early end throws here: Node reports a cut body as an error of the stream.
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largestBody) break;
  }
  return Buffer.concat(chunks).subarray(0, largestBody).toString('utf8');
}

// The names OpenSSL gives to a chain it does not trust (X509_V_ERR_…), as Node hands them on.
const certificateCodes =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;

function failureOf(error: NodeJS.ErrnoException, sent: boolean): HttpFailure {
  const code = error.code ?? '';
  // The message of a certificate error repeats names the other side wrote: the code is enough.
  if (certificateCodes.test(code)) return new HttpFailure('certificate', code, sent);
  if (tlsCodes.test(code)) return new HttpFailure('tls', code, sent);
  return new HttpFailure('network', code || error.message, sent);
}
