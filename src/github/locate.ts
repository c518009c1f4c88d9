import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '../http/json';
import type { HttpAnswer } from '../http/request';
import type { Again } from '../http/retry';
import type { GitHubClient } from './client';
import {
  placeName,
  routeTo,
  type SecretAddress,
  secretLabel,
  type Visibility,
  visibilities,
} from './places';
import { readJson, type SecretRead, strangeAnswer } from './refusals';

/** The key that values for one place are sealed under. */
export interface PublicKey {
  /** 32 bytes, X25519 */
  bytes: Uint8Array;
  keyId: string;
}

/** Who may read a secret of an organization: what a write must send. */
export interface Sharing {
  visibility: Visibility;
  selected_repository_ids?: number[];
}

/** A secret with all that writing it takes. */
export interface WritableSecret extends SecretAddress {
  publicKey: PublicKey;
  /** for a secret of an organization: sent back as it was read, or it would be lost (cli/cli#8110) */
  sharing: Sharing | undefined;
}

/** A secret that is there. */
export interface LocatedSecret extends WritableSecret {
  updatedAt: Date;
  /** when the GitHub token dies, as GitHub wrote it */
  tokenExpiration: string | undefined;
}

/**
 * Locates every secret, and imports the chunk that seals, so that what would stop a write is known
 * before GoTo is asked.
 *
 * @throws ActionError of the first place that cannot be written, in the order of the input
 */
export async function locate(
  addresses: SecretAddress[],
  github: GitHubClient,
): Promise<LocatedSecret[]> {
  const [located] = await Promise.all([
    Promise.allSettled(addresses.map((address) => locateSecret(address, github))),
    import('./sealed-box'),
  ]);
  return located.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/**
 * Reads what a write will need, and finds what would stop it: the public key and the metadata side
 * by side, then the repositories an organization's secret is shared with.
 *
 * @throws ActionError naming the place and the cure; the public key's trouble goes first, since the
 *   metadata's would only repeat it
 */
async function locateSecret(address: SecretAddress, github: GitHubClient): Promise<LocatedSecret> {
  const [key, metadata] = await Promise.allSettled([
    readPublicKey(address, github),
    readMetadata(address, github),
  ]);
  if (key.status === 'rejected') throw key.reason;
  if (metadata.status === 'rejected') throw metadata.reason;
  const { updatedAt, visibility } = metadata.value;
  const sharing = await readSharing(address, visibility, github);
  return { ...address, ...key.value, updatedAt, sharing };
}

/** The key that values for this place are sealed under, and when the GitHub token dies. */
export async function readPublicKey(
  { place, name }: SecretAddress,
  github: GitHubClient,
): Promise<Pick<LocatedSecret, 'publicKey' | 'tokenExpiration'>> {
  const what = `the public key of ${placeName(place)}`;
  const { fields, headers } = await read(
    { what, place, name, part: 'public key', ...routeTo(place, 'GET /public-key') },
    github,
  );
  const { key, key_id } = fields;
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.alloc(0);
  const isKey = bytes.length === 32 && bytes.toString('base64') === key && canSeal(bytes);
  if (!isKey || typeof key_id !== 'string' || !/^[A-Za-z0-9_-]+$/.test(key_id)) {
    throw strangeAnswer(what, isKey ? 'key_id' : 'key');
  }
  const expiration = headers['github-authentication-token-expiration'];
  return {
    publicKey: { bytes, keyId: key_id },
    tokenExpiration: typeof expiration === 'string' ? expiration : undefined,
  };
}

/** Whether X25519 works with the key: libsodium refuses to seal for a point of low order. */
function canSeal(bytes: Buffer): boolean {
  try {
    const jwk = { kty: 'OKP', crv: 'X25519', x: bytes.toString('base64url') };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    diffieHellman({ publicKey, privateKey: generateKeyPairSync('x25519').privateKey });
    return true;
  } catch {
    return false;
  }
}

/** When the secret was last written and, in an organization, who may read it. */
export async function readMetadata(
  { place, name }: SecretAddress,
  github: GitHubClient,
): Promise<{ updatedAt: Date; visibility: Visibility | undefined }> {
  const what = `the metadata of ${secretLabel({ place, name })}`;
  const route = routeTo(place, 'GET /{secret_name}', { secret_name: name });
  const { fields } = await read({ what, place, name, part: 'metadata', ...route }, github);
  const { updated_at, visibility } = fields;
  const updatedAt = new Date(typeof updated_at === 'string' ? updated_at : Number.NaN);
  if (Number.isNaN(updatedAt.getTime())) throw strangeAnswer(what, 'updated_at');
  if (place.kind !== 'organization') return { updatedAt, visibility: undefined };
  const known = visibilities.find((one) => one === visibility);
  if (known === undefined) throw strangeAnswer(what, 'visibility');
  return { updatedAt, visibility: known };
}

/**
 * With whom a secret of an organization is shared, the selected repositories included; undefined
 * elsewhere.
 */
export async function readSharing(
  address: SecretAddress,
  visibility: Visibility | undefined,
  github: GitHubClient,
): Promise<Sharing | undefined> {
  if (visibility !== 'selected') return visibility === undefined ? undefined : { visibility };
  return { visibility, selected_repository_ids: await readSelectedRepositories(address, github) };
}

/**
 * The ids of all repositories an organization's secret is shared with, over all pages.
 *
 * @throws ActionError when the list is not whole: sent back with the write, it would take the secret
 *   from the repositories it lacks
 */
async function readSelectedRepositories(
  { place, name }: SecretAddress,
  github: GitHubClient,
): Promise<number[]> {
  const what = `the repositories that share ${secretLabel({ place, name })}`;
  const ids = new Set<number>();
  let total: unknown;
  for (let page = 1; ; page += 1) {
    const parameters = { secret_name: name, per_page: 100, page };
    const route = routeTo(place, 'GET /{secret_name}/repositories', parameters);
    const { fields } = await read({ what, place, name, part: 'repositories', ...route }, github);
    const { repositories, total_count } = fields;
    total ??= total_count;
    if (!Array.isArray(repositories)) throw strangeAnswer(what, 'repositories');
    const before = ids.size;
    for (const repository of repositories) {
      const id: unknown = repository?.id;
      if (!Number.isSafeInteger(id) || Number(id) <= 0) throw strangeAnswer(what, 'repositories');
      ids.add(Number(id));
    }
    // A repeated id, or a total that changes or is passed by: the list changed while it was read.
    const isWhole = ids.size === before + repositories.length && total_count === total;
    if (isWhole && ids.size === total) return [...ids];
    const isOnItsWay = isWhole && repositories.length > 0 && ids.size < Number(total);
    if (!isOnItsWay) throw strangeAnswer(what, 'total_count');
  }
}

interface Read extends SecretRead {
  route: string;
  parameters: Record<string, unknown>;
}

async function read(
  { route, parameters, ...secretRead }: Read,
  github: GitHubClient,
): Promise<{ fields: JsonObject; headers: HttpAnswer['headers'] }> {
  const call = {
    operation: `read ${secretRead.what}`,
    route,
    parameters,
    again: againWhenTokenIsFresh,
  };
  const result = await github.ask(call);
  const { answer, fields } = readJson(result, secretRead, github);
  return { fields, headers: answer.headers };
}

/** GitHub answers 401 to an App token for a few seconds after it was made: twice within 5 s. */
function againWhenTokenIsFresh({ status }: HttpAnswer, tries: number): Again | undefined {
  return status === 401 && tries <= 2 ? { wait: tries * 1_400 } : undefined;
}
