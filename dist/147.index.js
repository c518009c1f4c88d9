"use strict";
exports.id = 147;
exports.ids = [147];
exports.modules = {

/***/ 3147:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _dates__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(7718);
/* harmony import */ var _github_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6584);
/* harmony import */ var _github_locate__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8093);
/* harmony import */ var _goto_organizer__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3414);
/* harmony import */ var _goto_response_fields__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4732);
/* harmony import */ var _http_request__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6657);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(351);
/* harmony import */ var _messages_describe__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1511);
/* harmony import */ var _messages_goto__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8537);
/* harmony import */ var _messages_names__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(7944);
/* harmony import */ var _token_lifecycle__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(2755);
/* harmony import */ var _inputs__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(1729);
/* harmony import */ var _report__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(1658);
/* harmony import */ var _runner__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(2734);
/* harmony import */ var _state__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(3175);















/** One run of the action. Returns the exit code of the step. */
async function run() {
    const runner = new _runner__WEBPACK_IMPORTED_MODULE_12__/* .Runner */ .b();
    const report = new _report__WEBPACK_IMPORTED_MODULE_11__/* .Report */ .p(runner);
    const lifecycle = new _token_lifecycle__WEBPACK_IMPORTED_MODULE_9__/* .TokenLifecycle */ .Y({
        printRecoveries: report.printRecoveries,
        onChange: (writes, apiUrl) => {
            for (const [name, value] of (0,_state__WEBPACK_IMPORTED_MODULE_13__/* .toState */ .xU)(writes, apiUrl))
                runner.saveState(name, value);
        },
        onEarlyExit: () => fail(started, new Error('the process exited before the run ended')),
    });
    const started = { runner, report, lifecycle };
    const { cancellation } = lifecycle;
    try {
        if (Number.parseInt(process.versions.node, 10) < 20)
            throw (0,_messages_describe__WEBPACK_IMPORTED_MODULE_6__/* .oldNode */ .S$)(process.versions.node);
        const inputs = (0,_inputs__WEBPACK_IMPORTED_MODULE_10__/* .readInputs */ .Ko)(runner.redactor);
        runner.checkFiles();
        const http = (0,_http_request__WEBPACK_IMPORTED_MODULE_4__/* .createHttpClient */ .u)();
        const transport = { send: http.send, onRetry: report.logRetry };
        const prepared = { ...started, inputs, transport };
        await connectEarly(inputs, http);
        const stored = await locateSecrets(prepared);
        const response = await requestTokens(prepared, stored);
        const finishStore = await startStore(prepared, stored, response);
        publishTokens(prepared, response);
        await finishStore();
        if (response.kind === 'unusable')
            throw response.failure;
        if (stored && response.newRefreshToken === undefined)
            reportKept(prepared, stored, response);
        cancellation.throwIfInterrupted();
        if (inputs.lookupOrganizer)
            await publishOrganizer(prepared, response.tokens);
        cancellation.throwIfInterrupted();
        const runnerFailure = await runner.flush();
        if (runnerFailure)
            throw (0,_messages_describe__WEBPACK_IMPORTED_MODULE_6__/* .notPassedOn */ .nI)(runnerFailure, lifecycle.progress);
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
        const { progress, cancellation } = lifecycle;
        const { interruption } = cancellation;
        report.reportFailure((0,_messages_describe__WEBPACK_IMPORTED_MODULE_6__/* .describeRun */ .vZ)(thrown, { progress, interruption }, _messages_names__WEBPACK_IMPORTED_MODULE_8__/* .actionNames */ .Bk));
    }
    catch {
        const text = 'The run failed, and the reason could not be shown.\nWhat to do: If there is a command above, paste it into a terminal. Then start a new run.\nerror-code: unexpected';
        runner.annotate('error', text);
    }
}
/** Connects to every host of this run while the code for the requests is loaded. */
async function connectEarly(inputs, http) {
    const { secret, tokenUrl, lookupOrganizer, gotoApiUrl } = inputs;
    const requests = secret && (0,_github_locate__WEBPACK_IMPORTED_MODULE_1__/* .locateRequests */ .BG)(secret.places.length);
    await Promise.all([
        secret && http.connectEarly(new URL(secret.githubApiUrl), requests),
        http.connectEarly(tokenUrl),
        lookupOrganizer && http.connectEarly(new URL(gotoApiUrl)),
    ]);
}
async function locateSecrets({ inputs, transport, report, runner, lifecycle }) {
    const { secret } = inputs;
    if (!secret)
        return undefined;
    const { githubToken: token, githubApiUrl } = secret;
    const { redactor } = runner;
    const github = await (0,_github_client__WEBPACK_IMPORTED_MODULE_0__/* .createGitHub */ .Cl)({ token, baseUrl: githubApiUrl, redactor }, transport);
    const wanted = secret.places.map((place) => ({ name: secret.name, place }));
    const located = await lifecycle.within(_limits__WEBPACK_IMPORTED_MODULE_5__/* .locateTimes */ .HE, (phase) => (0,_github_locate__WEBPACK_IMPORTED_MODULE_1__/* .locate */ .x5)(wanted, github.during(phase)));
    report.logLocated(located.secrets);
    report.warnOfGitHubToken(located.tokenExpiresAt, token);
    return { github, githubApiUrl, located };
}
async function requestTokens(run, stored) {
    const { inputs, transport, lifecycle, runner } = run;
    const { client, grant, tokenUrl, attempt } = inputs;
    const context = { transport, redactor: runner.redactor };
    const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
    if (response.kind !== 'rejected')
        return response;
    if (!stored)
        throw (0,_messages_goto__WEBPACK_IMPORTED_MODULE_7__/* .personalAccessTokenRejected */ .Ov)(response);
    const { github, githubApiUrl, located } = stored;
    // Another run may have stored a newer token since this one read its inputs.
    const found = await lifecycle.within(_limits__WEBPACK_IMPORTED_MODULE_5__/* .locateTimes */ .HE, (phase) => (0,_github_locate__WEBPACK_IMPORTED_MODULE_1__/* .readAgain */ .n)(located.secrets, github.during(phase)));
    const claims = claimsOf(grant);
    throw (0,_messages_goto__WEBPACK_IMPORTED_MODULE_7__/* .refreshTokenRejected */ .FJ)({ ...response, ...found, claims, githubApiUrl, attempt });
}
function publishTokens({ inputs, runner, report }, response) {
    const { newRefreshToken } = response;
    const { exp } = newRefreshToken === undefined ? claimsOf(inputs.grant) : (0,_goto_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .jwtClaims */ .vE)(newRefreshToken);
    runner.setOutputs({
        'refresh-token-rotated': newRefreshToken !== undefined,
        'refresh-token-expires-at': exp && (0,_dates__WEBPACK_IMPORTED_MODULE_14__/* .isoSeconds */ .n)(exp),
    });
    report.logInvalidFields(response.invalidFields);
    const isTokenInvalid = response.invalidFields.includes('refresh_token');
    if (inputs.secret && isTokenInvalid)
        report.warnOfInvalidToken();
    if (response.kind === 'unusable')
        return;
    const { tokens } = response;
    const expiresAt = tokens.expiresAt && (0,_dates__WEBPACK_IMPORTED_MODULE_14__/* .isoSeconds */ .n)(tokens.expiresAt);
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
async function startStore(run, stored, response) {
    const { lifecycle, report, runner } = run;
    const { newRefreshToken: value } = response;
    if (!stored || value === undefined)
        return async () => undefined;
    const { github, located } = stored;
    const { secrets, seal } = located;
    const values = secrets.map((target) => ({ target, value }));
    const storing = await lifecycle.seal([values], { seal, github }).then(() => lifecycle.store(github), (error) => ({ sent: Promise.resolve(), done: Promise.reject(error) }));
    await storing.sent;
    return async () => {
        report.logRotation(true);
        try {
            await storing.done;
        }
        finally {
            const updatedAt = (0,_dates__WEBPACK_IMPORTED_MODULE_14__/* .isoSeconds */ .n)(oldestUpdate(secrets, lifecycle.writes));
            runner.setOutputs({ 'refresh-token-updated-at': updatedAt });
            report.reportStored(lifecycle.writes);
        }
        const isTriedAgain = (0,_state__WEBPACK_IMPORTED_MODULE_13__/* .fitsIntoState */ .sB)(lifecycle.writes, github.apiUrl);
        const failed = (0,_messages_describe__WEBPACK_IMPORTED_MODULE_6__/* .writeBackError */ .Vj)(lifecycle.writes, isTriedAgain, _messages_names__WEBPACK_IMPORTED_MODULE_8__/* .actionNames */ .Bk);
        if (failed)
            throw failed;
    };
}
function reportKept(run, { located }, response) {
    const { inputs, runner, report } = run;
    const updatedAt = oldestUpdate(located.secrets);
    runner.setOutputs({ 'refresh-token-updated-at': (0,_dates__WEBPACK_IMPORTED_MODULE_14__/* .isoSeconds */ .n)(updatedAt) });
    if (!response.invalidFields.includes('refresh_token'))
        report.logRotation(false);
    report.warnOfRefreshToken({ expiresAt: claimsOf(inputs.grant).exp, updatedAt });
}
function claimsOf(grant) {
    return grant.grant_type === 'refresh_token' ? (0,_goto_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .jwtClaims */ .vE)(grant.refresh_token) : {};
}
async function publishOrganizer(run, tokens) {
    const { inputs, transport, runner, report, lifecycle } = run;
    const { accessToken, scope, organizerKey, accountKey } = tokens;
    // GoTo's older host sends both keys with the tokens, which makes the call unnecessary.
    if (organizerKey !== undefined && accountKey !== undefined)
        return;
    const request = { accessToken, scope, gotoApiUrl: inputs.gotoApiUrl };
    const context = { transport, redactor: runner.redactor };
    const record = await lifecycle.within(_limits__WEBPACK_IMPORTED_MODULE_5__/* .organizerTimes */ .A9, (phase) => (0,_goto_organizer__WEBPACK_IMPORTED_MODULE_2__/* .lookUpOrganizer */ .e)(request, phase, context));
    runner.setOutputs({ 'organizer-key': organizerKey ?? (0,_goto_organizer__WEBPACK_IMPORTED_MODULE_2__/* .readOrganizerKey */ .nP)(record) });
    if (accountKey !== undefined)
        return;
    const accounts = (0,_goto_organizer__WEBPACK_IMPORTED_MODULE_2__/* .readAccounts */ .n$)(record);
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


/***/ })

};
;