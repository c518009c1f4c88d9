import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest';
import { version } from '../../package.json';
import { runBundle } from '../support/action';
import { notForPersonalTokens } from '../support/github-stand-in';
import { organizerKey, rotatedRefreshToken, startGoTo, userAnswer } from '../support/goto-stand-in';
import {
  makeCertificates,
  type ProxyOptions,
  startConnectProxy,
  type TestCertificates,
} from '../support/network';
import { importing, type SeenRun, spokenLines } from '../support/runner';
import { failureOf, play } from '../support/scenarios';
import { recoveryCommands } from '../support/shells';
import { clientSecret } from '../support/some-inputs';
import { anyRead, rotates, secretName, worldFor, write } from '../support/world';

/*
 * How a run reaches its hosts: early, through a proxy, over how many connections, and never a stranger.
 * http/ has what proxies may be set to, and may answer.
 */

/** The first is the one that the action has for GoTo by itself. */
const gotoHosts = ['authentication.logmeininc.com', 'goto.test'];
const gitHubHosts = ['api.github.com', 'github.test', 'ghe.test'];

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await makeCertificates([...gotoHosts, ...gitHubHosts, '127.0.0.1']);
});
afterAll(() => certificates.remove());

type Site = Awaited<ReturnType<typeof startSite>>;

/** A world in which GoTo rotates, with TLS, under names that only a proxy can reach. */
async function startSite(
  context: TestContext,
  { basePath = '', ...options }: Partial<ProxyOptions> & { basePath?: string } = {},
) {
  const { tls, caFile } = certificates;
  const world = await worldFor(context, { tls, basePath });
  rotates(world);
  const { goto, github } = world;
  const proxy = await startConnectProxy({
    routes: {
      ...Object.fromEntries(gotoHosts.map((host) => [`${host}:443`, goto.origin])),
      ...Object.fromEntries(gitHubHosts.map((host) => [`${host}:443`, github.origin])),
    },
    ...options,
  });
  context.onTestFinished(proxy.close);
  return {
    ...world,
    proxy,
    inputs: (overrides: Record<string, string | undefined> = {}) =>
      world.inputs({
        'token-url': 'https://goto.test/oauth/token',
        'goto-api-url': 'https://goto.test',
        'github-api-url': 'https://github.test',
        ...overrides,
      }),
    /** Leads to the proxy and makes Node trust the authority. */
    env: { https_proxy: proxy.url, NODE_EXTRA_CA_CERTS: caFile },
    /** How often the proxy was asked for each host. */
    connects: () => {
      const counts: Record<string, number> = {};
      for (const { host } of proxy.connects) counts[host] = (counts[host] ?? 0) + 1;
      return counts;
    },
  };
}

function expectRotationStored(run: SeenRun, { repository }: Site): void {
  expect(run, run.log).toMatchObject({ exitCode: 0, annotations: [] });
  expect(repository.secret(secretName).written).toEqual([rotatedRefreshToken]);
}

/** A proxy with TLS in front of one without. */
async function startTlsProxy({ onTestFinished }: TestContext, { proxy }: Site): Promise<string> {
  const inner = new URL(proxy.url);
  const outer = tls.createServer(certificates.tls, (client) => {
    const onward = net.connect(Number(inner.port), '127.0.0.1');
    for (const socket of [client, onward]) socket.on('error', () => undefined);
    client.pipe(onward).pipe(client);
  });
  await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void outer.close());
  const { port } = outer.address() as AddressInfo;
  return `https://${inner.username}:${inner.password}@127.0.0.1:${port}`;
}

