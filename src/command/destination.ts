import { ActionError } from '../errors';
import type { GitHubClient } from '../github/client';
import { readMetadata, readPublicKey, readSharing, type SecretTarget } from '../github/locate';
import type { Secret } from '../github/places';
import { adviceFor, describeOutcome } from '../http/outcome';
import { CommandError } from './command-error';
import type { Options } from './options';
import { secretNames } from './secret-names';

/** The three secrets that a sign-in stores. */
export interface Destination {
  refreshToken: SecretTarget;
  clientId: SecretTarget;
  clientSecret: SecretTarget;
}

/**
 * Reads what the write of the three secrets needs. The write creates those that do not exist yet;
 * the others keep their sharing.
 *
 * @throws ActionError when the GitHub token cannot read the place
 */
export async function readDestination(
  options: Options,
  client: GitHubClient,
): Promise<Destination> {
  const { refreshToken: secret } = options;
  // First and alone, so that a problem of the token or the place is found once. What seals is loaded
  // now, so that nothing can be missing once GoTo has answered.
  const [{ publicKey }] = await Promise.all([
    readPublicKey(secret, client),
    import('../github/sealed-box'),
  ]);
  const names = [secret.name, secretNames.clientId, secretNames.clientSecret];
  const found = await Promise.all(names.map((name) => findSharing({ ...secret, name }, client)));
  const sharingOfNew = found.includes('absent') ? await newSharing(options, client) : undefined;
  const [refreshToken, clientId, clientSecret] = found.map((sharing, index) => ({
    ...secret,
    name: names[index],
    publicKey,
    sharing: sharing === 'absent' ? sharingOfNew : sharing,
  })) as [SecretTarget, SecretTarget, SecretTarget];
  return { refreshToken, clientId, clientSecret };
}

async function findSharing(
  secret: Secret,
  client: GitHubClient,
): Promise<SecretTarget['sharing'] | 'absent'> {
  try {
    const { visibility } = await readMetadata(secret, client);
    return await readSharing(secret, visibility, client);
  } catch (error) {
    if (error instanceof ActionError && error.code === 'secret-not-found') return 'absent';
    throw error;
  }
}

async function newSharing(
  { refreshToken, visibility, sharedWith }: Options,
  client: GitHubClient,
): Promise<SecretTarget['sharing']> {
  if (refreshToken.place.kind !== 'organization') return undefined;
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
  const { machine, githubToken } = client.vocabulary;
  throw new CommandError(
    `GitHub shows no repository ${owner}/${repo} (${describeOutcome(outcome)}), which is to share the new secret.${client.quote(outcome)}`,
    adviceFor(outcome, {
      machine,
      otherwise: `Check the spelling of --repo, and that ${githubToken} may read it.`,
    }),
  );
}
