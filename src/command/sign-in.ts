import { createHash, randomBytes } from 'node:crypto';
import { ActionError } from '../errors';
import { type ClientCredentials, clientsPage } from '../goto/grant';
import { lostAnswerWarning, type RejectedResponse } from '../goto/token-response';
import { type Phase, whenAborted } from '../process/phase';
import type { Redactor } from '../redactor';
import type { TokenLifecycle } from '../token-lifecycle';
import {
  type AuthorizationResponse,
  type Callback,
  type CallbackListener,
  redirectUri,
} from './callback';
import { openBrowser } from './child-process';
import type { Connection } from './credentials';
import type { Options } from './options';
import { CommandError, type Terminal } from './terminal';

const nothingSaid = { principal: undefined, scope: undefined };

/** The objects that every step uses. */
export interface SignIn {
  options: Options;
  terminal: Terminal;
  redactor: Redactor;
  lifecycle: TokenLifecycle;
  /** the secret of PKCE: with a stolen code alone, nobody gets tokens */
  codeVerifier: string;
}

/** What a sign-in results in. */
export interface SignInTokens {
  refreshToken: string;
  /** who signed in, if GoTo says so */
  principal: string | undefined;
  /** what was granted, separated by one space, if GoTo says so */
  scope: string | undefined;
}

/** A verifier of 43 characters (RFC 7636 section 4.1). */
export function createCodeVerifier(): string {
  return randomBytes(32).toString('base64url');
}

/** Where the person signs in (RFC 6749 section 4.1.1, RFC 7636 section 4.3). */
function authorizationUrl(
  { options: { authorizeUrl, port, scope }, codeVerifier }: SignIn,
  client: ClientCredentials,
  state: string,
): URL {
  const url = new URL(authorizeUrl);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', client.clientId);
  url.searchParams.set('redirect_uri', redirectUri(port));
  if (scope !== undefined) url.searchParams.set('scope', scope);
  url.searchParams.set('state', state);
  url.searchParams.set(
    'code_challenge',
    createHash('sha256').update(codeVerifier).digest('base64url'),
  );
  url.searchParams.set('code_challenge_method', 'S256');
  return url;
}

/** Sends the person to GoTo, and waits for the browser to come back. */
export async function waitForCallback(
  signIn: SignIn,
  client: ClientCredentials,
  listener: CallbackListener,
): Promise<Callback> {
  const { options, terminal } = signIn;
  const url = authorizationUrl(signIn, client, listener.state);
  terminal.note('\nSign in as the organizer of the webinars, at this address:\n');
  terminal.verbatim(url.href);
  terminal.note(
    `\nGoTo then sends your browser back to ${redirectUri(options.port)}. That address must be a redirect URI of the OAuth client at ${clientsPage}.\n`,
  );
  if (options.opensBrowser && terminal.isTerminal && !(await openBrowser(url))) {
    terminal.note('No browser could be started. Please open the address yourself.');
  }
  terminal.aside(
    `Waiting up to ${options.timeoutSeconds} s for the browser to come back to this machine …`,
  );
  const callback = await waitForPerson(signIn, ({ deadline }) => {
    const timedOut = new Promise<undefined>((resolve) =>
      whenAborted(deadline, () => resolve(undefined)),
    );
    return Promise.race([listener.callback, timedOut]);
  });
  if (callback !== undefined) return callback;
  throw new CommandError(
    `Nobody signed in within ${options.timeoutSeconds} s. GoTo was not asked for tokens, and no secret was written.`,
    `Run the command again. If you did sign in, check that the OAuth client at ${clientsPage} has the redirect URI ${redirectUri(options.port)}. If you need more time, add --timeout.`,
  );
}

/** Runs a step that a person must do, for up to `--timeout` seconds. */
export function waitForPerson<T>(
  { options, lifecycle }: SignIn,
  work: (phase: Phase) => Promise<T>,
): Promise<T> {
  const limitMs = options.timeoutSeconds * 1000;
  return lifecycle.within({ limitMs, tryTimeoutMs: limitMs, firstWaitMs: limitMs }, work);
}

/**
 * Exchanges the code that the browser brought for tokens. Only the refresh token is stored: an answer
 * without a valid access token will do.
 *
 * @throws CommandError when the person or GoTo refused; ActionError as `requestTokens` does
 */
export async function exchangeCode(
  signIn: SignIn,
  {
    client,
    response: authorization,
    connection: { transport, vocabulary },
  }: { client: ClientCredentials; response: AuthorizationResponse; connection: Connection },
): Promise<SignInTokens> {
  const { options, redactor, lifecycle, codeVerifier } = signIn;
  if (authorization.kind === 'error') throw notAuthorized(authorization, redactor);
  const { tokenUrl, port } = options;
  const grant = {
    grant_type: 'authorization_code',
    code: redactor.mask(authorization.code),
    redirect_uri: redirectUri(port),
    code_verifier: codeVerifier,
  } as const;
  const context = { transport, redactor, vocabulary };
  const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
  if (response.kind === 'rejected') throw codeRejected(response);
  const { newRefreshToken: refreshToken } = response;
  if (refreshToken !== undefined) {
    const { principal, scope } = response.kind === 'issued' ? response.tokens : nothingSaid;
    return { refreshToken, principal, scope };
  }
  if (response.kind === 'unusable') throw response.error;
  throw new ActionError(
    'goto-answer-invalid',
    "GoTo's answer has no usable refresh_token. No secret was written.",
    {
      hint: `Run the command again. If it happens again, check at ${clientsPage} that Refresh Token is switched on under Grant types in the OAuth client, and that ${vocabulary.tokenUrl}, if you set it, is GoTo's token endpoint.`,
    },
  );
}

function notAuthorized(
  { error, description }: Extract<AuthorizationResponse, { kind: 'error' }>,
  redactor: Redactor,
): CommandError {
  const quote = redactor.quote('GoTo', error, description);
  return error === 'access_denied'
    ? new CommandError(
        `The sign-in was refused.${quote} No secret was written.`,
        'Run the command again, sign in as the organizer and press Allow.',
      )
    : new CommandError(
        `GoTo ended the sign-in with an error.${quote} No secret was written.`,
        `Check the scopes of the OAuth client at ${clientsPage}, and --scope if you used it. Then run the command again.`,
      );
}

function codeRejected({ quote, answerLost }: RejectedResponse): CommandError {
  const lost = answerLost ? lostAnswerWarning.authorization_code : '';
  return new CommandError(
    `GoTo rejected the code of this sign-in (invalid_grant).${quote}${lost} No secret was written.`,
    'Run the command again and sign in again: a code works once, and for a few minutes.',
  );
}
