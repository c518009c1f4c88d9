import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import { type GitHubStandIn, githubError, startGitHub } from '../support/github-stand-in';
import { type GoToStandIn, rotatingAnswer, startGoTo, userAnswer } from '../support/goto-stand-in';
import { importing, startAction } from '../support/runner';
import { type Runtime, runtimes } from '../support/runtimes';
import { someInputs, storedRefreshToken } from '../support/some-inputs';
import type { Fault } from '../support/stand-in-server';
import { anyRead, secretName } from '../support/world';

// Over https, the connections to GoTo are opened while GitHub is asked.

let certificates: TestCertificates;
let [goto, api] = [{} as GoToStandIn, {} as GoToStandIn];
let github: GitHubStandIn;

beforeAll(async () => {
  certificates = await makeCertificates(['127.0.0.1']);
});
afterAll(() => certificates.remove());
beforeEach(async () => {
  const { tls } = certificates;
  [goto, api, github] = await Promise.all([
    startGoTo({ tls }),
    startGoTo({ tls }),
    startGitHub({ tls }),
  ]);
  github.addRepository('octo/webinars', { secrets: { [secretName]: storedRefreshToken } });
  goto.always(rotatingAnswer());
  api.alwaysUser(userAnswer());
});
afterEach(() => Promise.all([goto.close(), api.close(), github.close()]));

function start({ path: node }: Runtime, nodeArgs: string[] = []) {
  const inputs = someInputs({
    'token-url': goto.url,
    'goto-api-url': api.apiUrl,
    'github-api-url': github.url,
    'lookup-organizer': 'true',
  });
  return startAction({ node, nodeArgs, inputs, env: { NODE_EXTRA_CA_CERTS: certificates.caFile } });
}

/** Prints how many sockets there are when the file with Octokit is loaded. */
const countingSockets = importing(`
  import fs from 'node:fs';
  import Module from 'node:module';
  const load = Module._extensions['.js'];
  Module._extensions['.js'] = (module, file) => {
    if (fs.readFileSync(file, 'utf8').includes('function getOctokit(')) {
      const isSocket = (type) => type === 'TCPSocketWrap';
      console.log('sockets: ' + process.getActiveResourcesInfo().filter(isSocket).length);
    }
    return load(module, file);
  };`);

/** Answers as usual, but only once the other server has a connection. */
const onceConnected =
  (server: GoToStandIn, answer?: Fault): (() => Promise<Fault | undefined>) =>
  async () => {
    await vi.waitUntil(() => server.connections() > 0, { timeout: 30_000 });
    return answer;
  };

describe.each(runtimes())('on %s', (node) => {
  it('are open before their turn, and used', async () => {
    github.on(anyRead, onceConnected(goto), 1);
    github.on(anyRead, onceConnected(api), 1);
    const { exitCode, stderr } = await (await start(node)).result;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect([github.connections(), goto.connections(), api.connections()]).toEqual([3, 1, 1]);
  });

  it('to GitHub are on their way when Octokit is loaded', async () => {
    const { exitCode, stdout } = await (await start(node, countingSockets)).result;
    expect(exitCode).toBe(0);
    // Three to GitHub, one to GoTo, and one to the organizer's host.
    expect(stdout).toContain('sockets: 5\n');
  });

  it('say nothing when the run stops before', async () => {
    github.on(anyRead, onceConnected(goto, githubError(403, 'No.')), 'always');
    const { outputs, log } = await (await start(node)).result;
    expect(outputs['error-code']).toBe('github-permission-missing');
    expect(log).toContain('GoTo was not asked');
    expect(goto.requests).toEqual([]);
    expect(api.requests).toEqual([]);
  });

  it('do not keep a run that is cancelled from ending at once', async () => {
    github.on(anyRead, 'hang', 'always');
    const running = await start(node);
    await vi.waitUntil(() => goto.connections() > 0, { timeout: 30_000 });
    running.kill('SIGINT');
    const cancelledAt = performance.now();
    const { outputs, log } = await running.result;
    // The try itself would end after seven seconds.
    expect(performance.now() - cancelledAt).toBeLessThan(5_000);
    expect(outputs['error-code']).toBe('cancelled');
    expect(log).toContain('GoTo was not asked');
    expect(goto.requests).toEqual([]);
  });
});
