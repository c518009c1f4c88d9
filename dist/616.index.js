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
 * Stands in the bundle in the place of undici (`paths` of tsconfig.json, which ncc follows in
 * packages too). The runner toolkit imports undici for what this action never asks of it: ID tokens,
 * and requests of Octokit's own (actions/toolkit#1621). With it the download is almost twice as
 * large, and so is the time that the action takes to start.
 */
const leftOut = 'undici is left out of the bundle (src/undici-stub.ts).';
/** Made, and not used, when `@actions/github` is loaded where a proxy is set. */
class ProxyAgent {
    dispatch() {
        throw new Error(leftOut);
    }
}
function fetch() {
    throw new Error(leftOut);
}


/***/ })

};
