import type { Answer } from './faults';

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
