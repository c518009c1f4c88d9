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
import type { Vocabulary } from '../vocabulary';
import type { GitHubClient } from './client';
import { placeKinds, placeName, type Secret, secretLabel } from './places';
import { hasNoQuota, isRateLimited } from './rate-limits';

/** What is read of a secret. */
export type SecretPart = 'public key' | 'metadata' | 'repositories';

/** For the log and for errors: 'the public key of repository octo/webinars' */
export function describePart(part: SecretPart, secret: Secret): string {
  if (part === 'public key') return `the public key of ${placeName(secret.place)}`;
  if (part === 'metadata') return `the metadata of ${secretLabel(secret)}`;
  return `the repositories that share ${secretLabel(secret)}`;
}

/**
 * The JSON and headers of a successful read: status 200 and an object.
 *
 * @throws ActionError for any other outcome, with a hint about the token or the place
 */
export function readSuccess(
  outcome: HttpOutcome,
  { part, secret }: { part: SecretPart; secret: Secret },
  client: GitHubClient,
): { json: JsonObject; headers: HttpResponse['headers'] } {
  if (outcome.kind === 'no-response' || outcome.status !== 200) {
    throw refusal(outcome, { part, secret }, client);
  }
  const { json, headers } = outcome;
  if (json === undefined) throw unexpectedAnswer({ part, secret }, 'the JSON', client);
  return { json, headers };
}

/** The error for a 200 that is not what GitHub sends. */
export function unexpectedAnswer(
  { part, secret }: { part: SecretPart; secret: Secret },
  field: string,
  { host, vocabulary }: GitHubClient,
): ActionError {
  const message = `GitHub's answer for ${describePart(part, secret)} cannot be used (${host}): ${field} has an unexpected value.`;
  return new ActionError('github-unavailable', message, { hint: apiUrlHint(vocabulary) });
}

/** What to do about a write that GitHub did not carry out. */
export function adviceForWrite(outcome: HttpOutcome, vocabulary: Vocabulary): string {
  const status = statusOf(outcome);
  if (isRateLimited(outcome))
    return 'If this happens often, use a token that fewer workflows share.';
  if (status === 401) return vocabulary.tokenRejectedHint;
  if (status === 422) return 'If GitHub also refuses the command, authorise again.';
  if (status === 403 || status === 404) {
    return `Give ${vocabulary.githubToken} read and write access there: read access is not enough. An archived repository takes no writes at all.`;
  }
  if (status !== undefined && status >= 500)
    return 'GitHub was busy or down: nothing else has to be changed.';
  if (outcome.kind === 'no-response' && outcome.error.isTransient) {
    return `If this happens again, check the network of ${vocabulary.machine}, and its variables https_proxy and no_proxy.`;
  }
  return adviceFor(outcome, vocabulary, apiUrlHint(vocabulary));
}

const apiUrlHint = ({ githubApiUrl }: Vocabulary) =>
  `Check that no proxy answers in GitHub's place, and that ${githubApiUrl}, if you set it, is the API of GitHub.`;

const limitHint = ({ runAgain }: Vocabulary) =>
  `${runAgain} in an hour, or use a token that fewer workflows share.`;

function refusal(
  outcome: HttpOutcome,
  { part, secret }: { part: SecretPart; secret: Secret },
  client: GitHubClient,
): ActionError {
  const quote = client.quote(outcome);
  const status = statusOf(outcome);
  if (status === 401) return tokenRejected(client.vocabulary, quote);
  if (status === 301 || status === 307 || status === 308) {
    return moved(status, secret, client.vocabulary);
  }
  const isForbidden = status === 403 && !isRateLimited(outcome);
  if (isForbidden || (status === 404 && part === 'public key')) {
    return permissionMissing({ status, secret, quote }, client.vocabulary);
  }
  if (status === 404 && part === 'metadata') return secretNotFound(secret, client.vocabulary);
  return unavailable(outcome, describePart(part, secret), client);
}

function tokenRejected({ githubToken, tokenRejectedHint }: Vocabulary, quote: string): ActionError {
  const message = `GitHub does not accept ${githubToken} (status 401).${quote}`;
  return new ActionError('github-token-rejected', message, { hint: tokenRejectedHint });
}

function moved(
  status: number,
  { place }: Secret,
  { repository, organization }: Vocabulary,
): ActionError {
  const setting = place.kind === 'organization' ? organization : repository;
  const message = `The ${setting} names a place that was renamed or moved: GitHub redirects from ${placeName(place)} (status ${status}).`;
  return new ActionError('input-invalid', message, {
    hint: `Write its new name in the ${setting}.`,
  });
}

function permissionMissing(
  { status, secret: { place }, quote }: { status: 403 | 404; secret: Secret; quote: string },
  { githubToken, setGitHubTokenTo, permissionNote }: Vocabulary,
): ActionError {
  const { permission, classicScope } = placeKinds[place.kind];
  const where = placeName(place);
  const problem =
    status === 404
      ? `GitHub shows no secrets at ${where} to ${githubToken} (status 404): the place is not visible to this token, does not exist, or is misspelt`
      : `GitHub does not let ${githubToken} manage the secrets of ${where} (status 403)`;
  return new ActionError('github-permission-missing', `${problem}.${quote}`, {
    hint:
      (status === 404 ? `Check the spelling of ${where}. ` : '') +
      `${setGitHubTokenTo} a personal access token or GitHub App token for ${where} with the ${permission}: read and write. A classic token needs the scope ${classicScope}.${permissionNote}`,
  });
}

function secretNotFound({ name, place }: Secret, { secretNotFoundHint }: Vocabulary): ActionError {
  const aside =
    place.kind === 'environment'
      ? ' A secret of the same name in the repository or the organization does not count.'
      : '';
  const message = `There is no secret ${name} in ${placeName(place)} (status 404).${aside}`;
  return new ActionError('secret-not-found', message, { hint: secretNotFoundHint });
}

function unavailable(
  outcome: HttpOutcome,
  what: string,
  { host, quote, vocabulary }: GitHubClient,
): ActionError {
  const isLimited = isRateLimited(outcome);
  const limit = hasNoQuota(outcome)
    ? `, the quota of ${vocabulary.githubToken} is exhausted`
    : ', GitHub asks for fewer requests';
  const message = `GitHub did not return ${what} (${host}: ${describeOutcome(outcome)}${isLimited ? limit : ''}).${quote(outcome)}`;
  return new ActionError('github-unavailable', message, {
    hint: isLimited
      ? limitHint(vocabulary)
      : adviceFor(outcome, vocabulary, apiUrlHint(vocabulary)),
    cause: errorOf(outcome),
  });
}
