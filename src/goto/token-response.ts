import { ActionError } from '../errors';
import {
  adviceFor,
  describeOutcome,
  errorOf,
  type HttpOutcome,
  type HttpResponse,
  type JsonObject,
  statusOf,
} from '../http/outcome';
import { reasonsIn } from '../http/reasons';
import type { SentCall } from '../http/retry';
import type { Redactor } from '../redactor';
import type { Vocabulary } from '../vocabulary';
import {
  isAbsent,
  readKey,
  readPrincipal,
  readScope,
  readSeconds,
  readToken,
  readTokenType,
} from './fields';
import { clientsPage, type Grant } from './grant';
import { describeRedirect } from './redirect';
import { type ResponseFields, readFields } from './response-fields';

/** The tokens of a response and what came with them. Every field is valid or undefined. */
export interface TokenSet {
  accessToken: string;
  tokenType: string;
  /** whole seconds from the moment of the request */
  expiresIn: number | undefined;
  expiresAt: Date | undefined;
  /** scopes, separated by one space */
  scope: string | undefined;
  principal: string | undefined;
  organizerKey: string | undefined;
  accountKey: string | undefined;
}

/** What GoTo's answer to a token request means. */
export type TokenResponse = IssuedResponse | UnusableResponse | RejectedResponse;

/** A successful response, whatever it contains. */
interface GrantedResponse {
  /** a refresh token that differs from the one sent */
  newRefreshToken: string | undefined;
  /** names of optional fields that were there and are invalid */
  invalidFields: string[];
}

export interface IssuedResponse extends GrantedResponse {
  kind: 'issued';
  tokens: TokenSet;
}

/** A successful response without a valid access token. It may hold a refresh token all the same. */
export interface UnusableResponse extends GrantedResponse {
  kind: 'unusable';
  error: ActionError;
}

/** `invalid_grant`: GoTo does not accept what was exchanged. */
export interface RejectedResponse {
  kind: 'rejected';
  /** whether GoTo says that a newer refresh token replaced the one sent */
  isReplaced: boolean;
  /** what GoTo said, with a leading space, to append to a sentence; '' if it said nothing */
  quote: string;
  /** whether the answer to an earlier try was lost */
  answerLost: boolean;
}

interface TokenResponseContext {
  /** what was sent; a refresh token that comes back unchanged is not a new one */
  grant: Grant;
  tokenUrl: URL;
  /** when the request left; counted from there, `expiresAt` is never too late */
  requestedAt: Date;
  redactor: Redactor;
  vocabulary: Vocabulary;
}

/**
 * Whether a response that was cut has what it is about: all of its JSON, or the refresh token. With
 * the access token alone, another try may still bring the refresh token.
 */
export function hasTokens({ status, text }: HttpResponse): boolean {
  return status === 200 && isWorthKeeping(readFields(text));
}

function isWorthKeeping({ fields, isComplete }: ResponseFields): boolean {
  const token = fields?.refresh_token ?? (isComplete ? fields?.access_token : undefined);
  return readToken(token) !== undefined;
}

/**
 * Processes GoTo's answer. Both tokens in it are masked before anything else is looked at.
 *
 * @throws ActionError `client-rejected` or `goto-unavailable`
 */
export function processTokenResponse(
  { outcome, answerLost }: SentCall,
  context: TokenResponseContext,
): TokenResponse {
  const response = outcome.kind === 'response' ? outcome : outcome.partial;
  const read = readFields(response?.text ?? '');
  const { fields } = read;
  for (const token of [fields?.refresh_token, fields?.access_token]) {
    if (isWorthMasking(token)) context.redactor.mask(token);
  }
  const mayBeUsed = answerLost || isSuccess(outcome);
  const warning = mayBeUsed ? lostAnswerWarning[context.grant.grant_type] : '';
  const reasons = reasonsOf(response, fields);
  const quote = context.redactor.quote('GoTo', ...reasons);
  if (response?.status === 200 && (outcome.kind === 'response' || isWorthKeeping(read))) {
    return processGranted({ ...read, quote }, context);
  }
  if (outcome.kind === 'no-response') throw unavailable(outcome, { warning, quote: '', context });

  // A 5xx says nothing about the grant, whatever its body says: it means that all tries failed.
  const { status } = outcome;
  if (status >= 500) throw unavailable(outcome, { warning, quote, context });
  if (reasons.some((reason) => /^invalid_grant\b/.test(reason))) {
    const isReplaced = reasons.some((reason) => reason.includes('refresh.token.revoked'));
    return { kind: 'rejected', isReplaced, quote, answerLost };
  }
  const aside = `${quote}${warning}`;
  if (reasons.some((reason) => /grant[\s_-]*type/i.test(reason))) {
    throw grantTypeRejected(status, aside, context);
  }
  const error = ['invalid_client', 'unauthorized_client'].find((code) => reasons.includes(code));
  if (error !== undefined || status === 401) {
    const reason = error === undefined ? `status ${status}` : `status ${status}, ${error}`;
    throw clientRejected(reason, aside, context.vocabulary);
  }
  throw unavailable(outcome, { warning, quote, context });
}

/**
 * GoTo's reasons, from JSON or from plain text. Of a success, only JSON: a text may be part of a
 * token.
 */
function reasonsOf(response: HttpResponse | undefined, fields: JsonObject | undefined): string[] {
  if (fields !== undefined || response === undefined) return reasonsIn(fields);
  const [, text] = /^\s*"?([^<{"][^<{]*?)"?\s*$/.exec(response.text.slice(0, 1000)) ?? [];
  return response.status < 300 ? [] : reasonsIn(text);
}

