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
import { isRateLimited } from './rate-limits';

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
 * @throws ActionError for everything else, for the person who set up the token and the place
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
  if (json === undefined) throw unexpectedAnswer(part, secret, 'the JSON', client);
  return { json, headers };
}

/** The error for a 200 that is not what GitHub sends. */
export function unexpectedAnswer(
  part: SecretPart,
  secret: Secret,
  field: string,
  { host, vocabulary }: GitHubClient,
): ActionError {
  const message = `GitHub's answer for ${describePart(part, secret)} cannot be used (${host}): ${field} has an unexpected value.`;
  return new ActionError('github-unavailable', message, { hint: checkApiUrl(vocabulary) });
}

/** What to do about a write that GitHub did not carry out. */
export function adviceForWrite(outcome: HttpOutcome, vocabulary: Vocabulary): string {
  const status = statusOf(outcome);
  if (isRateLimited(outcome)) return waitForQuota;
  if (status === 401) return vocabulary.replaceGitHubToken;
  if (status === 403 || status === 404) {
    return `Check that ${vocabulary.githubToken} may write secrets there (read access is not enough), and that the repository is not archived.`;
  }
  const { machine } = vocabulary;
  return adviceFor(outcome, { machine, otherwise: checkApiUrl(vocabulary) });
}

const checkApiUrl = ({ githubApiUrl }: Vocabulary) =>
  `Check that ${githubApiUrl} is the API of GitHub, and that no proxy answers in its place.`;

const waitForQuota =
  'Run again when the quota is renewed, within the hour, or use a token that fewer workflows share.';

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

function tokenRejected(
  { githubToken, replaceGitHubToken }: Vocabulary,
  quote: string,
): ActionError {
  const message = `GitHub does not accept ${githubToken} (status 401).${quote}`;
  return new ActionError('github-token-rejected', message, { hint: replaceGitHubToken });
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
  { githubToken, provideGitHubToken, githubTokenNote }: Vocabulary,
): ActionError {
  const { permission, classicScope } = placeKinds[place.kind];
  const where = placeName(place);
  const problem =
    status === 404
      ? `GitHub shows no secrets at ${where} to ${githubToken} (status 404): the place is not visible to this token, does not exist, or is misspelt`
      : `GitHub does not let ${githubToken} manage the secrets of ${where} (status 403)`;
  return new ActionError('github-permission-missing', `${problem}.${quote}`, {
    hint:
      (status === 404 ? 'Check the spelling of the place. ' : '') +
      `${provideGitHubToken} a personal access token or GitHub App token with the permission ${permission}: read and write (classic tokens: the scope ${classicScope}), for ${where}.${githubTokenNote}`,
  });
}

function secretNotFound({ name, place }: Secret, { nameTheSecret }: Vocabulary): ActionError {
  const aside =
    place.kind === 'environment'
      ? ' A secret of the same name in the repository or the organization does not count.'
      : '';
  const message = `There is no secret ${name} in ${placeName(place)} (status 404).${aside}`;
  return new ActionError('secret-not-found', message, { hint: nameTheSecret });
}

function unavailable(
  outcome: HttpOutcome,
  what: string,
  { host, quote, vocabulary }: GitHubClient,
): ActionError {
  const isQuota = isRateLimited(outcome);
  const quota = isQuota ? `, the quota of ${vocabulary.githubToken} is exhausted` : '';
  const message = `GitHub did not return ${what} (${host}: ${describeOutcome(outcome)}${quota}).${quote(outcome)}`;
  const { machine } = vocabulary;
  return new ActionError('github-unavailable', message, {
    hint: isQuota
      ? waitForQuota
      : adviceFor(outcome, { machine, otherwise: checkApiUrl(vocabulary) }),
    cause: errorOf(outcome),
  });
}
