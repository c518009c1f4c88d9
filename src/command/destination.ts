import { CommandError } from '../errors';
import type { GitHub, GitHubClient } from '../github/client';
import { createEnvironment, type Environment, findBranchOfMissing } from '../github/environments';
import {
  findMetadata,
  proveKeys,
  proveSealing,
  readPublicKey,
  readRepositoryId,
  readSharing,
  type SecretTarget,
} from '../github/locate';
import {
  placeName,
  type Secret,
  type SecretPlace,
  secretLabel,
  type Visibility,
} from '../github/places';
import type { Recovery } from '../github/recovery';
import { GitHubRefusal } from '../github/refusals';
import type { Seal } from '../github/sealed-box';
import type { FailedWrite, PendingWrite } from '../github/store';
import type { ClientCredentials } from '../goto/grant';
import { factsOf, statusOf } from '../http/outcome';
import { locateTimes } from '../limits';
import { describeFailedWrite, recoveryCondition } from '../messages/github';
import type { Names } from '../messages/names';
import { describeFacts } from '../messages/network';
import { inOrder } from '../process/phase';
import { writeSynchronously } from '../process/synchronous-write';
import { storedAfterPrinting, type TokenLifecycle } from '../token-lifecycle';
import { listed, type Terminal } from './terminal';

/** Which secrets a sign-in fills, and where. */
interface DestinationOptions {
  /** at least one */
  places: SecretPlace[];
  secretNames: Record<'refreshToken' | 'clientId' | 'clientSecret' | 'githubToken', string>;
  sharing: Sharing;
}

/** Which repositories may read a new organization secret. */
interface Sharing {
  visibility: Visibility;
  /** the repositories that `selected` stands for; else empty */
  selected: { owner: string; repo: string }[];
}

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

interface FindingContext {
  lifecycle: TokenLifecycle;
  github: GitHub;
  terminal: Terminal;
  /** asks before something is made; undefined where nobody can be asked */
  confirm: ((question: string) => Promise<boolean>) | undefined;
}

/**
 * Reads the destination, and makes its environments that are not there if the person wants it.
 *
 * @throws as `readDestination` does; CommandError when GitHub does not make an environment
 */
export async function findDestination(
  options: DestinationOptions,
  context: FindingContext,
  made: SecretPlace[] = [],
): Promise<Destination> {
  const { lifecycle, github } = context;
  try {
    return await lifecycle.within(locateTimes, (phase) =>
      readDestination(options, github.during(phase)),
    );
  } catch (thrown) {
    const isNotFound = thrown instanceof GitHubRefusal && thrown.facts.kind === 'not-found';
    const place = isNotFound ? thrown.facts.secret.place : undefined;
    if (place?.kind !== 'environment' || made.includes(place)) throw thrown;
    if (!(await offerEnvironment(place, context))) throw thrown;
    return findDestination(options, context, [...made, place]);
  }
}

/** Returns whether the environment was made. */
async function offerEnvironment(
  place: Environment,
  { lifecycle, github, terminal, confirm }: FindingContext,
): Promise<boolean> {
  const during = <T>(work: (client: GitHubClient) => Promise<T>) =>
    lifecycle.within(locateTimes, (phase) => work(github.during(phase)));
  const branch = confirm && (await during((client) => findBranchOfMissing(place, client)));
  const where = placeName(place);
  const question = `There is no ${where}. Make it, for jobs of the default branch only?`;
  if (branch === undefined || !(await confirm?.(question))) return false;
  await during(async (client) => {
    const outcome = await createEnvironment(place, branch, client);
    // 303: an earlier try has limited it.
    if ([200, 303].includes(statusOf(outcome) ?? 0)) return;
    throw new CommandError(
      `GitHub did not make ${where} for the default branch only (${describeFacts(factsOf(outcome))}).${client.quote(outcome)}`,
      `Make it on GitHub, in ${place.owner}/${place.repo} under Settings → Environments, with the default branch as the only deployment branch: only an administrator can. A private repository has environments only in a paid plan: without one, leave out --env.`,
    );
  });
  terminal.done(`Made ${where}, for jobs of the default branch only.`);
  return true;
}

/**
 * Reads what the writes need, and proves that this process can seal. The writes create the secrets
 * that do not exist yet; the others keep their sharing.
 *
 * @throws GitHubRefusal of the first place that the GitHub token cannot read, or SealingFailure
 */
async function readDestination(
  options: DestinationOptions,
  client: GitHubClient,
): Promise<Destination> {
  const [places, seal] = await inOrder([
    inOrder(options.places.map((place) => readTargets(place, options, client))),
    proveSealing(),
  ]);
  const targets = places.map(({ forRefreshToken }) => forRefreshToken);
  await proveKeys(targets, seal, client);
  return { places, seal };
}

