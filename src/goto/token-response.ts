import { Failure } from '../errors';
import { factsOf, type HttpFacts, reasonsIn, redirectHostOf } from '../http/outcome';
import type { SentCall } from '../http/retry';
import { maxPlainReasonLength } from '../limits';
import type { Redactor } from '../redactor';
import type { Grant } from './grant';
import {
  type Answer,
  isAbsent,
  type ResponseFields,
  readAnswer,
  readKey,
  readPrincipal,
  readScope,
  readSeconds,
  readToken,
  readTokenType,
} from './response-fields';

/** What a response grants. Every field is valid or undefined. */
export interface TokenSet {
  accessToken: string;
  tokenType: string;
  /** whole seconds from the moment of the request */
  expiresIn: number | undefined;
  expiresAt: Date | undefined;
  /** separated by one space */
  scope: string | undefined;
  principal: string | undefined;
  organizerKey: string | undefined;
  accountKey: string | undefined;
}

export type TokenResponse = GrantedResponse | RejectedResponse;

/** unusable: without a valid access token; it may hold a refresh token all the same */
export type GrantedResponse = (
  | { kind: 'issued'; tokens: TokenSet }
  | { kind: 'unusable'; failure: TokenFailure }
) & {
  /** a refresh token that differs from the one sent */
  newRefreshToken: string | undefined;
  /** names of optional fields that were there and are invalid */
  invalidFields: string[];
};

/** `invalid_grant`: GoTo does not accept what was exchanged. */
export interface RejectedResponse extends Pick<TokenFailureFacts, 'quotation' | 'answerLost'> {
  kind: 'rejected';
  /** whether GoTo says that a newer refresh token replaced the one sent */
  isReplaced: boolean;
}

export interface TokenFailureFacts extends HttpFacts {
  kind:
    | 'client-rejected'
    /** the grant type is not switched on in the OAuth client */
    | 'grant-type-rejected'
    | 'unavailable'
    // A success without an access token that can be used.
    | 'no-json'
    | 'cut'
    | 'no-access-token'
    | 'invalid-access-token';
  host: string;
  grantType: Grant['grant_type'];
  redirectHost: string | undefined;
  /** the code of OAuth (RFC 6749 section 5.2), where it rejects the client */
  oauthError: string | undefined;
  quotation: string;
  /** whether GoTo may have granted the request in an answer that was lost */
  answerLost: boolean;
  isRotated: boolean;
}

/** The token request brought no access token: the facts. */
export class TokenFailure extends Failure<TokenFailureFacts> {}

interface TokenResponseContext {
  /** what was sent; a refresh token that comes back unchanged is not a new one */
  grant: Grant;
  tokenUrl: URL;
  /** when the request left; counted from there, `expiresAt` is never too late */
  requestedAt: Date;
  redactor: Redactor;
}

/**
 * Processes GoTo's answer. Both tokens in it are masked before anything else is looked at.
 *
 * @throws TokenFailure when GoTo granted nothing, except for `invalid_grant`
 */
export function processTokenResponse(
  { outcome, answerLost }: SentCall,
  context: TokenResponseContext,
): TokenResponse {
  const { grant, tokenUrl, redactor } = context;
  const answer = readAnswer(outcome, redactor);
  const reasons = reasonsOf(answer);
  const facts = {
    ...factsOf(outcome),
    host: tokenUrl.host,
    grantType: grant.grant_type,
    redirectHost: redirectHostOf(outcome, tokenUrl, redactor),
    oauthError: reasons.find((reason) => /^(invalid|unauthorized)_client$/.test(reason)),
    quotation: redactor.quote('GoTo', ...reasons),
    answerLost,
    isRotated: false,
  };
  if (answer.isGranted) return processGranted(answer, facts, context);
  const kind = rejectionOf(facts, reasons);
  if (kind === 'invalid-grant') {
    const isReplaced = reasons.some((reason) => reason.includes('refresh.token.revoked'));
    return { kind: 'rejected', isReplaced, quotation: facts.quotation, answerLost };
  }
  throw new TokenFailure({ ...facts, kind });
}

function rejectionOf(
  { status = 500, oauthError }: Omit<TokenFailureFacts, 'kind'>,
  reasons: string[],
): TokenFailureFacts['kind'] | 'invalid-grant' {
  // A 5xx says nothing about the grant, whatever its body says: it means that all tries failed.
  if (status >= 500) return 'unavailable';
  const says = (pattern: RegExp) => reasons.some((reason) => pattern.test(reason));
  if (says(/^invalid_grant\b/)) return 'invalid-grant';
  if (says(/grant[\s_-]*type/i)) return 'grant-type-rejected';
  return status === 401 || oauthError !== undefined ? 'client-rejected' : 'unavailable';
}

/** From JSON or from plain text; of a success, only JSON: a text may be part of a token. */
function reasonsOf({ text, fields, isSuccess }: Answer): string[] {
  if (fields !== undefined || isSuccess) return reasonsIn(fields);
  const [, plain] = /^\s*"?([^<{"][^<{]*?)"?\s*$/.exec(text.slice(0, maxPlainReasonLength)) ?? [];
  return reasonsIn(plain);
}

function processGranted(
  { fields, isComplete }: Answer,
  facts: Omit<TokenFailureFacts, 'kind'>,
  { grant, requestedAt, redactor }: TokenResponseContext,
): GrantedResponse {
  const invalidFields: string[] = [];
  const optional = <T>(name: string, read: (value: unknown) => T | undefined): T | undefined => {
    const value = fields?.[name];
    if (isAbsent(value)) return undefined;
    const valid = read(value);
    if (valid === undefined) invalidFields.push(name);
    return valid;
  };
  // Text that contains a token, put there by mistake, must not become an output.
  const text = (read: (value: unknown) => string | undefined) => (value: unknown) => {
    const valid = read(value);
    return valid === undefined || redactor.containsSecret(valid) ? undefined : valid;
  };

  const sentToken = grant.grant_type === 'refresh_token' ? grant.refresh_token : undefined;
  const refreshToken = optional('refresh_token', readToken);
  const expiresIn = optional('expires_in', readSeconds);
  // Beside a personal access token there is no secret that could hold one.
  const isDropped = grant.grant_type === 'personal_access_token' || refreshToken === sentToken;
  const newRefreshToken = isDropped ? undefined : refreshToken;
  const accessToken = readToken(fields?.access_token);
  if (accessToken === undefined || !isComplete) {
    const kind = accessTokenProblem({ fields, isComplete });
    const isRotated = newRefreshToken !== undefined;
    const failure = new TokenFailure({ ...facts, kind, isRotated });
    return { kind: 'unusable', failure, newRefreshToken, invalidFields };
  }
  const tokens = {
    accessToken,
    tokenType: optional('token_type', text(readTokenType)) ?? 'Bearer',
    expiresIn,
    expiresAt:
      expiresIn === undefined ? undefined : new Date(requestedAt.getTime() + expiresIn * 1000),
    scope: optional('scope', text(readScope)),
    principal: optional('principal', text(readPrincipal)),
    organizerKey: optional('organizer_key', text(readKey)),
    accountKey: optional('account_key', text(readKey)),
  };
  return { kind: 'issued', tokens, newRefreshToken, invalidFields };
}

function accessTokenProblem({ fields, isComplete }: ResponseFields): TokenFailureFacts['kind'] {
  if (fields === undefined) return 'no-json';
  if (!isComplete) return 'cut';
  return isAbsent(fields.access_token) ? 'no-access-token' : 'invalid-access-token';
}
