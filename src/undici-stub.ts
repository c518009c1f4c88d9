/**
 * Replaces undici in the bundle (`paths` in tsconfig.json, which ncc applies to packages too). The
 * runner toolkit imports undici for ID tokens and for Octokit's own requests, which this action does
 * not use (actions/toolkit#1621). With undici, download size and start-up time almost double.
 */
const message = 'undici is left out of the bundle (src/undici-stub.ts).';

/** Constructed, but not used, when `@actions/github` is loaded where a proxy is set. */
export class ProxyAgent {
  dispatch(): never {
    throw new Error(message);
  }
}

export function fetch(): never {
  throw new Error(message);
}
