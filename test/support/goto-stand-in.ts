import {
  type Answer,
  type Fault,
  type RecordedRequest,
  type StandInServer,
  type StandInServerOptions,
  startStandInServer,
} from './stand-in-server';

interface GoToOptions {
  tls?: NonNullable<StandInServerOptions['tls']>;
}

/** A request to the token endpoint, taken apart but not judged. */
interface TokenRequest {
  request: RecordedRequest;
  /** What the Basic credential decodes to, as it is; undefined if there is none. */
  basic: string | undefined;
}

export interface GoToStandIn extends StandInServer {
  /** What goes into the input `token-url`. */
  url: string;
  /** What goes into the input `goto-api-url`. */
  apiUrl: string;
  /** Answers (or faults) for the next token requests, one each. */
  next: (...answers: Fault[]) => void;
  /** The answer to every token request that nothing else was planned for. */
  always: (answer: Answer) => void;
  /** The same two for the user's record. */
  nextUser: (...answers: Fault[]) => void;
  alwaysUser: (answer: Answer) => void;
  tokenRequests: () => TokenRequest[];
}

const tokenPath = '/oauth/token';
const userPath = '/identity/v1/Users/me';

/**
 * A GoTo that says what it was told to say and checks nothing. A request nobody scripted an answer
 * for gets a 400 with the error `unscripted_request`, which no client tries again.
 */
export async function startGoTo(options: GoToOptions = {}): Promise<GoToStandIn> {
  const standing = new Map<string, Answer>();
  const server = await startStandInServer({
    ...options,
    respond: (request) => {
      const answer = standing.get(route(request.method, request.path));
      return answer ?? oauthError('unscripted_request');
    },
  });
  const plan = (method: string, path: string, answers: Fault[]) => {
    for (const answer of answers) server.on({ method, path }, answer, 'once');
  };

  return {
    ...server,
    url: `${server.origin}${tokenPath}`,
    apiUrl: server.origin,
    next: (...answers) => plan('POST', tokenPath, answers),
    always: (answer) => void standing.set(route('POST', tokenPath), answer),
    nextUser: (...answers) => plan('GET', userPath, answers),
    alwaysUser: (answer) => void standing.set(route('GET', userPath), answer),
    tokenRequests: () => server.requests.filter(({ path }) => path === tokenPath).map(takeApart),
  };
}

const route = (method: string, path: string) => `${method} ${path}`;

function takeApart(request: RecordedRequest): TokenRequest {
  const [, basic] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return {
    request,
    basic: basic === undefined ? undefined : Buffer.from(basic, 'base64').toString(),
  };
}

/** Long and easy to find, as GoTo's are long: a test looks for it where it must not be. */
export const issuedAccessToken = `eyJhY2Nlc3M.${'Acc3ss-'.repeat(60)}issued_0`;

/** The refresh token of an answer that rotates. */
export const rotatedRefreshToken = `eyJyb3RhdGVk.${'R0tated-'.repeat(24)}rotated_0`;

/** The refresh token that a sign-in brings. */
export const firstRefreshToken = `eyJmaXJzdA.${'F1rst-'.repeat(24)}first_0`;

export const organizerKey = '9007199254740993001';
export const accountKey = '9007199254740993002';

/** A token as GoTo makes them: a JWT of the kind `typ` ('r' for refresh, 'a' for access). */
export function jwt({ typ = 'r', expiresAt }: { typ?: string; expiresAt: Date }): string {
  const claims = { typ, exp: Math.round(expiresAt.getTime() / 1000), sub: '9007199254740993001' };
  const [header, payload] = [{ alg: 'RS512' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${header}.${payload}.${'s1gnature-'.repeat(20)}`;
}

/** GoTo's answer to a refresh, without a new refresh token unless one is named. An override of
 * `undefined` leaves the field out. */
export function tokenAnswer(overrides: Record<string, unknown> = {}): Answer {
  return {
    status: 200,
    body: {
      access_token: issuedAccessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'collab: identity:scim.me',
      principal: 'organizer@example.com',
      ...overrides,
    },
  };
}

/** The same with a new refresh token. */
export const rotatingAnswer = (overrides: Record<string, unknown> = {}): Answer =>
  tokenAnswer({ refresh_token: rotatedRefreshToken, ...overrides });

/** GoTo's answer to the code of a sign-in. */
export const codeAnswer = (overrides: Record<string, unknown> = {}): Answer =>
  tokenAnswer({ refresh_token: firstRefreshToken, ...overrides });

/** The outputs that repeat what `tokenAnswer` says, whenever it is given. */
export const issuedOutputs = {
  'access-token': issuedAccessToken,
  'token-type': 'Bearer',
  'expires-in': '3600',
  scope: 'collab: identity:scim.me',
  principal: 'organizer@example.com',
};

/** An error in the shape of RFC 6749, section 5.2. */
export function oauthError(
  error: string,
  { status = 400, description }: { status?: number; description?: string } = {},
): Answer {
  return { status, body: { error, error_description: description } };
}

/** Where the record of the user has the accounts. */
export const scimExtension = 'urn:scim:schemas:extension:getgo:1.0';

/** The SCIM record of the user. Its keys are too large to be numbers in JavaScript. */
export function userAnswer(overrides: Record<string, unknown> = {}): Answer {
  return {
    status: 200,
    body: {
      schemas: ['urn:scim:schemas:core:1.0', scimExtension],
      id: organizerKey,
      userName: 'organizer@example.com',
      [scimExtension]: { accounts: [{ value: accountKey, display: 'Example Ltd' }] },
      ...overrides,
    },
  };
}
