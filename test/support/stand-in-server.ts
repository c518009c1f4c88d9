import { EventEmitter, once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as a stand-in saw it. It is recorded once its body has been read to the end. */
export interface RecordedRequest {
  method: string;
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
  /** The status that was sent, even in part. Undefined as long as nothing was. */
  status: number | undefined;
}

export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  /** An object is sent as JSON, a string or bytes as they are, an iterable in chunks as they come. */
  body?: string | Uint8Array | object | AsyncIterable<string | Uint8Array>;
}

/**
 * What can befall a request.
 *
 * - an answer: sent instead of the normal one, without the request having any effect;
 * - `'hang'`: never answered; `'reset'`: the connection is reset. Without effect too;
 * - `{ lost: 'reset' }`: the request has its full effect, but its answer ends in a reset;
 * - `'cut'`: the request has its full effect, but its answer is announced whole and cut in half;
 * - `{ delayMs }`: the normal behavior, later (or, with `fault`, that one, later);
 * - `{ raw }`: these bytes in place of an HTTP answer, then the end of the connection;
 * - a function: decides when the request is there; `undefined` stands for the normal behavior.
 */
export type Fault =
  | Answer
  | 'hang'
  | 'reset'
  | 'cut'
  | { lost: 'reset' }
  | { delayMs: number; fault?: Fault }
  | { raw: string }
  | ((request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>);

/** What a server says that is down. The header makes the tries follow each other quickly. */
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

export function matches(match: Match, request: RecordedRequest): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.path === undefined) return true;
  return typeof match.path === 'string'
    ? match.path === request.path
    : request.target.search(match.path) >= 0;
}

export interface StandInServerOptions {
  /** Throws for a request that must never be made, whatever is planned. It is then answered with 400. */
  inspect?: (request: RecordedRequest) => void;
  /** The normal behavior, once no fault is planned for a request. */
  respond: (request: RecordedRequest) => Answer | Promise<Answer>;
  /** Key and certificate as PEM; with them the server speaks https. */
  tls?: { key: string; cert: string };
}

export type StandInServer = Awaited<ReturnType<typeof startStandInServer>>;

interface Exchange {
  request: RecordedRequest;
  response: ServerResponse;
}

let received = 0;
/** The order of the request that came last. */
export const lastRequest = (): number => received;

