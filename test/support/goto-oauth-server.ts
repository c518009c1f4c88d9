import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Adapter, AdapterPayload, ClientMetadata } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import { userAnswer } from './goto-stand-in';
import {
  type Answer,
  type RecordedRequest,
  type StandInServer,
  startStandInServer,
} from './stand-in-server';

export interface OAuthServerOptions {
  /** Whether a grant, by its number from 1, brings a new refresh token. None does unless given. */
  rotate?: (grant: number) => boolean;
  /** The redirect URI registered for the client. With it a person can sign in, in a browser. */
  redirectUri?: string;
  /** What it remembers. With the memory of another server it goes on where that one left off. */
  memory?: Map<string, AdapterPayload>;
}

/**
 * What one grant came to, as the server decided it, whatever became of the answer. `sent` is the
 * refresh token, or the code of a sign-in, which is `exchanged`.
 */
export type Grant =
  | { kind: 'exchanged'; sent: string; accessToken: string; refreshToken: string }
  | { kind: 'kept'; sent: string; accessToken: string }
  | { kind: 'rotated'; sent: string; accessToken: string; refreshToken: string }
  | { kind: 'refused'; sent: string; status: number; error: string };

export interface GoToOAuthServer extends StandInServer {
  /** Where a sign-in begins; what a client adds to it is its query. */
  authorizeUrl: string;
  /** What goes into the input `token-url`. */
  tokenUrl: string;
  /** What goes into the input `goto-api-url`; the user's record takes a valid access token. */
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  /** Mints a refresh token as a sign-in in the browser would. */
  firstRefreshToken: () => Promise<string>;
  /** Every grant that was asked for, in order. */
  grants: Grant[];
  isAccessTokenValid: (accessToken: string) => Promise<boolean>;
  /** Whether a refresh token would still be honoured. */
  isRefreshTokenValid: (refreshToken: string) => Promise<boolean>;
}

const authorizePath = '/oauth/authorize';
const tokenPath = '/oauth/token';
const userPath = '/identity/v1/Users/me';
/** Who signs in, and the principal of every token. */
export const accountId = 'organizer@example.com';
/** All that the client may ask for, and what a sign-in that names no scope is for. */
const scope = 'collab: identity:scim.me';

// The provider decodes Basic credentials as RFC 6749 says and GoTo does not. These are the same
// either way.
const clientId = 'webinarsClient1';
const clientSecret = 'onlyLettersAndDigits0123456789';

/**
 * A real OAuth server in the part of GoTo, with its own pages to sign in and to consent. A refresh
 * token that was replaced is refused from then on, and its use revokes all that came of the same
 * sign-in.
 */
export async function startGoToOAuthServer(
  options: OAuthServerOptions = {},
): Promise<GoToOAuthServer> {
  const provider = createProvider(options);
  const failures: unknown[] = [];
  provider.on('server_error', (_context, failure) => failures.push(failure));
  const authority = createServer(provider.callback());
  await new Promise<void>((resolve) => authority.listen(0, '127.0.0.1', resolve));
  const { port } = authority.address() as AddressInfo;
  const grants: Grant[] = [];

  const isAccessTokenValid = async (accessToken: string) =>
    (await provider.AccessToken.find(accessToken))?.isValid ?? false;

  const front = await startStandInServer({
    respond: async (request) => {
      if (request.path === userPath) {
        return (await isAccessTokenValid(bearer(request)))
          ? userAnswer()
          : { status: 401, body: { int_err_code: 'InvalidToken' } };
      }
      const answer = await forward(request, port);
      if (request.path !== tokenPath) return answer;
      const grant = readGrant(answer, new URLSearchParams(request.body));
      if (grant) grants.push(grant);
      return grant && grant.kind !== 'refused' ? asGoTo(answer, grant) : answer;
    },
  });

  return {
    ...front,
    authorizeUrl: `${front.origin}${authorizePath}`,
    tokenUrl: `${front.origin}${tokenPath}`,
    apiUrl: front.origin,
    clientId,
    clientSecret,
    firstRefreshToken: () => mintRefreshToken(provider),
    grants,
    isAccessTokenValid,
    isRefreshTokenValid: async (refreshToken) =>
      (await provider.RefreshToken.find(refreshToken))?.isValid ?? false,
    close: async () => {
      const closed = new Promise((resolve) => authority.close(resolve));
      authority.closeAllConnections();
      await Promise.all([closed, front.close()]);
      if (failures.length > 0) throw failures[0];
    },
  };
}

