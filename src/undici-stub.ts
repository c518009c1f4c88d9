/**
 * Stands in the bundle in the place of undici (`paths` of tsconfig.json, which ncc follows in
 * packages too). The runner toolkit imports undici for what this action never asks of it: ID tokens,
 * and requests of Octokit's own (actions/toolkit#1621). With it the download is almost twice as
 * large, and so is the time that the action takes to start.
 */
const leftOut = 'undici is left out of the bundle (src/undici-stub.ts).';

/** Made, and not used, when `@actions/github` is loaded where a proxy is set. */
export class ProxyAgent {
  dispatch(): never {
    throw new Error(leftOut);
  }
}

export function fetch(): never {
  throw new Error(leftOut);
}
