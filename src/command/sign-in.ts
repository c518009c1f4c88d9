import { createHash } from 'node:crypto';
import { isoSeconds } from '../dates';
import { CommandError } from '../errors';
import { type ClientCredentials, clientsPage } from '../goto/grant';
import { organizerScope } from '../goto/organizer';
import { jwtClaims } from '../goto/response-fields';
import type { TokenRequestContext } from '../goto/token-request';
import { codeRejected, noRefreshToken } from '../messages/goto';
import type { Names } from '../messages/names';
import { whenAborted } from '../process/phase';
import type { TokenLifecycle } from '../token-lifecycle';
import { openBrowser } from './child-process';
import type { Options } from './options';
import type { Terminal } from './terminal';

/** What a sign-in results in. */
interface SignInTokens {
  refreshToken: string;
  /** who signed in, if GoTo says so */
  principal: string | undefined;
  /** what was granted, separated by one space, if GoTo says so */
  scope: string | undefined;
}

/** What the two requests of a sign-in have in common: the authorization and the exchange. */
interface SignInRequest {
  client: ClientCredentials;
  redirectUri: string;
  /** the secret of PKCE: with a stolen code alone, nobody gets tokens */
  codeVerifier: string;
}

/** Sends the person to GoTo, and waits for the browser to come back. */
export async function waitForCallback<Callback>(
  request: SignInRequest,
  { state, callback }: { state: string; callback: Promise<Callback> },
  context: { options: Options; terminal: Terminal; lifecycle: TokenLifecycle },
): Promise<Callback> {
  const { options, terminal, lifecycle } = context;
  const { redirectUri } = request;
  const { opensBrowser, timeoutSeconds } = options;
  const url = authorizationUrl(request, state, options);
  terminal.note('\nSign in as the organizer of the webinars, at this address:\n');
  terminal.verbatim(url.href);
  terminal.note(
    `\nGoTo then sends your browser back to ${redirectUri}. That address must be a redirect URI of the OAuth client at ${clientsPage}.\n`,
  );
  if (opensBrowser && terminal.isTerminal && !(await openBrowser(url))) {
    terminal.note('No browser could be started. Please open the address yourself.');
  }
  terminal.aside(
    `Waiting up to ${timeoutSeconds} s for the browser to come back to this machine …`,
  );
  const arrived = await waitForPerson(options, lifecycle, (deadline) => {
    const timedOut = new Promise<void>((resolve) => whenAborted(deadline, () => resolve()));
    return Promise.race([callback, timedOut]);
  });
  if (arrived) return arrived;
  const { port } = new URL(redirectUri);
  throw new CommandError(
    `Nobody signed in within ${timeoutSeconds} s. GoTo was not asked for tokens, and no secret was written.`,
    `Run the command again. If GoTo showed an error instead of a sign-in, check the client ID and the redirect URI ${redirectUri} of the OAuth client at ${clientsPage}. If the browser is on another machine, connect from it with ssh -L ${port}:localhost:${port}. If you need more time, add --timeout.`,
  );
}

/** Where the person signs in (RFC 6749 section 4.1.1, RFC 7636 section 4.3). */
function authorizationUrl(
  { client, redirectUri, codeVerifier }: SignInRequest,
  state: string,
  { authorizeUrl, scope }: Options,
): URL {
  const url = new URL(authorizeUrl);
  const parameters = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    ...(scope === undefined ? {} : { scope }),
    state,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/** Runs a step that a person must do, for up to `--timeout` seconds. */
export function waitForPerson<T>(
  { timeoutSeconds }: Options,
  lifecycle: TokenLifecycle,
  work: (deadline: AbortSignal) => Promise<T>,
): Promise<T> {
  const limitMs = timeoutSeconds * 1000;
  return lifecycle.within({ limitMs, firstWaitMs: limitMs }, ({ deadline }) => work(deadline));
}

/**
 * Exchanges the code that the browser brought for tokens. Only the refresh token is stored: an answer
 * without a valid access token will do.
 *
 * @throws CommandError when GoTo rejects the code; TokenFailure as `requestTokens` does; ActionError
 *   when the answer has no refresh token
 */
export async function exchangeCode(
  request: SignInRequest & { code: string; tokenUrl: URL },
  lifecycle: TokenLifecycle,
  { names, ...context }: Omit<TokenRequestContext, 'onSending'> & { names: Names },
): Promise<SignInTokens> {
  const { client, code, tokenUrl } = request;
  const grant = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: request.redirectUri,
    code_verifier: request.codeVerifier,
  } as const;
  const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
  if (response.kind === 'rejected') throw codeRejected(response);
  const { newRefreshToken: refreshToken } = response;
  if (refreshToken !== undefined) {
    const tokens = response.kind === 'issued' ? response.tokens : undefined;
    return { refreshToken, principal: tokens?.principal, scope: tokens?.scope };
  }
  throw response.kind === 'unusable' ? response.failure : noRefreshToken(names);
}

/** Says who signed in, what was granted, and how long it works. */
export function printSignedIn(
  terminal: Terminal,
  { principal, scope, refreshToken }: SignInTokens,
  requestedScope: string | undefined,
): void {
  terminal.done(`Signed in to GoTo${principal === undefined ? '' : ` as ${principal}`}.`);
  const unknown = 'GoTo did not say which scopes it granted.';
  terminal.note(scope === undefined ? unknown : `Granted scopes: ${scope}`, '  ');
  const { exp } = jwtClaims(refreshToken);
  const next = 'If the workflow runs every day, it gets a new one before that.';
  if (exp) terminal.note(`The refresh token works until ${isoSeconds(exp)}. ${next}`, '  ');
  if (scope === undefined || scope.split(' ').includes(organizerScope)) return;
  const isLeftOut = requestedScope !== undefined && !requestedScope.includes(organizerScope);
  const cure = isLeftOut
    ? `add ${organizerScope} to --scope`
    : `tick ${organizerScope} in the OAuth client at ${clientsPage}`;
  terminal.warn(
    `The scope ${organizerScope} was not granted. The action needs it only for lookup-organizer. If you use that, ${cure}, and run this command again.`,
  );
}
