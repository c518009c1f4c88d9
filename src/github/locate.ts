import { maxConcurrentReads, newToken, repositoriesPerPage, writeCheck } from '../limits';
import { inOrder } from '../process/phase';
import { type GitHubClient, tokenExpiration } from './client';
import {
  type Endpoint,
  endpointOf,
  type Secret,
  type Visibility,
  visibilities,
  writeEndpoint,
} from './places';
import { createRetryOfRefusal } from './rate-limits';
import { type Asked, describePart, GitHubRefusal, refusalOf, unusable } from './refusals';
import type { Seal, SealValue } from './sealed-box';

/** A secret with what a write needs. */
export interface SecretTarget extends Secret {
  /** 32 bytes (X25519) */
  publicKey: { bytes: Uint8Array; keyId: string };
  /** when it was last written, as GitHub says; undefined if it does not exist yet */
  updatedAt: Date | undefined;
  /** of an organization secret; a write must send back what was read, or it is lost (cli/cli#8110) */
  sharing: { visibility: Visibility; selected_repository_ids?: number[] } | undefined;
}

export type ExistingSecret = SecretTarget & { updatedAt: Date };

/** How many requests of `locate` leave at once. */
export function locateRequests(places: number): number {
  return Math.min(3 * places, maxConcurrentReads);
}

/**
 * Locates every secret and proves that this process can seal and that the token may write, so that most
 * of what prevents a write shows before GoTo is asked.
 *
 * @returns the secrets, in the order given
 * @throws GitHubRefusal of the first place that cannot be written, or SealingFailure
 */
export async function locate(secrets: Secret[], client: GitHubClient) {
  const { watched, haveLeft } = watchRequests(client, locateRequests(secrets.length));
  const reads = inOrder(secrets.map((secret) => locateSecret(secret, watched)));
  const checks = proveWriteAccess(secrets, reads, watched);
  // The proof keeps the processor busy: once the reads are on their way, it costs no time.
  const proof = Promise.race([haveLeft, reads])
    .catch(() => undefined)
    .then(proveSealing);
  const [located, seal] = await inOrder([reads, proof, checks]);
  const targets = located.map(({ secret }) => secret);
  await proveKeys(targets, seal, client);
  const { tokenExpiresAt } = located.find((one) => one.tokenExpiresAt) ?? {};
  return { secrets: targets, seal, tokenExpiresAt };
}

/** A client that tells when `count` of its requests have left. */
function watchRequests(client: GitHubClient, count: number) {
  let awaited = count;
  let resolve: () => void = () => undefined;
  const haveLeft = new Promise<void>((done) => {
    resolve = done;
  });
  const onSent = () => {
    awaited -= 1;
    if (awaited === 0) resolve();
  };
  const watched: GitHubClient = { ...client, send: (call) => client.send({ ...call, onSent }) };
  return { watched, haveLeft };
}

/**
 * A write without a value can store nothing, and GitHub looks at the permission first. Only a refusal of
 * the permission counts, for the other answers of the real service are not known; the recovery commands
 * are for what this misses.
 *
 * @param reads end the wait for an answer
 * @throws GitHubRefusal `forbidden` of the first place where the token may not write
 */
async function proveWriteAccess(secrets: Secret[], reads: Promise<unknown>, client: GitHubClient) {
  const proofs = secrets.slice(0, writeCheck.maxPlaces).map(async (secret) => {
    const asked = { part: 'write access', secret } as const;
    const outcome = await client.send({
      operation: `check ${describePart(asked)}`,
      // A name of its own: whatever became of this request, it cannot touch the token.
      ...writeEndpoint({ ...secret, name: 'GOTO_ACCESS_TOKEN_WRITE_CHECK' }),
      beside: reads,
    });
    const isOfGitHub = outcome.kind === 'response' && outcome.json !== undefined;
    const refusal = refusalOf(outcome, asked, client);
    if (isOfGitHub && refusal.facts.kind === 'forbidden') throw refusal;
  });
  await inOrder(proofs);
}

