import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Adapter, AdapterPayload, KoaContextWithOIDC } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import { userAnswer } from './goto-stand-in';

interface OAuthServerOptions {
  /** Whether a grant, by its number from 1, brings a new refresh token. None does unless given. */
  rotate?: (grant: number) => boolean;
  /** The redirect URI registered for the client: where a person who signs in is sent. */
  redirectUri?: string;
  /** What it remembers. With the memory of another server it goes on where that one left off. */
  memory?: Map<string, AdapterPayload>;
}

/**
 * What one grant came to, as the server decided it, whatever became of the answer. `sent` is the
 * refresh token, or the code of a sign-in, which is `exchanged`.
 */
export type Grant =
  | { kind: 'exchanged' | 'rotated'; sent: string; accessToken: string; refreshToken: string }
  | { kind: 'kept'; sent: string; accessToken: string }
  | { kind: 'refused'; sent: string };

export type GoToOAuthServer = Awaited<ReturnType<typeof startGoToOAuthServer>>;

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
export async function startGoToOAuthServer(options: OAuthServerOptions = {}) {
  const grants: Grant[] = [];
  const failures: unknown[] = [];
  const provider = createProvider(options);
  provider.on('server_error', (_context, failure) => failures.push(failure));
  const isAccessTokenValid = async (accessToken: string) =>
    (await provider.AccessToken.find(accessToken))?.isValid ?? false;

  provider.use(async (context, next) => {
    if (context.path === userPath) {
      const [, token = ''] = /^Bearer (.+)$/i.exec(context.get('authorization')) ?? [];
      const isValid = await isAccessTokenValid(token);
      context.status = isValid ? 200 : 401;
      context.body = isValid ? userAnswer().body : { int_err_code: 'InvalidToken' };
      return;
    }
    // GoTo takes a sign-in that names no scope to be for all that the client may do.
    if (context.path === authorizePath) context.query = { scope, ...context.query };
    await next();
    if (context.path !== tokenPath) return;
    const grant = readGrant((context as KoaContextWithOIDC).oidc.body, context.body);
    grants.push(grant);
    if (grant.kind === 'refused') return;
    // The provider sends a refresh token each time, GoTo only a new one; GoTo names the principal.
    const kept = grant.kind === 'kept' && { refresh_token: undefined };
    context.body = { ...(context.body as object), ...kept, principal: accountId };
  });

  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** Where a sign-in begins; what a client adds to it is its query. */
    authorizeUrl: `${origin}${authorizePath}`,
    tokenUrl: `${origin}${tokenPath}`,
    /** What goes into the input `goto-api-url`; the user's record takes a valid access token. */
    apiUrl: origin,
    clientId,
    clientSecret,
    /** Mints a refresh token as a sign-in in the browser would. */
    firstRefreshToken: () => mintRefreshToken(provider),
    grants,
    isAccessTokenValid,
    isRefreshTokenValid: async (refreshToken: string) =>
      (await provider.RefreshToken.find(refreshToken))?.isValid ?? false,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      if (failures.length > 0) throw failures[0];
    },
  };
}

function createProvider({
  rotate = () => false,
  redirectUri = 'http://localhost/callback',
  memory = new Map(),
}: OAuthServerOptions): Provider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const hour = 60 * 60;
  let grants = 0;
  const { warn } = console;
  // The provider warns that its pages are for development, which is what they are used for.
  console.warn = (...words) => String(words[0]).includes('devInteractions') || warn(...words);
  try {
    // Whatever is left at its default here is reported by the provider on the console, so
    // everything that a sign-in and the grants touch is set.
    return new Provider('http://127.0.0.1', {
      adapter: inMemory(memory),
      jwks: { keys: [privateKey.export({ format: 'jwk' }) as { kty: string }] },
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          grant_types: ['authorization_code', 'refresh_token'],
          id_token_signed_response_alg: 'ES256',
          redirect_uris: [redirectUri],
          response_types: ['code'],
          token_endpoint_auth_method: 'client_secret_basic',
        },
      ],
      clientAuthMethods: ['client_secret_basic'],
      // A token is to outlive the browser's session, as GoTo's do.
      expiresWithSession: () => false,
      features: { devInteractions: { enabled: true } },
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
  const of = { accountId, client, grantId, scope, gty: 'authorization_code' };
  return new provider.RefreshToken(of).save();
}

function readGrant(form: Record<string, unknown> = {}, answer: unknown): Grant {
  const { code, refresh_token: sent = code } = form as Record<string, string | undefined>;
  const fields = answer as Record<string, string | undefined>;
  const { access_token: accessToken, refresh_token: refreshToken } = fields;
  if (!sent || !accessToken) return { kind: 'refused', sent: sent ?? '' };
  if (!refreshToken || refreshToken === sent) return { kind: 'kept', sent, accessToken };
  return { kind: code ? 'exchanged' : 'rotated', sent, accessToken, refreshToken };
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
      findByUid: async (uid) =>
        [...entries].find(([id, entry]) => id.startsWith(key('')) && entry.uid === uid)?.[1],
      findByUserCode: async () => undefined,
    };
  };
}
