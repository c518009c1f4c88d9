"use strict";
exports.id = 43;
exports.ids = [43];
exports.modules = {

/***/ 4043:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ProxyAgent: () => (/* binding */ ProxyAgent),
/* harmony export */   "default": () => (/* binding */ createDebug),
/* harmony export */   fetch: () => (/* binding */ fetch),
/* harmony export */   getExecOutput: () => (/* binding */ getExecOutput),
/* harmony export */   httpOverHttp: () => (/* binding */ httpOverHttp),
/* harmony export */   httpOverHttps: () => (/* binding */ httpOverHttps),
/* harmony export */   httpsOverHttp: () => (/* binding */ httpsOverHttp),
/* harmony export */   httpsOverHttps: () => (/* binding */ httpsOverHttps),
/* harmony export */   paginateRest: () => (/* binding */ paginateRest),
/* harmony export */   restEndpointMethods: () => (/* binding */ restEndpointMethods),
/* harmony export */   withCustomRequest: () => (/* binding */ withCustomRequest)
/* harmony export */ });
/*
 * Stubs of packages that the bundle leaves out (`paths` in tsconfig.json, which ncc applies to packages
 * too). With these packages, the bundle would be twice as large and start much later.
 *
 * | left out | imported by | for |
 * | --- | --- | --- |
 * | undici | the runner toolkit | ID tokens, and Octokit's own requests (actions/toolkit#1621) |
 * | tunnel | @actions/http-client | its own way through a proxy |
 * | @actions/exec | @actions/core | details of the platform |
 * | @octokit/graphql | @octokit/core | GraphQL |
 * | @octokit/plugin-… | @actions/github | a method for each call of the REST API, and pages |
 * | debug | https-proxy-agent and agent-base | debug lines, which would show the password of the proxy |
 *
 * The build fails when a package takes something that is not here, or when another one comes.
 */
function notBundled() {
    throw new Error('This is left out of the bundle (src/bundle-stubs.ts).');
}
// undici, and tunnel: constructed, but not used, when `@actions/github` is loaded where a proxy is set.
const fetch = notBundled;
class ProxyAgent {
    dispatch = notBundled;
}
const createAgent = () => new ProxyAgent();
const httpOverHttp = createAgent;
const httpsOverHttp = createAgent;
const httpOverHttps = createAgent;
const httpsOverHttps = createAgent;
// @actions/exec
const getExecOutput = notBundled;
// @octokit/graphql: Octokit's constructor makes one, which is not used.
const withCustomRequest = () => ({ defaults: () => notBundled });
// @octokit/plugin-rest-endpoint-methods and -paginate-rest: plugins that add nothing.
const restEndpointMethods = () => ({});
const paginateRest = () => ({});
// debug
function createDebug() {
    return () => undefined;
}


/***/ })

};
;