import http from 'node:http';
import https from 'node:https';
import { failureOf, HttpFailure } from './error';
import { createAgents, type Route } from './proxy';
import { userAgent } from './user-agent';

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
 * One careful request: no redirect followed, no retry, a bounded time and a bounded body, through
 * the proxy that the runner's variables name for the host called.
 */
export function createSend(): Send {
  const agentFor = createAgents();
  return async (request, limits) => exchange(request, await agentFor(request.url), limits);
}

function exchange(request: HttpRequest, route: Route, limits: TryLimits): Promise<HttpAnswer> {
  const { method, url, body, onSending } = request;
  const { agent, viaProxy } = route;
  const secure = url.protocol === 'https:';
  const headers = {
    ...request.headers,
    'user-agent': userAgent,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  return new Promise((resolve, reject) => {
    if (limits.over.aborted) throw new HttpFailure('time-out', noAnswer, false);
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
      limits.over.removeEventListener('abort', timeIsUp);
      end();
    };
    const fail = (failure: HttpFailure) => {
      settle(() => reject(failure));
      outgoing.destroy();
    };
    const timeIsUp = () => fail(new HttpFailure('time-out', noAnswer, sent));
    const timer = setTimeout(timeIsUp, limits.timeout);
    outgoing.on('error', (error) => fail(failureOf(error, { sent, atProxy })));
    limits.over.addEventListener('abort', timeIsUp);
    // A proxy that refuses is not the host called: its status must not be judged as the host's.
    outgoing.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      atProxy = false;
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
        (error: NodeJS.ErrnoException) => fail(failureOf(error, { sent: true, atProxy: false })),
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
