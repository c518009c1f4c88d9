import { EventEmitter } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';

/** A request as a stand-in saw it. It is recorded once its body has been read to the end. */
export interface RecordedRequest {
  method: string;
  scheme: 'http' | 'https';
  /** Path and query as they were sent, percent-encoding and all. */
  target: string;
  /** The path alone, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds since the epoch, with fractions, comparable across stand-ins. */
  at: number;
  /** Its place among the requests that all stand-ins of this process received. */
  order: number;
  /** Requests that came over one connection share its number. */
  connection: number;
  /** How many requests were open at this server when this one came, itself included. */
  inFlight: number;
  /** The status that was sent, even in part. Undefined as long as nothing was. */
  status: number | undefined;
}

export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  /** An object is sent as JSON, a string or bytes as they are, an iterable in chunks as they come. */
  body?: string | Uint8Array | object | AsyncIterable<string | Uint8Array>;
  /** Announce the whole body, send half of it and cut the connection. */
  cut?: boolean;
}

/**
 * What can befall a request.
 *
 * - an answer: sent instead of the normal one, without the request having any effect;
 * - `'hang'`: never answered; `'reset'`: the connection is reset. Without effect too;
 * - `{ lost }`: the request has its full effect, but its answer never comes, ends in a reset or is
 *   cut in half. `'cut'` is short for `{ lost: 'cut' }`;
 * - `{ delayMs }`: the normal behaviour, later (or, with `fault`, that one, later);
 * - `{ raw }`: these bytes in place of an HTTP answer, then the end of the connection;
 * - a function: decides when the request is there; `undefined` stands for the normal behaviour.
 */
export type Fault =
  | Answer
  | 'hang'
  | 'reset'
  | 'cut'
  | { lost: 'hang' | 'reset' | 'cut' }
  | { delayMs: number; fault?: Fault }
  | { raw: string }
  | ((request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>);

/** What a server says that is down. By default, the header makes the tries follow each other quickly. */
export const down = (status = 503, retryAfter = '0'): Answer => ({
  status,
  headers: { 'retry-after': retryAfter },
});

/** What answers in the place of a server for as long as nobody has signed in to the network. */
export const captivePortal = (): Answer => ({
  status: 200,
  body: '<html><body>Please sign in to the Wi-Fi</body></html>',
});

/** Which requests are meant. What is left out matches anything. */
export interface Match {
  method?: string;
  /** A string is the whole path without the query, a pattern is tried on path and query. */
  path?: string | RegExp;
}

export type Times = 'once' | 'always' | number;

export function matches(match: Match, request: RecordedRequest): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== request.method) return false;
  if (match.path === undefined) return true;
  return typeof match.path === 'string'
    ? match.path === request.path
    : request.target.search(match.path) >= 0;
}

export function describeMatch(match: Match): string {
  return `${match.method ?? 'any method'} ${match.path ?? 'any path'}`;
}

/** The faults planned for one server. The oldest that fits and is not used up is taken first. */
export class FaultPlan {
  readonly #planned: { match: Match; fault: Fault; left: number; used: number }[] = [];

  add(match: Match, fault: Fault, times: Times = 'once'): void {
    const left = times === 'once' ? 1 : times === 'always' ? Number.POSITIVE_INFINITY : times;
    this.#planned.push({ match, fault, left, used: 0 });
  }

  take(request: RecordedRequest): Fault | undefined {
    const planned = this.#planned.find((plan) => plan.left > 0 && matches(plan.match, request));
    if (planned === undefined) return undefined;
    planned.left -= 1;
    planned.used += 1;
    return planned.fault;
  }

  /** Faults that have still to happen; one planned for always counts until it happened once. */
  unspent(): string[] {
    return this.#planned
      .filter((plan) => (plan.left === Number.POSITIVE_INFINITY ? plan.used === 0 : plan.left > 0))
      .map((plan) => describeMatch(plan.match));
  }
}

