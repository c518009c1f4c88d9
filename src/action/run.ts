import { ActionError } from '../errors';
import { connectToGitHub, type GitHub } from '../github/client';
import { type LocatedSecret, locate } from '../github/locate';
import { sealFor, store } from '../github/store';
import { lookUpOrganizer } from '../goto/organizer';
import { requestTokens, type TokenSet, type Verdict } from '../goto/token-request';
import { createSend } from '../http/request';
import type { Transport } from '../http/retry';
import { Cancellation, graceAfterSignal } from '../process/cancellation';
import { locateTimes, organizerTimes, storeTimes, tokenTimes } from '../process/phase-times';
import { Custody } from '../token-lifecycle';
import { doneAt, endingOf, type Stage } from './ending';
import { type Inputs, readInputs } from './inputs';
import { explainRejection } from './refresh-token-rejected';
import { Report } from './report';
import { githubTokenWarning, refreshTokenWarning } from './warnings';
import { writeBackFailed } from './write-back-failed';

/** What a run has at hand from its first to its last step. */
interface Run {
  report: Report;
  cancellation: Cancellation;
  custody: Custody;
  /** set as the run goes on, and read when it fails */
  progress: { stage: Stage };
}

/** What a run has once the inputs are read. */
interface Connected extends Run {
  inputs: Inputs;
  transport: Transport;
  github: GitHub;
}

type Granted = Extract<Verdict, { kind: 'granted' }>;

/**
 * One run of the action: read, locate, refresh, store, look up, publish.
 *
 * @returns the exit code of the step
 */
export async function run(): Promise<0 | 1> {
  const report = new Report();
  const state: Run = {
    report,
    cancellation: new Cancellation(),
    custody: new Custody((recoveries, receivedAt) => report.recovery(recoveries, receivedAt)),
    progress: { stage: 'untouched' },
  };
  // Whatever calls process.exit must not take a token with it.
  const onExit = () => {
    process.exitCode = 1;
    fail(state, new Error('the process ended before the run did'));
  };
  process.once('exit', onExit);
  try {
    const connected = await connect(state, readInputs(report.secrets));
    const located = await locateSecrets(connected);
    const granted = await refreshTokens(connected, located);
    publishTokens(state, granted);
    if (granted.newRefreshToken !== undefined)
      await storeRotated(connected, located, granted.newRefreshToken);
    if (granted.tokens instanceof ActionError) throw granted.tokens;
    if (granted.newRefreshToken === undefined) keepStored(state, located, granted.junk);
    state.cancellation.throwIfInterrupted();
    if (connected.inputs.lookupOrganizer) await publishOrganizer(connected, granted.tokens);
    state.cancellation.throwIfInterrupted();
    await report.throwIfIncomplete(doneAt(state.progress.stage));
    return 0;
  } catch (thrown) {
    fail(state, thrown);
    return 1;
  } finally {
    process.off('exit', onExit);
    state.cancellation.stopListening();
    report.close();
  }
}

function fail({ report, custody, cancellation, progress }: Run, thrown: unknown): void {
  custody.printRecoveries();
  report.failure(endingOf(thrown, progress.stage, cancellation.interruption));
}

async function connect(run: Run, inputs: Inputs): Promise<Connected> {
  const { githubToken: token, githubApiUrl: baseUrl } = inputs;
  const { secrets, log } = run.report;
  const transport = { send: createSend(), log };
  const github = await connectToGitHub({ token, baseUrl, secrets }, transport);
  return { ...run, inputs, transport, github };
}

async function locateSecrets(run: Connected): Promise<LocatedSecret[]> {
  const { inputs, report } = run;
  const addresses = inputs.places.map((place) => ({ name: inputs.secretName, place }));
  const located = await run.cancellation.within(locateTimes, (phase) =>
    locate(addresses, run.github.during(phase)),
  );
  report.located(located);
  const expiration = located.map(({ tokenExpiration }) => tokenExpiration).find(Boolean);
  const warning = githubTokenWarning(expiration, { token: inputs.githubToken, now: new Date() });
  if (warning !== undefined) report.warning(warning);
  return located;
}

