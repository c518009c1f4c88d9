import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import { type GitHubClient, ghHostname } from '../github/client';
import {
  placeKinds,
  placeName,
  type Secret,
  type SecretPlace,
  secretLabel,
} from '../github/places';
import type { JsonObject } from '../http/outcome';
import { dayMs, locateTimes, refreshTokenLifeDays } from '../limits';
import { describeSignIn } from '../messages/describe';
import type { ValueSources } from '../messages/names';
import { Cancellation, runPhase } from '../process/phase';
import { connect } from './credentials';
import { readPlace } from './destination';
import { printSteps, writerTokenStep } from './next-steps';
import type { Options } from './options';
import { listed, type Output, printFailure, type Screen } from './terminal';
import { workflowFile } from './workflow';

type Findings = Awaited<ReturnType<typeof readFindings>>;

/**
 * Checks the GitHub token, the permission and the four secrets, as the action would find them, and
 * ends with a verdict.
 *
 * @returns the exit code: 1 when the action could not work
 * @throws CommandError or ActionError when there is nothing to check with, or after a signal
 */
export async function check(options: Options, output: Output): Promise<0 | 1> {
  const { places, secretNames } = options;
  const { github, names, sources } = await connect(options, output);
  const { result: report } = output.terminal;
  const cancellation = new Cancellation();
  try {
    const results = await runPhase(locateTimes, cancellation, (phase) => {
      const client = github.during(phase);
      return Promise.allSettled(places.map((place) => readFindings(place, secretNames, client)));
    });
    const all = results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      printFindings(report, result.value, sources);
      return result.value;
    });
    printUnknowns(report, secretNames.writerToken, sources);
    const missing = all.flatMap(({ secrets }) => secrets.filter(({ updatedAt }) => !updatedAt));
    if (missing.length === 0) printReady(report, all);
    else printMissing(report, missing, { options, ghHostname: sources.hostname });
    return missing.length === 0 ? 0 : 1;
  } catch (thrown) {
    const { interruption } = cancellation;
    const end = { stage: 'not-asked', interruption } as const;
    const error = describeSignIn(thrown, end, names);
    if (!(error instanceof ActionError)) throw error;
    printFailure(error, output);
    report.failed(
      error.code === 'github-unavailable'
        ? 'Verdict: unknown, because GitHub did not answer as it should.'
        : 'Verdict: not ready. Solve this problem first, then run the check again.',
    );
    return 1;
  } finally {
    cancellation.stopListening();
  }
}

async function readFindings(
  place: SecretPlace,
  secretNames: Options['secretNames'],
  client: GitHubClient,
) {
  const found = await readPlace(
    place,
    { secretNames, written: [secretNames.refreshToken] },
    client,
  );
  return { ...found, place, failedRun: await findFailedRun(place, client) };
}

/**
 * How the last run of the keep-alive workflow that has ended failed, if it did, and its address. The
 * token need not see it, and the workflow may be elsewhere: then there is nothing to say.
 */
async function findFailedRun(
  place: SecretPlace,
  client: GitHubClient,
): Promise<string | undefined> {
  if (place.kind === 'organization') return undefined;
  const { owner, repo } = place;
  const outcome = await client.send({
    operation: `read the last run of ${workflowFile}`,
    route: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    parameters: { owner, repo, workflow_id: workflowFile, status: 'completed', per_page: 1 },
  });
  if (outcome.kind === 'no-response' || outcome.status !== 200) return undefined;
  const runs = outcome.json?.workflow_runs;
  const { id, conclusion, updated_at }: JsonObject = Object(Array.isArray(runs) ? runs[0] : {});
  const endedAt = new Date(String(updated_at));
  const failure = ['failure', 'timed_out', 'startup_failure'].find((one) => one === conclusion);
  if (failure === undefined || !Number.isSafeInteger(id) || Number.isNaN(endedAt.getTime())) {
    return undefined;
  }
  const host = ghHostname(client.apiUrl) ?? 'github.com';
  return `ended with ${failure} at ${isoSeconds(endedAt)}. Its log says why, for instance that the token of the workflow may not write: https://${host}/${owner}/${repo}/actions/runs/${id}`;
}

