import { ActionError } from '../errors';
import { type GitHubClient, ghHostname } from '../github/client';
import { findMetadata, readPublicKey, readSharing } from '../github/locate';
import {
  isoSeconds,
  placeKinds,
  placeName,
  type Secret,
  type SecretPlace,
  secretLabel,
} from '../github/places';
import type { JsonObject } from '../http/outcome';
import { dayMs, locateTimes, refreshTokenLifeDays } from '../limits';
import { describeSignIn } from '../messages/describe';
import { Cancellation, runPhase } from '../process/phase';
import type { Redactor } from '../redactor';
import { type Connection, connect } from './credentials';
import { printSteps, type Step, type TokenSituation, writerTokenStep } from './next-steps';
import type { Options } from './options';
import { listed, printFailure, type Screen, type Terminal } from './terminal';
import { workflowFile } from './workflow';

/** What there is in one place. */
interface Findings {
  place: SecretPlace;
  tokenExpiresAt: Date | undefined;
  /** the four secrets, the refresh token first; without a date if one is missing */
  secrets: { name: string; updatedAt: Date | undefined }[];
  failedRun: FailedRun | undefined;
}

/** A run of the keep-alive workflow that failed. */
interface FailedRun {
  id: number;
  conclusion: string;
  endedAt: Date;
}

/**
 * Checks the GitHub token, the permission and the four secrets, as the action would find them, and
 * ends with a verdict.
 *
 * @returns the exit code: 1 when the action could not work
 * @throws CommandError or ActionError when there is nothing to check with, or after a signal
 */
export async function check(
  options: Options,
  { terminal, redactor }: { terminal: Terminal; redactor: Redactor },
): Promise<0 | 1> {
  const { places, secretNames, sharing } = options;
  const connection = await connect(options, { terminal, redactor });
  const { result: report } = terminal;
  const cancellation = new Cancellation();
  try {
    const results = await runPhase(locateTimes, cancellation, (phase) => {
      const client = connection.github.during(phase);
      return Promise.allSettled(places.map((place) => readFindings(place, secretNames, client)));
    });
    const all = results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      printFindings(report, result.value, connection);
      return result.value;
    });
    const name = secretNames.githubToken;
    printUnknowns(report, name, connection);
    const hostname = ghHostname(connection.github.apiUrl);
    return printVerdict(report, all, { name, places, sharing, ghHostname: hostname });
  } catch (thrown) {
    const { interruption } = cancellation;
    const end = { stage: 'not-asked', interruption } as const;
    const error = describeSignIn(thrown, end, connection.names);
    if (!(error instanceof ActionError)) throw error;
    printFailure(error, { terminal, redactor });
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
): Promise<Findings> {
  const refreshToken = { name: secretNames.refreshToken, place };
  // The public key is read first, so that a bad token or place is reported once.
  const { tokenExpiresAt } = await readPublicKey(refreshToken, client);
  const names = Object.values(secretNames);
  const found = await Promise.all(names.map((name) => findMetadata({ name, place }, client)));
  // Without the list of repositories that share it, the action writes no organization secret.
  await readSharing(refreshToken, found[0]?.visibility, client);
  const secrets = names.map((name, index) => ({ name, updatedAt: found[index]?.updatedAt }));
  return { place, tokenExpiresAt, secrets, failedRun: await findFailedRun(place, client) };
}

/**
 * The last run of the keep-alive workflow that has ended, if it failed. The token need not see it, and
 * the workflow may be elsewhere: then there is nothing to say.
 */
async function findFailedRun(
  place: SecretPlace,
  client: GitHubClient,
): Promise<FailedRun | undefined> {
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
  return { id: Number(id), conclusion: failure, endedAt };
}