async function refreshTokens(run: Connected, located: LocatedSecret[]): Promise<Granted> {
  const { inputs, transport, cancellation, report } = run;
  const grace = () => (run.progress.stage === 'untouched' ? 0 : graceAfterSignal.answer);
  const onSending = () => {
    run.progress.stage = 'asked';
  };
  const { client, refreshToken, tokenUrl } = inputs;
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const;
  const verdict = await cancellation.within({ ...tokenTimes, grace }, (phase) =>
    requestTokens({ client, grant, tokenUrl }, phase, {
      transport,
      secrets: report.secrets,
      onSending,
    }),
  );
  if (verdict.kind === 'refused') {
    throw await cancellation.within(locateTimes, (phase) =>
      explainRejection(verdict, located, run.github.during(phase)),
    );
  }
  run.progress.stage = verdict.newRefreshToken === undefined ? 'kept' : 'unstored';
  return verdict;
}

/** Outputs are set before the store, so that a step which fails there still leaves them. */
function publishTokens({ report }: Run, { tokens, newRefreshToken, junk }: Granted): void {
  report.outputs({ 'refresh-token-rotated': newRefreshToken !== undefined });
  if (junk.length > 0) {
    report.log(`GoTo's answer held fields that cannot be used: ${junk.join(', ')}.`);
  }
  if (!(tokens instanceof ActionError)) report.issued(tokens);
}

async function storeRotated(
  run: Connected,
  located: LocatedSecret[],
  refreshToken: string,
): Promise<void> {
  const { cancellation, custody, report } = run;
  report.log('GoTo sent a new refresh token.');
  const receivedAt = new Date();
  const sealed = await sealFor(located, refreshToken);
  custody.hold(sealed, run.github, receivedAt);
  const callOff = cancellation.whenLate(() => custody.printRecoveries());
  try {
    await cancellation.within(storeTimes, (phase) =>
      store(sealed, refreshToken, run.github.during(phase)),
    );
  } finally {
    callOff();
    const stored = sealed.filter(({ state }) => state.kind === 'stored');
    report.updatedAt(
      oldestOf(
        sealed.map(({ secret, state }) => (state.kind === 'stored' ? state.at : secret.updatedAt)),
      ),
    );
    report.stored(stored.map(({ secret }) => secret));
  }
  report.withdrawn(custody.printedAndStored);
  const failed = writeBackFailed(sealed);
  if (failed) throw failed;
  run.progress.stage = 'stored';
}

function keepStored({ report }: Run, located: LocatedSecret[], junk: string[]): void {
  report.log(
    junk.includes('refresh_token')
      ? 'The refresh token that GoTo sent cannot be stored: the stored one stays. If the next run is refused with invalid_grant, authorise again.'
      : 'GoTo sent no new refresh token: the stored one stays.',
  );
  const updatedAt = oldestOf(located.map((secret) => secret.updatedAt));
  report.updatedAt(updatedAt);
  const warning = refreshTokenWarning(updatedAt, new Date());
  if (warning !== undefined) report.warning(warning);
}

async function publishOrganizer(run: Connected, tokens: TokenSet): Promise<void> {
  // An answer that held both keys, as GoTo's older host sends them, spares the call.
  if (tokens.organizerKey !== undefined && tokens.accountKey !== undefined) return;
  const { inputs, transport, report, cancellation } = run;
  const { accessToken } = tokens;
  const { organizerKey, accountKey, accounts } = await cancellation.within(
    organizerTimes,
    (phase) =>
      lookUpOrganizer({ accessToken, gotoApiUrl: inputs.gotoApiUrl }, phase, {
        transport,
        secrets: report.secrets,
      }),
  );
  report.outputs({
    'organizer-key': tokens.organizerKey ?? organizerKey,
    'account-key': tokens.accountKey ?? accountKey,
  });
  if (accounts > 1) {
    report.log(`The organizer has ${accounts} accounts; account-key is the first.`);
  }
}

/** Of several places the oldest counts: it is the one in danger. */
function oldestOf(dates: Date[]): Date {
  return new Date(Math.min(...dates.map((date) => date.getTime())));
}
