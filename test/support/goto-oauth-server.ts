import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import type { Answer, RecordedRequest } from './faults';
import { userAnswer } from './goto-answers';
import { type StandInServer, startStandInServer } from './stand-in-server';

export interface OAuthServerOptions {
  /** Whether a grant brings a new refresh token; the function is told the grant's number, from 1. */
  rotate?: 'never' | 'always' | ((grant: number) => boolean);
}

/** What one refresh grant came to, as the server decided it, whatever became of the answer. */
export type Grant =
  | { kind: 'kept'; sent: string; accessToken: string }
  | { kind: 'rotated'; sent: string; accessToken: string; refreshToken: string }
  | { kind: 'refused'; sent: string; status: number; error: string };

export interface GoToOAuthServer extends StandInServer {
  /** What goes into the input `token-url`. */
  tokenUrl: string;
  /** What goes into the input `goto-api-url`; the user's record takes a valid access token. */
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  /** Mints a refresh token as a sign-in in the browser would. */
  firstRefreshToken: () => Promise<string>;
  /** Every refresh grant that was asked for, in order. */
  grants: Grant[];
  isAccessTokenValid: (accessToken: string) => Promise<boolean>;
  /** Whether a refresh token would still be honoured. */
  isRefreshTokenValid: (refreshToken: string) => Promise<boolean>;
}

const tokenPath = '/oauth/token';
const userPath = '/identity/v1/Users/me';
const accountId = 'organizer@example.com';
const scope = 'collab: identity:scim.me';

// The provider decodes Basic credentials as RFC 6749 says and GoTo does not. These are the same
// either way.
const clientId = 'webinarsClient1';
const clientSecret = 'onlyLettersAndDigits0123456789';

/**
 * A real OAuth server in the part of GoTo. A refresh token that was replaced is refused from then
 * on, and its use revokes all that came of the same sign-in.
 */
export async function startGoToOAuthServer(
  options: OAuthServerOptions = {},
): Promise<GoToOAuthServer> {
  const provider = createProvider(rotationPolicy(options.rotate ?? 'never'));
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
      const answer = await forward(request, `http://127.0.0.1:${port}`);
      const sent = new URLSearchParams(request.body).get('refresh_token') ?? '';
      const grant = readGrant(answer, sent);
      if (grant) grants.push(grant);
      return grant && grant.kind !== 'refused' ? asGoTo(answer, grant) : answer;
    },
  });

  return {
    ...front,
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

function rotationPolicy(rotate: NonNullable<OAuthServerOptions['rotate']>): () => boolean {
  if (rotate === 'never') return () => false;
  if (rotate === 'always') return () => true;
  let grant = 0;
  return () => {
    grant += 1;
    return rotate(grant);
  };
}

// Whatever is left at its default here is reported by the provider on the console, so everything
// that the refresh grant touches is set.
function createProvider(rotateRefreshToken: () => boolean): Provider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const hour = 60 * 60;
  return new Provider('http://127.0.0.1', {
    adapter: inMemory(),
    jwks: { keys: [privateKey.export({ format: 'jwk' }) as { kty: string }] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['refresh_token'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    clientAuthMethods: ['client_secret_basic'],
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    rotateRefreshToken,
    routes: { token: tokenPath },
    // The provider knows the refresh grant only if this scope exists.
    scopes: ['offline_access', ...scope.split(' ')],
    ttl: { AccessToken: hour, Grant: 60 * 24 * hour, RefreshToken: 30 * 24 * hour },
  });
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

async function forward(request: RecordedRequest, authority: string): Promise<Answer> {
  const { authorization, 'content-type': contentType } = request.headers;
  const response = await fetch(authority + request.target, {
    method: request.method,
    headers: {
      ...(authorization && { authorization }),
      ...(contentType && { 'content-type': contentType }),
    },
    ...(request.method === 'POST' && { body: request.body }),
  });
  const challenge = response.headers.get('www-authenticate');
  return {
    status: response.status,
    headers: { 'cache-control': 'no-store', ...(challenge && { 'www-authenticate': challenge }) },
    body: (await response.json()) as object,
  };
}

function readGrant({ status, body }: Answer, sent: string): Grant | undefined {
  const fields = body as Record<string, string | undefined>;
  if (fields.error) return { kind: 'refused', sent, status, error: fields.error };
  const { access_token: accessToken, refresh_token: refreshToken } = fields;
  if (accessToken === undefined) return undefined;
  return refreshToken === undefined || refreshToken === sent
    ? { kind: 'kept', sent, accessToken }
    : { kind: 'rotated', sent, accessToken, refreshToken };
}

/** The provider always sends a refresh token, GoTo only a new one; GoTo names the principal. */
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
function inMemory(): (name: string) => Adapter {
  const entries = new Map<string, AdapterPayload>();
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
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
    };
  };
}
