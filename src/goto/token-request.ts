import { ActionError } from '../errors';
import { HttpFailure } from '../http/error';
import { type JsonObject, jsonObject } from '../http/json';
import { adviceFor, describe, failureIn, type HttpOutcome, statusOf } from '../http/outcome';
import type { HttpRequest } from '../http/request';
import { againWhenBusy, type Reached, reach, type Transport } from '../http/retry';
import type { Phase } from '../process/cancellation';
import type { Secrets } from '../redactor';
import { isToken } from '../settings';

/** The OAuth client, as GoTo knows it. */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** What is traded for tokens: the fields of the form (RFC 6749 sections 6 and 4.1.3), no others. */
export type Grant =
  | { grant_type: 'refresh_token'; refresh_token: string }
  | { grant_type: 'authorization_code'; code: string; redirect_uri: string };

/** A request for tokens. */
export interface TokenRequest {
  client: ClientCredentials;
  grant: Grant;
  tokenUrl: URL;
}

/** What a token answer gives, each field checked: it is valid or absent. */
export interface TokenSet {
  accessToken: string;
  tokenType: string;
  /** whole seconds from the moment GoTo was asked */
  expiresIn: number | undefined;
  expiresAt: Date | undefined;
  /** scopes, separated by one space */
  scope: string | undefined;
  principal: string | undefined;
  organizerKey: string | undefined;
  accountKey: string | undefined;
}

/** GoTo's verdict on a grant. */
export type Verdict =
  | {
      kind: 'granted';
      /** an error where the answer holds no usable access token */
      tokens: TokenSet | ActionError;
      /** a new refresh token, where it is not the one sent */
      newRefreshToken: string | undefined;
      /** optional fields that were there and could not be used */
      junk: string[];
    }
  | { kind: 'refused'; said: string; lost: boolean };

/** GitHub's limit for the value of a secret: 48 KB. */
const longestToken = 48 * 1024;
const tenYears = 10 * 365 * 24 * 3600;

/**
 * The credential of the Basic header: base64 of the two halves as they are. RFC 6749 section 2.3.1
 * form-encodes them first; GoTo does not, and its secrets hold `+`, `/` and `=`, so an encoded
 * header would be another credential (GoTo's documentation of the token endpoint).
 */
export function basicCredential({ clientId, clientSecret }: ClientCredentials): string {
  return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}

