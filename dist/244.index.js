export const id = 244;
export const ids = [244];
export const modules = {

/***/ 6244:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/dates.ts
var dates = __webpack_require__(7718);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/github/client.ts
var client = __webpack_require__(6584);
// EXTERNAL MODULE: ./src/github/locate.ts + 2 modules
var locate = __webpack_require__(1981);
// EXTERNAL MODULE: ./src/http/outcome.ts
var http_outcome = __webpack_require__(4620);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);
// EXTERNAL MODULE: ./src/goto/fields.ts
var fields = __webpack_require__(1686);
;// CONCATENATED MODULE: ./src/goto/organizer.ts




/** The time for the lookup with its retries, in milliseconds. */
const organizerTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };
/**
 * Reads the organizer's own SCIM record (`GET /identity/v1/Users/me`, scope `identity:scim.me`).
 *
 * @throws ActionError `organizer-lookup-failed`
 */
async function lookUpOrganizer({ accessToken, gotoApiUrl }, phase, { transport, redactor, vocabulary, }) {
    const url = new URL(`${gotoApiUrl}/identity/v1/Users/me`);
    const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
    const call = {
        operation: 'look up the organizer',
        request: { method: 'GET', url, headers },
        decideRetry: retry/* retryWhenBusy */.e6,
    };
    const { outcome } = await (0,retry/* sendWithRetries */.HI)(call, phase, transport);
    if (outcome.kind === 'no-response' || outcome.status !== 200) {
        throw lookupFailed(outcome, { host: url.host, redactor, vocabulary });
    }
    return readOrganizer(outcome);
}
/** @throws ActionError `organizer-lookup-failed`, naming the field */
function readOrganizer({ json }) {
    const organizerKey = (0,fields/* readKey */.YZ)(json?.id);
    if (organizerKey === undefined)
        throw invalidField('id');
    const accounts = json?.accounts ?? [];
    if (!Array.isArray(accounts))
        throw invalidField('accounts');
    const accountKey = (0,fields/* readKey */.YZ)(accounts[0]?.value);
    if (accounts.length > 0 && accountKey === undefined)
        throw invalidField('accounts');
    return { organizerKey, accountKey, accountCount: accounts.length };
}
function lookupFailed(outcome, { host, redactor, vocabulary }) {
    const json = outcome.kind === 'response' ? outcome.json : undefined;
    const quote = redactor.quote('GoTo', json?.detail ?? json?.description ?? json?.error);
    const isRefused = [401, 403].includes((0,http_outcome/* statusOf */.c2)(outcome) ?? 0);
    const hint = isRefused
        ? 'Tick the scope identity:scim.me in the OAuth client at developer.goto.com, then authorise again: this token probably lacks it, and a refresh keeps the old scopes. Or remove lookup-organizer from the step.'
        : (0,http_outcome/* adviceFor */.cp)(outcome, vocabulary, 'Check that goto-api-url is the API of GoTo.');
    return new errors/* ActionError */.lZ('organizer-lookup-failed', `The organizer could not be looked up at GoTo (${host}: ${(0,http_outcome/* describeOutcome */.SS)(outcome)}).${quote} The tokens are safe, and the other outputs are set.`, { hint, cause: (0,http_outcome/* errorOf */.Mz)(outcome) });
}
function invalidField(field) {
    return new errors/* ActionError */.lZ('organizer-lookup-failed', `GoTo's record of the organizer cannot be used: ${field} has an unexpected value.`, { hint: 'Check that goto-api-url is the API of GoTo and that no proxy answers in its place.' });
}

// EXTERNAL MODULE: ./src/http/request.ts + 1 modules
var request = __webpack_require__(6657);
// EXTERNAL MODULE: ./src/token-lifecycle.ts + 4 modules
var token_lifecycle = __webpack_require__(2387);
// EXTERNAL MODULE: ./src/action/ending.ts
var ending = __webpack_require__(1575);
// EXTERNAL MODULE: ./src/action/inputs.ts
var inputs = __webpack_require__(1729);
// EXTERNAL MODULE: ./src/github/places.ts
var places = __webpack_require__(9571);
// EXTERNAL MODULE: ./src/goto/token-response.ts + 1 modules
var token_response = __webpack_require__(3692);
;// CONCATENATED MODULE: ./src/action/refresh-token-rejected.ts





