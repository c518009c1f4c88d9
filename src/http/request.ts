import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { addressTimeoutMs, lateReadMs, maxConnectMs, maxHeaderBytes, quietTurns } from '../limits';
import { readBody } from './body';
import {
  checkCertificates,
  HttpError,
  type HttpOutcome,
  parseJsonObject,
  toHttpError,
} from './outcome';
import { createRoutes, EarlyAgent, isSecured, type Route, userAgent } from './proxy';

const noAnswer = 'no answer in time';

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** called when the connection is open and the request leaves */
  onSending?: () => void;
  /** called when the whole request has been handed to the operating system */
  onSent?: () => void;
}

interface TryLimits {
  /** how long one try may take; by default, until the deadline once it is connected */
  timeoutMs?: number | undefined;
  /** how long connecting may take; 10 s by default */
  connectTimeoutMs?: number;
  deadline: AbortSignal;
  /** whether to open a connection instead of using one from the pool */
  newConnection?: boolean;
}

/** Sends one request. Throws only on a bug: every failure of the network is an outcome. */
export type Send = (request: HttpRequest, limits: TryLimits) => Promise<HttpOutcome>;

export type HttpClient = ReturnType<typeof createHttpClient>;

/** Creates a client that follows no redirect and does not retry. */
export function createHttpClient() {
  checkCertificates();
  const { routeTo, connectEarly } = createRoutes();
  net.setDefaultAutoSelectFamilyAttemptTimeout(addressTimeoutMs);
  const send: Send = async (request, limits) => {
    try {
      const route = await routeTo(request.url);
      if (limits.deadline.aborted) throw new HttpError('time-out', noAnswer, false);
      return await new Exchange(request, route, limits).outcome;
    } catch (error) {
      if (error instanceof HttpError) return { kind: 'no-response', error };
      throw error;
    }
  };
  return { send, connectEarly };
}

/** One try of a request, until its body is read, it fails, or its time is up. */
class Exchange {
  readonly outcome: Promise<HttpOutcome>;
  readonly #request: HttpRequest;
  readonly #outgoing: http.ClientRequest;
  readonly #stopTimers: () => void;
  #incoming: http.IncomingMessage | undefined;
  /** whether the request may have reached the server */
  #sent = false;
  /** whether the connection to the proxy is not yet one to the host */
  #atProxy: boolean;
  #isOver = false;
  #settle: (outcome: HttpOutcome) => void = () => undefined;
  #reject: (bug: unknown) => void = () => undefined;

