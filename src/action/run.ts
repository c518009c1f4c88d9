import { isoSeconds } from '../dates';
import { createGitHub } from '../github/client';
import { type ExistingSecret, locate, locateRequests, readAgain } from '../github/locate';
import type { PendingWrite } from '../github/store';
import { lookUpOrganizer, readAccounts, readOrganizerKey } from '../goto/organizer';
import { type JwtClaims, jwtClaims } from '../goto/response-fields';
import type { GrantedResponse, TokenSet } from '../goto/token-response';
import { createHttpClient, type HttpClient } from '../http/request';
import type { Transport } from '../http/retry';
import { locateTimes, organizerTimes } from '../limits';
import { describeRun, notPassedOn, oldNode, writeBackError } from '../messages/describe';
import { personalAccessTokenRejected, refreshTokenRejected } from '../messages/goto';
import { actionNames } from '../messages/names';
import { TokenLifecycle } from '../token-lifecycle';
import { type Inputs, readInputs } from './inputs';
import { Report } from './report';
import { Runner } from './runner';
import { fitsIntoState, toState } from './state';

interface Run {
  runner: Runner;
  report: Report;
  lifecycle: TokenLifecycle;
}

interface PreparedRun extends Run {
  inputs: Inputs;
  transport: Transport;
}

/** What a refresh token needs beyond an access token: the secret that holds it. */
type StoredToken = NonNullable<Awaited<ReturnType<typeof locateSecrets>>>;

/** One run of the action. Returns the exit code of the step. */
export async function run(): Promise<0 | 1> {
  const runner = new Runner();
  const report = new Report(runner);
  const lifecycle = new TokenLifecycle({
    printRecoveries: report.printRecoveries,
    onChange: (writes, apiUrl) => {
      for (const [name, value] of toState(writes, apiUrl)) runner.saveState(name, value);
    },
    onEarlyExit: () => fail(started, new Error('the process exited before the run ended')),
  });
  const started: Run = { runner, report, lifecycle };
  const { cancellation } = lifecycle;
  try {
    if (Number.parseInt(process.versions.node, 10) < 20) throw oldNode(process.versions.node);
    const inputs = readInputs(runner.redactor);
    runner.checkFiles();
    const http = createHttpClient();
    const transport = { send: http.send, onRetry: report.logRetry };
    const prepared = { ...started, inputs, transport };
    await connectEarly(inputs, http);
    const stored = await locateSecrets(prepared);
    const response = await requestTokens(prepared, stored);
    const finishStore = await startStore(prepared, stored, response);
    publishTokens(prepared, response);
    await finishStore();
    if (response.kind === 'unusable') throw response.failure;
    if (stored && response.newRefreshToken === undefined) reportKept(prepared, stored, response);
    cancellation.throwIfInterrupted();
    if (inputs.lookupOrganizer) await publishOrganizer(prepared, response.tokens);
    cancellation.throwIfInterrupted();
    const runnerFailure = await runner.flush();
    if (runnerFailure) throw notPassedOn(runnerFailure, lifecycle.progress);
    return 0;
  } catch (thrown) {
    fail(started, thrown);
    return 1;
  } finally {
    // A signal must not end the process before the last line is out.
    await runner.flush();
    lifecycle.end();
    runner.close();
  }
}

/** Reports a failure. Whatever is wrong with it, the recovery commands come first. */
function fail({ runner, report, lifecycle }: Run, thrown: unknown): void {
  try {
    lifecycle.printRecoveries();
    const { progress, cancellation } = lifecycle;
    const { interruption } = cancellation;
    report.reportFailure(describeRun(thrown, { progress, interruption }, actionNames));
  } catch {
    const text =
      'The run failed, and the reason could not be shown.\nWhat to do: If there is a command above, paste it into a terminal. Then start a new run.\nerror-code: unexpected';
    runner.annotate('error', text);
  }
}

/** Connects to every host of this run while the code for the requests is loaded. */
async function connectEarly(inputs: Inputs, http: HttpClient): Promise<void> {
  const { secret, tokenUrl, lookupOrganizer, gotoApiUrl } = inputs;
  const requests = secret && locateRequests(secret.places.length);
  await Promise.all([
    secret && http.connectEarly(new URL(secret.githubApiUrl), requests),
    http.connectEarly(tokenUrl),
    lookupOrganizer && http.connectEarly(new URL(gotoApiUrl)),
  ]);
}

async function locateSecrets({ inputs, transport, report, runner, lifecycle }: PreparedRun) {
  const { secret } = inputs;
  if (!secret) return undefined;
  const { githubToken: token, githubApiUrl } = secret;
  const { redactor } = runner;
  const github = await createGitHub({ token, baseUrl: githubApiUrl, redactor }, transport);
  const wanted = secret.places.map((place) => ({ name: secret.name, place }));
  const located = await lifecycle.within(locateTimes, (phase) =>
    locate(wanted, github.during(phase)),
  );
  report.logLocated(located.secrets);
  report.warnOfGitHubToken(located.tokenExpiresAt, token);
  return { github, githubApiUrl, located };
}