function printFindings(
  report: Screen,
  { place, tokenExpiresAt, secrets, failedRun }: Findings,
  { tokenSource, github: { apiUrl } }: Connection,
): void {
  const { permission } = placeKinds[place.kind];
  const expiry = tokenExpiresAt
    ? `It expires at ${isoSeconds(tokenExpiresAt)}.`
    : 'GitHub shows no expiry date.';
  report.note(`${capitalized(placeName(place))}:`);
  report.done(`GitHub accepts the token from ${tokenSource}. ${expiry}`);
  report.done(
    `The token has the ${permission}, at least to read. Whether it can also write only shows when something is written.`,
  );
  for (const { name, updatedAt } of secrets) {
    if (updatedAt) report.done(`${name} was last written at ${isoSeconds(updatedAt)}.`);
    else report.failed(`${name} is missing.`);
  }
  if (failedRun && place.kind !== 'organization') {
    const { id, conclusion, endedAt } = failedRun;
    report.warn(
      `The last run of ${workflowFile} ended with ${conclusion} at ${isoSeconds(endedAt)}. Its log says why, for instance that the token of the workflow may not write: https://${ghHostname(apiUrl) ?? 'github.com'}/${place.owner}/${place.repo}/actions/runs/${id}`,
    );
  }
  report.note('');
}

/** Prints what no check can tell, and how to find out. */
function printUnknowns(
  report: Screen,
  githubToken: string,
  { tokenSource, tokenVariable }: Connection,
): void {
  report.note('GitHub never shows the value of a secret. So this check cannot tell:');
  report.item(
    '-',
    `when the stored refresh token expires. GoTo's documentation says: after ${refreshTokenLifeDays} days.`,
  );
  report.item(
    '-',
    `whether the token in ${githubToken} works. The workflow uses that token. This check used the one from ${tokenSource}: if that is another one, set ${tokenVariable} to the one of the workflow, and run the check again.`,
  );
  report.note('');
}

function printVerdict(
  report: Screen,
  all: Findings[],
  writerToken: Omit<TokenSituation, 'without'>,
): 0 | 1 {
  const missing = all.flatMap(({ place, secrets }) =>
    secrets.filter(({ updatedAt }) => !updatedAt).map(({ name }) => ({ name, place })),
  );
  if (missing.length > 0) {
    const without = missing
      .filter(({ name }) => name === writerToken.name)
      .map(({ place }) => place);
    const signIn: Step = [
      2,
      'Run this command without --check, and sign in: it stores the refresh token and the OAuth client.',
    ];
    printSteps(report, [
      ...(missing.length > without.length ? [signIn] : []),
      ...writerTokenStep({ ...writerToken, without }),
    ]);
    report.note('');
    report.failed(
      `Verdict: not ready. Missing: ${listed(missing.map(all.length > 1 ? secretLabel : ({ name }) => name))}.${inheritance(missing, all)}`,
    );
    return 1;
  }
  const ages = all.map(({ secrets: [refreshToken] }) => ageInDays(refreshToken?.updatedAt));
  const oldest = Math.max(...ages);
  if (oldest >= refreshTokenLifeDays) {
    report.warn(
      `Verdict: all four secrets are there, but the refresh token has probably expired. It was written ${oldest} days ago, and works for ${refreshTokenLifeDays} days. Run this command without --check to sign in again.`,
    );
  } else {
    report.done('Verdict: ready. All four secrets are there.');
  }
  return 0;
}

/**
 * What a workflow takes from a wider place is not missing. The refresh token must be in the place that
 * the action writes to.
 */
function inheritance(missing: Secret[], [first]: Findings[]): string {
  const kind = first?.place.kind;
  const isRefreshToken = ({ name }: Secret) => name === first?.secrets[0]?.name;
  if (kind === 'organization' || missing.some(isRefreshToken)) return '';
  const wider = kind === 'environment' ? 'the repository or the organization' : 'the organization';
  return ` If your workflow takes what is missing from ${wider}, it is ready.`;
}

function ageInDays(date: Date | undefined): number {
  return date === undefined ? 0 : Math.floor((Date.now() - date.getTime()) / dayMs);
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
