import { CommandError } from '../errors';
import type { GitHub, GitHubClient } from '../github/client';
import {
  findMetadata,
  proveKeys,
  proveSealing,
  readPublicKey,
  readRepositoryId,
  readSharing,
  type SecretTarget,
} from '../github/locate';
import { type Endpoint, placeName, type SecretPlace, secretLabel } from '../github/places';
import type { Recovery } from '../github/recovery';
import { GitHubRefusal } from '../github/refusals';
import { namesAt, type PendingWrite } from '../github/store';
import type { ClientCredentials } from '../goto/grant';
import { factsOf, statusOf } from '../http/outcome';
import { locateTimes } from '../limits';
import { describeFailedWrite, recoveryCondition } from '../messages/github';
import type { Names } from '../messages/names';
import { describeFacts } from '../messages/network';
import { inOrder } from '../process/phase';
import { writeSynchronously } from '../process/synchronous-write';
import { storedAfterPrinting, type TokenLifecycle } from '../token-lifecycle';
import type { Options } from './options';
import { listed, type Terminal } from './terminal';

type Environment = Extract<SecretPlace, { kind: 'environment' }>;

/** Where a sign-in is stored, and what seals it. */
type Destination = Awaited<ReturnType<typeof readDestination>>;

interface Context {
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
  options: Options,
  context: Context,
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
  { lifecycle, github, terminal, confirm }: Context,
): Promise<boolean> {
  const during = <T>(work: (client: GitHubClient) => Promise<T>) =>
    lifecycle.within(locateTimes, (phase) => work(github.during(phase)));
  const branch = confirm && (await during((client) => findBranchOfMissing(place, client)));
  const where = placeName(place);
  const question = `There is no ${where}. Make it, for jobs of the default branch only?`;
  if (branch === undefined || !(await confirm?.(question))) return false;
  await during((client) => makeEnvironment(place, branch, client));
  terminal.done(`Made ${where}, for jobs of the default branch only.`);
  return true;
}

const environmentRoute = '/repos/{owner}/{repo}/environments/{environment_name}';

/**
 * The default branch of the repository of an environment that is missing; undefined if it is there (to
 * make it again would replace its rules), or the repository cannot be seen.
 */
async function findBranchOfMissing(
  { kind, ...environment }: Environment,
  client: GitHubClient,
): Promise<string | undefined> {
  const read = (what: string, route: Endpoint['route'], parameters: Endpoint['parameters']) =>
    client.send({ operation: `read the ${what}`, route, parameters });
  const found = await read('environment', `GET ${environmentRoute}`, environment);
  if (statusOf(found) !== 404) return undefined;
  const { owner, repo } = environment;
  const outcome = await read('repository', 'GET /repos/{owner}/{repo}', { owner, repo });
  if (outcome.kind === 'no-response' || outcome.status !== 200) return undefined;
  const branch = outcome.json?.default_branch;
  return typeof branch === 'string' ? branch : undefined;
}

/** Makes an environment for the jobs of one branch. */
async function makeEnvironment(
  place: Environment,
  branch: string,
  client: GitHubClient,
): Promise<void> {
  const { kind, ...parameters } = place;
  const policy = { protected_branches: false, custom_branch_policies: true };
  let outcome = await client.send({
    operation: 'make the environment',
    route: `PUT ${environmentRoute}`,
    parameters: { ...parameters, deployment_branch_policy: policy },
  });
  if (statusOf(outcome) === 200) {
    outcome = await client.send({
      operation: 'limit the environment to a branch',
      route: `POST ${environmentRoute}/deployment-branch-policies`,
      parameters: { ...parameters, name: branch },
    });
  }
  // 303: an earlier try has limited it.
  if ([200, 303].includes(statusOf(outcome) ?? 0)) return;
  throw new CommandError(
    `GitHub did not make ${placeName(place)} for the default branch only (${describeFacts(factsOf(outcome))}).${client.quote(outcome)}`,
    `Make it on GitHub, in ${place.owner}/${place.repo} under Settings → Environments, with the default branch as the only deployment branch: only an administrator can. A private repository has environments only on a paid plan: without one, leave out --env.`,
  );
}

/**
 * Reads what the writes need, and proves that this process can seal. The writes create the secrets
 * that do not exist yet; the others keep their sharing.
 *
 * @throws GitHubRefusal of the first place that the GitHub token cannot read, or SealingFailure
 */
async function readDestination(options: Options, client: GitHubClient) {
  const [places, seal] = await inOrder([
    inOrder(options.places.map((place) => readTargets(place, options, client))),
    proveSealing(),
  ]);
  const refreshTokens = places.map(({ targets: [refreshToken] }) => refreshToken);
  await proveKeys(refreshTokens, seal, client);
  return { places, seal };
}

