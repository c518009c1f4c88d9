import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as stubs from '../../src/bundle-stubs';
import { committedPost, runAction } from '../support/runner';
import { runtimes } from '../support/runtimes';
import { someInputs } from '../support/some-inputs';

describe.each(runtimes())('the bundle on %s', ({ path: node, major }) => {
  it('runs on the version it should', () => {
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(`v${major}.`);
  });

  it('needs no more than post.js at the end of a job that has nothing to do', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'bundle-'));
    try {
      const entry = join(copy, 'post.js');
      await cp(committedPost, entry);
      const run = await runAction({ node, entry, inputs: someInputs() });
      expect(run).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});

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