/**
 * Returns the error for a rejected refresh token (`invalid_grant`). Reads the metadata once more:
 * another run may have stored a newer token since this one read its inputs.
 */
async function explainRejection({ quote, answerLost }, secrets, client) {
    const reads = await Promise.all(secrets.map(async (secret) => ({ secret, updatedAt: await readUpdatedAt(secret, client) })));
    const newer = reads.find(({ secret, updatedAt }) => updatedAt > secret.updatedAt);
    const { secret, updatedAt } = newer ?? reads[0];
    const label = (0,places/* secretLabel */.Rq)(secret);
    const writtenAt = (0,dates/* isoSeconds */.n)(updatedAt);
    const lost = answerLost ? token_response/* lostAnswerWarning */.JZ.refresh_token : '';
    const history = newer
        ? `${label} was written at ${writtenAt}, after this run read it: a newer token was stored meanwhile.`
        : `${label} was last written at ${writtenAt}.`;
    return new errors/* ActionError */.lZ('refresh-token-rejected', `GoTo rejected the refresh token (invalid_grant).${quote}${lost} ${history}`, { hint: `${newer ? startNewRun : compareTimes} ${authoriseAgain(label)}` });
}
const startNewRun = 'Start a new run, not a re-run: this run has the older token. If the new run fails with the same code,';
const compareTimes = 'If the secret was written after this run was queued, start a new run, not a re-run: this run has the older token. Otherwise,';
function authoriseAgain(label) {
    return ('the token was used elsewhere, was revoked, or is older than 30 days: authorise again. README, "Get your first token", has the command that signs you in to GoTo in a browser and saves the new refresh token. ' +
        `Of an environment, a repository and an organization secret of the same name, the narrowest is read: check that this job reads ${label}.`);
}
async function readUpdatedAt(secret, client) {
    try {
        return (await (0,locate/* readMetadata */._6)(secret, client)).updatedAt;
    }
    catch {
        // The rejection matters more: without this read it is only explained a little less well.
        return secret.updatedAt;
    }
}

// EXTERNAL MODULE: ./src/action/report.ts
var action_report = __webpack_require__(1658);
// EXTERNAL MODULE: ./src/action/runner.ts + 2 modules
var action_runner = __webpack_require__(2734);
// EXTERNAL MODULE: ./src/action/saved-writes.ts
var saved_writes = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/action/vocabulary.ts
var vocabulary = __webpack_require__(3176);
;// CONCATENATED MODULE: ./src/action/warnings.ts

const dayMs = 24 * 3600 * 1000;
/**
 * The warning that the GitHub token expires within 14 days: after that, a rotated token cannot be
 * stored.
 *
 * @param token only its kind matters: the token of an App (`ghs_`) lives an hour and is always new
 */
function githubTokenWarning(expiresAt, { token, now }) {
    if (expiresAt === undefined || token.startsWith('ghs_'))
        return undefined;
    if (expiresAt.getTime() - now.getTime() > 14 * dayMs)
        return undefined;
    return `github-token expires at ${(0,dates/* isoSeconds */.n)(expiresAt)}. Create a new one (README, "The GitHub token") and save it before then: without it, a new refresh token cannot be stored.`;
}
/** The warning that the refresh token was last written over 25 days ago and was not rotated now. */
function refreshTokenWarning(updatedAt, now) {
    if (now.getTime() - updatedAt.getTime() <= 25 * dayMs)
        return undefined;
    return `The stored refresh token was last written at ${(0,dates/* isoSeconds */.n)(updatedAt)}, and GoTo sent no new one. It lives 30 days: run this action daily, and authorise again if this warning stays until the last day.`;
}

// EXTERNAL MODULE: ./src/action/write-back-failed.ts
var write_back_failed = __webpack_require__(5007);
;// CONCATENATED MODULE: ./src/action/run.ts
