export interface StandInServerOptions {
  /** Throws for a request that must never be made, whatever is planned. It is then answered with 400. */
  inspect?: (request: RecordedRequest) => void;
  /** The normal behaviour, once no fault is planned for a request. */
  respond: (request: RecordedRequest) => Answer | Promise<Answer>;
  /** Key and certificate as PEM; with them the server speaks https. */
  tls?: { key: string; cert: string };
}

export interface StandInServer {
  /** Scheme, host and port, without a slash at the end. */
  origin: string;
  /** All requests in the order they had arrived completely. */
  requests: RecordedRequest[];
  /** How many connections were made, over https those whose handshake was completed. */
  connections: () => number;
  /** Headers added to every answer, planned ones included; an answer's own headers win. */
  headers: Record<string, string>;
  /** Plans a fault for the next requests that match: one, some or all. */
  on: (match: Match, fault: Fault, times?: Times) => void;
  /** What was planned and has not happened, for a test to assert that it is empty. */
  unspentFaults: () => string[];
  /** The nth request that matches, those that came before the call included. */
  waitForRequest: (match: Match, options?: WaitOptions) => Promise<RecordedRequest>;
  /** Ends every connection. Rejects if the stand-in itself failed at some request. */
  close: () => Promise<void>;
}

interface WaitOptions {
  /** 1 by default. */
  nth?: number;
  /** 20 seconds by default. */
  timeoutMs?: number;
}

let received = 0;
/** The order of the request that came last. */
export const lastRequest = (): number => received;
function nextOrder(): number {
  received += 1;
  return received;
}

/** A server on a free loopback port that records what it is asked and misbehaves as planned. */
export async function startStandInServer(options: StandInServerOptions): Promise<StandInServer> {
  const scheme = options.tls ? 'https' : 'http';
  const plan = new FaultPlan();
  const requests: RecordedRequest[] = [];
  const headers: Record<string, string> = {};
  const arrivals = new EventEmitter().setMaxListeners(0);
  const connections = new WeakMap<Socket, number>();
  const closing = new AbortController();
  const failures: unknown[] = [];
  let connectionCount = 0;
  let inFlight = 0;

  const server: Server = options.tls ? createHttpsServer({ ...options.tls }) : createHttpServer();
  // Never, for a connection closed by its idle time may be taken for the next request in that moment.
  server.keepAliveTimeout = 0;
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connectionCount += 1;
    connections.set(socket, connectionCount);
  });
  server.on('request', (incoming, response) => {
    inFlight += 1;
    response.on('close', () => {
      inFlight -= 1;
    });
    serve(incoming, response).catch((failure) => {
      incoming.socket.destroy();
      if (!closing.signal.aborted) failures.push(failure);
    });
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = incoming.url ?? '/';
    const openNow = inFlight;
    let body: string;
    try {
      body = await text(incoming);
    } catch {
      // The client went away before its request was complete: there is nothing to answer.
      return;
    }
    const [path = '/', query = ''] = target.split(/\?(.*)/s, 2);
    const request: RecordedRequest = {
      method: incoming.method ?? '',
      scheme,
      target,
      path,
      query: new URLSearchParams(query),
      headers: incoming.headers,
      body,
      at: performance.timeOrigin + performance.now(),
      order: nextOrder(),
      connection: connections.get(incoming.socket) ?? 0,
      inFlight: openNow,
      status: undefined,
    };
    requests.push(request);
    const fault = plan.take(request);
    arrivals.emit('request');
    try {
      options.inspect?.(request);
    } catch (failure) {
      failures.push(failure);
      return send({ status: 400, body: { message: String(failure) } }, request, response);
    }
    await carryOut(fault, request, response);
  }

  async function carryOut(
    fault: Fault | undefined,
    request: RecordedRequest,
    response: ServerResponse,
  ): Promise<void> {
    if (fault === undefined) {
      return send(await options.respond(request), request, response);
    }
    if (fault === 'hang') return;
    if (fault === 'reset') return reset(response);
    if (fault === 'cut') return carryOut({ lost: 'cut' }, request, response);
    if (typeof fault === 'function') {
      return carryOut(await fault(request), request, response);
    }
    if ('lost' in fault) {
      const answer = await options.respond(request);
      return fault.lost === 'cut'
        ? send({ ...answer, cut: true }, request, response)
        : carryOut(fault.lost, request, response);
    }
    if ('delayMs' in fault) {
      await sleep(fault.delayMs, undefined, { signal: closing.signal });
      return carryOut(fault.fault, request, response);
    }
    if ('raw' in fault) {
      response.socket?.end(fault.raw);
      return;
    }
    return send(fault, request, response);
  }

  async function send(
    answer: Answer,
    request: RecordedRequest,
    response: ServerResponse,
  ): Promise<void> {
    // A client that gave up waiting does not undo what its request did.
    if (response.destroyed) return;
    request.status = answer.status;
    const { content, type } = encode(answer.body);
    const head: OutgoingHttpHeaders = { ...type, ...headers, ...answer.headers };
    if (content instanceof Readable) {
      response.writeHead(answer.status, head);
      // A client may well hang up on a body that does not end.
      await pipeline(content, response).catch(() => undefined);
      return;
    }
    if (answer.cut) return cutShort(answer.status, head, content, response);
    if (answer.status !== 204 && answer.status !== 304) head['content-length'] ??= content.length;
    response.writeHead(answer.status, head).end(content);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    origin: `${scheme}://127.0.0.1:${port}`,
    requests,
    connections: () => connectionCount,
    headers,
    on: (match, fault, times) => plan.add(match, fault, times),
    unspentFaults: () => plan.unspent(),
    waitForRequest: (match, wait = {}) => waitForRequest(requests, arrivals, match, wait),
    close: async () => {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      if (failures.length > 0) throw failures[0];
    },
  };
}

