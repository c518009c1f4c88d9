"use strict";
exports.id = 170;
exports.ids = [170];
exports.modules = {

/***/ 2170:
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
var github_client = __webpack_require__(6584);
// EXTERNAL MODULE: ./src/github/locate.ts + 3 modules
var locate = __webpack_require__(5257);
// EXTERNAL MODULE: ./src/http/outcome.ts
var http_outcome = __webpack_require__(4620);
;// CONCATENATED MODULE: ./src/goto/jwt.ts

/**
 * Reads the claims of a token that is a JWT. GoTo does not document that its tokens are JWTs: the
 * claims help with words and warnings, nothing depends on them, and they are not verified. A claim
 * that is not valid is left out. Never throws.
 */
function jwtClaims(token) {
    const [, payload = '', signature] = token.split('.');
    if (signature === undefined)
        return {};
    const claims = (0,http_outcome/* parseJsonObject */.dw)(Buffer.from(payload, 'base64url').toString());
    const exp = readDate(claims?.exp);
    const typ = claims?.typ;
    return { ...(exp && { exp }), ...(typeof typ === 'string' && { typ }) };
}
/** NumericDate of RFC 7519: seconds since 1970. What is later than the year 9999 is no date. */
function readDate(value) {
    const isDate = typeof value === 'number' && value > 0 && value < 253_402_300_800;
    return isDate ? new Date(value * 1000) : undefined;
}

// EXTERNAL MODULE: ./src/http/reasons.ts
var reasons = __webpack_require__(7977);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);
// EXTERNAL MODULE: ./src/goto/fields.ts
var fields = __webpack_require__(1686);
// EXTERNAL MODULE: ./src/goto/grant.ts
var grant = __webpack_require__(7649);
// EXTERNAL MODULE: ./src/goto/redirect.ts
var redirect = __webpack_require__(6335);
;// CONCATENATED MODULE: ./src/goto/organizer.ts







/** The time for the lookup with its retries, in milliseconds. */
const organizerTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };
/** GoTo's extension of the SCIM schema, which holds the accounts of a user. */
const extension = 'urn:scim:schemas:extension:getgo:1.0';
/** The scope of the lookup. */
const organizerScope = 'identity:scim.me';
/**
 * Requests the organizer's own SCIM record (`GET /identity/v1/Users/me`, scope `identity:scim.me`).
 *
 * @throws ActionError `organizer-lookup-failed`
 */
async function lookUpOrganizer({ accessToken, scope, gotoApiUrl }, phase, { transport, redactor, vocabulary, }) {
    const url = new URL(`${gotoApiUrl}/identity/v1/Users/me`);
    const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
    const call = {
        operation: 'look up the organizer',
        request: { method: 'GET', url, headers },
        decideRetry: retry/* retryWhenBusy */.e6,
    };
    const { outcome } = await (0,retry/* sendWithRetries */.HI)(call, phase, transport);
    if (outcome.kind === 'no-response' || outcome.status !== 200) {
        throw lookupFailed(outcome, { url, scope, redactor, vocabulary });
    }
    return outcome.json ?? {};
}
/**
 * The organizer key of a record.
 *
 * @throws ActionError `organizer-lookup-failed`
 */
function readOrganizerKey({ id }) {
    return (0,fields/* readKey */.YZ)(id) ?? fail('id');
}
/**
 * The accounts of a record, in its order.
 *
 * @throws ActionError `organizer-lookup-failed` if the first one, which counts, has no valid key
 */
