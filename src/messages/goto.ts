import { version } from '../../package.json';
import { isoSeconds } from '../dates';
import { ActionError, CommandError } from '../errors';
import type { ExistingSecret } from '../github/locate';
import { secretLabel } from '../github/places';
import { isPastable, quoted } from '../github/recovery';
import { clientsPage, type Grant } from '../goto/grant';
import { type OrganizerFailure, organizerScope } from '../goto/organizer';
import type { JwtClaims } from '../goto/response-fields';
import type { RejectedResponse, TokenFailure, TokenFailureFacts } from '../goto/token-response';
import { justWrittenMs, refreshTokenLifeDays } from '../limits';
import { sharedDefaults } from '../settings';
import { authorizeAgain, type Names, repositoryUrl } from './names';
import { adviceFor, describeFacts } from './network';

/** The error of a token request that brought no access token. */
export function describeTokenFailure({ facts }: TokenFailure, names: Names): ActionError {
  const { kind } = facts;
  if (kind === 'client-rejected') return clientRejected(facts, names);
  if (kind === 'grant-type-rejected') return grantTypeRejected(facts, names);
  return kind === 'unavailable' ? unavailable(facts, names) : answerInvalid(kind, facts, names);
}

function clientRejected(facts: TokenFailureFacts, names: Names): ActionError {
  const { status, oauthError, quotation } = facts;
  const reason = `status ${status}${oauthError === undefined ? '' : `, ${oauthError}`}`;
  const message = `GoTo does not accept ${names.clientId} with ${names.clientSecret} (${reason}).${quotation}${lostAnswer(facts)}`;
  const { sources } = names;
  const hint =
    sources === undefined
      ? `Copy client-id again from the OAuth client at ${clientsPage} and save it. GoTo shows client-secret only once: create a new one and save it too.`
      : `Open the OAuth client at ${clientsPage}, and compare its client ID with ${sources.clientId ?? 'the one that you typed'}. GoTo shows the client secret only once: if you are not sure that ${sources.clientSecret ?? 'the one that you typed'} is right, create a new one there. Then run the command again.`;
  return new ActionError('client-rejected', message, { hint });
}

/** The grants, as the OAuth client names them under Grant types. */
const grantNames: Record<Grant['grant_type'], string> = {
  refresh_token: 'Refresh Token',
  authorization_code: 'Authorization Code',
  personal_access_token: 'Personal Access Token',
};

function grantTypeRejected(facts: TokenFailureFacts, { clientId, runAgain }: Names): ActionError {
  const { status, grantType, quotation } = facts;
  const name = grantNames[grantType];
  const message = `GoTo does not allow the grant type ${name} for the OAuth client of ${clientId} (status ${status}).${quotation}${lostAnswer(facts)}`;
  const then = runAgain.charAt(0).toLowerCase() + runAgain.slice(1);
  const hint = `Open the OAuth client of ${clientId} at ${clientsPage}, and switch on ${name} under Grant types. Then ${then}. Nothing is wrong with the credentials.`;
  return new ActionError('client-rejected', message, { hint });
}

function unavailable(facts: TokenFailureFacts, names: Names): ActionError {
  const { host, error, redirectHost } = facts;
  const quotation = error === undefined ? facts.quotation : '';
  const leadsTo = redirectHost === undefined ? '' : `, a redirect to ${redirectHost}`;
  const problem = error === undefined ? 'GoTo did not issue a token' : 'GoTo could not be reached';
  const checkSettings =
    quotation === ''
      ? `${names.runAgain}. If it fails again, ${checkAddress(names)}`
      : `Look up GoTo's reason, quoted above, in its documentation, and check the OAuth client and ${names.tokenUrl}.`;
  const otherwise = redirectHost ? moved(redirectHost, names.tokenUrl) : checkSettings;
  const message = `${problem} (${host}: ${describeFacts(facts)}${leadsTo}).${quotation}${lostAnswer(facts)}`;
  const hint = adviceFor(facts, names, otherwise);
  return new ActionError('goto-unavailable', message, { hint, cause: error });
}

function checkAddress({ tokenUrl }: Names): string {
  return `check that no proxy answers in GoTo's place, and that ${tokenUrl}, if you set it, is GoTo's token endpoint.`;
}

/** @param setting what holds the address: 'token-url' */
function moved(redirectHost: string, setting: string): string {
  return `If GoTo's documentation says that this address has moved to ${redirectHost}, set ${setting} to the new one. If not, check that no proxy or log-in page of your network answers in its place: redirects are not followed, because the request carries credentials.`;
}

const answerProblems = {
  'no-json': 'is not a JSON object, so there is no access_token in it',
  cut: 'is cut off, so its access_token cannot be used',
  'no-access-token': 'has no access_token',
  'invalid-access-token': 'has an access_token that is not valid',
};

