import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CommandError } from '../errors';
import { clientsPage } from '../goto/grant';
import { pageTimeoutMs } from '../limits';
import type { Redactor } from '../redactor';
import { type Page, pageHeaders, refusalPage, render } from './page';

const callbackPath = '/callback';

/** The addresses of `localhost`. */
const loopbackAddresses = ['127.0.0.1', '::1'];

/** OAuth's authorization response (RFC 6749 section 4.1.2), from the query of the callback. */
type AuthorizationResponse =
  | { kind: 'code'; code: string }
  | { kind: 'error'; error: string; description: string };

export interface Callback {
  response: AuthorizationResponse;
  /** Sends the page that the browser is waiting for. */
  respond: (page: Page) => Promise<void>;
}

interface CallbackListener {
  /** where GoTo sends the browser after the sign-in, as registered in the OAuth client */
  redirectUri: string;
  /** OAuth's `state`; a request without it gets an error page */
  state: string;
  /** Resolves with the first valid callback. */
  callback: Promise<Callback>;
  close: () => Promise<void>;
}

/**
 * Listens for the callback (RFC 8252 section 7.3) on every loopback address of the machine and on no
 * other.
 *
 * @throws CommandError when the port is not free on one of them
 */
export async function listenForCallback(port: number): Promise<CallbackListener> {
  const state = randomBytes(32).toString('base64url');
  let resolveCallback: (callback: Callback) => void = () => undefined;
  const callback = new Promise<Callback>((resolve) => {
    resolveCallback = resolve;
  });
  let isUsed = false;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const result =
      errorPageFor(request, port) ??
      parseAuthorizationResponse(request, isUsed ? undefined : state);
    if ('status' in result) return send(response, result);
    isUsed = true;
    resolveCallback({ response: result, respond: (page) => send(response, page) });
  };
  const servers = loopbackAddresses.map(() => createServer(handle));
  const close = async () => {
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  };
  try {
    for (const [index, host] of loopbackAddresses.entries()) {
      await listen(servers[index] as Server, host, port);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { redirectUri: `http://localhost:${port}${callbackPath}`, state, callback, close };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen({ port, host, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    // A machine without IPv6 has no ::1.
    if (host === '::1' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) return;
    const isInUse = code === 'EADDRINUSE';
    const problem = isInUse ? 'is in use by another program' : `cannot be opened (${code})`;
    throw new CommandError(
      `Port ${port} on ${host} ${problem}.`,
      `${isInUse ? 'End that program, or choose' : 'Choose'} another port with --port, and register the redirect URI with that port in the OAuth client.`,
    );
  }
}

/** Returns the error page for a request that this server must not handle, else undefined. */
function errorPageFor(request: IncomingMessage, port: number): Page | undefined {
  // Another name that resolves to this address (DNS rebinding) must not get an answer.
  const hosts = ['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${port}`);
  // Browsers leave out port 80.
  const host = request.headers.host?.toLowerCase() ?? '';
  if (!hosts.includes(port === 80 ? host.replace(/(:80)?$/, ':80') : host)) {
    return refusalPage(421, 'Wrong address');
  }
  if (request.url?.split('?')[0] !== callbackPath) return refusalPage(404, 'Wrong address');
  if (request.method !== 'GET') return refusalPage(405, 'This page only answers GET requests');
  return undefined;
}

/** @param state undefined once a valid callback has arrived */
function parseAuthorizationResponse(
  request: IncomingMessage,
  state: string | undefined,
): AuthorizationResponse | Page {
  const query = new URLSearchParams(request.url?.split('?').slice(1).join('?'));
  const single = (name: string) => {
    const [value = '', ...more] = query.getAll(name);
    return more.length === 0 ? value : '';
  };
  if (state === undefined || !isSame(single('state'), state)) {
    return refusalPage(
      400,
      'This is not the sign-in that the terminal is waiting for',
      'Open the address that the terminal shows, or look there for the result.',
    );
  }
  const [error, code] = [single('error'), single('code')];
  if (error !== '') return { kind: 'error', error, description: single('error_description') };
  if (code !== '') return { kind: 'code', code };
  return refusalPage(
    400,
    'The sign-in returned no code',
    'Open the address that the terminal shows once more.',
  );
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

async function send(response: ServerResponse, page: Page): Promise<void> {
  if (response.destroyed) return;
  const allow = page.status === 405 ? { allow: 'GET' } : {};
  response.writeHead(page.status, { ...pageHeaders, ...allow, connection: 'close' });
  response.end(render(page));
  const timeout = AbortSignal.timeout(pageTimeoutMs);
  await once(response, 'close', { signal: timeout }).catch(() => undefined);
}

/**
 * The code that the browser brought, masked.
 *
 * @throws CommandError when the person or GoTo refused
 */
export function readCode(response: AuthorizationResponse, redactor: Redactor): string {
  if (response.kind === 'code') return redactor.mask(response.code);
  const { error, description } = response;
  const quote = redactor.quote('GoTo', error, description);
  throw error === 'access_denied'
    ? new CommandError(
        `The sign-in was refused.${quote} No secret was written.`,
        'Run the command again, sign in as the organizer and press Allow.',
      )
    : new CommandError(
        `GoTo ended the sign-in with an error.${quote} No secret was written.`,
        `Check the scopes of the OAuth client at ${clientsPage}, and --scope if you used it. Then run the command again.`,
      );
}