async function readTargets(
  place: SecretPlace,
  { secretNames, sharing: newSharing }: DestinationOptions,
  client: GitHubClient,
): Promise<PlaceTargets> {
  const { refreshToken, clientId, clientSecret, githubToken } = secretNames;
  // The public key is read first, so that a bad token or place is reported once.
  const { publicKey } = await readPublicKey({ name: refreshToken, place }, client);
  const names = [refreshToken, clientId, clientSecret];
  const [writerToken, ...found] = await Promise.all([
    findMetadata({ name: githubToken, place }, client),
    ...names.map((name) => findExisting({ name, place }, client)),
  ]);
  const sharing = found.includes(undefined)
    ? await sharingOfNew(place, newSharing, client)
    : undefined;
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
async function findExisting(
  secret: Secret,
  client: GitHubClient,
): Promise<Pick<SecretTarget, 'sharing' | 'updatedAt'> | undefined> {
  const found = await findMetadata(secret, client);
  if (found === undefined) return undefined;
  const { updatedAt, visibility } = found;
  return { updatedAt, sharing: await readSharing(secret, visibility, client) };
}

async function sharingOfNew(
  place: SecretPlace,
  { visibility, selected }: Sharing,
  client: GitHubClient,
): Promise<SecretTarget['sharing']> {
  if (place.kind !== 'organization') return undefined;
  if (visibility !== 'selected') return { visibility };
  const ids = selected.map((repository) => readRepositoryId(repository, client));
  return { visibility, selected_repository_ids: await Promise.all(ids) };
}

/** What became of the secrets, in the order of the places. */
interface StoreResult {
  stored: Secret[];
  failed: { secret: Secret; state: FailedWrite }[];
  /** those whose recovery command was printed and which were stored after all */
  storedAfterPrinting: Secret[];
}

/**
 * Stores the refresh token everywhere, then the OAuth client; a write that fails does not stop the
 * others.
 */
export async function storeSignIn(
  { refreshToken, client }: { refreshToken: string; client: ClientCredentials },
  { places, seal }: Destination,
  { lifecycle, github }: { lifecycle: TokenLifecycle; github: GitHub },
): Promise<StoreResult> {
  const rounds = [
    places.map(({ forRefreshToken: target }) => ({ target, value: refreshToken })),
    places.flatMap(({ forClientId, forClientSecret }) => [
      { target: forClientId, value: client.clientId },
      { target: forClientSecret, value: client.clientSecret },
    ]),
  ];
  await lifecycle.seal(rounds, { seal, github });
  await lifecycle.store(github).done;
  const { writes } = lifecycle;
  return {
    stored: writes.filter(({ state }) => state.kind === 'stored').map(secretOf),
    failed: writes.flatMap((write) =>
      write.state.kind === 'failed' ? [{ secret: secretOf(write), state: write.state }] : [],
    ),
    storedAfterPrinting: storedAfterPrinting(writes).map(secretOf),
  };
}

const secretOf = ({ target }: PendingWrite): Secret => target;

/** Prints the commands that store what is not stored, synchronously: the process may end next. */
export function printRecoveries(terminal: Terminal, recoveries: Recovery[]): void {
  for (const recovery of recoveries) {
    const { label, command } = recovery;
    terminal.note(
      `\n${label} is not stored. This command stores it. ${recoveryCondition(recovery, (command) => command)}\n`,
    );
    try {
      writeSynchronously(`${command}\n`, process.stderr);
    } catch {
      // Nobody reads stderr any more; the command must be visible all the same.
      terminal.result.verbatim(command);
    }
  }
  terminal.note('');
}

/** Says what was stored, and why the rest was not. */
export function printStored(
  terminal: Terminal,
  result: StoreResult,
  { places, names }: { places: SecretPlace[]; names: Names },
): void {
  const { stored, failed, storedAfterPrinting } = result;
  for (const place of places) {
    const here = stored.filter((secret) => secret.place === place).map(({ name }) => name);
    if (here.length > 0) terminal.done(`Stored ${listed(here)} in ${placeName(place)}.`);
  }
  for (const secret of storedAfterPrinting) {
    terminal.note(
      `The command above for ${secretLabel(secret)} is not needed any more: it is stored.`,
    );
  }
  for (const { secret, state } of failed) {
    const { problem, advice } = describeFailedWrite(state, names);
    terminal.failed(
      `Could not store ${secret.name} in ${placeName(secret.place)}: ${problem} ${advice}`,
    );
  }
}
