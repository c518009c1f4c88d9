import { EventEmitter, once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as a stand-in saw it. It is recorded once its body has been read to the end. */
export interface RecordedRequest {
  method: string;
  /** Path and query as they were sent, percent-encoding and all. */
  target: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds since the epoch, with fractions, comparable across stand-ins. */
  at: number;
  /** Its place among the requests that all stand-ins of this process received. */
  order: number;
  /** The status that was sent, even in part. Undefined as long as nothing was. */
  status: number | undefined;
}

export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  /** An object is sent as JSON, a string or bytes as they are. */
  body?: string | Uint8Array | object;
}

/**
 * What can befall a request.
 *
 * - an answer: sent instead of the normal one, without the request having any effect;
 * - `'hang'`: never answered; `'reset'`: the connection is reset. Without effect too;
 * - `{ lost: 'reset' }`: the request has its full effect, but its answer ends in a reset;
 * - `{ delayMs }`: the normal behavior, later (or, with `fault`, that one, later);
 * - `{ raw }`: these bytes in place of an HTTP answer, then the end of the connection;
 * - a function: decides when the request is there; `undefined` stands for the normal behavior.
 */
export type Fault =
  | Answer
  | 'hang'
  | 'reset'
  | { lost: 'reset' }
  | { delayMs: number; fault?: Fault }
  | { raw: string }
  | ((request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>);

/** What a server says that is down. The header makes the tries follow each other quickly. */
export const down = (status = 503, retryAfter = '0'): Answer => ({
  status,
  headers: { 'retry-after': retryAfter },
});

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
  respond: (request: RecordedRequest) => Answer | Promise<Answer>;
  tls?: { key: string; cert: string };
}

interface Exchange {
  request: RecordedRequest;
  response: ServerResponse;
}

let received = 0;
export const lastRequest = (): number => received;

/** A server on a free loopback port that records what it is asked and misbehaves as planned. */
export async function startStandInServer(options: StandInServerOptions) {
  const planned: { match: Match; fault: Fault; left: number; isMet: boolean }[] = [];
  const requests: RecordedRequest[] = [];
  const everyHeaders: Record<string, string> = {};
  const arrivals = new EventEmitter().setMaxListeners(0);
  const closing = new AbortController();
  const failures: unknown[] = [];
  let connectionCount = 0;

  const server: Server = options.tls ? createHttpsServer({ ...options.tls }) : createHttpServer();
  // Never, for a connection closed by its idle time may be taken for the next request in that moment.
  server.keepAliveTimeout = 0;
  server.on(options.tls ? 'secureConnection' : 'connection', () => {
    connectionCount += 1;
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
    response.end(content);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    /** How many connections were made, over https those whose handshake was completed. */
    connections: () => connectionCount,
    /** Headers added to every answer, planned ones included; an answer's own headers win. */
    headers: everyHeaders,
    /** Plans a fault for the next requests that match: one, some or all. */
    on: (match: Match, fault: Fault, times: number | 'always' = 1): void => {
      const left = times === 'always' ? Number.POSITIVE_INFINITY : times;
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

function encode(body: Answer['body'] = Buffer.alloc(0)) {
  if (body instanceof Uint8Array) return { content: body };
  const [text, type] =
    typeof body === 'string' ? [body, 'text/html'] : [JSON.stringify(body), 'application/json'];
  return { content: Buffer.from(text), type: { 'content-type': `${type}; charset=utf-8` } };
}