/** libsodium does not work on this machine; the message is why. */
export class SealingFailure extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** @throws SealingFailure */
export async function proveSealing(): Promise<Seal> {
  try {
    return await (await import('./sealed-box')).loadSeal();
  } catch (error) {
    throw new SealingFailure(error);
  }
}

/**
 * Seals a probe under each key before GoTo is asked: libsodium refuses points of low order.
 *
 * @throws GitHubRefusal `unusable-key`
 */
export async function proveKeys(targets: SecretTarget[], seal: Seal, client: GitHubClient) {
  await inOrder(targets.map((target) => sealUnder(target, (key) => seal('probe', key), client)));
}

/** @throws GitHubRefusal `unusable-key` when libsodium does not seal with the key of the place */
export async function sealUnder(secret: SecretTarget, sealWith: SealValue, client: GitHubClient) {
  try {
    return await sealWith(secret.publicKey.bytes);
  } catch {
    throw unusable('unusable-key', { part: 'public key', secret }, client);
  }
}

/**
 * Reads what a write needs.
 *
 * @throws GitHubRefusal; if the public key and the metadata cannot be read, that of the public key
 */
export async function locateSecret(secret: Secret, client: GitHubClient) {
  const [{ publicKey, tokenExpiresAt }, { updatedAt, visibility }] = await inOrder([
    readPublicKey(secret, client),
    readMetadata(secret, client),
  ]);
  const sharing = await readSharing(secret, visibility, client);
  return { secret: { ...secret, publicKey, sharing, updatedAt }, tokenExpiresAt };
}

/** @throws GitHubRefusal */
export async function readPublicKey(secret: Secret, client: GitHubClient) {
  const asked = { part: 'public key', secret } as const;
  const endpoint = endpointOf(secret.place, 'GET /public-key');
  const { json, headers } = await read(asked, endpoint, client);
  const { key, key_id } = json;
  const bytes = Buffer.from(String(key), 'base64');
  const isKey = bytes.length === 32 && bytes.toString('base64') === key;
  if (!isKey) throw unexpected(asked, 'key', client);
  if (typeof key_id !== 'string' || !/^[A-Za-z0-9_-]+$/.test(key_id)) {
    throw unexpected(asked, 'key_id', client);
  }
  const publicKey: SecretTarget['publicKey'] = { bytes, keyId: key_id };
  return { publicKey, tokenExpiresAt: tokenExpiration({ headers }) };
}

/** @throws GitHubRefusal */
export async function readMetadata(secret: Secret, client: GitHubClient) {
  const asked = { part: 'metadata', secret } as const;
  const endpoint = endpointOf(secret.place, 'GET /{secret_name}', { secret_name: secret.name });
  const { json } = await read(asked, endpoint, client);
  const { updated_at, visibility } = json;
  const updatedAt = new Date(typeof updated_at === 'string' ? updated_at : Number.NaN);
  if (Number.isNaN(updatedAt.getTime())) throw unexpected(asked, 'updated_at', client);
  if (secret.place.kind !== 'organization') return { updatedAt, visibility: undefined };
  const known = visibilities.find((one) => one === visibility);
  if (known === undefined) throw unexpected(asked, 'visibility', client);
  return { updatedAt, visibility: known };
}

/** The metadata of a secret; undefined if it does not exist. */
export function findMetadata(secret: Secret, client: GitHubClient) {
  return readMetadata(secret, client).catch((error: unknown) => {
    if (error instanceof GitHubRefusal && error.facts.kind === 'not-found') return undefined;
    throw error;
  });
}

/**
 * Returns the secrets as they are now, first one that was written since it was located, if there is any.
 * One that cannot be read counts as unchanged.
 */