function httpRequest({ client, grant, tokenUrl }: TokenRequest): HttpRequest {
  return {
    method: 'POST',
    url: tokenUrl,
    headers: {
      accept: 'application/json',
      authorization: `Basic ${basicCredential(client)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(grant).toString(),
  };
}

/**
 * Asks GoTo for tokens, again where that may help, and judges the last answer.
 *
 * @param onSending called when a request leaves: from then on GoTo may have used up the grant
 * @throws ActionError as `judge` does
 */
export async function requestTokens(
  tokenRequest: TokenRequest,
  phase: Phase,
  {
    transport,
    secrets,
    onSending,
  }: { transport: Transport; secrets: Secrets; onSending: () => void },
): Promise<Verdict> {
  let askedAt = new Date();
  const request = {
    ...httpRequest(tokenRequest),
    onSending: () => {
      askedAt = new Date();
      onSending();
    },
  };
  const operation = 'get an access token from GoTo';
  const reached = await reach({ operation, request, again: againWhenBusy }, phase, transport);
  return judge(reached, { grant: tokenRequest.grant, askedAt, secrets });
}

/**
 * What GoTo's answer means. Both tokens in it are masked before any field is looked at.
 *
 * @param grant what was sent; when its refresh token is echoed, nothing was rotated
 * @param askedAt when the request left: counting from there, `expiresAt` is never too late
 * @throws ActionError `client-rejected`, `goto-unavailable` or `goto-answer-invalid`
 */
export function judge(
  { result, lost }: Reached,
  { grant, askedAt, secrets }: { grant: Grant; askedAt: Date; secrets: Secrets },
): Verdict {
  const doubt = mayBeUsedUp(result, lost) ? lostAnswer[grant.grant_type] : '';
  if (result instanceof HttpFailure) throw unavailable(result, doubt);
  const fields = jsonObject(result.body);
  for (const token of [fields?.access_token, fields?.refresh_token]) {
    if (isWorthMasking(token)) secrets.mask(token);
  }
  const said = secrets.quote('GoTo', fields?.error, fields?.error_description);
  if (result.status === 200) return granted(fields, { grant, askedAt, said, secrets });

  // A 5xx says nothing of the token, whatever its body says: the tries are used up.
  const error = result.status < 500 ? fields?.error : undefined;
  if (error === 'invalid_grant') return { kind: 'refused', said, lost };
  if (error === 'invalid_client' || error === 'unauthorized_client' || result.status === 401) {
    throw clientRejected(result.status, { error, said, doubt });
  }
  throw unavailable(result, doubt, said);
}

/** Whether GoTo may have granted what was sent, in an answer that did not come or says nothing. */
function mayBeUsedUp(result: HttpOutcome, lost: boolean): boolean {
  const status = statusOf(result) ?? 300;
  return lost || (status !== 200 && status < 300);
}

function granted(
  fields: JsonObject | undefined,
  context: { grant: Grant; askedAt: Date; said: string; secrets: Secrets },
): Verdict {
  const junk: string[] = [];
  const optional = <T>(name: string, read: (value: unknown) => T | undefined): T | undefined => {
    const value = fields?.[name];
    if (value === undefined || value === null) return undefined;
    const usable = read(value);
    if (usable === undefined) junk.push(name);
    return usable;
  };
  // Text that carries a token, mislaid by the other side, must not become an output.
  const text = (read: (value: unknown) => string | undefined) => (value: unknown) => {
    const usable = read(value);
    return usable === undefined || context.secrets.foundIn(usable) ? undefined : usable;
  };

  const { grant } = context;
  const sent = grant.grant_type === 'refresh_token' ? grant.refresh_token : undefined;
  const refreshToken = optional('refresh_token', readToken);
  const expiresIn = optional('expires_in', readSeconds);
  const accessToken = readToken(fields?.access_token);
  return {
    kind: 'granted',
    newRefreshToken: refreshToken === sent ? undefined : refreshToken,
    junk,
    tokens:
      accessToken === undefined
        ? accessTokenMissing(fields, {
            said: context.said,
            next: refreshToken === undefined ? withoutTokens[grant.grant_type] : withRefreshToken,
          })
        : {
            accessToken,
            tokenType: optional('token_type', text(readTokenType)) ?? 'Bearer',
            expiresIn,
            expiresAt: expiresIn === undefined ? undefined : after(context.askedAt, expiresIn),
            scope: optional('scope', text(readScope)),
            principal: optional('principal', text(readPrincipal)),
            organizerKey: optional('organizer_key', readKey),
            accountKey: optional('account_key', readKey),
          },
  };
}

function after(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}

function readToken(value: unknown): string | undefined {
  const isUsable = typeof value === 'string' && isToken(value) && value.length <= longestToken;
  return isUsable ? value : undefined;
}

/**
 * Junk is masked too, for it may be most of a token, unless that would cost more than it saves: the
 * runner masks every line of a value by itself, and a short one would eat into innocent words.
 */
function isWorthMasking(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return readToken(value) !== undefined || value.split(/[\r\n]+/).every((line) => line.length >= 8);
}

function readTokenType(value: unknown): string | undefined {
  // RFC 6749 appendix A.13, without the URI form, which no GoTo answer uses.
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}

function readSeconds(value: unknown): number | undefined {
  const isNumeric = typeof value === 'string' && /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
  const number = isNumeric ? Number(value) : value;
  const isLife = typeof number === 'number' && number > 0 && number < tenYears;
  // Whole seconds, for scripts that count with them.
  return isLife ? Math.max(1, Math.floor(number)) : undefined;
}

function readScope(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const scopes = value.trim().split(/\s+/);
  // RFC 6749 section 3.3: scope-token.
  const areScopes = scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  return areScopes ? scopes.join(' ') : undefined;
}

function readPrincipal(value: unknown): string | undefined {
  const isName = typeof value === 'string' && value.length <= 1000 && !/\p{C}/u.test(value);
  return isName ? value : undefined;
}

/**
 * An organizer or account key. They are decimal numbers beyond 2^53: a JSON number has lost digits
 * already, so it is refused and never rounded.
 */
export function readKey(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9]{1,20}$/.test(value) ? value : undefined;
}

/** What to be told when an answer of GoTo was lost on the way, as a sentence to follow another. */
export const lostAnswer: Record<Grant['grant_type'], string> = {
  refresh_token:
    ' GoTo may have rotated the refresh token in an answer that was lost: if the next run is refused with invalid_grant, authorise again.',
  authorization_code: ' GoTo may have used up this sign-in in an answer that was lost.',
};

const withRefreshToken = 'The refresh token that came with it is stored: run again.';
const withoutTokens: Record<Grant['grant_type'], string> = {
  refresh_token:
    'If the next run is refused with invalid_grant, GoTo had rotated the refresh token in this answer: authorise again.',
  authorization_code: 'Then sign in again: a sign-in is good for one answer.',
};

function accessTokenMissing(
  fields: JsonObject | undefined,
  { said, next }: { said: string; next: string },
): ActionError {
  const problem =
    fields === undefined
      ? 'is not a JSON object, so it holds no access_token'
      : fields.access_token === undefined
        ? 'holds no access_token'
        : 'holds an access_token that is not a token';
  return new ActionError('goto-answer-invalid', `GoTo's answer ${problem}.${said}`, {
    hint: `Check that token-url is the token endpoint of GoTo and that no proxy answers in its place. ${next}`,
  });
}

function clientRejected(
  status: number,
  { error, said, doubt }: { error: unknown; said: string; doubt: string },
): ActionError {
  const code = error === 'invalid_client' || error === 'unauthorized_client' ? `, ${error}` : '';
  return new ActionError(
    'client-rejected',
    `GoTo does not know this client-id with this client-secret (status ${status}${code}).${said}${doubt}`,
    {
      hint:
        'Compare client-id and client-secret with the OAuth client at developer.goto.com. A client ' +
        'secret is shown only once: if it is lost, make a new one and save it.',
    },
  );
}

function unavailable(result: HttpOutcome, doubt: string, said = ''): ActionError {
  const what =
    result instanceof HttpFailure
      ? `GoTo could not be reached: ${describe(result)}.`
      : `GoTo did not issue a token: ${describe(result)}.`;
  return new ActionError('goto-unavailable', `${what}${said}${doubt}`, {
    hint: adviceFor(
      result,
      said === ''
        ? 'Check that token-url is the token endpoint of GoTo.'
        : 'GoTo named the reason: look it up in its documentation, and check the OAuth client and token-url.',
    ),
    cause: failureIn(result),
  });
}