function answerInvalid(
  kind: keyof typeof answerProblems,
  { host, status = 200, grantType, isRotated, quotation }: TokenFailureFacts,
  names: Names,
): ActionError {
  const next = isRotated
    ? 'Start a new run, not a re-run: the new refresh token of this answer is stored.'
    : afterInvalidAnswer[grantType];
  const hint = `${next} If it happens again, ${checkAddress(names)}`;
  const from = status === 200 ? host : `${host} (status ${status})`;
  const message = `GoTo's answer from ${from} ${answerProblems[kind]}.${quotation}`;
  return new ActionError('goto-answer-invalid', message, { hint });
}

const afterInvalidAnswer: Record<Grant['grant_type'], string> = {
  refresh_token: `Start a new run. If it fails with refresh-token-rejected, GoTo rotated the refresh token in this answer: ${authorizeAgain}.`,
  authorization_code:
    'Run the command again and sign in again: each sign-in can be exchanged only once.',
  personal_access_token: 'Start a new run.',
};

/** What to know when an answer of GoTo was lost, with a leading space, to append to a sentence. */
function lostAnswer(facts: Pick<TokenFailureFacts, 'answerLost' | 'grantType'>): string {
  return facts.answerLost ? lostAnswers[facts.grantType] : '';
}

const lostAnswers: Record<Grant['grant_type'], string> = {
  refresh_token:
    ' An answer of GoTo may have been lost: GoTo may have rotated the refresh token in it, and then the stored one does not work any more.',
  authorization_code:
    ' An answer of GoTo may have been lost, so this sign-in may not work a second time.',
  personal_access_token: '',
};

/** What is known of a refresh token that GoTo rejected. */
interface RejectedRefreshToken extends RejectedResponse {
  /** what the token says of itself */
  claims: JwtClaims;
  /** every place that holds it, and when it was last written there, first the one that tells most */
  secrets: [ExistingSecret, ...ExistingSecret[]];
  /** whether that was after this run read it */
  isNewer: boolean;
  githubApiUrl: string;
  /** 1 for a run, more for a re-run */
  attempt: number;
}

/** The error for a rejected refresh token (`invalid_grant`). */
export function refreshTokenRejected(rejected: RejectedRefreshToken): ActionError {
  const { quotation, answerLost, claims, secrets } = rejected;
  const lost = lostAnswer({ answerLost, grantType: 'refresh_token' });
  const written = `${secretLabel(secrets[0])} was last written at ${isoSeconds(secrets[0].updatedAt)}.`;
  const message = `GoTo rejected the refresh token (invalid_grant).${quotation}${lost} ${causeOf(rejected)} ${written}`;
  const when =
    claims.typ === 'a' && !rejected.isNewer ? 'To get a refresh token' : 'If that is refused too';
  const hint = `${firstStep(rejected)} ${when}, ${authorizeWithCommand(rejected)}`;
  return new ActionError('refresh-token-rejected', message, { hint });
}

function firstStep({ isNewer, claims, secrets, attempt }: RejectedRefreshToken): string {
  if (isNewer) return 'Start a new run, not a re-run: a newer token was stored meanwhile.';
  if (claims.typ === 'a') return 'Save a refresh token in the secret, not an access token.';
  const ageMs = Date.now() - secrets[0].updatedAt.getTime();
  if (Math.abs(ageMs) < justWrittenMs) {
    return 'Start a new run, not a re-run: the secret has just been written. If this job calls the action twice, once is enough.';
  }
  const why =
    attempt > 1
      ? `this is attempt ${attempt}, which may have the token of the first one.`
      : 'a newer token may have been stored since this run was queued.';
  return `Start a new run, not a re-run: ${why}`;
}

/** What may have become of the token. */
function causeOf({ claims: { exp, typ }, isReplaced }: RejectedRefreshToken): string {
  const isExpired = exp !== undefined && exp.getTime() < Date.now();
  const date = exp ? `, which expire${isExpired ? 'd' : 's'} at ${isoSeconds(exp)}` : '';
  const token = exp ? `The token${date},` : 'The token';
  if (typ === 'a') return `By its claim typ, the token is an access token${date}.`;
  if (isReplaced) return `${token} was replaced by a newer one.`;
  if (exp === undefined) {
    return `The token was replaced or revoked, or has expired (a token is valid for ${refreshTokenLifeDays} days).`;
  }
  return isExpired
    ? `The token expired at ${isoSeconds(exp)}, or was replaced or revoked before.`
    : `${token} was replaced or revoked.`;
}