/** A server on a free loopback port that records what it is asked and misbehaves as planned. */
export async function startStandInServer(options: StandInServerOptions) {
  const planned: { match: Match; fault: Fault; left: number; isMet: boolean }[] = [];
  const requests: RecordedRequest[] = [];
  const everyHeaders: Record<string, string> = {};
  const arrivals = new EventEmitter().setMaxListeners(0);
  const connections = new WeakMap<Socket, number>();
  const closing = new AbortController();
  const failures: unknown[] = [];
  let connectionCount = 0;

  const server: Server = options.tls ? createHttpsServer({ ...options.tls }) : createHttpServer();
  // Never, for a connection closed by its idle time may be taken for the next request in that moment.
  server.keepAliveTimeout = 0;
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connectionCount += 1;
    connections.set(socket, connectionCount);
  });
  server.on('request', (incoming, response) => {
    serve(incoming, response).catch((failure) => {
      incoming.socket.destroy();
      if (!closing.signal.aborted) failures.push(failure);
    });
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '/', headers } = incoming;
    const body = await text(incoming).catch(() => undefined);
    // The client went away before its request was complete: there is nothing to answer.
    if (body === undefined) return;
    const [path = '/', query = ''] = target.split(/\?(.*)/s, 2);
    received += 1;
    const request: RecordedRequest = {
      method,
      target,
      path,
      query: new URLSearchParams(query),
      headers,
      body,
      at: performance.timeOrigin + performance.now(),
      order: received,
      connection: connections.get(incoming.socket) ?? 0,
      status: undefined,
    };
    requests.push(request);
    // The oldest that fits and is not used up is taken first.
    const plan = planned.find(({ match, left }) => left > 0 && matches(match, request));
    if (plan) Object.assign(plan, { left: plan.left - 1, isMet: true });
    arrivals.emit('request');
    try {
      options.inspect?.(request);
    } catch (failure) {
      failures.push(failure);
      return send({ status: 400, body: { message: String(failure) } }, { request, response });
    }
    await carryOut(plan?.fault, { request, response });
  }

  async function carryOut(fault: Fault | undefined, exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const { socket } = response;
    if (fault === undefined) return send(await options.respond(request), exchange);
    if (fault === 'hang') return;
    if (fault === 'cut') return sendHalf(await options.respond(request), exchange);
    if (fault === 'reset') {
      // Node can send a TCP reset on a plain socket only; a TLS one is torn down without a farewell.
      if (options.tls) socket?.destroy();
      else socket?.resetAndDestroy();
    } else if (typeof fault === 'function') {
      await carryOut(await fault(request), exchange);
    } else if ('lost' in fault) {
      await options.respond(request);
      await carryOut(fault.lost, exchange);
    } else if ('delayMs' in fault) {
      await sleep(fault.delayMs, undefined, { signal: closing.signal });
      await carryOut(fault.fault, exchange);
    } else if ('raw' in fault) {
      socket?.end(fault.raw);
    } else {
      await send(fault, exchange);
    }
  }

  async function send(answer: Answer, { request, response }: Exchange): Promise<void> {
    // A client that gave up waiting does not undo what its request did.
    if (response.destroyed) return;
    request.status = answer.status;
    const { content, type } = encode(answer.body);
    response.statusCode = answer.status;
    response.setHeaders(new Map(Object.entries({ ...type, ...everyHeaders, ...answer.headers })));
    if (Buffer.isBuffer(content)) return void response.end(content);
    // A client may well hang up on a body that does not end.
    await pipeline(content, response).catch(() => undefined);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    /** Scheme, host and port, without a slash at the end. */
    origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    /** All requests in the order they had arrived completely. */
    requests,
    /** How many connections were made, over https those whose handshake was completed. */
    connections: () => connectionCount,
    /** Headers added to every answer, planned ones included; an answer's own headers win. */
    headers: everyHeaders,
    /** Plans a fault for the next requests that match: one, some or all. */
    on: (match: Match, fault: Fault, times: 'once' | 'always' | number = 'once'): void => {
      const left = times === 'once' ? 1 : times === 'always' ? Number.POSITIVE_INFINITY : times;
      planned.push({ match, fault, left, isMet: false });
    },
    /** What was planned and has not happened; what is planned for always need happen once. */
    unspentFaults: () =>
      planned
        .filter(({ left, isMet }) => (left === Number.POSITIVE_INFINITY ? !isMet : left > 0))
        .map(({ match }) => `${match.method ?? 'any method'} ${match.path ?? 'any path'}`),
    /** The nth request that matches (the first unless given), those before the call included. */
    waitForRequest: async (match: Match, { nth = 1 } = {}): Promise<RecordedRequest> => {
      const signal = AbortSignal.timeout(20_000);
      for (;;) {
        const found = requests.filter((request) => matches(match, request))[nth - 1];
        if (found) return found;
        await once(arrivals, 'request', { signal }).catch(() => {
          const seen = requests.map(({ method, target }) => `${method} ${target}`).join('\n');
          throw new Error(`There was no request no. ${nth} for ${match.path}. Seen:\n${seen}`);
        });
      }
    },
    /** Ends every connection. Rejects if the stand-in itself failed at some request. */
    close: async (): Promise<void> => {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      if (failures.length > 0) throw failures[0];
    },
  };
}

function encode(body: Answer['body'] = Buffer.alloc(0)): {
  content: Buffer | Readable;
  type?: Record<string, string>;
} {
  if (body instanceof Uint8Array) return { content: Buffer.from(body) };
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    return { content: Readable.from(body) };
  }
  const [text, type] =
    typeof body === 'string' ? [body, 'text/html'] : [JSON.stringify(body), 'application/json'];
  return { content: Buffer.from(text), type: { 'content-type': `${type}; charset=utf-8` } };
}

/** Announces the whole answer, sends half of it and cuts the connection. */
function sendHalf({ status, headers, body }: Answer, { request, response }: Exchange): void {
  const { socket } = response;
  request.status = status;
  const { content, type } = encode(body);
  if (!Buffer.isBuffer(content)) throw new Error('A body without an end has no half.');
  if (content.length < 2) {
    // There is no body to cut, as with a 204: so the cut goes through the status line.
    socket?.write(`HTTP/1.1 ${status} `, () => socket.destroy());
    return;
  }
  response.writeHead(status, { ...type, ...headers, 'content-length': content.length });
  response.write(content.subarray(0, content.length / 2), () => socket?.destroy());
}
