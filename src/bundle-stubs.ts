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

function notBundled(): never {
  throw new Error('This is left out of the bundle (src/bundle-stubs.ts).');
}

// undici, and tunnel: constructed, but not used, when `@actions/github` is loaded where a proxy is set.
export const fetch = notBundled;
export class ProxyAgent {
  readonly dispatch = notBundled;
}
const createAgent = () => new ProxyAgent();
export const httpOverHttp = createAgent;
export const httpsOverHttp = createAgent;
export const httpOverHttps = createAgent;
export const httpsOverHttps = createAgent;

// @actions/exec
export const getExecOutput = notBundled;
// @octokit/graphql: Octokit's constructor makes one, which is not used.
export const withCustomRequest = () => ({ defaults: () => notBundled });
// @octokit/plugin-rest-endpoint-methods and -paginate-rest: plugins that add nothing.
export const restEndpointMethods = () => ({});
export const paginateRest = () => ({});

// debug
export default function createDebug(): () => void {
  return () => undefined;
}
