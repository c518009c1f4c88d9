export const id = 616;
export const ids = [616];
export const modules = {

/***/ 616:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ProxyAgent: () => (/* binding */ ProxyAgent),
/* harmony export */   fetch: () => (/* binding */ fetch)
/* harmony export */ });
/**
 * Replaces undici in the bundle (`paths` in tsconfig.json, which ncc applies to packages too). The
 * runner toolkit imports undici for ID tokens and for Octokit's own requests, which this action does
 * not use (actions/toolkit#1621). With undici, download size and start-up time almost double.
 */
const message = 'undici is left out of the bundle (src/undici-stub.ts).';
/** Constructed, but not used, when `@actions/github` is loaded where a proxy is set. */
class ProxyAgent {
    dispatch() {
        throw new Error(message);
    }
}
function fetch() {
    throw new Error(message);
}


/***/ })

};
