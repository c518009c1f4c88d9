"use strict";
exports.id = 33;
exports.ids = [33];
exports.modules = {

/***/ 4033:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   storeAtEnd: () => (/* binding */ storeAtEnd)
/* harmony export */ });
/* harmony import */ var _github_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6584);
/* harmony import */ var _github_locate__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8093);
/* harmony import */ var _github_refusals__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1062);
/* harmony import */ var _http_request__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6657);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(351);
/* harmony import */ var _messages_describe__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1511);
/* harmony import */ var _messages_names__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7944);
/* harmony import */ var _process_phase__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9678);
/* harmony import */ var _token_lifecycle__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(2755);
/* harmony import */ var _inputs__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(1729);
/* harmony import */ var _report__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(1658);
/* harmony import */ var _runner__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(2734);
/* harmony import */ var _state__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(3175);













/**
 * Stores what the main step could not store, and returns the exit code of the post step.
 *
 * @param early signals that came while this was loaded
 */
async function storeAtEnd(early = []) {
    const runner = new _runner__WEBPACK_IMPORTED_MODULE_11__/* .Runner */ .b();
    const report = new _report__WEBPACK_IMPORTED_MODULE_10__/* .Report */ .p(runner);
    const lifecycle = new _token_lifecycle__WEBPACK_IMPORTED_MODULE_8__/* .TokenLifecycle */ .Y({ printRecoveries: report.printRecoveries });
    const { cancellation } = lifecycle;
    try {
        const { redactor } = runner;
        const githubToken = (0,_inputs__WEBPACK_IMPORTED_MODULE_9__/* .takeSecretsInPost */ .Yy)(redactor);
        const { writes, apiUrl, unreadable } = (0,_state__WEBPACK_IMPORTED_MODULE_12__/* .readSavedWrites */ .g$)(process.env);
        if (!apiUrl)
            throw (0,_messages_describe__WEBPACK_IMPORTED_MODULE_5__/* .postError */ .hT)(writes, { unreadable, isAppToken: false });
        const baseUrl = (0,_inputs__WEBPACK_IMPORTED_MODULE_9__/* .parseGitHubApiUrl */ .el)(apiUrl);
        // First of all: whatever fails from here on, the commands are printed.
        lifecycle.restore([writes], new URL(baseUrl));
        (0,_process_phase__WEBPACK_IMPORTED_MODULE_7__/* .whenAborted */ .eG)(cancellation.interrupted, () => lifecycle.printRecoveries());
        if (early[0])
            process.emit(early[0]);
        const token = (0,_inputs__WEBPACK_IMPORTED_MODULE_9__/* .readTokenInPost */ .hz)(githubToken);
        const transport = { send: (0,_http_request__WEBPACK_IMPORTED_MODULE_3__/* .createHttpClient */ .u)().send, onRetry: report.logRetry };
        const github = await (0,_github_client__WEBPACK_IMPORTED_MODULE_0__/* .createGitHub */ .Cl)({ token, baseUrl, redactor }, transport);
        const check = (write, client) => checkWrite(write, client, report);
        await lifecycle.store(github, { limitMs: _limits__WEBPACK_IMPORTED_MODULE_4__/* .storeAtEndMs */ .aI, check }).done;
        report.reportStored(writes);
        const failed = (0,_messages_describe__WEBPACK_IMPORTED_MODULE_5__/* .postError */ .hT)(writes, { unreadable, isAppToken: (0,_github_client__WEBPACK_IMPORTED_MODULE_0__/* .isTokenOfApp */ .WZ)(token) });
        if (failed)
            throw failed;
        cancellation.throwIfInterrupted();
        report.noticeStored(writes);
        return 0;
    }
    catch (thrown) {
        lifecycle.printRecoveries();
        const { interruption } = cancellation;
        const stage = lifecycle.state.stage === 'stored' ? 'stored' : 'unstored';
        report.reportFailure((0,_messages_describe__WEBPACK_IMPORTED_MODULE_5__/* .describeRun */ .vZ)(thrown, { progress: { stage }, interruption }, _messages_names__WEBPACK_IMPORTED_MODULE_6__/* .actionNames */ .Bk));
        return 1;
    }
    finally {
        await runner.flush();
        lifecycle.end();
        runner.close();
    }
}
/** Returns the state of a write that must not be made any more; the others keep the sharing of now. */
async function checkWrite(write, client, report) {
    const { target } = write;
    try {
        const { secret } = await (0,_github_locate__WEBPACK_IMPORTED_MODULE_1__/* .locateSecret */ .rU)(target, client);
        if (secret.updatedAt.getTime() !== target.updatedAt?.getTime()) {
            report.logWrittenSince(target, secret.updatedAt, write.printedValue !== undefined);
            return { kind: 'superseded' };
        }
        if (secret.publicKey.keyId !== target.publicKey.keyId) {
            throw (0,_github_refusals__WEBPACK_IMPORTED_MODULE_2__/* .unusable */ ._P)('key-changed', { part: 'public key', secret: target }, client);
        }
        write.target = secret;
        return undefined;
    }
    catch (error) {
        if (!(error instanceof _github_refusals__WEBPACK_IMPORTED_MODULE_2__/* .GitHubRefusal */ .ke))
            throw error;
        const isDeleted = error.facts.kind === 'not-found' && error.facts.part === 'metadata';
        // For the command, which would create it.
        if (isDeleted)
            write.target = { ...target, updatedAt: undefined };
        return { kind: 'failed', refusal: error };
    }
}


/***/ })

};
;