export async function readAgain(
  secrets: ExistingSecret[],
  client: GitHubClient,
): Promise<{ secrets: [ExistingSecret, ...ExistingSecret[]]; isNewer: boolean }> {
  const reads = await Promise.all(
    secrets.map(async (secret) => {
      const { updatedAt } = await readMetadata(secret, client).catch(() => secret);
      return { secret: { ...secret, updatedAt }, isNewer: updatedAt > secret.updatedAt };
    }),
  );
  reads.sort((one, other) => Number(other.isNewer) - Number(one.isNewer));
  const [first, ...others] = reads.map(({ secret }) => secret);
  return { secrets: [first as ExistingSecret, ...others], isNewer: reads[0]?.isNewer === true };
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
 * The ids of all repositories that share an organization secret. The first page says how many there
 * are; the others are read side by side, and after a failure no further one is asked for.
 *
 * @throws GitHubRefusal when the list is not complete, because a write would take the secret away from
 *   the repositories that are missing in it; or the first failure, once no request is on its way
 */
async function readSelectedRepositories(secret: Secret, client: GitHubClient): Promise<number[]> {
  const first = await readRepositoriesPage(1, secret, client);
  const { total } = first;
  const incomplete = unusable('incomplete-list', { part: 'repositories', secret }, client);
  // As many as GitHub put on the page, not as many as it was asked for.
  const size = Math.max(1, first.ids.length);
  const last = Math.ceil(total / size);
  const pages = [first.ids];
  const failures: unknown[] = [];
  let next = 2;
  const readOn = async () => {
    while (next <= last && failures.length === 0) {
      const page = next;
      next += 1;
      try {
        const { ids, ...other } = await readRepositoriesPage(page, secret, client);
        const expected = Math.min(size, total - (page - 1) * size);
        // The list changed meanwhile.
        if (other.total !== total || ids.length !== expected) throw incomplete;
        pages[page - 1] = ids;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: maxConcurrentReads }, readOn));
  if (failures.length > 0) throw failures[0];
  const ids = new Set(pages.flat());
  if (ids.size !== total) throw incomplete;
  return [...ids];
}

async function readRepositoriesPage(page: number, secret: Secret, client: GitHubClient) {
  const asked = { part: 'repositories', secret } as const;
  const endpoint = endpointOf(secret.place, 'GET /{secret_name}/repositories', {
    secret_name: secret.name,
    per_page: repositoriesPerPage,
    page,
  });
  const { json } = await read(asked, endpoint, client);
  const { repositories, total_count: total } = json;
  if (!isCount(total)) throw unexpected(asked, 'total_count', client);
  const ids = Array.isArray(repositories) ? repositories.map((repository) => repository?.id) : [0];
  if (!ids.every((id) => isCount(id) && id > 0)) throw unexpected(asked, 'repositories', client);
  return { ids: ids as number[], total };
}

/** @throws GitHubRefusal */
export async function readRepositoryId(
  repository: { owner: string; repo: string },
  client: GitHubClient,
): Promise<number> {
  const secret = { name: '', place: { kind: 'repository', ...repository } } as const;
  const asked = { part: 'repository', secret } as const;
  const endpoint = { route: 'GET /repos/{owner}/{repo}', parameters: repository } as const;
  const { json } = await read(asked, endpoint, client);
  if (!isCount(json.id)) throw unexpected(asked, 'id', client);
  return json.id;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** @throws GitHubRefusal for anything but status 200 and a JSON object */
async function read(asked: Asked, endpoint: Endpoint, client: GitHubClient) {
  const outcome = await client.send({
    operation: `read ${describePart(asked)}`,
    ...endpoint,
    retryRefusal: createRetryOfRefusal(newToken),
  });
  if (outcome.kind === 'no-response' || outcome.status !== 200) {
    throw refusalOf(outcome, asked, client);
  }
  const { json, headers } = outcome;
  if (json === undefined) throw unexpected(asked, 'the JSON', client);
  return { json, headers };
}

function unexpected(asked: Asked, field: string, client: GitHubClient): GitHubRefusal {
  return unusable('unexpected-field', { ...asked, field }, client);
}