function readAccounts(record) {
    // An older shape of the record has the accounts at its root.
    const listed = listOf(record[extension]?.accounts);
    const entries = listed.length > 0 ? listed : listOf(record.accounts);
    if (entries.length > 0 && (0,fields/* readKey */.YZ)(entries[0]?.value) === undefined)
        fail('accounts');
    return entries.flatMap(({ value, display }) => {
        const key = (0,fields/* readKey */.YZ)(value);
        return key === undefined ? [] : [{ key, name: typeof display === 'string' ? display : '' }];
    });
}
/** The entries of a list that have a value. */
function listOf(accounts) {
    return Array.isArray(accounts) ? accounts.filter((entry) => !(0,fields/* isAbsent */.W0)(entry?.value)) : [];
}
function lookupFailed(outcome, { url, scope, redactor, vocabulary, }) {
    const quote = redactor.quote('GoTo', ...(0,reasons/* reasonsIn */.N)(outcome.kind === 'response' && outcome.json));
    const isRefused = [401, 403].includes((0,http_outcome/* statusOf */.c2)(outcome) ?? 0);
    const called = { url, setting: 'goto-api-url' };
    const { leadsTo, advice = 'Check that goto-api-url is the API of GoTo.' } = (0,redirect/* describeRedirect */.G)(outcome, called, redactor);
    const hint = isRefused ? refusedHint(scope) : (0,http_outcome/* adviceFor */.cp)(outcome, vocabulary, advice);
    return new errors/* ActionError */.lZ('organizer-lookup-failed', `The organizer could not be looked up at GoTo (${url.host}: ${(0,http_outcome/* describeOutcome */.SS)(outcome)}${leadsTo}).${quote} The tokens are safe, and the other outputs are set.`, { hint, cause: (0,http_outcome/* errorOf */.Mz)(outcome) });
}
/** The scope is to blame only if this token lacks it: GoTo refuses a missing role in the same way. */
function refusedHint(scope) {
    const isGranted = scope?.split(' ').includes(organizerScope) ?? false;
    const cause = isGranted
        ? `Ask an administrator of your GoTo account to check the role of this user in GoTo Admin: this token has the scope ${organizerScope}, so the scope is not the reason.`
        : `Tick the scope ${organizerScope} in the OAuth client at ${grant/* clientsPage */.e}, then authorise again, or create a personal access token that has it: this token probably lacks the scope, and a refresh keeps the old ones.`;
    return `${cause} Or remove lookup-organizer from the step.`;
}
function fail(field) {
    throw new errors/* ActionError */.lZ('organizer-lookup-failed', `GoTo's record of the organizer cannot be used: ${field} has an unexpected value.`, { hint: 'Check that goto-api-url is the API of GoTo and that no proxy answers in its place.' });
}

// EXTERNAL MODULE: ./src/http/request.ts + 1 modules
var request = __webpack_require__(6657);
// EXTERNAL MODULE: ./src/token-lifecycle.ts + 4 modules
var token_lifecycle = __webpack_require__(2387);
// EXTERNAL MODULE: ./src/action/ending.ts
var ending = __webpack_require__(1575);
// EXTERNAL MODULE: ./src/github/places.ts
var places = __webpack_require__(9571);
// EXTERNAL MODULE: ./src/goto/token-response.ts + 1 modules
var token_response = __webpack_require__(3692);
;// CONCATENATED MODULE: ./src/action/grant-rejected.ts





/**
 * Returns the error for a rejected refresh token (`invalid_grant`). Reads the metadata once more:
 * another run may have stored a newer token since this one read its inputs.
 */