async function requestTokens(run: PreparedRun, stored: StoredToken | undefined) {
  const { inputs, transport, lifecycle, runner } = run;
  const { client, grant, tokenUrl, attempt } = inputs;
  const context = { transport, redactor: runner.redactor };
  const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
  if (response.kind !== 'rejected') return response;
  if (!stored) throw personalAccessTokenRejected(response);
  const { github, githubApiUrl, located } = stored;
  // Another run may have stored a newer token since this one read its inputs.
  const found = await lifecycle.within(locateTimes, (phase) =>
    readAgain(located.secrets, github.during(phase)),
  );
  const claims = claimsOf(grant);
  throw refreshTokenRejected({ ...response, ...found, claims, githubApiUrl, attempt });
}

function publishTokens({ inputs, runner, report }: PreparedRun, response: GrantedResponse): void {
  const { newRefreshToken } = response;
  const { exp } =
    newRefreshToken === undefined ? claimsOf(inputs.grant) : jwtClaims(newRefreshToken);
  runner.setOutputs({
    'refresh-token-rotated': newRefreshToken !== undefined,
    'refresh-token-expires-at': exp && isoSeconds(exp),
  });
  report.logInvalidFields(response.invalidFields);
  const isTokenInvalid = response.invalidFields.includes('refresh_token');
  if (inputs.secret && isTokenInvalid) report.warnOfInvalidToken();
  if (response.kind === 'unusable') return;
  const { tokens } = response;
  const expiresAt = tokens.expiresAt && isoSeconds(tokens.expiresAt);
  runner.setOutputs({
    'access-token': tokens.accessToken,
    'token-type': tokens.tokenType,
    'expires-in': tokens.expiresIn,
    'expires-at': expiresAt,
    scope: tokens.scope,
    principal: tokens.principal,
    'organizer-key': tokens.organizerKey,
    'account-key': tokens.accountKey,
  });
  report.logIssued(expiresAt);
}

/**
 * Seals a new refresh token, saves it for the post step, and sends it to GitHub. Nothing is
 * published before it has left: a file or a log that hangs must not hold it up.
 *
 * @returns what waits for the store and reports it, once the tokens are published
 */
async function startStore(run: Run, stored: StoredToken | undefined, response: GrantedResponse) {
  const { lifecycle, report, runner } = run;
  const { newRefreshToken: value } = response;
  if (!stored || value === undefined) return async () => undefined;
  const { github, located } = stored;
  const { secrets, seal } = located;
  const values = secrets.map((target) => ({ target, value }));
  const storing = await lifecycle.seal([values], { seal, github }).then(
    () => lifecycle.store(github),
    (error) => ({ sent: Promise.resolve(), done: Promise.reject(error) }),
  );
  await storing.sent;
  return async () => {
    report.logRotation(true);
    try {
      await storing.done;
    } finally {
      const updatedAt = isoSeconds(oldestUpdate(secrets, lifecycle.writes));
      runner.setOutputs({ 'refresh-token-updated-at': updatedAt });
      report.reportStored(lifecycle.writes);
    }
    const isTriedAgain = fitsIntoState(lifecycle.writes, github.apiUrl);
    const failed = writeBackError(lifecycle.writes, isTriedAgain, actionNames);
    if (failed) throw failed;
  };
}

function reportKept(run: PreparedRun, { located }: StoredToken, response: GrantedResponse): void {
  const { inputs, runner, report } = run;
  const updatedAt = oldestUpdate(located.secrets);
  runner.setOutputs({ 'refresh-token-updated-at': isoSeconds(updatedAt) });
  if (!response.invalidFields.includes('refresh_token')) report.logRotation(false);
  report.warnOfRefreshToken({ expiresAt: claimsOf(inputs.grant).exp, updatedAt });
}

function claimsOf(grant: Inputs['grant']): JwtClaims {
  return grant.grant_type === 'refresh_token' ? jwtClaims(grant.refresh_token) : {};
}

async function publishOrganizer(run: PreparedRun, tokens: TokenSet): Promise<void> {
  const { inputs, transport, runner, report, lifecycle } = run;
  const { accessToken, scope, organizerKey, accountKey } = tokens;
  // GoTo's older host sends both keys with the tokens, which makes the call unnecessary.
  if (organizerKey !== undefined && accountKey !== undefined) return;
  const request = { accessToken, scope, gotoApiUrl: inputs.gotoApiUrl };
  const context = { transport, redactor: runner.redactor };
  const record = await lifecycle.within(organizerTimes, (phase) =>
    lookUpOrganizer(request, phase, context),
  );
  runner.setOutputs({ 'organizer-key': organizerKey ?? readOrganizerKey(record) });
  if (accountKey !== undefined) return;
  const accounts = readAccounts(record);
  runner.setOutputs({ 'account-key': accounts[0]?.key });
  report.logAccounts(accounts);
}

/** The last write of the secrets. Of several, the oldest counts: that one is at risk. */
function oldestUpdate(secrets: ExistingSecret[], writes: PendingWrite[] = []): Date {
  const times = secrets.map(({ updatedAt }, index) => {
    const state = writes[index]?.state;
    return (state?.kind === 'stored' ? state.at : updatedAt).getTime();
  });
  return new Date(Math.min(...times));
}