function printFindings(
  report: Screen,
  { place, tokenExpiresAt, secrets, failedRun }: Findings,
  sources: ValueSources,
): void {
  const { permission } = placeKinds[place.kind];
  const expiry = tokenExpiresAt
    ? `It expires at ${isoSeconds(tokenExpiresAt)}.`
    : 'GitHub shows no expiry date.';
  const where = placeName(place);
  report.note(`${where.charAt(0).toUpperCase()}${where.slice(1)}:`);
  report.done(`GitHub accepts the token from ${sources.token}. ${expiry}`);
  report.done(
    `The token has the ${permission}, at least to read. Whether it can also write only shows when something is written.`,
  );
  for (const { name, updatedAt } of secrets) {
    if (updatedAt) report.done(`${name} was last written at ${isoSeconds(updatedAt)}.`);
    else report.failed(`${name} is missing.`);
  }
  if (failedRun) report.warn(`The last run of ${workflowFile} ${failedRun}`);
  report.note('');
}

/** Prints what no check can tell, and how to find out. */
function printUnknowns(
  report: Screen,
  writerToken: string,
  { token, tokenVariable }: ValueSources,
): void {
  report.note('GitHub never shows the value of a secret. So this check cannot tell:');
  const life = `GoTo's documentation says: after ${refreshTokenLifeDays} days.`;
  report.item('-', `when the stored refresh token expires. ${life}`);
  report.item(
    '-',
    `whether the token in ${writerToken} works. The workflow uses that token. This check used the one from ${token}: if that is another one, set ${tokenVariable} to the one of the workflow, and run the check again.`,
  );
  report.note('');
}

/** Says what is missing, and what to do about it. */
function printMissing(
  report: Screen,
  missing: Secret[],
  { options, ghHostname }: { options: Options; ghHostname: string | undefined },
): void {
  const { places, sharing, secretNames } = options;
  const name = secretNames.writerToken;
  const without = missing.filter((secret) => secret.name === name).map(({ place }) => place);
  const steps = writerTokenStep({ name, places, without, sharing, ghHostname });
  const signIn = 'it stores the refresh token and the OAuth client.';
  if (missing.length > without.length) {
    steps.unshift([2, `Run this command without --check, and sign in: ${signIn}`]);
  }
  printSteps(report, steps);
  report.note('');
  const labels = missing.map(places.length > 1 ? secretLabel : (secret) => secret.name);
  report.failed(`Verdict: not ready. Missing: ${listed(labels)}.${inheritance(missing, options)}`);
}

function printReady(report: Screen, all: Findings[]): void {
  const ages = all.map(({ secrets: [refreshToken] }) => ageInDays(refreshToken?.updatedAt));
  const oldest = Math.max(...ages);
  if (oldest >= refreshTokenLifeDays) {
    report.warn(
      `Verdict: all four secrets are there, but the refresh token has probably expired. It was written ${oldest} days ago, and works for ${refreshTokenLifeDays} days. Run this command without --check to sign in again.`,
    );
  } else {
    report.done('Verdict: ready. All four secrets are there.');
  }
}

/**
 * What a workflow takes from a wider place is not missing. The refresh token must be in the place that
 * the action writes to.
 */
function inheritance(missing: Secret[], { places: [first], secretNames }: Options): string {
  const isRefreshToken = ({ name }: Secret) => name === secretNames.refreshToken;
  if (first?.kind === 'organization' || missing.some(isRefreshToken)) return '';
  const wider =
    first?.kind === 'environment' ? 'the repository or the organization' : 'the organization';
  return ` If your workflow takes what is missing from ${wider}, it is ready.`;
}

function ageInDays(date: Date | undefined): number {
  return date === undefined ? 0 : Math.floor((Date.now() - date.getTime()) / dayMs);
}