async function explainRefreshTokenRejection({ quote, answerLost, isReplaced }, { claims, secrets, client }) {
    const reads = await Promise.all(secrets.map(async (secret) => ({ secret, updatedAt: await readUpdatedAt(secret, client) })));
    const newer = reads.find(({ secret, updatedAt }) => updatedAt > secret.updatedAt);
    const { secret, updatedAt } = newer ?? reads[0];
    const label = (0,places/* secretLabel */.Rq)(secret);
    const writtenAt = (0,dates/* isoSeconds */.n)(updatedAt);
    const lost = answerLost ? token_response/* lostAnswerWarning */.JZ.refresh_token : '';
    const history = newer
        ? `${label} was written at ${writtenAt}, after this run read it: a newer token was stored meanwhile.`
        : `${label} was last written at ${writtenAt}.`;
    const isAccessToken = claims.typ === 'a';
    const kind = isAccessToken ? ' The token in the secret says that it is an access token.' : '';
    const firstStep = newer ? startNewRun : isAccessToken ? saveRefreshToken : compareTimes;
    return new errors/* ActionError */.lZ('refresh-token-rejected', `GoTo rejected the refresh token (invalid_grant).${quote}${lost}${kind} ${history}`, {
        hint: `${firstStep} ${causeOf(claims, isReplaced)}: authorise again. ${howToAuthorise(label)}`,
    });
}
/** @returns the error for a rejected personal access token (`invalid_grant`) */
function personalAccessTokenRejected({ quote }) {
    return new errors/* ActionError */.lZ('personal-access-token-rejected', `GoTo rejected personal-access-token (invalid_grant).${quote}`, {
        hint: 'Create a new personal access token at myaccount.goto.com (Developer Tools, Create token), and save it where personal-access-token comes from. ' +
            'Its scopes must match those of the OAuth client, and the user who creates it must be the organizer.',
    });
}
const startNewRun = 'Start a new run, not a re-run: this run has the older token. If the new run fails with the same code,';
const compareTimes = 'If the secret was written after this run was queued, start a new run, not a re-run: this run has the older token. Otherwise,';
const saveRefreshToken = 'Save a refresh token in the secret, not an access token. If you have none, or GoTo rejects it too,';
/** What may have become of the token, for the middle of a sentence. */
function causeOf({ exp }, isReplaced) {
    const ownDate = exp &&
        `by its own date, it expire${exp.getTime() < Date.now() ? 'd' : 's'} at ${(0,dates/* isoSeconds */.n)(exp)}`;
    if (isReplaced) {
        const aside = ownDate === undefined ? '' : ` (${ownDate})`;
        return `the token was replaced by a newer one, and only the newer one works${aside}`;
    }
    return `the token was replaced by a newer one, was revoked, or has expired (${ownDate ?? 'it lives 30 days'})`;
}
function howToAuthorise(label) {
    return ('README, "Set up", step 2, has the command that signs you in to GoTo in a browser and saves the new refresh token. ' +
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

// EXTERNAL MODULE: ./src/action/inputs.ts
var inputs = __webpack_require__(1729);
// EXTERNAL MODULE: ./src/action/report.ts
var action_report = __webpack_require__(1658);
// EXTERNAL MODULE: ./src/action/runner.ts + 2 modules
var action_runner = __webpack_require__(2734);
// EXTERNAL MODULE: ./src/action/saved-writes.ts
var saved_writes = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/action/vocabulary.ts
var vocabulary = __webpack_require__(3176);
;// CONCATENATED MODULE: ./src/action/warnings.ts

/**
 * The warning that the GitHub token expires within 14 days: after that, a rotated token cannot be
 * stored.
 *
 * @param token only its kind matters: the token of an App (`ghs_`) lives an hour and is always new
 */
function githubTokenWarning(expiresAt, { token, now }) {
    if (expiresAt === undefined || token.startsWith('ghs_'))
        return undefined;
    if (expiresAt.getTime() - now.getTime() > 14 * dates/* dayMs */.L)
        return undefined;
    return `github-token expires at ${(0,dates/* isoSeconds */.n)(expiresAt)}. Create a new one (README, "Set up", step 3) and save it before then: without it, a new refresh token cannot be stored.`;
}
/**
 * The warning that the refresh token expires within 7 days and was not rotated now. One that does not
 * say when it expires is taken to be in its last days when it was written over 25 days ago.
 */
function refreshTokenWarning({ expiresAt, updatedAt, now, }) {
    if (expiresAt !== undefined) {
        if (expiresAt.getTime() - now.getTime() > 7 * dates/* dayMs */.L)
            return undefined;
        return `The refresh token expires at ${(0,dates/* isoSeconds */.n)(expiresAt)}, and GoTo sent no new one. Run this action daily until then, and authorise again if this warning stays until the last day.`;
    }
    if (now.getTime() - updatedAt.getTime() <= 25 * dates/* dayMs */.L)
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
        onEarlyExit: () => run_fail(started, new Error('the process exited before the run ended')),
    });
    const started = { runner, report, lifecycle };
    const { cancellation } = lifecycle;
    try {
        runner.saveState(...saved_writes/* endOfJob */.ou);
        checkNode(process.versions.node);
        const prepared = prepare(started, (0,inputs/* readInputs */.Ko)(runner.redactor));
        await connectEarly(prepared);
        const stored = await locateSecrets(prepared);
        const response = await requestTokens(prepared, stored);
        const finishStore = await startStore(prepared, stored, response);
        publishTokens(prepared, response);
        await finishStore();
        if (response.kind === 'unusable')
            throw response.error;
        if (stored && response.newRefreshToken === undefined)
            reportKept(prepared, stored, response);
        cancellation.throwIfInterrupted();
        if (prepared.inputs.lookupOrganizer)
            await publishOrganizer(prepared, response.tokens);
        cancellation.throwIfInterrupted();
        await throwIfRunnerFailed(started);
        return 0;
    }
    catch (thrown) {
        run_fail(started, thrown);
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
function run_fail({ runner, report, lifecycle }, thrown) {
    try {
        lifecycle.printRecoveries();
        const { progress, cancellation } = lifecycle;
        report.reportFailure((0,ending/* toReportedError */.z)(thrown, progress, cancellation.interruption));
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
function prepare(run, inputs) {
    const http = (0,request/* createHttpClient */.u)();
    return { ...run, inputs, http, transport: { send: http.send, log: run.runner.log } };
}
/** Connects to every host of this run while the code for the requests is loaded. */
async function connectEarly({ inputs, http }) {
    const { secret, tokenUrl, lookupOrganizer, gotoApiUrl } = inputs;
    // Two reads for each place.
    const reads = secret && Math.min(2 * secret.places.length, github_client/* maxConcurrentReads */.N);
    await Promise.all([
        secret && http.connectEarly(new URL(secret.githubApiUrl), reads),
        http.connectEarly(tokenUrl),
        lookupOrganizer && http.connectEarly(new URL(gotoApiUrl)),
    ]);
}
/** Locates the secret of the refresh token; returns undefined with a personal access token. */
async function locateSecrets(run) {
    const { inputs, transport, report, runner, lifecycle } = run;
    const { secret } = inputs;
    if (!secret)
        return undefined;
    const { githubToken: token, githubApiUrl: baseUrl } = secret;
    const client = { token, baseUrl, redactor: runner.redactor, vocabulary: vocabulary/* actionVocabulary */.R };
    const github = await (0,github_client/* createGitHub */.Cl)(client, transport);
    const wanted = secret.places.map((place) => ({ name: secret.name, place }));
    const located = await lifecycle.within(locate/* locateTimes */.HE, (phase) => (0,locate/* locate */.x5)(wanted, github.during(phase)));
    report.logLocated(located.secrets);
    const warning = githubTokenWarning(located.tokenExpiresAt, { token, now: new Date() });
    if (warning !== undefined)
        runner.warn(warning);
    return { github, located };
}
async function requestTokens(run, stored) {
    const { inputs, transport, lifecycle, runner } = run;
    const { client, grant, tokenUrl } = inputs;
    const context = { transport, redactor: runner.redactor, vocabulary: vocabulary/* actionVocabulary */.R };
    const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
    if (response.kind !== 'rejected')
        return response;
    if (!stored)
        throw personalAccessTokenRejected(response);
    const { github, located } = stored;
    throw await lifecycle.within(locate/* locateTimes */.HE, (phase) => explainRefreshTokenRejection(response, {
        claims: claimsOf(grant),
        secrets: located.secrets,
        client: github.during(phase),
    }));
}
/** Publishes while the write is out, so that a step which fails there still leaves its outputs. */
function publishTokens({ inputs, runner, report }, response) {
    const { newRefreshToken } = response;
    const { exp } = newRefreshToken === undefined ? claimsOf(inputs.grant) : jwtClaims(newRefreshToken);
    runner.setOutputs({
        'refresh-token-rotated': newRefreshToken !== undefined,
        'refresh-token-expires-at': exp && (0,dates/* isoSeconds */.n)(exp),
    });
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
async function startStore({ lifecycle, report, runner }, stored, { newRefreshToken: value }) {
    if (!stored || value === undefined)
        return async () => undefined;
    const { github, located } = stored;
    const { secrets, seal } = located;
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
function reportKept({ inputs, runner, report }, { located }, { invalidFields }) {
    const updatedAt = oldestUpdate(located.secrets);
    runner.setOutputs({ 'refresh-token-updated-at': (0,dates/* isoSeconds */.n)(updatedAt) });
    report.logKept({ sentInvalidToken: invalidFields.includes('refresh_token') });
    const { exp: expiresAt } = claimsOf(inputs.grant);
    const warning = refreshTokenWarning({ expiresAt, updatedAt, now: new Date() });
    if (warning !== undefined)
        runner.warn(warning);
}
/** What the refresh token that was sent says of itself. */
function claimsOf(grant) {
    return grant.grant_type === 'refresh_token' ? jwtClaims(grant.refresh_token) : {};
}
async function publishOrganizer(run, tokens) {
    // GoTo's older host sends both keys with the tokens, which makes the call unnecessary.
    if (tokens.organizerKey !== undefined && tokens.accountKey !== undefined)
        return;
    const { inputs, transport, runner, report, lifecycle } = run;
    const { accessToken, scope } = tokens;
    const request = { accessToken, scope, gotoApiUrl: inputs.gotoApiUrl };
    const context = { transport, redactor: runner.redactor, vocabulary: vocabulary/* actionVocabulary */.R };
    const record = await lifecycle.within(organizerTimes, (phase) => lookUpOrganizer(request, phase, context));
    runner.setOutputs({ 'organizer-key': tokens.organizerKey ?? readOrganizerKey(record) });
    if (tokens.accountKey !== undefined)
        return;
    const accounts = readAccounts(record);
    runner.setOutputs({ 'account-key': accounts[0]?.key });
    report.logAccounts(accounts);
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
    const done = (0,ending/* describeProgress */.v)(lifecycle.progress);
    const message = `Could not pass ${what} to the runner: ${reason}. ${done}`;
    throw new errors/* ActionError */.lZ('unexpected', message, {
        hint: 'Check the disk of the runner and the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name, then start a new run.',
        cause: error,
    });
}


/***/ })

};
;