/**
 * One run of the action: read the inputs, locate the secret, refresh, store, publish, look up the
 * organizer.
 *
 * @returns the exit code of the step
 */
async function run() {
    const runner = new action_runner/* Runner */.b();
    const report = new action_report/* Report */.p(runner);
    const lifecycle = new token_lifecycle/* TokenLifecycle */.Y({
        printRecoveries: report.printRecoveries,
        onChange: (writes) => {
            for (const [name, value] of (0,saved_writes/* toState */.xU)(writes))
                runner.saveState(name, value);
        },
        onEarlyExit: () => fail(started, new Error('the process exited before the run ended')),
    });
    const started = { runner, report, lifecycle };
    const { cancellation } = lifecycle;
    try {
        runner.saveState(...saved_writes/* endOfJob */.ou);
        checkNode(process.versions.node);
        const prepared = await prepare(started, (0,inputs/* readInputs */.Ko)(runner.redactor));
        const located = await locateSecrets(prepared);
        const response = await refreshTokens(prepared, located.secrets);
        const finishStore = await startStore(prepared, located, response);
        publishTokens(started, response);
        await finishStore();
        if (response.kind === 'unusable')
            throw response.error;
        if (response.newRefreshToken === undefined)
            reportKept(started, located.secrets, response);
        cancellation.throwIfInterrupted();
        if (prepared.inputs.lookupOrganizer)
            await publishOrganizer(prepared, response.tokens);
        cancellation.throwIfInterrupted();
        await throwIfRunnerFailed(started);
        return 0;
    }
    catch (thrown) {
        fail(started, thrown);
        return 1;
    }
    finally {
        // A signal must not end the process before the last line is out.
        await runner.flush();
        lifecycle.end();
        runner.close();
    }
}
/** Reports a failure. Whatever is wrong with it, the recovery commands come first. */
function fail({ runner, report, lifecycle }, thrown) {
    try {
        lifecycle.printRecoveries();
        const { state, cancellation } = lifecycle;
        report.reportFailure((0,ending/* toReportedError */.z)(thrown, state.stage, cancellation.interruption));
    }
    catch {
        runner.error('The run failed, and the reason could not be shown.\nWhat to do: If there is a command above, paste it into a terminal. Then start a new run.\nerror-code: unexpected');
    }
}
/** @throws ActionError `runner-unsupported` */
function checkNode(version) {
    if (Number.parseInt(version, 10) >= 20)
        return;
    const message = `This action needs Node 20 or newer, and the runner has ${version}.`;
    throw new errors/* ActionError */.lZ('runner-unsupported', message, {
        hint: 'Update the runner, or its Node.',
    });
}
async function prepare(run, inputs) {
    const { githubToken: token, githubApiUrl: baseUrl } = inputs;
    const { redactor, log } = run.runner;
    const transport = { send: (0,request/* createSend */.R)(), log };
    const github = await (0,client/* createGitHub */.C)({ token, baseUrl, redactor, vocabulary: vocabulary/* actionVocabulary */.R }, transport);
    return { ...run, inputs, transport, github };
}
async function locateSecrets(run) {
    const { inputs, report, runner, lifecycle } = run;
    const wanted = inputs.places.map((place) => ({ name: inputs.secretName, place }));
    const located = await lifecycle.within(locate/* locateTimes */.HE, (phase) => (0,locate/* locate */.x5)(wanted, run.github.during(phase)));
    report.logLocated(located.secrets);
    const now = new Date();
    const warning = githubTokenWarning(located.tokenExpiresAt, { token: inputs.githubToken, now });
    if (warning !== undefined)
        runner.warn(warning);
    return located;
}
async function refreshTokens(run, secrets) {
    const { inputs, transport, lifecycle, github, runner } = run;
    const { client, refreshToken, tokenUrl } = inputs;
    const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const context = { transport, redactor: runner.redactor, vocabulary: vocabulary/* actionVocabulary */.R };
    const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
    if (response.kind !== 'rejected')
        return response;
    throw await lifecycle.within(locate/* locateTimes */.HE, (phase) => explainRejection(response, secrets, github.during(phase)));
}
/** Publishes while the write is out, so that a step which fails there still leaves its outputs. */
function publishTokens({ runner, report }, response) {
    runner.setOutputs({ 'refresh-token-rotated': response.newRefreshToken !== undefined });
    report.logInvalidFields(response.invalidFields);
    if (response.kind === 'unusable')
        return;
    const { tokens } = response;
    const expiresAt = tokens.expiresAt && (0,dates/* isoSeconds */.n)(tokens.expiresAt);
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
 * Seals a new refresh token, saves it for the end of the job, and sends it to GitHub. Nothing is
 * published before it has left: a file or a log that hangs must not hold it up.
 *
 * @returns what is to be done once the tokens are published: waits for the store, reports it, and
 *   throws if it failed
 */
async function startStore({ lifecycle, report, github, runner }, { secrets, seal }, { newRefreshToken: value }) {
    if (value === undefined)
        return async () => undefined;
    const values = secrets.map((target) => ({ target, value }));
    const storing = await lifecycle.hold([values], { seal, github }).then(() => lifecycle.store(github), (error) => ({ sent: Promise.resolve(), done: Promise.reject(error) }));
    await storing.sent;
    return async () => {
        report.logRotated();
        try {
            await storing.done;
        }
        finally {
            const { writes } = lifecycle;
            runner.setOutputs({
                'refresh-token-updated-at': (0,dates/* isoSeconds */.n)(oldestUpdate(secrets, writes)),
            });
            report.reportStored(writes);
        }
        const failed = (0,write_back_failed/* writeBackError */.V)(lifecycle.writes, 'The action tries once more at the end of the job.');
        if (failed)
            throw failed;
    };
}
function reportKept({ runner, report }, secrets, { invalidFields }) {
    const updatedAt = oldestUpdate(secrets);
    runner.setOutputs({ 'refresh-token-updated-at': (0,dates/* isoSeconds */.n)(updatedAt) });
    report.logKept({ sentInvalidToken: invalidFields.includes('refresh_token') });
    const warning = refreshTokenWarning(updatedAt, new Date());
    if (warning !== undefined)
        runner.warn(warning);
}
async function publishOrganizer(run, tokens) {
    // GoTo's older host sends both keys with the tokens, which makes the call unnecessary.
    if (tokens.organizerKey !== undefined && tokens.accountKey !== undefined)
        return;
    const { inputs, transport, runner, report, lifecycle } = run;
    const request = { accessToken: tokens.accessToken, gotoApiUrl: inputs.gotoApiUrl };
    const context = { transport, redactor: runner.redactor, vocabulary: vocabulary/* actionVocabulary */.R };
    const { organizerKey, accountKey, accountCount } = await lifecycle.within(organizerTimes, (phase) => lookUpOrganizer(request, phase, context));
    runner.setOutputs({
        'organizer-key': tokens.organizerKey ?? organizerKey,
        'account-key': tokens.accountKey ?? accountKey,
    });
    if (accountCount > 1)
        report.logSeveralAccounts(accountCount);
}
/** The last write of the secrets. Of several, the oldest counts: that one is at risk. */
function oldestUpdate(secrets, writes = []) {
    const times = secrets.map(({ updatedAt }, index) => {
        const state = writes[index]?.state;
        return (state?.kind === 'stored' ? state.at : updatedAt).getTime();
    });
    return new Date(Math.min(...times));
}
/** @throws ActionError `unexpected` when something could not be passed to the runner */
async function throwIfRunnerFailed({ runner, lifecycle }) {
    const failure = await runner.flush();
    if (!failure)
        return;
    const { what, error } = failure;
    const reason = error instanceof Error ? error.message : String(error);
    const done = (0,ending/* describeStage */.a)(lifecycle.state.stage);
    const message = `Could not pass ${what} to the runner: ${reason}. ${done}`;
    throw new errors/* ActionError */.lZ('unexpected', message, {
        hint: 'Check the disk of the runner and the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name, then start a new run.',
        cause: error,
    });
}


/***/ })

};
