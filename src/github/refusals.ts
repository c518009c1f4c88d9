import { ActionError } from '../errors';
import { HttpFailure } from '../http/error';
import { type JsonObject, jsonObject } from '../http/json';
import { adviceFor, describe, failureIn, type HttpOutcome, statusOf } from '../http/outcome';
import type { HttpAnswer } from '../http/request';
import { type GitHubClient, isRateLimited } from './client';
import { placeKinds, placeName, type SecretAddress } from './places';

/** A read of GitHub, and the secret it is about. */
export interface SecretRead extends SecretAddress {
  part: 'public key' | 'metadata' | 'repositories';
  /** for the log and for errors: 'the public key of repository octo/webinars' */
  what: string;
}

/**
 * The JSON of a read that went well: 200, and an object.
 *
 * @throws ActionError for everything else, in words for the person who set up the token and the place
 */
export function readJson(
  result: HttpOutcome,
  read: SecretRead,
  github: GitHubClient,
): { answer: HttpAnswer; fields: JsonObject } {
  if (result instanceof HttpFailure) throw unavailable(result, read, '');
  if (result.status !== 200) throw refusal(result, read, github.said(result));
  const fields = jsonObject(result.body);
  if (!fields) throw strangeAnswer(read.what, 'the JSON');
  return { answer: result, fields };
}

/** What to do about a write that GitHub did not do. */
export function adviceForWrite(result: HttpOutcome): string {
  const status = statusOf(result);
  if (isRateLimited(result)) return quotaHint;
  if (status === 401) return tokenHint;
  if (status === 403 || status === 404) {
    return 'Check that github-token may write secrets there (read alone is not enough), and that the place is not archived.';
  }
  return adviceFor(result, strangeHint);
}

const strangeHint =
  'Check that github-api-url is the API of GitHub, and that no proxy answers for it.';
const quotaHint =
  'Run again when the quota is there again (within the hour), or use a token that fewer workflows share.';
const tokenHint =
  'The token has expired, was revoked, or was not copied whole: make a new one and put it where github-token comes from.';

/** An answer that came with 200 and is not what GitHub sends. */
export function strangeAnswer(what: string, field: string): ActionError {
  return new ActionError(
    'github-unavailable',
    `GitHub's answer for ${what} cannot be used: ${field} is not what it should be.`,
    { hint: strangeHint },
  );
}

function refusal(answer: HttpAnswer, read: SecretRead, said: string): ActionError {
  if (answer.status === 401) return tokenRejected(said);
  if ([301, 307, 308].includes(answer.status)) return moved(answer, read);
  if (answer.status === 403 && !isRateLimited(answer)) return permissionMissing(answer, read, said);
  if (answer.status === 404 && read.part === 'public key') {
    return permissionMissing(answer, read, said);
  }
  if (answer.status === 404 && read.part === 'metadata') return secretNotFound(read);
  return unavailable(answer, read, said);
}

function tokenRejected(said: string): ActionError {
  return new ActionError(
    'github-token-rejected',
    `GitHub does not accept github-token (status 401).${said}`,
    {
      hint: tokenHint,
    },
  );
}

function moved({ status }: HttpAnswer, { place }: SecretRead): ActionError {
  const { input } = placeKinds[place.kind];
  return new ActionError(
    'input-invalid',
    `The input ${input} names a place that was renamed or moved: GitHub redirects from ${placeName(place)} (status ${status}).`,
    { hint: `Write its present name in ${input}.` },
  );
}

function permissionMissing(
  { status }: HttpAnswer,
  { place }: SecretRead,
  said: string,
): ActionError {
  const { permission, classicScope } = placeKinds[place.kind];
  const where = placeName(place);
  const problem =
    status === 404
      ? `GitHub shows no secrets at ${where} (status 404): the place is not visible to github-token, or misspelt`
      : `github-token may not manage the secrets of ${where} (status 403)`;
  return new ActionError('github-permission-missing', `${problem}.${said}`, {
    hint:
      (status === 404 ? 'Check how the place is spelt. ' : '') +
      `Set github-token to a personal access token or GitHub App token with the permission ${permission}: read and write (classic tokens: the scope ${classicScope}), for ${where}. ` +
      "The workflow's own GITHUB_TOKEN can never manage secrets, whatever its permissions.",
  });
}

function secretNotFound({ name, place }: SecretRead): ActionError {
  const aside =
    place.kind === 'environment'
      ? ' A secret of the same name in the repository or the organization does not count.'
      : '';
  return new ActionError(
    'secret-not-found',
    `There is no secret ${name} in ${placeName(place)} (status 404).${aside}`,
    {
      hint:
        'Name the secret that refresh-token is read from: its name in secret-name, and environment or organization if it lives there. ' +
        'This action updates a secret and does not create one.',
    },
  );
}

function unavailable(result: HttpOutcome, read: SecretRead, said: string): ActionError {
  const isQuota = isRateLimited(result);
  const quota = isQuota ? ', the quota of github-token is exhausted' : '';
  return new ActionError(
    'github-unavailable',
    `GitHub did not give ${read.what}: ${describe(result)}${quota}.${said}`,
    {
      hint: isQuota ? quotaHint : adviceFor(result, strangeHint),
      cause: failureIn(result),
    },
  );
}
