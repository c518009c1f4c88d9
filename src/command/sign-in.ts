import { ActionError } from '../errors';
import type { ClientCredentials } from '../goto/grant';
import { lostAnswerWarning, type RejectedResponse } from '../goto/token-response';
import { type Phase, whenAborted } from '../process/phase';
import type { Redactor } from '../redactor';
import type { TokenLifecycle } from '../token-lifecycle';
import { openBrowser } from './browser';
import { type Arrival, type Callback, type CallbackListener, redirectUri } from './callback';
import { CommandError } from './command-error';
import type { Connection } from './connection';
import type { Options } from './options';
import type { Terminal } from './terminal';

/** What a sign-in has from its first to its last step. */
export interface SignIn {
  options: Options;
  terminal: Terminal;
  redactor: Redactor;
  lifecycle: TokenLifecycle;
}

/** What a sign-in results in. */
export interface SignInTokens {
  refreshToken: string;
  /** who signed in, if GoTo says so */
  principal: string | undefined;
}

/** Where the person signs in (RFC 6749 section 4.1.1). */
function authorizationUrl(
  { authorizeUrl, port, scope }: Options,
  client: ClientCredentials,
  state: string,
): URL {
  const url = new URL(authorizeUrl);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', client.clientId);
  url.searchParams.set('redirect_uri', redirectUri(port));
  if (scope !== undefined) url.searchParams.set('scope', scope);
  url.searchParams.set('state', state);
  return url;
}

/** Sends the person to GoTo, and waits for the browser to come back. */
export async function waitForCallback(
  signIn: SignIn,
  client: ClientCredentials,
  listener: CallbackListener,
): Promise<Callback> {
  const { options, terminal } = signIn;
  const url = authorizationUrl(options, client, listener.state);
  terminal.note('');
  terminal.note(
    `In the OAuth client at developer.goto.com, ${redirectUri(options.port)} must be registered as a redirect URI. ` +
      'Sign in as the organizer of the webinars at this address:',
  );
  terminal.note('');
  terminal.print(url.href);
  terminal.note('');
  if (options.opensBrowser && terminal.isInteractive && !(await openBrowser(url))) {
    terminal.note('No browser could be started: open the address yourself.');
  }
  terminal.aside(
    `Waiting up to ${options.timeoutSeconds} s for the browser to come back to this machine …`,
  );
  const callback = await waitForPerson(signIn, ({ deadline }) => {
    const nobody = new Promise<undefined>((resolve) =>
      whenAborted(deadline, () => resolve(undefined)),
    );
    return Promise.race([listener.callback, nobody]);
  });
  if (callback !== undefined) return callback;
  throw new CommandError(
    `Nobody signed in within ${options.timeoutSeconds} s. GoTo was not asked for tokens, and no secret was written.`,
    'Run the command again. If the browser did not come back here, compare the redirect URI with the one in the OAuth client. If you need more time, set --timeout.',
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
 * Exchanges the code that the browser brought for tokens.
 *
 * @throws CommandError when the person or GoTo refused; ActionError as `requestTokens` does
 */
export async function exchangeCode(
  signIn: SignIn,
  {
    client,
    arrival,
    connection: { transport, vocabulary },
  }: { client: ClientCredentials; arrival: Arrival; connection: Connection },
): Promise<SignInTokens> {
  const { options, redactor, lifecycle } = signIn;
  if (arrival.kind === 'error') throw notAuthorized(arrival, redactor);
  const { tokenUrl, port } = options;
  const grant = {
    grant_type: 'authorization_code',
    code: redactor.mask(arrival.code),
    redirect_uri: redirectUri(port),
  } as const;
  const context = { transport, redactor, vocabulary };
  const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
  if (response.kind === 'rejected') throw codeRejected(response);
  const { newRefreshToken: refreshToken } = response;
  if (refreshToken !== undefined) {
    const principal = response.kind === 'issued' ? response.tokens.principal : undefined;
    return { refreshToken, principal };
  }
  if (response.kind === 'unusable') throw response.error;
  throw new ActionError('goto-answer-invalid', "GoTo's answer has no usable refresh_token.", {
    hint: `Check that ${vocabulary.tokenUrl} is GoTo's token endpoint, and that the OAuth client may have refresh tokens. Then sign in again.`,
  });
}

function notAuthorized(
  { error, description }: Extract<Arrival, { kind: 'error' }>,
  redactor: Redactor,
): CommandError {
  const quote = redactor.quote('GoTo', error, description);
  return error === 'access_denied'
    ? new CommandError(
        `The sign-in was refused.${quote} No secret was written.`,
        'Run the command again, sign in as the organizer and press Allow.',
      )
    : new CommandError(
        `GoTo did not continue the sign-in.${quote} No secret was written.`,
        'Check the OAuth client at developer.goto.com, above all its scopes, and run the command again.',
      );
}

function codeRejected({ quote, answerLost }: RejectedResponse): CommandError {
  const lost = answerLost ? lostAnswerWarning.authorization_code : '';
  return new CommandError(
    `GoTo rejected the code of this sign-in (invalid_grant).${quote}${lost} No secret was written.`,
    'Run the command again and sign in again: a code works once, and for a few minutes.',
  );
}
