import { ActionError } from '../errors';
import type { HttpResponse, JsonObject } from '../http/outcome';
import { inOrder } from '../process/in-order';
import type { Vocabulary } from '../vocabulary';
import { type GitHubClient, maxConcurrentReads } from './client';
import { type Endpoint, endpointOf, type Secret, type Visibility, visibilities } from './places';
import { createRetryOfRefusal, newToken } from './rate-limits';
import {
  describePart,
  incompleteList,
  readSuccess,
  type SecretPart,
  unexpectedAnswer,
} from './refusals';
import type { Seal } from './sealed-box';
import { tokenExpiration } from './token-expiration';

/** The time to locate all secrets, in milliseconds. */
export const locateTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };

/** A secret with what a write needs. */
export interface SecretTarget extends Secret {
  /** when it was last written, as GitHub says; undefined if it does not exist yet */
  updatedAt: Date | undefined;
  /** 32 bytes (X25519) */
  publicKey: { bytes: Uint8Array; keyId: string };
  /**
   * For an organization secret, which repositories may read it. A write must send back what was read,
   * or it is lost (cli/cli#8110).
   */
  sharing: { visibility: Visibility; selected_repository_ids?: number[] } | undefined;
}

export type ExistingSecret = SecretTarget & { updatedAt: Date };

export interface Located {
  /** in the order of the input; at least one */
  secrets: ExistingSecret[];
  /** when the GitHub token expires, if GitHub says so */
  tokenExpiresAt: Date | undefined;
  seal: Seal;
}

/**
 * Locates every secret and proves that this process can seal, so that most of what prevents a write
 * shows before GoTo is asked.
 *
 * @throws ActionError of the first place that cannot be written, in the order of the input, or
 *   `runner-unsupported`
 */
export async function locate(secrets: Secret[], client: GitHubClient): Promise<Located> {
  const { watched, haveLeft } = watchRequests(client, 2 * secrets.length);
  const reads = inOrder(secrets.map((secret) => locateSecret(secret, watched)));
  // The proof keeps the processor busy: once the reads are on their way, it costs no time.
  const proof = Promise.race([haveLeft, reads])
    .catch(() => undefined)
    .then(() => proveSealing(client.vocabulary));
  const [located, seal] = await inOrder([reads, proof]);
  return {
    secrets: located.map(({ secret }) => secret),
    seal,
    tokenExpiresAt: located.find(({ tokenExpiresAt }) => tokenExpiresAt)?.tokenExpiresAt,
  };
}

/** A client that tells when `count` of its requests have left, or as many as are sent at a time. */
function watchRequests(
  client: GitHubClient,
  count: number,
): { watched: GitHubClient; haveLeft: Promise<void> } {
  let awaited = Math.min(count, maxConcurrentReads);
  let resolve: () => void = () => undefined;
  const haveLeft = new Promise<void>((done) => {
    resolve = done;
  });
  const onSent = () => {
    awaited -= 1;
    if (awaited === 0) resolve();
  };
  return { watched: { ...client, send: (call) => client.send({ ...call, onSent }) }, haveLeft };
}

/**
 * Loads the function that seals, once it has sealed a probe.
 *
 * @throws ActionError `runner-unsupported`
 */
export async function proveSealing({ machine }: Vocabulary): Promise<Seal> {
  try {
    const { loadSeal } = await import('./sealed-box');
    return await loadSeal();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ActionError('runner-unsupported', `Sealing does not work on ${machine}: ${reason}.`, {
      hint: `Run this on another machine, or with another version of Node: with the one on ${machine}, a new refresh token could not be stored.`,
      cause: error,
    });
  }
}

/**
 * Reads what a write needs, and finds what would prevent it: the public key and the metadata side by
 * side, then the repositories that share an organization secret.
 *
 * @throws ActionError naming the place and the cure; if both reads fail, that of the public key
 */
async function locateSecret(
  secret: Secret,
  client: GitHubClient,
): Promise<{ secret: ExistingSecret; tokenExpiresAt: Date | undefined }> {
  const [{ publicKey, tokenExpiresAt }, { updatedAt, visibility }] = await inOrder([
    readPublicKey(secret, client),
    readMetadata(secret, client),
  ]);
  const sharing = await readSharing(secret, visibility, client);
  return { secret: { ...secret, publicKey, sharing, updatedAt }, tokenExpiresAt };
}

/** The key that values for this place are sealed with, and when the GitHub token expires. */
export async function readPublicKey(
  secret: Secret,
  client: GitHubClient,
): Promise<{ publicKey: SecretTarget['publicKey']; tokenExpiresAt: Date | undefined }> {
  const part = 'public key';
  const endpoint = endpointOf(secret.place, 'GET /public-key', {});
  const { json, headers } = await read({ part, secret, endpoint }, client);
  const { key, key_id } = json;
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.alloc(0);
  const isKey = bytes.length === 32 && bytes.toString('base64') === key;
  if (!isKey) throw unexpectedAnswer({ part, secret }, 'key', client);
  if (typeof key_id !== 'string' || !/^[A-Za-z0-9_-]+$/.test(key_id)) {
    throw unexpectedAnswer({ part, secret }, 'key_id', client);
  }
  return { publicKey: { bytes, keyId: key_id }, tokenExpiresAt: tokenExpiration({ headers }) };
}

