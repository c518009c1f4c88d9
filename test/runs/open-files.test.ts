import { describe, expect, it, vi } from 'vitest';
import { notAsked } from '../support/run-checks';
import { type ActionOptions, importing, runAction } from '../support/runner';
import { runtimes } from '../support/runtimes';
import { inRotatingWorld } from '../support/world';

/*
 * Machines on which no more files and connections can be opened: the error names the limit.
 */

vi.setConfig({ maxConcurrency: 6 });

const expectLimitNamed = (options: Omit<ActionOptions, 'inputs'>) =>
  inRotatingWorld(async (world) => {
    const run = await runAction({ ...options, inputs: world.inputs() });
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.log).toContain('ulimit -n');
    expect(world.goto.requests).toEqual([]);
    return run;
  });

/** Makes the file of the bundle that holds `text` one that cannot be opened. */
const unopened = (text: string) =>
  importing(`
    import fs from 'node:fs';
    import Module from 'node:module';
    const load = Module._extensions['.js'];
    Module._extensions['.js'] = (module, file) => {
      if (!file.endsWith('/index.js') && fs.readFileSync(file, 'utf8').includes(${JSON.stringify(text)})) {
        throw Object.assign(new Error('too many open files, open ' + file), { code: 'EMFILE' });
      }
      return load(module, file);
    };`);

/** Opens whatever can be opened when the action connects for the first time. */
const exhausting = importing(`
  import fs from 'node:fs';
  import net from 'node:net';
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    try {
      for (;;) fs.openSync('/dev/null');
    } catch {}
    return connect.apply(this, args);
  };`);

describe.concurrent.each(runtimes())('on %s, the limit is named', ({ path: node }) => {
  it.runIf(process.platform === 'linux')('when no connection can be opened', async () => {
    const nodeArgs = ['-c', 'ulimit -n 64; exec "$0" "$@"', node, ...exhausting];
    expect((await expectLimitNamed({ node: '/bin/bash', nodeArgs })).log).toContain(notAsked);
  });

  it.each([
    ['Octokit', 'function getOctokit('],
    ['libsodium', 'crypto_box_seal'],
  ])('when the file with %s cannot be opened', async (_what, text) => {
    const run = await expectLimitNamed({ node, nodeArgs: unopened(text) });
    expect(run.log).toContain(notAsked);
  });

  it('when the file with the run itself cannot be opened', () =>
    expectLimitNamed({ node, nodeArgs: unopened('the process exited before the run ended') }));
});
