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
import { adviceForPolicy } from './forbidden';
import { placeKinds, placeName, type Secret, type SecretPlace, secretLabel } from './places';
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
  client: GitHubClient,
): ActionError {
  const message = `GitHub's answer for ${describePart(part, secret)} cannot be used (${client.apiUrl.host}): ${field} has an unexpected value.`;
  return new ActionError('github-unavailable', message, { hint: foreignAnswerHint(client) });
}

/** The error for a list of repositories that a write would shorten. */
export function incompleteList(secret: Secret, { apiUrl, vocabulary }: GitHubClient): ActionError {
  const { runAgain, githubToken } = vocabulary;
  const message = `GitHub's list of ${describePart('repositories', secret)} is incomplete (${apiUrl.host}): it does not agree with total_count.`;
  return new ActionError('github-unavailable', message, {
    hint: `${runAgain}: the list may have changed while it was read. If it fails again, give ${githubToken} access to all of these repositories; a classic token needs the scope repo for the private ones.`,
  });
}

/** What to do about a write that GitHub did not carry out. */
export function adviceForWrite(
  outcome: HttpOutcome,
  place: SecretPlace,
  client: GitHubClient,
): string {
  const { vocabulary } = client;
  const status = statusOf(outcome);
  if (isForeignRefusal(outcome)) return foreignAnswerHint(client);
  if (isRateLimited(outcome))
    return 'If this happens often, use a token that fewer workflows share.';
  if (status === 401) return vocabulary.tokenRejectedHint;
  if (status === 422) return 'If GitHub also refuses the command, authorise again.';
  const policy = adviceForPolicy(outcome, place, vocabulary);
  if (policy !== undefined) return policy;
  if (status === 403 || status === 404) {
    if (vocabulary.writeRefusedHint !== undefined) return vocabulary.writeRefusedHint;
    return `Give ${vocabulary.githubToken} read and write access there: read access is not enough. An archived repository takes no writes at all.`;
  }
  if (status !== undefined && status >= 500)
    return 'GitHub was busy or down: nothing else has to be changed.';
  if (outcome.kind === 'no-response' && outcome.error.isTransient) {
    return `If this happens again, check the network of ${vocabulary.machine}, and its variables https_proxy and no_proxy.`;
  }
  return adviceFor(outcome, vocabulary, foreignAnswerHint(client));
}

/**
 * Whether something else than GitHub's API refused the request: its refusals are JSON. It is a proxy
 * with a page of its own, or the site of GitHub Enterprise Server, whose API has another address.
 */
function isForeignRefusal(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'no-response' || isRateLimited(outcome)) return false;
  const { status, json, text } = outcome;
  return [401, 403, 404].includes(status) && json === undefined && text.trim() !== '';
}

function foreignAnswerHint({ apiUrl, vocabulary: { githubApiUrl } }: GitHubClient): string {
  const intended = intendedApiUrl(apiUrl);
  return intended === undefined
    ? `Check that no proxy answers in GitHub's place, and that ${githubApiUrl}, if you set it, is the API of GitHub: on GitHub Enterprise Server it ends in /api/v3.`
    : `Set ${githubApiUrl} to ${intended}: ${apiUrl.origin} is not the address of GitHub's API. If it is, check that no proxy answers in GitHub's place.`;
}

/**
 * The address that is meant by one that no API of GitHub has: https://ghe.example/api/v3 for
 * https://ghe.example. Undefined for one that looks right, and for http, which is on loopback.
 */
function intendedApiUrl({ protocol, host, pathname }: URL): string | undefined {
  const looksRight = host.startsWith('api.') || pathname.endsWith('/api/v3');
  if (looksRight || protocol === 'http:') return undefined;
  return /(^github|\.ghe)\.com$/.test(host) ? `https://api.${host}` : `https://${host}/api/v3`;
}

const limitHint = ({ runAgain }: Vocabulary) =>
  `${runAgain} in an hour, or use a token that fewer workflows share.`;