  constructor(request: HttpRequest, { agent, viaProxy }: Route, limits: TryLimits) {
    this.#request = request;
    this.#atProxy = viaProxy;
    this.outcome = new Promise((resolve, reject) => {
      this.#settle = (outcome) => {
        this.#stop();
        resolve(outcome);
      };
      this.#reject = reject;
    });
    this.#stopTimers = this.#startTimers(limits);
    if (limits.newConnection) closeIdleConnections(agent);
    this.#outgoing = this.#open(agent);
    this.#outgoing.end(request.body);
  }

  #startTimers({ timeoutMs, connectTimeoutMs = maxConnectMs, deadline }: TryLimits): () => void {
    const onTimeUp = () => this.#timeIsUp().catch(this.#reject);
    const connectTimer = setTimeout(() => this.#sent || onTimeUp(), connectTimeoutMs);
    const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeUp, timeoutMs);
    deadline.addEventListener('abort', onTimeUp);
    return () => {
      clearTimeout(connectTimer);
      clearTimeout(timer);
      deadline.removeEventListener('abort', onTimeUp);
    };
  }

  #open(agent: http.Agent): http.ClientRequest {
    const { method, url, onSent } = this.#request;
    const isSecure = url.protocol === 'https:';
    const outgoing = (isSecure ? https : http).request(url, {
      method,
      headers: {
        // Some servers compress what nobody asked them to compress.
        'accept-encoding': 'identity',
        ...this.#request.headers,
        'user-agent': userAgent,
      },
      agent,
      // An answer must not be lost because its headers are not clean.
      maxHeaderSize: maxHeaderBytes,
      insecureHTTPParser: true,
    });
    outgoing.once('proxyConnect', (answer) => this.#onProxyAnswer(answer));
    outgoing.once('socket', (socket) => {
      if (outgoing.reusedSocket || isSecured(socket)) this.#onSending();
      else socket.once(isSecure ? 'secureConnect' : 'connect', () => this.#onSending());
    });
    outgoing.once('finish', () => onSent?.());
    outgoing.once('response', (response) => this.#onResponse(response).catch(this.#reject));
    outgoing.on('error', (error) => this.#onError(error));
    return outgoing;
  }

  #onSending(): void {
    this.#sent = true;
    this.#atProxy = false;
    this.#request.onSending?.();
  }

  /** What a proxy answered to CONNECT must not be taken for the status of the host called. */
  #onProxyAnswer(answer: { statusCode: number }): void {
    this.#atProxy = false;
    const { statusCode: status } = answer;
    if (status >= 200 && status < 300) {
      // Each of them opens the tunnel (RFC 9110 section 9.3.6), but https-proxy-agent wants this one.
      answer.statusCode = 200;
      return;
    }
    const reason = status === 407 ? 'proxy-refused' : 'network';
    this.#fail(
      new HttpError(reason, `the proxy refused the connection with status ${status}`, false),
    );
  }

  async #onResponse(incoming: http.IncomingMessage): Promise<void> {
    this.#incoming = incoming;
    const { statusCode: status = 0, headers } = incoming;
    const { text, cutBy } = await readBody(incoming, () => this.#stop());
    const json = parseJsonObject(text);
    const response = { kind: 'response', status, headers, text, json } as const;
    if (cutBy === undefined) return this.#settle(response);
    const error = toHttpError(cutBy, { sent: true, atProxy: false });
    this.#settle({ kind: 'no-response', error, partial: response });
  }

  async #onError(error: unknown): Promise<void> {
    // A body that came together with the error is still on its way to its reader.
    if (this.#incoming) await setImmediate();
    if (!this.#isOver) this.#fail(toHttpError(error, { sent: this.#sent, atProxy: this.#atProxy }));
  }

  async #timeIsUp(): Promise<void> {
    // A request that was not sent yet must not be sent after the deadline. But a process that stood
    // still sees its timers before the bytes that arrived meanwhile.
    const isQuiet = !this.#sent || (await untilQuiet(this.#outgoing, () => this.#isOver));
    if (isQuiet) this.#fail(new HttpError('time-out', noAnswer, this.#sent));
  }

  #fail(error: HttpError): void {
    // What has arrived of a body is kept.
    if (this.#incoming) this.#incoming.destroy(error);
    else this.#settle({ kind: 'no-response', error });
    this.#outgoing.destroy();
  }

  #stop(): void {
    this.#isOver = true;
    this.#stopTimers();
  }
}

/** Lets the event loop read what has arrived; false if the request is over by then. */
async function untilQuiet({ socket }: http.ClientRequest, isOver: () => boolean): Promise<boolean> {
  const end = performance.now() + lateReadMs;
  let bytesRead = -1;
  let quiet = 0;
  // The process may stand still here, too: that alone must not end the reading.
  for (let turns = 0; quiet < quietTurns; turns += 1) {
    if (isOver()) return false;
    if (turns > quietTurns && performance.now() > end) break;
    quiet += 1;
    if (socket && socket.bytesRead !== bytesRead) {
      bytesRead = socket.bytesRead;
      quiet = 0;
    }
    await setImmediate();
  }
  return !isOver();
}

/** The next request then opens a connection: after a time-out, those in the pool may be dead too. */
function closeIdleConnections(agent: http.Agent): void {
  if (agent instanceof EarlyAgent) agent.closeEarly();
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
