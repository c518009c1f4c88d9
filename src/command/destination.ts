import { ActionError } from '../errors';
import type { GitHubClient } from '../github/client';
import {
  readMetadata,
  readPublicKey,
  readSharing,
  type Sharing,
  type WritableSecret,
} from '../github/locate';
import type { SecretAddress } from '../github/places';
import { HttpFailure } from '../http/error';
import { jsonObject } from '../http/json';
import { adviceFor, describe } from '../http/outcome';
import { CommandError } from './command-error';
import type { Options } from './options';
import { secretNames } from './secret-names';

/** The three secrets that a sign-in fills. */
export interface Destination {
  refreshToken: WritableSecret;
  clientId: WritableSecret;
  clientSecret: WritableSecret;
}

/**
 * Reads all that writing the three secrets will take. Those that are not there yet are made by the
 * write; those that are keep whom they are shared with.
 *
 * @throws ActionError when the GitHub token does not reach the place
 */
export async function readDestination(
  options: Options,
  github: GitHubClient,
): Promise<Destination> {
  const { refreshToken: address } = options;
  // First, and alone: what is wrong with the token or the place shows here, and once. What seals is
  // loaded now, so that nothing can be missing once GoTo has answered.
  const [{ publicKey }] = await Promise.all([
    readPublicKey(address, github),
    import('../github/sealed-box'),
  ]);
  const names = [address.name, secretNames.clientId, secretNames.clientSecret];
  const found = await Promise.all(names.map((name) => find({ ...address, name }, github)));
  const sharingOfNew = found.includes('absent') ? await newSharing(options, github) : undefined;
  const [refreshToken, clientId, clientSecret] = names.map((name, index) => ({
    ...address,
    name,
    publicKey,
    sharing: found[index] === 'absent' ? sharingOfNew : found[index],
  })) as [WritableSecret, WritableSecret, WritableSecret];
  return { refreshToken, clientId, clientSecret };
}

async function find(
  secret: SecretAddress,
  github: GitHubClient,
): Promise<WritableSecret['sharing'] | 'absent'> {
  try {
    const { visibility } = await readMetadata(secret, github);
    return await readSharing(secret, visibility, github);
  } catch (error) {
    if (error instanceof ActionError && error.code === 'secret-not-found') return 'absent';
    throw error;
  }
}

async function newSharing(
  { refreshToken, visibility, sharedWith }: Options,
  github: GitHubClient,
): Promise<Sharing | undefined> {
  if (refreshToken.place.kind !== 'organization') return undefined;
  if (sharedWith === undefined) return { visibility };
  return { visibility, selected_repository_ids: [await readRepositoryId(sharedWith, github)] };
}

async function readRepositoryId(
  { owner, repo }: { owner: string; repo: string },
  github: GitHubClient,
): Promise<number> {
  const operation = `read repository ${owner}/${repo}`;
  const route = { route: 'GET /repos/{owner}/{repo}', parameters: { owner, repo } };
  const result = await github.ask({ operation, ...route });
  const isRead = !(result instanceof HttpFailure) && result.status === 200;
  const id = isRead ? jsonObject(result.body)?.id : undefined;
  if (Number.isSafeInteger(id)) return Number(id);
  throw new CommandError(
    `GitHub shows no repository ${owner}/${repo} (${describe(result)}), with which the new secret is to be shared.${github.said(result)}`,
    adviceFor(result, 'Check how --repo is spelt, and that the GitHub token may read it.'),
  );
}
