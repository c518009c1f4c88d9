import http from 'node:http';
import https from 'node:https';
import { HttpError, toHttpError } from './error';
import { type HttpOutcome, parseJsonObject } from './outcome';
import { createRoutes, type Route } from './proxy';
import { userAgent } from './user-agent';

const noAnswer = 'no answer in time';
const largestBody = 1024 * 1024;

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** called when the connection is open and the request leaves */
  onSending?: () => void;
}

export interface TryLimits {
  /** how long one try may take */
  timeoutMs: number;
  /** ends the try early */
  deadline: AbortSignal;
}

/**
 * Sends one request.
 *
 * @throws what is not an outcome: a fault of ours
 */
export type Send = (request: HttpRequest, limits: TryLimits) => Promise<HttpOutcome>;

/**
 * Creates the function that sends one careful request: it follows no redirect, does not retry, has
 * a limit for time and body, and uses the proxy that the environment names for the host called. A
 * body is read up to 1 MiB and cut there.
 */
export function createSend(): Send {
  const routeTo = createRoutes();
  return async (request, limits) => {
    try {
      return await exchange(request, await routeTo(request.url), limits);
    } catch (error) {
      if (error instanceof HttpError) return { kind: 'no-response', error };
      throw error;
    }
  };
}

function exchange(request: HttpRequest, route: Route, limits: TryLimits): Promise<HttpOutcome> {
  const { method, url, body, onSending } = request;
  const { agent, viaProxy } = route;
  const secure = url.protocol === 'https:';
  const headers = {
    ...request.headers,
    'user-agent': userAgent,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  return new Promise((resolve, reject) => {
    if (limits.deadline.aborted) throw new HttpError('time-out', noAnswer, false);
    let sent = false;
    let atProxy = viaProxy;
    const sending = () => {
      sent = true;
      atProxy = false;
      onSending?.();
    };
    const outgoing = (secure ? https : http).request(url, { method, headers, agent });
    const settle = (end: () => void) => {
      clearTimeout(timer);
      limits.deadline.removeEventListener('abort', timeIsUp);
      end();
    };
    const fail = (error: HttpError) => {
      settle(() => reject(error));
      outgoing.destroy();
    };
    const timeIsUp = () => fail(new HttpError('time-out', noAnswer, sent));
    const timer = setTimeout(timeIsUp, limits.timeoutMs);
    outgoing.on('error', (error) => fail(toHttpError(error, { sent, atProxy })));
    limits.deadline.addEventListener('abort', timeIsUp);
    // A status that a proxy sends must not be taken for the status of the host called.
    outgoing.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      atProxy = false;
      if (statusCode === 200) return;
      fail(new HttpError('network', `the proxy answered ${statusCode} to CONNECT`, false));
    });
    outgoing.once('socket', (socket) => {
      if (outgoing.reusedSocket) sending();
      else socket.once(secure ? 'secureConnect' : 'connect', sending);
    });
    outgoing.once('response', (incoming) => {
      const { statusCode: status = 0, headers } = incoming;
      readBody(incoming).then(
        (text) =>
          settle(() => resolve({ kind: 'response', status, headers, json: parseJsonObject(text) })),
        (error: NodeJS.ErrnoException) => fail(toHttpError(error, { sent: true, atProxy: false })),
      );
    });
    outgoing.end(body);
  });
}

async function readBody(incoming: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A body that ends early throws here: Node reports it as an error of the stream.
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largestBody) break;
  }
  return Buffer.concat(chunks).subarray(0, largestBody).toString('utf8');
}
