import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import type { Fault } from '../support/faults';
import { githubError } from '../support/github-answers';
import { type GitHubStandIn, startGitHub } from '../support/github-stand-in';
import { rotatingAnswer, userAnswer } from '../support/goto-answers';
import { type GoToStandIn, startGoTo } from '../support/goto-stand-in';
import { startAction } from '../support/run-action';
import { type Runtime, runtimes } from '../support/runtimes';
import { someInputs, storedRefreshToken } from '../support/some-inputs';
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

function start({ path: node }: Runtime) {
  const inputs = someInputs({
    'token-url': goto.url,
    'goto-api-url': api.apiUrl,
    'github-api-url': github.url,
    'lookup-organizer': 'true',
  });
  return startAction({ node, inputs, env: { NODE_EXTRA_CA_CERTS: certificates.caFile } });
}

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
    expect([github.connections(), goto.connections(), api.connections()]).toEqual([2, 1, 1]);
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
    const { outputs, log } = await running.result;
    expect(outputs['error-code']).toBe('cancelled');
    expect(log).toContain('GoTo was not asked');
    expect(goto.requests).toEqual([]);
  });
});
