import { ActionError } from '../errors';
import type { HttpResponse, JsonObject } from '../http/outcome';
import type { Vocabulary } from '../vocabulary';
import type { GitHubClient } from './client';
import { isLowOrder } from './low-order-points';
import { endpointOf, type Secret, type Visibility, visibilities } from './places';
import { createRetryOfRefusal, newToken } from './rate-limits';
import { describePart, readSuccess, type SecretPart, unexpectedAnswer } from './refusals';
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
  const [outcomes, [sealing]] = await Promise.all([
    Promise.allSettled(secrets.map((secret) => locateSecret(secret, client))),
    Promise.allSettled([proveSealing(client.vocabulary)]),
  ]);
  const located = outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
  if (sealing.status === 'rejected') throw sealing.reason;
  return {
    secrets: located.map(({ secret }) => secret),
    seal: sealing.value,
    tokenExpiresAt: located.find(({ tokenExpiresAt }) => tokenExpiresAt)?.tokenExpiresAt,
  };
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
  const [key, metadata] = await Promise.allSettled([
    readPublicKey(secret, client),
    readMetadata(secret, client),
  ]);
  if (key.status === 'rejected') throw key.reason;
  if (metadata.status === 'rejected') throw metadata.reason;
  const { publicKey, tokenExpiresAt } = key.value;
  const { updatedAt, visibility } = metadata.value;
  const sharing = await readSharing(secret, visibility, client);
  return { secret: { ...secret, publicKey, sharing, updatedAt }, tokenExpiresAt };
}

/** The key that values for this place are sealed with, and when the GitHub token expires. */
export async function readPublicKey(
  secret: Secret,
  client: GitHubClient,
): Promise<{ publicKey: SecretTarget['publicKey']; tokenExpiresAt: Date | undefined }> {
  const part = 'public key';
  const { json, headers } = await read({ part, secret, route: 'GET /public-key' }, client);
  const { key, key_id } = json;
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.alloc(0);
  const isKey = bytes.length === 32 && bytes.toString('base64') === key && !isLowOrder(bytes);
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
  const parameters = { secret_name: secret.name };
  const { json } = await read({ part, secret, route: 'GET /{secret_name}', parameters }, client);
  const { updated_at, visibility } = json;
  const updatedAt = new Date(typeof updated_at === 'string' ? updated_at : Number.NaN);
  if (Number.isNaN(updatedAt.getTime()))
    throw unexpectedAnswer({ part, secret }, 'updated_at', client);
  if (secret.place.kind !== 'organization') return { updatedAt, visibility: undefined };
  const known = visibilities.find((one) => one === visibility);
  if (known === undefined) throw unexpectedAnswer({ part, secret }, 'visibility', client);
  return { updatedAt, visibility: known };
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
 * The ids of all repositories that share an organization secret, over all pages.
 *
 * @throws ActionError when the list is not complete: a write would take the secret away from the
 *   repositories that are missing in it
 */
async function readSelectedRepositories(secret: Secret, client: GitHubClient): Promise<number[]> {
  const part = 'repositories';
  const route = 'GET /{secret_name}/repositories';
  const ids = new Set<number>();
  let total: unknown;
  for (let page = 1; ; page += 1) {
    const parameters = { secret_name: secret.name, per_page: 100, page };
    const { json } = await read({ part, secret, route, parameters }, client);
    const { repositories, total_count } = json;
    total ??= total_count;
    if (!Array.isArray(repositories))
      throw unexpectedAnswer({ part, secret }, 'repositories', client);
    const before = ids.size;
    for (const repository of repositories) {
      const id: unknown = repository?.id;
      if (!Number.isSafeInteger(id) || Number(id) <= 0) {
        throw unexpectedAnswer({ part, secret }, 'repositories', client);
      }
      ids.add(Number(id));
    }
    // A repeated id, or a total that changes or is exceeded: the list changed while it was read.
    const isConsistent = ids.size === before + repositories.length && total_count === total;
    if (isConsistent && ids.size === total) return [...ids];
    const hasMore = isConsistent && repositories.length > 0 && ids.size < Number(total);
    if (!hasMore) throw unexpectedAnswer({ part, secret }, 'total_count', client);
  }
}

interface PartRead {
  part: SecretPart;
  secret: Secret;
  route: `GET /${string}`;
  parameters?: Record<string, unknown>;
}

async function read(
  { part, secret, route, parameters }: PartRead,
  client: GitHubClient,
): Promise<{ json: JsonObject; headers: HttpResponse['headers'] }> {
  const outcome = await client.send({
    operation: `read ${describePart(part, secret)}`,
    ...endpointOf(secret.place, route, parameters),
    retryRefusal: createRetryOfRefusal(newToken),
  });
  return readSuccess(outcome, { part, secret }, client);
}
