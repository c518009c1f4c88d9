import type { GitHubClient } from '../github/client';
import {
  findMetadata,
  proveSealing,
  readPublicKey,
  readSharing,
  type SecretTarget,
} from '../github/locate';
import type { Secret, SecretPlace } from '../github/places';
import type { Seal } from '../github/sealed-box';
import { adviceFor, describeOutcome } from '../http/outcome';
import { inOrder } from '../process/in-order';
import type { Options } from './options';
import { secretNames } from './secret-names';
import { CommandError } from './terminal';

/** Where a sign-in is stored, and what seals it. */
export interface Destination {
  /** in the order of the options; at least one */
  places: PlaceTargets[];
  seal: Seal;
}

/** The three secrets that a sign-in stores in one place. */
interface PlaceTargets {
  place: SecretPlace;
  forRefreshToken: SecretTarget;
  forClientId: SecretTarget;
  forClientSecret: SecretTarget;
  /** whether the fourth secret is there already: the token that the workflow writes with */
  hasWriterToken: boolean;
}

/**
 * Reads what the writes need, and proves that this process can seal. The writes create the secrets
 * that do not exist yet; the others keep their sharing.
 *
 * @throws ActionError of the first place that the GitHub token cannot read, or `runner-unsupported`
 */
export async function readDestination(
  options: Options,
  client: GitHubClient,
): Promise<Destination> {
  const [places, seal] = await inOrder([
    inOrder(options.places.map((place) => readTargets(place, options, client))),
    proveSealing(client.vocabulary),
  ]);
  return { places, seal };
}

async function readTargets(
  place: SecretPlace,
  options: Options,
  client: GitHubClient,
): Promise<PlaceTargets> {
  // The public key is read first, so that a bad token or place is reported once.
  const { publicKey } = await readPublicKey({ name: options.secretName, place }, client);
  const names = [options.secretName, secretNames.clientId, secretNames.clientSecret];
  const [writerToken, ...found] = await Promise.all([
    findMetadata({ name: secretNames.githubToken, place }, client),
    ...names.map((name) => find({ name, place }, client)),
  ]);
  const sharing = found.includes(undefined) ? await newSharing(place, options, client) : undefined;
  const [forRefreshToken, forClientId, forClientSecret] = found.map((existing, index) => ({
    place,
    name: names[index],
    publicKey,
    ...(existing ?? { sharing, updatedAt: undefined }),
  })) as [SecretTarget, SecretTarget, SecretTarget];
  const hasWriterToken = writerToken !== undefined;
  return { place, forRefreshToken, forClientId, forClientSecret, hasWriterToken };
}

/** What is to stay of a secret that exists; undefined if it does not. */
async function find(
  secret: Secret,
  client: GitHubClient,
): Promise<Pick<SecretTarget, 'sharing' | 'updatedAt'> | undefined> {
  const found = await findMetadata(secret, client);
  if (found === undefined) return undefined;
  const { updatedAt, visibility } = found;
  return { updatedAt, sharing: await readSharing(secret, visibility, client) };
}

async function newSharing(
  place: SecretPlace,
  { visibility, sharedWith }: Options,
  client: GitHubClient,
): Promise<SecretTarget['sharing']> {
  if (place.kind !== 'organization') return undefined;
  if (visibility !== 'selected') return { visibility };
  const ids = sharedWith.map((repository) => readRepositoryId(repository, client));
  return { visibility, selected_repository_ids: await Promise.all(ids) };
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
      `Check the spelling of ${owner}/${repo} in the ${vocabulary.repository}, and that ${vocabulary.githubToken} may read it.`,
    ),
  );
}