describe.concurrent('a run', () => {
  it('gives a proxy with TLS its password, and reaches both services over few connections', async (context) => {
    const credentials = { user: 'us er@corp', password: 'p:w/#?%41é&"+' };
    const site = await startSite(context, { credentials });
    const run = await runBundle(24, {
      inputs: site.inputs({ 'lookup-organizer': 'true' }),
      env: { ...site.env, https_proxy: await startTlsProxy(context, site), DEBUG: '*' },
    });
    expectRotationStored(run, site);
    expect(run.outputs['organizer-key']).toBe(organizerKey);
    // Two reads and a write check side by side; the write takes one of the three again.
    expect(site.connects()).toEqual({ 'github.test:443': 3, 'goto.test:443': 1 });
    for (const { headers, status } of site.proxy.connects) {
      expect(status).toBe(200);
      expect(headers).not.toHaveProperty('authorization');
      expect(headers['user-agent']).toBe(`goto-access-token/${version}`);
    }
    for (const { headers } of [...site.goto.requests, ...site.github.requests]) {
      expect(headers).not.toHaveProperty('proxy-authorization');
    }
    expect(run.masks).toContain(credentials.password);
    const seen = spokenLines(run.lines).join('\n');
    expect(seen).not.toContain(credentials.password);
    expect(seen).not.toContain(encodeURIComponent(credentials.password));
  });

  // Any 2xx opens a tunnel (RFC 9110, section 9.3.6).
  it.for([
    ['api.github.com', '', undefined, 201],
    ['ghe.test', '/api/v3', 'ghe.test', 299],
  ] as const)(
    'by default reaches GoTo and the GitHub of the runner, %s, and leads gh there',
    async ([gitHub, basePath, hostname, openStatus], context) => {
      const site = await startSite(context, { basePath, openStatus });
      site.github.on(write, notForPersonalTokens());
      const own = ['token-url', 'goto-api-url', 'github-api-url'];
      const run = await runBundle(24, {
        inputs: site.inputs(Object.fromEntries(own.map((name) => [name, undefined]))),
        env: { ...site.env, GITHUB_API_URL: `https://${gitHub}${basePath}` },
      });
      failureOf(run, 'write-back-failed');
      expect(site.connects()).toEqual({ [`${gitHub}:443`]: 3, [`${gotoHosts[0]}:443`]: 1 });
      const [command] = recoveryCommands(run.log);
      expect(command?.hostname).toBe(hostname);
      expect(command && site.repository.open(command.encryptedValue, command.keyId)).toBe(
        rotatedRefreshToken,
      );
    },
  );

  it('without a proxy opens its connections before their turn, and uses them', async (context) => {
    const site = await startSite(context);
    const { goto, github } = site;
    const api = await startGoTo({ tls: certificates.tls });
    context.onTestFinished(() => api.close());
    api.alwaysUser(userAnswer());
    // GitHub answers once the other hosts have a connection.
    for (const { connections } of [goto, api]) {
      github.on(anyRead, async () => {
        await vi.waitUntil(() => connections() > 0, { timeout: 30_000 });
        return undefined;
      });
    }
    const urls = {
      'token-url': goto.url,
      'goto-api-url': api.apiUrl,
      'github-api-url': github.url,
    };
    const run = await runBundle(24, {
      inputs: site.inputs({ ...urls, 'lookup-organizer': 'true' }),
      env: { NODE_EXTRA_CA_CERTS: certificates.caFile },
      nodeArgs: countingSockets,
    });
    expectRotationStored(run, site);
    expect([github.connections(), goto.connections(), api.connections()]).toEqual([3, 1, 1]);
    expect(run.stdout).toContain('sockets: 5\n');
  });
});

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

it.each([
  ['github-api-url', 'github-unavailable', ''],
  ['token-url', 'goto-unavailable', `?${new URLSearchParams({ clientSecret })}`],
] as const)('a stranger at %s is told nothing, whatever Node is told', async (...row) => {
  const [input, code, query] = row;
  const stranger = await startGoTo({ tls: certificates.tls });
  const inputs = { [input]: `${stranger.origin}/${query}` };
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', RUNNER_DEBUG: '1' };
  await play({ inputs, env }, ({ run }) => {
    const failure = failureOf(run, code);
    expect(failure).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE.*GoTo was not asked/);
    expect(failure).toMatch(
      /UNAUTHORIZED=0 on the runner is not obeyed: certificates are always checked\./,
    );
    expect(run.log).toMatch(/^Debug: HttpError: UNABLE_TO_VERIFY_LEAF_SIGNATURE\n +at /m);
    expect(stranger.requests).toEqual([]);
  });
  await stranger.close();
});