/** The end of a sentence: to authorize again, with the command for it if shells read it alike. */
function authorizeWithCommand({ secrets, githubApiUrl }: RejectedRefreshToken): string {
  const { name, place } = secrets[0];
  const values = [
    ...secrets.map(({ place: one }) =>
      one.kind === 'organization' ? ['--org', one.org] : ['--repo', `${one.owner}/${one.repo}`],
    ),
    ...(place.kind === 'environment' ? [['--env', place.environment_name]] : []),
    ...(name === sharedDefaults.secretName ? [] : [['--secret-name', name]]),
    ...(githubApiUrl === 'https://api.github.com' ? [] : [['--github-api-url', githubApiUrl]]),
  ];
  // Git Bash leaves a URL as it is.
  const isSafe = (value = '') => isPastable(value) || /^https?:\/\/[\w./:[\]-]+$/.test(value);
  if (!values.every(([, value]) => isSafe(value))) return `${authorizeAgain}.`;
  const options = values.map(([option, value]) => `${option} ${quoted(value ?? '')}`).join(' ');
  return `authorize again: npx --allow-remote=root ${packageUrl} authorize ${options}`;
}

const packageUrl = `${repositoryUrl}/releases/download/v${version}/goto-access-token-${version}.tgz`;

/** The error for a rejected code of a sign-in (`invalid_grant`). */
export function codeRejected({ quotation, answerLost }: RejectedResponse): CommandError {
  const lost = lostAnswer({ answerLost, grantType: 'authorization_code' });
  return new CommandError(
    `GoTo rejected the code of this sign-in (invalid_grant).${quotation}${lost} No secret was written.`,
    'Run the command again and sign in again: a code works once, and for a few minutes.',
  );
}

/** The error for a sign-in that brought no refresh token. */
export function noRefreshToken({ tokenUrl }: Names): ActionError {
  const message = "GoTo's answer has no usable refresh_token. No secret was written.";
  const hint = `Run the command again. If it happens again, check at ${clientsPage} that Refresh Token is switched on under Grant types in the OAuth client, and that ${tokenUrl}, if you set it, is GoTo's token endpoint.`;
  return new ActionError('goto-answer-invalid', message, { hint });
}

/** The error for a rejected personal access token (`invalid_grant`). */
export function personalAccessTokenRejected({ quotation }: RejectedResponse): ActionError {
  const message = `GoTo rejected personal-access-token (invalid_grant).${quotation}`;
  const hint =
    'Create a new personal access token at myaccount.goto.com (Developer Tools, Create token), and save it where personal-access-token comes from. ' +
    'Its scopes must match those of the OAuth client, and the user who creates it must be the organizer.';
  return new ActionError('personal-access-token-rejected', message, { hint });
}

const checkApi =
  "Start a new run. If it fails again, check that no proxy answers in GoTo's place, and that goto-api-url, if you set it, is the API of GoTo.";

type LookupRefusal = Extract<OrganizerFailure['facts'], { kind: 'not-answered' }>;

/** The error of a lookup that brought no keys. Only the action looks up. */
export function describeOrganizerFailure({ facts }: OrganizerFailure, names: Names): ActionError {
  const code = 'organizer-lookup-failed';
  if (facts.kind === 'unexpected-field') {
    const message = `GoTo's record of the organizer cannot be used: ${facts.field} has an unexpected value.`;
    const hint = checkApi;
    return new ActionError(code, message, { hint });
  }
  const { host, status, error, redirectHost, quotation } = facts;
  const leadsTo = redirectHost === undefined ? '' : `, a redirect to ${redirectHost}`;
  const otherwise = redirectHost ? moved(redirectHost, 'goto-api-url') : checkApi;
  const isRefused = status === 401 || status === 403;
  const hint = isRefused ? lookupRefused(facts) : adviceFor(facts, names, otherwise);
  const message = `The organizer could not be looked up at GoTo (${host}: ${describeFacts(facts)}${leadsTo}).${quotation} The tokens are safe, and the other outputs are set.`;
  return new ActionError(code, message, { hint, cause: error });
}

/** The scope is to blame only if this token lacks it: GoTo refuses a missing role in the same way. */
function lookupRefused({ bearerError, hasScope }: LookupRefusal): string {
  if (bearerError === 'invalid_token') {
    return 'Start a new run: GoTo does not take the access token that it has just issued (invalid_token). If it happens again, check that token-url and goto-api-url are those of GoTo. Or remove lookup-organizer from the step.';
  }
  const isRole = hasScope && bearerError === undefined;
  const cause = isRole
    ? `Ask an administrator of your GoTo account to check the role of this user in GoTo Admin: this token has the scope ${organizerScope}, so the scope is not the reason.`
    : `Tick the scope ${organizerScope} in the OAuth client at ${clientsPage}, then ${authorizeAgain}, or create a personal access token that has it: this token ${bearerError === undefined ? 'probably ' : ''}lacks the scope, and a refresh keeps the old ones.`;
  return `${cause} Or remove lookup-organizer from the step.`;
}
