import { ActionError } from '../errors';
import { type ClientCredentials, lostAnswer, requestTokens } from '../goto/token-request';
import type { Transport } from '../http/retry';
import {
  type Cancellation,
  graceAfterSignal,
  type Phase,
  whenAborted,
} from '../process/cancellation';
import { tokenTimes } from '../process/phase-times';
import type { Secrets } from '../redactor';
import type { Custody } from '../token-lifecycle';
import { openBrowser } from './browser';
import { type Arrival, type Callback, type CallbackListener, redirectUri } from './callback';
import { CommandError } from './command-error';
import type { SignInStage } from './interruption';
import type { Options } from './options';
import type { Terminal } from './terminal';

/** What a sign-in has at hand from its first to its last step. */
export interface SignIn {
  options: Options;
  terminal: Terminal;
  secrets: Secrets;
  cancellation: Cancellation;
  custody: Custody;
  stage: SignInStage;
}

/** What the sign-in was for. */
export interface Tokens {
  refreshToken: string;
  /** who signed in, where GoTo says so */
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
      'Sign in as the organizer of the webinars, at this address:',
  );
  terminal.note('');
  terminal.print(url.href);
  terminal.note('');
  if (options.opensBrowser && terminal.isWatched && !(await openBrowser(url))) {
    terminal.note('No browser could be started: open the address yourself.');
  }
  terminal.aside(`Waiting for the browser to come back, ${options.timeoutSeconds} s at most …`);
  const callback = await waitForPerson(signIn, ({ over }) => {
    const nobody = new Promise<undefined>((resolve) => whenAborted(over, () => resolve(undefined)));
    return Promise.race([listener.callback, nobody]);
  });
  if (callback !== undefined) return callback;
  throw new CommandError(
    `Nobody signed in within ${options.timeoutSeconds} s. GoTo was not asked for tokens, and no secret was written.`,
    'Run the command again. If the browser did not come back here, compare the redirect URI in the OAuth client; if it takes you longer, say so with --timeout.',
  );
}

/** Does what takes a person, for as long as `--timeout` says. */
export function waitForPerson<T>(
  { options, cancellation }: SignIn,
  work: (phase: Phase) => Promise<T>,
): Promise<T> {
  const limit = options.timeoutSeconds * 1000;
  const times = { limit, tryTimeout: limit, firstWait: limit, grace: () => 0 };
  return cancellation.within(times, work);
}

/**
 * Trades the code that the browser brought for tokens.
 *
 * @throws CommandError when the person or GoTo refused; ActionError as `requestTokens` does
 */
export async function exchangeCode(
  signIn: SignIn,
  {
    client,
    arrival,
    transport,
  }: { client: ClientCredentials; arrival: Arrival; transport: Transport },
): Promise<Tokens> {
  const { options, secrets, cancellation } = signIn;
  if (arrival.kind === 'error') throw notAuthorized(arrival, signIn);
  const { tokenUrl, port } = options;
  const grant = {
    grant_type: 'authorization_code',
    code: secrets.mask(arrival.code),
    redirect_uri: redirectUri(port),
  } as const;
  const grace = () => (signIn.stage === 'untouched' ? 0 : graceAfterSignal.answer);
  const onSending = () => {
    signIn.stage = 'asked';
  };
  const verdict = await cancellation.within({ ...tokenTimes, grace }, (phase) =>
    requestTokens({ client, grant, tokenUrl }, phase, { transport, secrets, onSending }),
  );
  if (verdict.kind === 'refused') throw codeRejected(verdict);
  const { tokens, newRefreshToken } = verdict;
  const noAccessToken = tokens instanceof ActionError;
  if (newRefreshToken !== undefined) {
    signIn.stage = 'granted';
    const principal = noAccessToken ? undefined : tokens.principal;
    return { refreshToken: newRefreshToken, principal };
  }
  if (noAccessToken) throw tokens;
  throw new ActionError('goto-answer-invalid', "GoTo's answer holds no usable refresh_token.", {
    hint: 'Check that token-url is the token endpoint of GoTo, and that the OAuth client may have refresh tokens. Then sign in again.',
  });
}

function notAuthorized(
  { error, description }: Extract<Arrival, { kind: 'error' }>,
  { secrets }: SignIn,
): CommandError {
  const said = secrets.quote('GoTo', error, description);
  return error === 'access_denied'
    ? new CommandError(
        `The sign-in was refused.${said} No secret was written.`,
        'Run the command again and allow access, as somebody who may.',
      )
    : new CommandError(
        `GoTo did not go on with the sign-in.${said} No secret was written.`,
        'Check the OAuth client at developer.goto.com, its scopes above all, and run the command again.',
      );
}

function codeRejected({ said, lost }: { said: string; lost: boolean }): CommandError {
  const doubt = lost ? lostAnswer.authorization_code : '';
  return new CommandError(
    `GoTo rejected the code of this sign-in (invalid_grant).${said}${doubt} No secret was written.`,
    'A code is good once, and for a few minutes. Run the command again and sign in anew.',
  );
}
