import { ActionError } from '../errors';
import { connectToGitHub, type GitHub } from '../github/client';
import { type ExistingSecret, locate, locateTimes } from '../github/locate';
import type { PendingWrite } from '../github/store';
import { lookUpOrganizer, organizerTimes } from '../goto/organizer';
import type { IssuedResponse, TokenSet, UnusableResponse } from '../goto/token-response';
import { createSend } from '../http/request';
import type { Transport } from '../http/retry';
import { TokenLifecycle } from '../token-lifecycle';
import { describeStage, toEnding } from './ending';
import { type Inputs, readInputs } from './inputs';
import { explainRejection } from './refresh-token-rejected';
import { Report } from './report';
import { Runner } from './runner';
import { actionVocabulary as vocabulary } from './vocabulary';
import { githubTokenWarning, refreshTokenWarning } from './warnings';
import { writeBackFailed } from './write-back-failed';

/** What a run has from its first to its last step. */
interface Run {
  runner: Runner;
  report: Report;
  lifecycle: TokenLifecycle;
}

/** What a run has once the inputs are read. */
interface ConnectedRun extends Run {
  inputs: Inputs;
  transport: Transport;
  github: GitHub;
}

/**
 * One run of the action: read the inputs, locate the secret, refresh, publish, store, look up the
 * organizer.
 *
 * @returns the exit code of the step
 */
export async function run(): Promise<0 | 1> {
  const runner = new Runner();
  const report = new Report(runner);
  const lifecycle = new TokenLifecycle({
    printRecoveries: report.recoveries,
    onEarlyExit: () => fail(started, new Error('the process exited before the run ended')),
  });
  const started: Run = { runner, report, lifecycle };
  const { cancellation } = lifecycle;
  try {
    const connected = await connect(started, readInputs(runner.redactor));
    const secrets = await locateSecrets(connected);
    const response = await refreshTokens(connected, secrets);
    publishTokens(started, response);
    if (response.newRefreshToken !== undefined) {
      await storeRotated(connected, secrets, response.newRefreshToken);
    }
    if (response.kind === 'unusable') throw response.error;
    if (response.newRefreshToken === undefined) reportKept(started, secrets, response);
    cancellation.throwIfInterrupted();
    if (connected.inputs.lookupOrganizer) await publishOrganizer(connected, response.tokens);
    cancellation.throwIfInterrupted();
    await throwIfIncomplete(started);
    return 0;
  } catch (thrown) {
    fail(started, thrown);
    return 1;
  } finally {
    lifecycle.end();
    runner.close();
  }
}

function fail({ report, lifecycle }: Run, thrown: unknown): void {
  lifecycle.printRecoveries();
  const { state, cancellation } = lifecycle;
  report.failure(toEnding(thrown, state.stage, cancellation.interruption));
}

async function connect(run: Run, inputs: Inputs): Promise<ConnectedRun> {
  const { githubToken: token, githubApiUrl: baseUrl } = inputs;
  const { redactor, log } = run.runner;
  const transport = { send: createSend(), log };
  const github = await connectToGitHub({ token, baseUrl, redactor, vocabulary }, transport);
  return { ...run, inputs, transport, github };
}

async function locateSecrets(run: ConnectedRun): Promise<ExistingSecret[]> {
  const { inputs, report, runner, lifecycle } = run;
  const wanted = inputs.places.map((place) => ({ name: inputs.secretName, place }));
  const { secrets, tokenExpiresAt } = await lifecycle.within(locateTimes, (phase) =>
    locate(wanted, run.github.during(phase)),
  );
  report.located(secrets);
  const now = new Date();
  const warning = githubTokenWarning(tokenExpiresAt, { token: inputs.githubToken, now });
  if (warning !== undefined) runner.warn(warning);
  return secrets;
}

async function refreshTokens(
  run: ConnectedRun,
  secrets: ExistingSecret[],
): Promise<IssuedResponse | UnusableResponse> {
  const { inputs, transport, lifecycle, github, runner } = run;
  const { client, refreshToken, tokenUrl } = inputs;
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const;
  const context = { transport, redactor: runner.redactor, vocabulary };
  const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
  if (response.kind !== 'rejected') return response;
  throw await lifecycle.within(locateTimes, (phase) =>
    explainRejection(response, secrets, github.during(phase)),
  );
}

/** Publishes before the store, so that a step which fails there still leaves its outputs. */
function publishTokens({ runner, report }: Run, response: IssuedResponse | UnusableResponse): void {
  runner.setOutputs({ 'refresh-token-rotated': response.newRefreshToken !== undefined });
  report.invalidFields(response.invalidFields);
  if (response.kind === 'issued') report.issued(response.tokens);
}

async function storeRotated(
  { lifecycle, report, github }: ConnectedRun,
  secrets: ExistingSecret[],
  refreshToken: string,
): Promise<void> {
  report.rotated();
  const values = secrets.map((target) => ({ target, value: refreshToken }));
  let writes: PendingWrite[] = [];
  try {
    await lifecycle.store([values], github);
  } finally {
    if ('writes' in lifecycle.state) writes = lifecycle.state.writes;
    report.stored(writes, oldestUpdate(secrets, writes));
  }
  const failed = writeBackFailed(writes);
  if (failed) throw failed;
}

function reportKept(
  { runner, report }: Run,
  secrets: ExistingSecret[],
  { invalidFields }: IssuedResponse,
): void {
  const updatedAt = oldestUpdate(secrets);
  report.kept(updatedAt, { sentInvalidToken: invalidFields.includes('refresh_token') });
  const warning = refreshTokenWarning(updatedAt, new Date());
  if (warning !== undefined) runner.warn(warning);
}

async function publishOrganizer(run: ConnectedRun, tokens: TokenSet): Promise<void> {
  // GoTo's older host sends both keys with the tokens, which makes the call unnecessary.
  if (tokens.organizerKey !== undefined && tokens.accountKey !== undefined) return;
  const { inputs, transport, runner, report, lifecycle } = run;
  const request = { accessToken: tokens.accessToken, gotoApiUrl: inputs.gotoApiUrl };
  const context = { transport, redactor: runner.redactor, vocabulary };
  const { organizerKey, accountKey, accountCount } = await lifecycle.within(
    organizerTimes,
    (phase) => lookUpOrganizer(request, phase, context),
  );
  runner.setOutputs({
    'organizer-key': tokens.organizerKey ?? organizerKey,
    'account-key': tokens.accountKey ?? accountKey,
  });
  if (accountCount > 1) report.severalAccounts(accountCount);
}

/** The last write of the secrets. Of several, the oldest counts: that one is at risk. */
function oldestUpdate(secrets: ExistingSecret[], writes: PendingWrite[] = []): Date {
  const times = secrets.map(({ updatedAt }, index) => {
    const state = writes[index]?.state;
    return (state?.kind === 'stored' ? state.at : updatedAt).getTime();
  });
  return new Date(Math.min(...times));
}

/** @throws ActionError `unexpected` when something could not be passed to the runner */
async function throwIfIncomplete({ runner, lifecycle }: Run): Promise<void> {
  const failure = await runner.flush();
  if (!failure) return;
  const { what, error } = failure;
  const reason = error instanceof Error ? error.message : String(error);
  const done = describeStage(lifecycle.state.stage);
  const message = `The runner could not receive ${what}: ${reason}. ${done}`;
  throw new ActionError('unexpected', message, {
    hint: 'Check the disk of the runner and the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name, then run again.',
    cause: error,
  });
}