/**
 * The three secrets of a place that a sign-in stores, and whether the fourth is there already: the
 * token that the workflow writes with.
 */
async function readTargets(
  place: SecretPlace,
  { secretNames, sharing }: Options,
  client: GitHubClient,
) {
  const { writerToken: _, ...names } = secretNames;
  const written = Object.values(names);
  const { publicKey, secrets } = await readPlace(place, { secretNames, written }, client);
  const writerToken = secrets.pop();
  const isNew = ({ updatedAt }: { updatedAt: Date | undefined }) => updatedAt === undefined;
  const ofNew = secrets.some(isNew) ? await sharingOfNew(place, sharing, client) : undefined;
  const targets = secrets.map((secret) => ({
    ...secret,
    publicKey,
    sharing: isNew(secret) ? ofNew : secret.sharing,
  }));
  type Targets = [refreshToken: SecretTarget, clientId: SecretTarget, clientSecret: SecretTarget];
  const hasWriterToken = writerToken?.updatedAt !== undefined;
  return { place, targets: targets as Targets, hasWriterToken };
}

/**
 * What there is in one place: its four secrets in their order, without a date if one is missing.
 *
 * @param written the names of those that are to be written
 * @throws GitHubRefusal
 */
export async function readPlace(
  place: SecretPlace,
  { secretNames, written }: { secretNames: Options['secretNames']; written: string[] },
  client: GitHubClient,
) {
  // The public key is read first, so that a bad token or place is reported once.
  const asked = { name: secretNames.refreshToken, place };
  const { publicKey, tokenExpiresAt } = await readPublicKey(asked, client);
  const secrets = Object.values(secretNames).map(async (name) => {
    const found = await findMetadata({ name, place }, client);
    // Without the list of repositories that share it, an organization secret cannot be written.
    const sharing = written.includes(name)
      ? await readSharing({ name, place }, found?.visibility, client)
      : undefined;
    return { name, place, updatedAt: found?.updatedAt, sharing };
  });
  return { publicKey, tokenExpiresAt, secrets: await inOrder(secrets) };
}

async function sharingOfNew(
  place: SecretPlace,
  { visibility, selected }: Options['sharing'],
  client: GitHubClient,
): Promise<SecretTarget['sharing']> {
  if (place.kind !== 'organization') return undefined;
  if (visibility !== 'selected') return { visibility };
  const ids = selected.map((repository) => readRepositoryId(repository, client));
  return { visibility, selected_repository_ids: await Promise.all(ids) };
}

/**
 * Stores the refresh token everywhere, then the OAuth client; a write that fails does not stop the
 * others. The writes of the lifecycle say what became of each.
 */
export async function storeSignIn(
  { refreshToken, client }: { refreshToken: string; client: ClientCredentials },
  { places, seal }: Destination,
  { lifecycle, github }: { lifecycle: TokenLifecycle; github: GitHub },
): Promise<void> {
  const rounds = [
    places.map(({ targets: [target] }) => ({ target, value: refreshToken })),
    places.flatMap(({ targets: [, forClientId, forClientSecret] }) => [
      { target: forClientId, value: client.clientId },
      { target: forClientSecret, value: client.clientSecret },
    ]),
  ];
  await lifecycle.seal(rounds, { seal, github });
  await lifecycle.store(github).done;
}

/** Prints the commands that store what is not stored, synchronously: the process may end next. */
export function printRecoveries(terminal: Terminal, recoveries: Recovery[]): void {
  for (const recovery of recoveries) {
    const { label, command } = recovery;
    const condition = recoveryCondition(recovery, (text) => text);
    terminal.note(`\n${label} is not stored. This command stores it. ${condition}\n`);
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
  writes: PendingWrite[],
  { places, names }: { places: SecretPlace[]; names: Names },
): void {
  for (const place of places) {
    const stored = namesAt(place, writes, 'stored');
    if (stored.length > 0) terminal.done(`Stored ${listed(stored)} in ${placeName(place)}.`);
  }
  for (const { target } of storedAfterPrinting(writes)) {
    const label = secretLabel(target);
    terminal.note(`The command above for ${label} is not needed any more: it is stored.`);
  }
  for (const { target, state } of writes) {
    if (state.kind !== 'failed') continue;
    const { problem, advice } = describeFailedWrite(state, names);
    const what = `${target.name} in ${placeName(target.place)}`;
    terminal.failed(`Could not store ${what}: ${problem} ${advice}`);
  }
}