/** With a 2xx other than 200, GoTo may have granted the request in an answer that cannot be read. */
function isSuccess(outcome: HttpOutcome): boolean {
  return (statusOf(outcome) ?? 300) < 300;
}

function processGranted(
  { fields, isComplete, quote }: ResponseFields & { quote: string },
  { grant, tokenUrl, requestedAt, redactor, vocabulary }: TokenResponseContext,
): IssuedResponse | UnusableResponse {
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
    const next = newRefreshToken === undefined ? withoutTokens[grant.grant_type] : withRefreshToken;
    const hint = `${next} If it happens again, check that no proxy answers in GoTo's place, and that ${vocabulary.tokenUrl}, if you set it, is GoTo's token endpoint.`;
    const message = `GoTo's answer from ${tokenUrl.host} ${accessTokenProblem({ fields, isComplete })}.${quote}`;
    const error = new ActionError('goto-answer-invalid', message, { hint });
    return { kind: 'unusable', error, newRefreshToken, invalidFields };
  }
  const tokens = {
    accessToken,
    tokenType: optional('token_type', text(readTokenType)) ?? 'Bearer',
    expiresIn,
    expiresAt:
      expiresIn === undefined ? undefined : new Date(requestedAt.getTime() + expiresIn * 1000),
    scope: optional('scope', text(readScope)),
    principal: optional('principal', text(readPrincipal)),
    organizerKey: optional('organizer_key', readKey),
    accountKey: optional('account_key', readKey),
  };
  return { kind: 'issued', tokens, newRefreshToken, invalidFields };
}

/**
 * An invalid token is masked too, because it may contain most of a valid one, unless the mask would
 * do harm: the runner masks each line of a value on its own, and a short one would hide parts of
 * innocent words.
 */
function isWorthMasking(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return readToken(value) !== undefined || value.split(/[\r\n]+/).every((line) => line.length >= 8);
}

function accessTokenProblem({ fields, isComplete }: ResponseFields): string {
  if (fields === undefined) return 'is not a JSON object, so there is no access_token in it';
  if (!isComplete) return 'is cut off, so its access_token cannot be used';
  if (isAbsent(fields.access_token)) return 'has no access_token';
  return 'has an access_token that is not valid';
}

/** What to know when an answer of GoTo was lost, with a leading space, to append to a sentence. */
export const lostAnswerWarning: Record<Grant['grant_type'], string> = {
  refresh_token:
    ' An answer of GoTo was lost on the way: GoTo may have rotated the refresh token in it, and then the stored one does not work any more.',
  authorization_code: ' An answer of GoTo was lost on the way, so this sign-in may be used up.',
  personal_access_token: '',
};

const withRefreshToken =
  'Start a new run, not a re-run: the new refresh token of this answer is stored.';
const withoutTokens: Record<Grant['grant_type'], string> = {
  refresh_token:
    'Start a new run. If it fails with refresh-token-rejected, GoTo rotated the refresh token in this answer: authorise again.',
  authorization_code:
    'Run the command again and sign in again: each sign-in can be exchanged only once.',
  personal_access_token: 'Start a new run.',
};

/** The grants, as the OAuth client names them under Grant types. */
const grantNames: Record<Grant['grant_type'], string> = {
  refresh_token: 'Refresh Token',
  authorization_code: 'Authorization Code',
  personal_access_token: 'Personal Access Token',
};

function grantTypeRejected(
  status: number,
  aside: string,
  { grant, vocabulary: { clientId, runAgain } }: TokenResponseContext,
): ActionError {
  const name = grantNames[grant.grant_type];
  const message = `GoTo does not allow the grant type ${name} for the OAuth client of ${clientId} (status ${status}).${aside}`;
  return new ActionError('client-rejected', message, {
    hint:
      `Open the OAuth client of ${clientId} at ${clientsPage}, and switch on ` +
      `${name} under Grant types. Then ${lowerFirst(runAgain)}. Nothing is wrong with the credentials.`,
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function clientRejected(
  reason: string,
  aside: string,
  { clientId, clientSecret, clientRejectedHint: hint }: Vocabulary,
): ActionError {
  const message = `GoTo does not accept ${clientId} with ${clientSecret} (${reason}).${aside}`;
  return new ActionError('client-rejected', message, { hint });
}

function unavailable(
  outcome: HttpOutcome,
  {
    warning,
    quote,
    context: { tokenUrl, redactor, vocabulary },
  }: { warning: string; quote: string; context: TokenResponseContext },
): ActionError {
  const called = { url: tokenUrl, setting: vocabulary.tokenUrl };
  const { leadsTo, advice } = describeRedirect(outcome, called, redactor);
  const reason = `${tokenUrl.host}: ${describeOutcome(outcome)}${leadsTo}`;
  const problem =
    outcome.kind === 'no-response' ? 'GoTo could not be reached' : 'GoTo did not issue a token';
  const checkSettings =
    quote === ''
      ? `Check that ${vocabulary.tokenUrl}, if you set it, is GoTo's token endpoint.`
      : `Look up GoTo's reason, quoted above, in its documentation, and check the OAuth client and ${vocabulary.tokenUrl}.`;
  return new ActionError('goto-unavailable', `${problem} (${reason}).${quote}${warning}`, {
    hint: adviceFor(outcome, vocabulary, advice ?? checkSettings),
    cause: errorOf(outcome),
  });
}