// Whatever is left at its default here is reported by the provider on the console, so everything
// that a sign-in and the grants touch is set.
function createProvider({
  rotate = () => false,
  redirectUri,
  memory = new Map(),
}: OAuthServerOptions): Provider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const hour = 60 * 60;
  let grants = 0;
  const create = () =>
    new Provider('http://127.0.0.1', {
      adapter: inMemory(memory),
      jwks: { keys: [privateKey.export({ format: 'jwk' }) as { kty: string }] },
      clients: [registeredClient(redirectUri)],
      clientAuthMethods: ['client_secret_basic'],
      // A token is to outlive the browser's session, as GoTo's do.
      expiresWithSession: () => false,
      features: { devInteractions: { enabled: redirectUri !== undefined } },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      issueRefreshToken: () => true,
      pkce: { required: () => true },
      renderError: (context, { error, error_description }) => {
        context.type = 'text';
        context.body = `${error}: ${error_description}`;
      },
      rotateRefreshToken: () => {
        grants += 1;
        return rotate(grants);
      },
      routes: { authorization: authorizePath, token: tokenPath },
      // The provider knows the refresh grant only if this scope exists.
      scopes: ['offline_access', ...scope.split(' ')],
      ttl: {
        AccessToken: hour,
        AuthorizationCode: 60,
        Grant: 60 * 24 * hour,
        Interaction: hour,
        RefreshToken: 30 * 24 * hour,
        Session: hour,
      },
    });
  return withoutWarningOf('devInteractions', create);
}

function registeredClient(redirectUri: string | undefined): ClientMetadata {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    id_token_signed_response_alg: 'ES256',
    token_endpoint_auth_method: 'client_secret_basic',
    ...(redirectUri === undefined
      ? { grant_types: ['refresh_token'], redirect_uris: [], response_types: [] }
      : {
          grant_types: ['authorization_code', 'refresh_token'],
          redirect_uris: [redirectUri],
          response_types: ['code'],
        }),
  };
}

/** The provider warns that its own pages are for development, which is what they are used for. */
function withoutWarningOf(feature: string, create: () => Provider): Provider {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes(feature)) warn(...words);
  };
  try {
    return create();
  } finally {
    console.warn = warn;
  }
}

async function mintRefreshToken(provider: Provider): Promise<string> {
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new Error(`The provider does not know ${clientId}.`);
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  return new provider.RefreshToken({
    accountId,
    client,
    grantId,
    scope,
    gty: 'authorization_code',
  }).save();
}

/** Hands a request on as it is: the pages are made for the host that the browser asked. */
async function forward(request: RecordedRequest, port: number): Promise<Answer> {
  const outgoing = sendRequest({
    host: '127.0.0.1',
    port,
    method: request.method,
    path: request.path === authorizePath ? withScope(request.query) : request.target,
    headers: request.headers,
  });
  outgoing.end(request.body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const body = await buffer(incoming);
  return {
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(incoming.headers).filter(
        (header): header is [string, string | string[]] =>
          header[1] !== undefined && !ofTheConnection.includes(header[0]),
      ),
    ),
    body: request.path === tokenPath ? JSON.parse(body.toString()) : body,
  };
}

/** Headers that hold from one hop to the next only, or for the bytes as they came. */
const ofTheConnection = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'];

/** GoTo takes a sign-in that names no scope to be for all that the client may do. */
function withScope(query: URLSearchParams): string {
  const asked = new URLSearchParams(query);
  if (!asked.has('scope')) asked.set('scope', scope);
  return `${authorizePath}?${asked}`;
}

function readGrant({ status, body }: Answer, form: URLSearchParams): Grant | undefined {
  const code = form.get('code');
  const sent = code ?? form.get('refresh_token') ?? '';
  const fields = body as Record<string, string | undefined>;
  if (fields.error) return { kind: 'refused', sent, status, error: fields.error };
  const { access_token: accessToken, refresh_token: refreshToken } = fields;
  if (accessToken === undefined) return undefined;
  if (refreshToken === undefined || refreshToken === sent) {
    return { kind: 'kept', sent, accessToken };
  }
  return { kind: code === null ? 'rotated' : 'exchanged', sent, accessToken, refreshToken };
}

/** The provider sends a refresh token each time, GoTo only a new one; GoTo names the principal. */
function asGoTo(answer: Answer, grant: Grant): Answer {
  const body: Record<string, unknown> = { ...(answer.body as object), principal: accountId };
  if (grant.kind === 'kept') delete body.refresh_token;
  return { ...answer, body };
}

function bearer(request: RecordedRequest): string {
  const [, token = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return token;
}

/** The adapter that comes with the package warns at every start that it is for development. */
function inMemory(entries: Map<string, AdapterPayload>): (name: string) => Adapter {
  return (name) => {
    const key = (id: string) => `${name}:${id}`;
    return {
      find: async (id) => entries.get(key(id)),
      upsert: async (id, payload) => void entries.set(key(id), payload),
      destroy: async (id) => void entries.delete(key(id)),
      consume: async (id) => {
        const entry = entries.get(key(id));
        if (entry) entry.consumed = Math.floor(Date.now() / 1000);
      },
      revokeByGrantId: async (grantId) => {
        for (const [id, entry] of entries) if (entry.grantId === grantId) entries.delete(id);
      },
      findByUid: async (uid) => {
        const ofItsKind = [...entries].filter(([id]) => id.startsWith(key('')));
        return ofItsKind.find(([, entry]) => entry.uid === uid)?.[1];
      },
      findByUserCode: async () => undefined,
    };
  };
}
