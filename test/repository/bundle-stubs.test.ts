import { expect, it } from 'vitest';
import * as stubs from '../../src/bundle-stubs';

// The build checks that every name which a package imports is there, and that no other package
// imports one (scripts/bundle.ts).
it('what is left out of the bundle fails when it is used', () => {
  const { fetch, getExecOutput, httpsOverHttps, ProxyAgent, withCustomRequest } = stubs;
  const agents = [new ProxyAgent(), httpsOverHttps()];
  const graphql = withCustomRequest().defaults();
  for (const use of [fetch, getExecOutput, graphql, ...agents.map(({ dispatch }) => dispatch)]) {
    expect(use).toThrow('left out of the bundle');
  }
});
