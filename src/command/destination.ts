import { ActionError } from '../errors';
import type { GitHubClient } from '../github';
import { readJson, strangeAnswer } from '../github-refusal';
import { statusOf } from '../http-outcome';
import {
  readMetadata,
  readPublicKey,
  readSharing,
  type Sharing,
  type WritableSecret,
} from '../locate';
import type { SecretAddress } from '../secret-place';
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
    import('../sealed-box'),
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
  const what = `repository ${owner}/${repo}`;
  const call = { route: 'GET /repos/{owner}/{repo}', parameters: { owner, repo } };
  const result = await github.ask({ operation: `read ${what}`, ...call });
  const status = statusOf(result);
  if (status === 403 || status === 404) {
    throw new CommandError(
      `GitHub shows no ${what} (status ${status}), with which the new secret is to be shared.${github.said(result)}`,
      'Check how --repo is spelt, and that the GitHub token may read it.',
    );
  }
  const place = { kind: 'repository', owner, repo } as const;
  const { fields } = readJson(result, { name: '', place, part: 'repositories', what }, github);
  if (Number.isSafeInteger(fields.id)) return Number(fields.id);
  throw strangeAnswer(what, 'id');
}
