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
/* harmony import */ var _dates__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(7718);
/* harmony import */ var _github_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6584);
/* harmony import */ var _github_locate__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8093);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9571);
/* harmony import */ var _github_refusals__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1062);
/* harmony import */ var _http_request__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6657);
/* harmony import */ var _messages_describe__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1511);
/* harmony import */ var _messages_github__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2809);
/* harmony import */ var _messages_names__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7944);
/* harmony import */ var _token_lifecycle__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(2387);
/* harmony import */ var _inputs__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(1729);
/* harmony import */ var _report__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(1658);
/* harmony import */ var _runner__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(2734);
/* harmony import */ var _state__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(3175);














/**
 * The end of the job: stores what the main step could not store, from the sealed values in the
 * state. A secret that was written since the main step read it is left alone.
 *
 * @returns the exit code of the step
 */
async function storeAtEnd() {
    const runner = new _runner__WEBPACK_IMPORTED_MODULE_11__/* .Runner */ .b();
    const report = new _report__WEBPACK_IMPORTED_MODULE_10__/* .Report */ .p(runner);
    const lifecycle = new _token_lifecycle__WEBPACK_IMPORTED_MODULE_8__/* .TokenLifecycle */ .Y({ printRecoveries: report.printRecoveries });
    const { cancellation } = lifecycle;
    let stage = 'unstored';
    try {
        const baseUrl = (0,_inputs__WEBPACK_IMPORTED_MODULE_9__/* .readGitHubApiUrl */ .p5)();
        const hostname = (0,_github_client__WEBPACK_IMPORTED_MODULE_0__/* .ghHostname */ .j)(new URL(baseUrl));
        const { writes: saved, damaged } = (0,_state__WEBPACK_IMPORTED_MODULE_12__/* .readSavedWrites */ .g$)(process.env);
        // First of all: whatever fails from here on, the commands are printed.
        lifecycle.restore([saved], hostname);
        const token = (0,_inputs__WEBPACK_IMPORTED_MODULE_9__/* .readTokenAtEnd */ .Qt)(runner.redactor);
        const { redactor, log } = runner;
        const transport = { send: (0,_http_request__WEBPACK_IMPORTED_MODULE_4__/* .createHttpClient */ .u)().send, onRetry: report.logRetry };
        const github = await (0,_github_client__WEBPACK_IMPORTED_MODULE_0__/* .createGitHub */ .C)({ token, baseUrl, redactor }, transport);
        await lifecycle.withinStore((phase) => findSuperseded(saved, github.during(phase), log));
        await lifecycle.store(github).done;
        report.reportStored(saved);
        const failed = (0,_messages_github__WEBPACK_IMPORTED_MODULE_6__/* .writeBackError */ .Vj)(saved, '', _messages_names__WEBPACK_IMPORTED_MODULE_7__/* .actionNames */ .Bk);
        if (failed)
            throw failed;
        if (damaged > 0)
            throw new Error(`${damaged} of the saved values cannot be read`);
        stage = 'stored';
        cancellation.throwIfInterrupted();
        return 0;
    }
    catch (thrown) {
        lifecycle.printRecoveries();
        const { interruption } = cancellation;
        report.reportFailure((0,_messages_describe__WEBPACK_IMPORTED_MODULE_5__/* .describeRun */ .vZ)(thrown, { progress: { stage }, interruption }, _messages_names__WEBPACK_IMPORTED_MODULE_7__/* .actionNames */ .Bk));
        return 1;
    }
    finally {
        await runner.flush();
        lifecycle.end();
        runner.close();
    }
}
/**
 * Finds the secrets that are not as the main step read them, logs them, and leaves them alone. One
 * that cannot be read counts as failed.
 */
async function findSuperseded(writes, client, log) {
    await Promise.all(writes.map(async (write) => {
        const { target } = write;
        try {
            const updatedAt = (await (0,_github_locate__WEBPACK_IMPORTED_MODULE_1__/* .findMetadata */ .jU)(target, client))?.updatedAt;
            if (updatedAt?.getTime() === target.updatedAt?.getTime())
                return;
            log(`${(0,_github_places__WEBPACK_IMPORTED_MODULE_2__/* .secretLabel */ .Rq)(target)} ${updatedAt ? writtenSince(updatedAt) : deleted}`);
            write.state = { kind: 'superseded' };
        }
        catch (error) {
            if (!(error instanceof _github_refusals__WEBPACK_IMPORTED_MODULE_3__/* .GitHubRefusal */ .ke))
                throw error;
            write.state = { kind: 'failed', refusal: error };
        }
    }));
}
const writtenSince = (updatedAt) => `was written at ${(0,_dates__WEBPACK_IMPORTED_MODULE_13__/* .isoSeconds */ .n)(updatedAt)}, after this job read it: nothing is stored there, because that token may be newer.`;
const deleted = 'was deleted after this job read it, so the new refresh token is not stored there. Authorize again to create it.';


/***/ })

};
;