function encode(body: Answer['body']): {
  content: Buffer | Readable;
  type: Record<string, string>;
} {
  if (body === undefined) return { content: Buffer.alloc(0), type: {} };
  if (typeof body === 'string') {
    return { content: Buffer.from(body), type: { 'content-type': 'text/html; charset=utf-8' } };
  }
  if (body instanceof Uint8Array) return { content: Buffer.from(body), type: {} };
  if (Symbol.asyncIterator in body) return { content: Readable.from(body), type: {} };
  return {
    content: Buffer.from(JSON.stringify(body)),
    type: { 'content-type': 'application/json; charset=utf-8' },
  };
}

function reset(response: ServerResponse): void {
  const { socket } = response;
  // Node can send a TCP reset on a plain socket only; a TLS one is torn down without a farewell.
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
  else socket?.destroy();
}

function cutShort(
  status: number,
  head: OutgoingHttpHeaders,
  content: Buffer,
  response: ServerResponse,
): void {
  const { socket } = response;
  if (content.length < 2) {
    // There is no body to cut, as with a 204: so the cut goes through the status line.
    socket?.write(`HTTP/1.1 ${status} `, () => socket.destroy());
    return;
  }
  response.writeHead(status, { ...head, 'content-length': content.length });
  response.write(content.subarray(0, content.length / 2), () => socket?.destroy());
}

function waitForRequest(
  requests: RecordedRequest[],
  arrivals: EventEmitter,
  match: Match,
  { nth = 1, timeoutMs = 20_000 }: WaitOptions,
): Promise<RecordedRequest> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      const found = requests.filter((request) => matches(match, request))[nth - 1];
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => {
      stop();
      const seen = requests.map((request) => `${request.method} ${request.target}`).join('\n');
      reject(
        new Error(
          `No request no. ${nth} for ${describeMatch(match)} within ${timeoutMs} ms. Seen:\n${seen}`,
        ),
      );
    }, timeoutMs);
    const stop = () => {
      clearTimeout(timer);
      arrivals.off('request', settle);
    };
    arrivals.on('request', settle);
    settle();
  });
}
