import {
  type Answer,
  type Fault,
  matches,
  type StandInServerOptions,
  startStandInServer,
} from './stand-in-server';

export type GoToStandIn = Awaited<ReturnType<typeof startGoTo>>;

const token = { method: 'POST', path: '/oauth/token' };
const user = { method: 'GET', path: '/identity/v1/Users/me' };

/**
 * A GoTo that says what it was told to say and checks nothing. A request nobody scripted an answer
 * for gets a 400 with the error `unscripted_request`, which no client tries again.
 */
export async function startGoTo(options: Pick<StandInServerOptions, 'tls'> = {}) {
  const standing = new Map<typeof token, Answer>();
  const server = await startStandInServer({
    ...options,
    respond: (request) => {
      const [, answer] = [...standing].find(([match]) => matches(match, request)) ?? [];
      return answer ?? oauthError('unscripted_request');
    },
  });
  const plan = (match: typeof token, faults: Fault[]) => {
    for (const fault of faults) server.on(match, fault);
  };

  return {
    ...server,
    url: `${server.origin}${token.path}`,
    apiUrl: server.origin,
    /** Answers (or faults) for the next token requests, one each. */
    next: (...faults: Fault[]) => plan(token, faults),
    /** The answer to every token request that nothing else was planned for. */
    always: (answer: Answer) => void standing.set(token, answer),
    nextUser: (...faults: Fault[]) => plan(user, faults),
    alwaysUser: (answer: Answer) => void standing.set(user, answer),
    /** The token requests, with what the Basic credential decodes to; undefined if there is none. */
    tokenRequests: () =>
      server.requests
        .filter(({ path }) => path === token.path)
        .map((request) => {
          const [, basic] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
          return { request, basic: basic && Buffer.from(basic, 'base64').toString() };
        }),
  };
}

/** Long and easy to find, as GoTo's are long: a test looks for it where it must not be. */
export const issuedAccessToken = `eyJhY2Nlc3M.${'Acc3ss-'.repeat(60)}issued_0`;

export const rotatedRefreshToken = `eyJyb3RhdGVk.${'R0tated-'.repeat(24)}rotated_0`;
export const firstRefreshToken = `eyJmaXJzdA.${'F1rst-'.repeat(24)}first_0`;

export const organizerKey = '9007199254740993001';
export const accountKey = '9007199254740993002';

/** A token as GoTo makes them: a JWT of the kind `typ` ('r' for refresh, 'a' for access). */
export function jwt({ typ = 'r', expiresAt }: { typ?: string; expiresAt: Date }): string {
  const claims = { typ, exp: Math.round(expiresAt.getTime() / 1000), sub: organizerKey };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `eyJhbGciOiJSUzUxMiJ9.${payload}.${'s1gnature-'.repeat(20)}`;
}

/** GoTo's answer to a refresh, without a new refresh token unless one is named. */
export const tokenAnswer = (overrides: Record<string, unknown> = {}): Answer => ({
  status: 200,
  body: {
    access_token: issuedAccessToken,
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'collab: identity:scim.me',
    principal: 'organizer@example.com',
    ...overrides,
  },
});

export const rotatingAnswer = (overrides: Record<string, unknown> = {}): Answer =>
  tokenAnswer({ refresh_token: rotatedRefreshToken, ...overrides });

export const codeAnswer = (overrides: Record<string, unknown> = {}): Answer =>
  tokenAnswer({ refresh_token: firstRefreshToken, ...overrides });

/** An error in the shape of RFC 6749, section 5.2. */
export function oauthError(
  error: string,
  { status = 400, description }: { status?: number; description?: string } = {},
): Answer {
  return { status, body: { error, error_description: description } };
}

export const scimExtension = 'urn:scim:schemas:extension:getgo:1.0';

/** The SCIM record of the user. Its keys are too large to be numbers in JavaScript. */
export const userAnswer = (overrides: Record<string, unknown> = {}): Answer => ({
  status: 200,
  body: {
    schemas: ['urn:scim:schemas:core:1.0', scimExtension],
    id: organizerKey,
    userName: 'organizer@example.com',
    [scimExtension]: { accounts: [{ value: accountKey, display: 'Example Ltd' }] },
    ...overrides,
  },
});
