import { ActionError } from '../errors';
import type { GitHubClient } from '../github/client';
import {
  proveSealing,
  readMetadata,
  readPublicKey,
  readSharing,
  type SecretTarget,
} from '../github/locate';
import type { Secret } from '../github/places';
import type { Seal } from '../github/sealed-box';
import { adviceFor, describeOutcome } from '../http/outcome';
import { CommandError } from './command-error';
import type { Options } from './options';
import { secretNames } from './secret-names';

/** The three secrets that a sign-in stores, and what seals them. */
export interface Destination {
  forRefreshToken: SecretTarget;
  forClientId: SecretTarget;
  forClientSecret: SecretTarget;
  seal: Seal;
}

/**
 * Reads what the write of the three secrets needs, and proves that this process can seal. The write
 * creates those that do not exist yet; the others keep their sharing.
 *
 * @throws ActionError when the GitHub token cannot read the place, or `runner-unsupported`
 */
export async function readDestination(
  options: Options,
  client: GitHubClient,
): Promise<Destination> {
  const { secret } = options;
  // The public key is read first, so that a bad token or place is reported once.
  const [{ publicKey }, seal] = await Promise.all([
    readPublicKey(secret, client),
    proveSealing(client.vocabulary),
  ]);
  const names = [secret.name, secretNames.clientId, secretNames.clientSecret];
  const found = await Promise.all(names.map((name) => find({ ...secret, name }, client)));
  const sharing = found.includes(undefined) ? await newSharing(options, client) : undefined;
  const [forRefreshToken, forClientId, forClientSecret] = found.map((existing, index) => ({
    ...secret,
    name: names[index],
    publicKey,
    ...(existing ?? { sharing, updatedAt: undefined }),
  })) as [SecretTarget, SecretTarget, SecretTarget];
  return { forRefreshToken, forClientId, forClientSecret, seal };
}

/** What is to stay of a secret that exists; undefined if it does not. */
async function find(
  secret: Secret,
  client: GitHubClient,
): Promise<Pick<SecretTarget, 'sharing' | 'updatedAt'> | undefined> {
  try {
    const { updatedAt, visibility } = await readMetadata(secret, client);
    return { updatedAt, sharing: await readSharing(secret, visibility, client) };
  } catch (error) {
    if (error instanceof ActionError && error.code === 'secret-not-found') return undefined;
    throw error;
  }
}

async function newSharing(
  { secret, visibility, sharedWith }: Options,
  client: GitHubClient,
): Promise<SecretTarget['sharing']> {
  if (secret.place.kind !== 'organization') return undefined;
  if (sharedWith === undefined) return { visibility };
  return { visibility, selected_repository_ids: [await readRepositoryId(sharedWith, client)] };
}

async function readRepositoryId(
  { owner, repo }: { owner: string; repo: string },
  client: GitHubClient,
): Promise<number> {
  const operation = `read repository ${owner}/${repo}`;
  const endpoint = { route: 'GET /repos/{owner}/{repo}', parameters: { owner, repo } };
  const outcome = await client.send({ operation, ...endpoint });
  const isRead = outcome.kind === 'response' && outcome.status === 200;
  const id = isRead ? outcome.json?.id : undefined;
  if (Number.isSafeInteger(id)) return Number(id);
  const { vocabulary } = client;
  throw new CommandError(
    `GitHub did not return repository ${owner}/${repo}, which is to share the new secret (${describeOutcome(outcome)}).${client.quote(outcome)}`,
    adviceFor(
      outcome,
      vocabulary,
      `Check the spelling of --repo, and that ${vocabulary.githubToken} may read it.`,
    ),
  );
}
