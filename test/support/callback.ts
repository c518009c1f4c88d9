import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What the browser is shown. */
export interface CallbackPage {
  status: number;
  headers: IncomingHttpHeaders;
  html: string;
}

export interface CallbackRequest {
  /** The query; a list of pairs where a name comes twice. */
  query: Record<string, string> | [string, string][];
  /** `/callback` unless given. */
  path?: string;
  method?: string;
  /** The header; the host of the redirect URI unless given. */
  host?: string;
  /** Where to connect to; 127.0.0.1 unless given. */
  address?: string;
}

/**
 * Calls back as a browser does that was sent to the redirect URI, or as somebody else would who
 * found the port.
 *
 * @param url the one the command printed
 */
export async function callBack(
  url: URL,
  { query, path = '/callback', method = 'GET', host, address = '127.0.0.1' }: CallbackRequest,
): Promise<CallbackPage> {
  const redirectUri = new URL(url.searchParams.get('redirect_uri') ?? '');
  const outgoing = request({
    host: address,
    port: redirectUri.port,
    method,
    path: `${path}?${new URLSearchParams(query)}`,
    // Browsers ask for a connection that is kept.
    headers: { host: host ?? redirectUri.host, connection: 'keep-alive' },
    agent: false,
  });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, headers } = incoming;
  return { status, headers, html: await text(incoming) };
}

export const stateOf = (url: URL): string => url.searchParams.get('state') ?? '';

/** The callback of somebody who signed in. */
export const signedIn = (url: URL, code = signInCode): Promise<CallbackPage> =>
  callBack(url, { query: { code, state: stateOf(url) } });

/** A code, easy to find where it should not be. */
export const signInCode = 'c0de-of-the-sign-in-0123456789/+=&';
