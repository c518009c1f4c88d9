import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { CommandError } from '../errors';
import { clientsPage } from '../goto/grant';
import { pageTimeoutMs } from '../limits';
import type { Redactor } from '../redactor';
import { failurePage, type Page, pageHeaders, render } from './page';

const callbackPath = '/callback';

/** OAuth's authorization response (RFC 6749 section 4.1.2), from the query of the callback. */
type AuthorizationResponse =
  | { kind: 'code'; code: string }
  | { kind: 'error'; error: string; description: string };

export interface Callback {
  response: AuthorizationResponse;
  /** Sends the page that the browser is waiting for. */
  respond: (page: Page) => Promise<void>;
}

/**
 * Listens for the callback (RFC 8252 section 7.3) on every loopback address of the machine and on no
 * other. Returns the redirect URI, OAuth's `state`, without which a request gets an error page, and
 * the first valid callback.
 *
 * @throws CommandError when the port is not free on one of them
 */
export async function listenForCallback(port: number) {
  const state = randomBytes(32).toString('base64url');
  const servers = { '127.0.0.1': createServer(), '::1': createServer() };
  const callback = new Promise<Callback>((resolve) => {
    let expected: string | undefined = state;
    const handle: RequestListener = async (request, response) => {
      const result = errorPageFor(request, port) ?? readResponse(request, expected);
      const respond = (page: Page) => send(response, page);
      if ('status' in result) return respond(result);
      expected = undefined;
      resolve({ response: result, respond });
    };
    for (const server of Object.values(servers)) server.on('request', handle);
  });
  const close = async () => {
    for (const server of Object.values(servers)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  try {
    for (const [host, server] of Object.entries(servers)) await listen(server, host, port);
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

/** The error page for a request to another address; undefined if there is none. */
function errorPageFor({ headers, method, url }: IncomingMessage, port: number): Page | undefined {
  // Another name that resolves to this address (DNS rebinding) must not get an answer.
  const origins = ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${port}`);
  // Browsers leave out port 80, and so does URL.
  const hosts = origins.flatMap((origin) => [new URL(origin).host, origin.slice('http://'.length)]);
  if (!hosts.includes(headers.host?.toLowerCase() ?? '')) return failurePage(421, 'Wrong address');
  if (url?.split('?')[0] !== callbackPath) return failurePage(404, 'Wrong address');
  if (method !== 'GET') return failurePage(405, 'This page only answers GET requests');
  return undefined;
}

/** @param state undefined once a valid callback has arrived */
function readResponse(
  { url }: IncomingMessage,
  state: string | undefined,
): AuthorizationResponse | Page {
  const query = new URLSearchParams(url?.split('?').slice(1).join('?'));
  const single = (name: string) => {
    const [value = '', ...more] = query.getAll(name);
    return more.length === 0 ? value : '';
  };
  if (state === undefined || !isSame(single('state'), state)) {
    return failurePage(
      400,
      'This is not the sign-in that the terminal is waiting for',
      'Open the address that the terminal shows, or look there for the result.',
    );
  }
  const [error, code] = [single('error'), single('code')];
  if (error !== '') return { kind: 'error', error, description: single('error_description') };
  if (code !== '') return { kind: 'code', code };
  const advice = 'Open the address that the terminal shows once more.';
  return failurePage(400, 'The sign-in returned no code', advice);
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
