import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { readBody } from './body';
import { EarlyAgent, isSecured } from './early-agent';
import { HttpError, toHttpError } from './error';
import { type HttpOutcome, type HttpResponse, parseJsonObject } from './outcome';
import { createRoutes, type Route, type Routes } from './proxy';
import { userAgent } from './user-agent';

const noAnswer = 'no answer in time';
export const maxConnectMs = 10_000;
const maxHeaderBytes = 1024 * 1024;
/** How long each address of a host may take; Node's 250 ms are too short for one far away. */
const addressTimeoutMs = 2_500;
/** A time-out counts when so many turns of the event loop have brought nothing, … */
const quietTurns = 5;
/** … and at the latest after this many, however slowly the other side sends. */
const maxTurns = 200;

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
  /** ends the try early */
  deadline: AbortSignal;
  /** whether to open a connection instead of using one from the pool */
  newConnection?: boolean;
}

/**
 * Sends one request.
 *
 * @throws only on a bug; every failure of the network is an outcome
 */
export type Send = (request: HttpRequest, limits: TryLimits) => Promise<HttpOutcome>;

export interface HttpClient extends Pick<Routes, 'connectEarly'> {
  send: Send;
}

/**
 * Creates a client that sends careful requests: it follows no redirect, does not retry, has a limit
 * for time and body, and uses the proxy that the environment names for the host called.
 */
export function createHttpClient(): HttpClient {
  const { routeTo, connectEarly } = createRoutes();
  net.setDefaultAutoSelectFamilyAttemptTimeout(addressTimeoutMs);
  const send: Send = async (request, limits) => {
    try {
      return await exchange(request, await routeTo(request.url), limits);
    } catch (error) {
      if (error instanceof HttpError) return { kind: 'no-response', error };
      throw error;
    }
  };
  return { send, connectEarly };
}

function exchange(request: HttpRequest, route: Route, limits: TryLimits): Promise<HttpOutcome> {
  const { method, url, body, onSending, onSent } = request;
  const { agent, viaProxy } = route;
  const { timeoutMs, connectTimeoutMs = maxConnectMs, deadline, newConnection = false } = limits;
  const secure = url.protocol === 'https:';
  const headers = {
    // Some servers compress what nobody asked them to compress.
    'accept-encoding': 'identity',
    ...request.headers,
    'user-agent': userAgent,
  };
  return new Promise((resolve, reject) => {
    if (deadline.aborted) throw new HttpError('time-out', noAnswer, false);
    let sent = false;
    let atProxy = viaProxy;
    let isOver = false;
    let incoming: http.IncomingMessage | undefined;
    if (newConnection) closeIdleConnections(agent);
    const outgoing = (secure ? https : http).request(url, {
      method,
      headers,
      agent,
      // An answer must not be lost because its headers are not clean.
      maxHeaderSize: maxHeaderBytes,
      insecureHTTPParser: true,
    });
    const stopTimers = () => {
      clearTimeout(connectTimer);
      clearTimeout(timer);
      deadline.removeEventListener('abort', timeIsUp);
    };
    const settle = (outcome: HttpOutcome) => {
      isOver = true;
      stopTimers();
      resolve(outcome);
    };
    const fail = (error: HttpError) => {
      // What has arrived of a body is kept.
      if (incoming) incoming.destroy(error);
      else settle({ kind: 'no-response', error });
      outgoing.destroy();
    };
    const timeIsUp = () => {
      // Nothing has left, so nothing can have arrived; and it must not leave now.
      if (!sent) return fail(new HttpError('time-out', noAnswer, false));
      // A process that stood still sees its timers before the bytes that arrived meanwhile.
      untilQuiet(outgoing, () => isOver).then((isQuiet) => {
        if (isQuiet) fail(new HttpError('time-out', noAnswer, sent));
      }, reject);
    };
    const connectTimer = setTimeout(timeIsUp, connectTimeoutMs);
    const timer = timeoutMs === undefined ? undefined : setTimeout(timeIsUp, timeoutMs);
    deadline.addEventListener('abort', timeIsUp);
    const sending = () => {
      clearTimeout(connectTimer);
      sent = true;
      atProxy = false;
      onSending?.();
    };
    outgoing.once('finish', () => onSent?.());
    outgoing.on('error', async (error) => {
      // A body that came together with the error is still on its way to its reader.
      if (incoming) await setImmediate();
      if (!isOver) fail(toHttpError(error, { sent, atProxy }));
    });
    // A status that a proxy sends must not be taken for the status of the host called.
    outgoing.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      atProxy = false;
      if (statusCode === 200) return;
      const reason = statusCode === 407 ? 'proxy-refused' : 'network';
      fail(
        new HttpError(
          reason,
          `the proxy refused the connection with status ${Number(statusCode)}`,
          false,
        ),
      );
    });
    outgoing.once('socket', (socket) => {
      if (outgoing.reusedSocket || isSecured(socket)) sending();
      else socket.once(secure ? 'secureConnect' : 'connect', sending);
    });
    outgoing.once('response', (response) => {
      incoming = response;
      const { statusCode: status = 0, headers } = response;
      const onArrived = () => {
        isOver = true;
        stopTimers();
      };
      readBody(response, onArrived).then(({ text, cutBy }) => {
        const json = parseJsonObject(text);
        const read: HttpResponse = { kind: 'response', status, headers, text, json };
        if (cutBy === undefined) return settle(read);
        const error = toHttpError(cutBy, { sent: true, atProxy: false });
        settle({ kind: 'no-response', error, partial: read });
      }, reject);
    });
    outgoing.end(body);
  });
}

/**
 * Lets the event loop read what has arrived, until it brings nothing more. Returns false if the
 * request is over by then.
 */
async function untilQuiet({ socket }: http.ClientRequest, isOver: () => boolean): Promise<boolean> {
  let bytesRead = -1;
  let quiet = 0;
  for (let turns = 0; quiet < quietTurns && turns < maxTurns; turns += 1) {
    if (isOver()) return false;
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