/** When the secret was last written and, in an organization, which repositories may read it. */
export async function readMetadata(
  secret: Secret,
  client: GitHubClient,
): Promise<{ updatedAt: Date; visibility: Visibility | undefined }> {
  const part = 'metadata';
  const endpoint = endpointOf(secret.place, 'GET /{secret_name}', { secret_name: secret.name });
  const { json } = await read({ part, secret, endpoint }, client);
  const { updated_at, visibility } = json;
  const updatedAt = new Date(typeof updated_at === 'string' ? updated_at : Number.NaN);
  if (Number.isNaN(updatedAt.getTime()))
    throw unexpectedAnswer({ part, secret }, 'updated_at', client);
  if (secret.place.kind !== 'organization') return { updatedAt, visibility: undefined };
  const known = visibilities.find((one) => one === visibility);
  if (known === undefined) throw unexpectedAnswer({ part, secret }, 'visibility', client);
  return { updatedAt, visibility: known };
}

/** The metadata of a secret; undefined if it does not exist. */
export async function findMetadata(
  secret: Secret,
  client: GitHubClient,
): Promise<Awaited<ReturnType<typeof readMetadata>> | undefined> {
  try {
    return await readMetadata(secret, client);
  } catch (error) {
    if (error instanceof ActionError && error.code === 'secret-not-found') return undefined;
    throw error;
  }
}

/** What to send back with a write so that the sharing stays as it is; undefined if not shared. */
export async function readSharing(
  secret: Secret,
  visibility: Visibility | undefined,
  client: GitHubClient,
): Promise<SecretTarget['sharing']> {
  if (visibility !== 'selected') return visibility === undefined ? undefined : { visibility };
  return { visibility, selected_repository_ids: await readSelectedRepositories(secret, client) };
}

/**
 * With the longest names that GitHub allows (39 characters for an owner, 100 for a repository, 63 for
 * the host), the 56 URLs of a repository take 13 KB, and its description, topics and homepage 3 KB
 * more. So 50 repositories take 800 KB of the 1 MiB that is read of a body; 100 would not fit. 5,500
 * are 110 pages: the first, and eleven rounds of up to ten.
 */
const repositoriesPerPage = 50;

/**
 * The ids of all repositories that share an organization secret. The first page says how many there
 * are; the others are read side by side.
 *
 * @throws ActionError when the list is not complete: a write would take the secret away from the
 *   repositories that are missing in it
 */
async function readSelectedRepositories(secret: Secret, client: GitHubClient): Promise<number[]> {
  const first = await readRepositoriesPage(1, secret, client);
  const { total } = first;
  // As many as GitHub put on the page, not as many as it was asked for.
  const size = Math.max(1, first.ids.length);
  const last = Math.ceil(total / size);
  const others = await readSideBySide(2, last, async (page) => {
    const { ids, ...other } = await readRepositoriesPage(page, secret, client);
    const expected = Math.min(size, total - (page - 1) * size);
    // The list changed meanwhile.
    const isConsistent = other.total === total && ids.length === expected;
    if (!isConsistent) throw incompleteList(secret, client);
    return ids;
  });
  const ids = new Set([...first.ids, ...others.flat()]);
  if (ids.size !== total) throw incompleteList(secret, client);
  return [...ids];
}

async function readRepositoriesPage(
  page: number,
  secret: Secret,
  client: GitHubClient,
): Promise<{ ids: number[]; total: number }> {
  const part = 'repositories';
  const endpoint = endpointOf(secret.place, 'GET /{secret_name}/repositories', {
    secret_name: secret.name,
    per_page: repositoriesPerPage,
    page,
  });
  const { json } = await read({ part, secret, endpoint }, client);
  const { repositories, total_count: total } = json;
  if (!isCount(total)) throw unexpectedAnswer({ part, secret }, 'total_count', client);
  const ids = Array.isArray(repositories) ? repositories.map((repository) => repository?.id) : [0];
  const areIds = ids.every((id) => isCount(id) && id > 0);
  if (!areIds) throw unexpectedAnswer({ part, secret }, 'repositories', client);
  return { ids, total };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/**
 * Reads pages at the same time, as many as the client sends, and returns them in their order. After a
 * failure no further page is asked for.
 *
 * @throws the first failure, once no request is on its way any more
 */
async function readSideBySide<Page>(
  from: number,
  to: number,
  readPage: (page: number) => Promise<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  const failures: unknown[] = [];
  let next = from;
  const readOn = async () => {
    while (next <= to && failures.length === 0) {
      const page = next;
      next += 1;
      try {
        pages[page - from] = await readPage(page);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: maxConcurrentReads }, readOn));
  if (failures.length > 0) throw failures[0];
  return pages;
}

interface PartRead {
  part: SecretPart;
  secret: Secret;
  endpoint: Endpoint;
}

async function read(
  { part, secret, endpoint }: PartRead,
  client: GitHubClient,
): Promise<{ json: JsonObject; headers: HttpResponse['headers'] }> {
  const outcome = await client.send({
    operation: `read ${describePart(part, secret)}`,
    ...endpoint,
    retryRefusal: createRetryOfRefusal(newToken),
  });
  return readSuccess(outcome, { part, secret }, client);
}