function refusal(
  outcome: HttpOutcome,
  { part, secret }: { part: SecretPart; secret: Secret },
  client: GitHubClient,
): ActionError {
  const quote = client.quote(outcome);
  const status = statusOf(outcome);
  if (isForeignRefusal(outcome)) return unavailable(outcome, describePart(part, secret), client);
  if (status === 401) return tokenRejected(client.vocabulary, quote);
  if (status === 301 || status === 307 || status === 308) {
    return moved(status, secret, client.vocabulary);
  }
  const isForbidden = status === 403 && !isRateLimited(outcome);
  if (isForbidden || (status === 404 && part === 'public key')) {
    return permissionMissing(outcome, secret, client);
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
  outcome: HttpOutcome,
  { place }: Secret,
  { quote, vocabulary }: GitHubClient,
): ActionError {
  const { githubToken, setGitHubTokenTo, permissionNote, permissionHint } = vocabulary;
  const { permission, classicScope } = placeKinds[place.kind];
  const where = placeName(place);
  const isHidden = statusOf(outcome) === 404;
  const problem = isHidden
    ? `GitHub shows no secrets at ${where} to ${githubToken} (status 404): the place is not visible to this token, does not exist, or is misspelt`
    : `GitHub does not let ${githubToken} manage the secrets of ${where} (status 403)`;
  const suitable = `a personal access token or GitHub App token for ${where} with the ${permission}: read and write`;
  const policy = adviceForPolicy(outcome, place, vocabulary);
  const missing = {
    isVisible: !isHidden,
    where,
    owner: place.kind === 'organization' ? place.org : `${place.owner}/${place.repo}`,
    environment: place.kind === 'environment' ? place.environment_name : undefined,
    permission,
  };
  const plan = place.kind === 'environment' ? environmentsNeedAPlan : '';
  const advice =
    permissionHint?.(missing) ??
    (isHidden ? `Check the spelling of ${where}.${plan} ` : '') +
      `${setGitHubTokenTo} ${suitable}. A classic token needs the scope ${classicScope}. A fine-grained token may have to be approved by the organization first.${permissionNote}`;
  const rest = permissionHint ? '' : ` Apart from that, ${githubToken} must be ${suitable}.`;
  const hint = policy === undefined ? advice : `${policy}${rest}`;
  return new ActionError('github-permission-missing', `${problem}.${quote(outcome)}`, { hint });
}

/** With a leading space, to append to a sentence. */
const environmentsNeedAPlan = ' A private repository has environments only in a paid plan.';

function secretNotFound({ name, place }: Secret, vocabulary: Vocabulary): ActionError {
  const isInEnvironment = place.kind === 'environment';
  const aside = isInEnvironment
    ? ' A secret of the same name in the repository or the organization does not count.'
    : '';
  const message = `There is no secret ${name} in ${placeName(place)} (status 404).${aside}`;
  return new ActionError('secret-not-found', message, {
    hint: isInEnvironment
      ? vocabulary.secretNotFoundInEnvironmentHint
      : vocabulary.secretNotFoundHint,
  });
}

function unavailable(outcome: HttpOutcome, what: string, client: GitHubClient): ActionError {
  const { apiUrl, quote, vocabulary } = client;
  const isLimited = isRateLimited(outcome);
  const limit = hasNoQuota(outcome)
    ? `, the quota of ${vocabulary.githubToken} is exhausted`
    : ', GitHub asks for fewer requests';
  const message = `GitHub did not return ${what} (${apiUrl.host}: ${describeOutcome(outcome)}${isLimited ? limit : ''}${isForeignRefusal(outcome) ? ", but not from GitHub's API" : ''}).${quote(outcome)}`;
  return new ActionError('github-unavailable', message, {
    hint: isLimited
      ? limitHint(vocabulary)
      : adviceFor(outcome, vocabulary, foreignAnswerHint(client)),
    cause: errorOf(outcome),
  });
}
