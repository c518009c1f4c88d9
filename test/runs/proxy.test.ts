import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest';
import { version } from '../../package.json';
import { bundleOn } from '../support/action';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import { type ConnectProxy, type ProxyOptions, startConnectProxy } from '../support/connect-proxy';
import type { GitHubPlace } from '../support/github-stand-in';
import { type GitHubStandIn, notForPersonalTokens, startGitHub } from '../support/github-stand-in';
import {
  type GoToStandIn,
  issuedAccessToken,
  organizerKey,
  rotatedRefreshToken,
  rotatingAnswer,
  startGoTo,
  userAnswer,
} from '../support/goto-stand-in';
import { failureOf, notAsked } from '../support/run-checks';
import type { ActionRun } from '../support/runner';
import { recoveryCommands } from '../support/shells';
import { someInputs, storedRefreshToken } from '../support/some-inputs';
import { matches } from '../support/stand-in-server';
import { secretName, storedIn, write } from '../support/world';

// Much of the time here is spent waiting between tries.
vi.setConfig({ maxConcurrency: 8 });

const { runAction } = bundleOn(24);

/** The addresses that the action has for GoTo and for github.com by itself. */
const gotoHost = 'authentication.logmeininc.com';
const gitHubHost = 'api.github.com';
/**
 * An address that leads to loopback and is none to the eye of the proxy settings: it is called
 * without a proxy only where `no_proxy` says so.
 */
const anyAddress = '0.0.0.0';

let certificates: TestCertificates;
beforeAll(async () => {
  const hosts = [gotoHost, gitHubHost, 'goto.test', 'github.test', 'ghe.test', 'api.octo.ghe.com'];
  certificates = await makeCertificates([...hosts, 'localhost', '127.0.0.1', anyAddress]);
});
afterAll(() => certificates.remove());

/** GoTo and GitHub under names that only the proxy can reach, with TLS; GoTo rotates. */
interface Site {
  goto: GoToStandIn;
  github: GitHubStandIn;
  repository: GitHubPlace;
  proxy: ConnectProxy;
  inputs: (overrides?: Record<string, string | undefined>) => Record<string, string>;
  /** Variables that lead to the proxy and make Node trust the authority. */
  env: { https_proxy: string; NODE_EXTRA_CA_CERTS: string };
  /** How often the proxy was asked for each host. */
  connectsTo: (host: string) => number;
}

interface SiteOptions extends Partial<ProxyOptions> {
  basePath?: string;
  gitHub?: string;
}

/** Builds a site that ends with the test. */
async function startSite(
  { onTestFinished }: TestContext,
  { basePath = '', gitHub = 'github.test', routes = {}, ...options }: SiteOptions = {},
): Promise<Site> {
  const { tls, caFile } = certificates;
  const [goto, github] = await Promise.all([startGoTo({ tls }), startGitHub({ tls, basePath })]);
  const proxy = await startConnectProxy({
    ...options,
    routes: {
      'goto.test:443': goto.origin,
      [`${gotoHost}:443`]: goto.origin,
      [`${gitHub}:443`]: github.origin,
      ...routes,
    },
  });
  onTestFinished(async () => {
    await Promise.all([proxy.close(), goto.close(), github.close()]);
    expect([...goto.unspentFaults(), ...github.unspentFaults()]).toEqual([]);
  });
  goto.always(rotatingAnswer());
  goto.alwaysUser(userAnswer());
  const repository = github.addRepository('octo/webinars', {
    secrets: { [secretName]: storedRefreshToken },
  });
  return {
    goto,
    github,
    repository,
    proxy,
    inputs: (overrides = {}) =>
      someInputs({
        'token-url': 'https://goto.test/oauth/token',
        'goto-api-url': 'https://goto.test',
        'github-api-url': `https://${gitHub}${basePath}`,
        ...overrides,
      }),
    env: { https_proxy: proxy.url, NODE_EXTRA_CA_CERTS: caFile },
    connectsTo: (host) => proxy.connects.filter((connect) => connect.host === `${host}:443`).length,
  };
}

function expectRotationStored(run: ActionRun, { repository }: Site): void {
  expect(run).toMatchObject({ exitCode: 0, annotations: [], stderr: '' });
  expect(run.outputs).toMatchObject({
    'access-token': issuedAccessToken,
    'refresh-token-rotated': 'true',
  });
  expect(repository.secret(secretName).written).toEqual([rotatedRefreshToken]);
}

const hosts = {
  github: { code: 'github-unavailable', name: 'GitHub' },
  goto: { code: 'goto-unavailable', name: 'GoTo' },
} as const;
type Host = keyof typeof hosts;

/** The run could not reach a host, says why, and took nothing for a verdict of the host's own. */
function expectUnreachable(run: ActionRun, host: Host, ...words: (string | RegExp)[]): void {
  const { code, name } = hosts[host];
  const message = failureOf(run, code);
  expect(run.outputs).toEqual({ 'error-code': code });
  for (const each of [name, notAsked, ...words]) expect(message).toMatch(each);
  expect(message).not.toMatch(
    /personal access token|client-id|client-secret|authorize again|lost|invalid_grant/,
  );
}

// They try for eight seconds, so they come first.
describe.concurrent('when the proxy refuses, a run', () => {
  it.for<[number, Host]>([
    [403, 'github'],
    [502, 'goto'],
  ])("does not take the proxy's %i for one of %s", async ([status, host], context) => {
    const site = await startSite(context, { routes: { [`${host}.test:443`]: { status } } });
    const run = await runAction({ inputs: site.inputs(), env: site.env });
    expectUnreachable(run, host, `refused the connection with status ${status}`, 'https_proxy');
    expect(site[host].requests).toEqual([]);
    // Five tries of two reads, and a write check that is not repeated.
    expect(site.connectsTo(`${host}.test`)).toBe(host === 'github' ? 11 : 5);
  });

  it.for<Host>(['github', 'goto'])(
    'shows nothing of what it answers in place of %s',
    async (host, context) => {
      // A line without a colon is no header, and the package quotes it.
      const forged = `##[error]forged\n\u001b[2J${'forged\n'.repeat(150_000)}`;
      const raw = `HTTP/1.1 200\r\n${forged}\r\n\r\n`;
      const site = await startSite(context, { routes: { [`${host}.test:443`]: { raw } } });
      const run = await runAction({ inputs: site.inputs(), env: site.env });
      expectUnreachable(run, host);
      for (const part of ['forged', '\u001b']) expect(run.stdout).not.toContain(part);
      expect(run.stdout.length).toBeLessThan(10_000);
    },
  );

  it('shows the credentials for it to nobody', async (context) => {
    const credentials = { user: 'runner', password: 'right' };
    const site = await startSite(context, { credentials });
    const https_proxy = site.proxy.url.replace('right', 'wr0ng-p4ssword');
    const run = await runAction({ inputs: site.inputs(), env: { ...site.env, https_proxy } });
    expectUnreachable(run, 'github', 'refused the connection with status 407', 'https_proxy');
    // It is not sent again, for that may lock the account.
    expect(site.connectsTo('github.test')).toBe(3);
    expect(run.log).not.toContain('wr0ng-p4ssword');
    expect(run.stdout).not.toContain(btoa('runner:wr0ng-p4ssword'));
  });
});

describe.concurrent('a run', () => {
  it('reaches both services through a proxy, with as few connections as possible', async (context) => {
    const site = await startSite(context);
    const inputs = site.inputs({ 'lookup-organizer': 'true' });
    const run = await runAction({ inputs, env: site.env });
    expectRotationStored(run, site);
    expect(run.outputs['organizer-key']).toBe(organizerKey);

    const { connects, plainRequests } = site.proxy;
    expect(plainRequests).toEqual([]);
    expect(connects.every(({ status }) => status === 200)).toBe(true);
    // Two reads and a write check side by side take three connections, and the write takes one of
    // them again.
    expect(site.connectsTo('github.test')).toBe(3);
    expect(site.connectsTo('goto.test')).toBe(1);
    expect(connects).toHaveLength(4);
    const before = site.github.requests.filter((request) => !matches(write, request));
    const [written] = site.github.writes();
    expect(before.map(({ connection }) => connection)).toContain(written?.connection);
    // The proxy learns no credentials of the services.
    for (const { headers } of connects) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('proxy-authorization');
      expect(headers['user-agent']).toBe(`goto-access-token/${version}`);
    }
  });

  it('gives the proxy its credentials, and to nobody else', async (context) => {
    const credentials = { user: 'us er@corp', password: 'p:w/#?%41é&"+' };
    const site = await startSite(context, { credentials });
    const env = { ...site.env, DEBUG: '*', NODE_DEBUG: '' };
    const run = await runAction({ inputs: site.inputs(), env });
    expectRotationStored(run, site);
    expect(site.proxy.connects.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { headers } of [...site.goto.requests, ...site.github.requests]) {
      expect(headers).not.toHaveProperty('proxy-authorization');
    }
    const spoken = run.lines.filter((line) => !line.startsWith('::add-mask::')).join('\n');
    expect(spoken).not.toContain(credentials.password);
    expect(spoken).not.toContain(encodeURIComponent(credentials.password));
    expect(run.masks).toContain(credentials.password);
  });

  // RFC 9110 section 9.3.6: any 2xx.
  it.for([201, 204, 299])(
    'takes a %i of the proxy for an open tunnel',
    async (openStatus, context) => {
      const site = await startSite(context, { openStatus });
      expectRotationStored(await runAction({ inputs: site.inputs(), env: site.env }), site);
      expect(site.proxy.connects.map(({ status }) => status)).toEqual(Array(4).fill(openStatus));
    },
  );

  it('goes past the proxy where no_proxy says so', async (context) => {
    const site = await startSite(context);
    const port = new URL(site.github.origin).port;
    const inputs = site.inputs({ 'github-api-url': `https://${anyAddress}:${port}` });
    const env = { ...site.env, no_proxy: `elsewhere.test, ${anyAddress}` };
    const run = await runAction({ inputs, env });
    expectRotationStored(run, site);
    expect(site.proxy.connects.map(({ host }) => host)).toEqual(['goto.test:443']);
  });

  it('does not ask the proxy for a loopback host', async (context) => {
    const site = await startSite(context);
    const local = await startGitHub();
    context.onTestFinished(() => local.close());
    const place = local.addRepository('octo/webinars', {
      secrets: { [secretName]: storedRefreshToken },
    });
    const { port } = new URL(site.goto.origin);
    const { url } = site.proxy;
    const run = await runAction({
      inputs: site.inputs({
        'token-url': `https://localhost:${port}/oauth/token`,
        'github-api-url': local.url,
      }),
      env: { ...site.env, http_proxy: url, HTTP_PROXY: url, HTTPS_PROXY: url },
    });
    expect(run.exitCode).toBe(0);
    expect(storedIn(place)).toBe(rotatedRefreshToken);
    expect(site.proxy.connects).toEqual([]);
    expect(site.proxy.plainRequests).toEqual([]);
  });

  it.for<[string, Host]>([
    ['socks5://proxy.test:1080', 'github'],
    ['http://[nonsense', 'goto'],
  ])('names https_proxy when it is %s on the way to %s', async ([https_proxy, host], context) => {
    const site = await startSite(context);
    // The way to GitHub leads past the proxy if it is not the one in question.
    const api = host === 'github' ? {} : { 'github-api-url': site.github.url };
    const run = await runAction({ inputs: site.inputs(api), env: { ...site.env, https_proxy } });
    expectUnreachable(run, host, 'https_proxy');
    expect(site[host].requests).toEqual([]);
    expect(site.proxy.connects).toEqual([]);
    expect(run.log).not.toMatch(/ in [\d.]+ s\b/);
  });
});

describe.concurrent('a proxy that speaks TLS', () => {
  it.for([true, false])(
    'is used if its certificate is trusted, here %s',
    async (isTrusted, context) => {
      const site = await startSite(context);
      const proxy = tls.createServer(certificates.tls, (client) => {
        const onward = net.connect(Number(new URL(site.proxy.url).port), '127.0.0.1');
        for (const socket of [client, onward]) socket.on('error', () => undefined);
        client.pipe(onward).pipe(client);
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      context.onTestFinished(() => void proxy.close());
      const env = {
        https_proxy: `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        ...(isTrusted && { NODE_EXTRA_CA_CERTS: certificates.caFile }),
      };
      const run = await runAction({ inputs: site.inputs(), env });
      if (isTrusted) return expectRotationStored(run, site);
      expectUnreachable(run, 'github', 'NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED');
      expect(site.proxy.connects).toEqual([]);
    },
  );
});

describe.concurrent('with the default addresses', () => {
  it.for([
    [gitHubHost, '', undefined],
    ['ghe.test', '/api/v3', 'ghe.test'],
    ['api.octo.ghe.com', '', 'octo.ghe.com'],
  ] as const)(
    'the action reaches GoTo and the GitHub of the runner, %s, and gh is led there',
    async ([gitHub, basePath, hostname], context) => {
      const site = await startSite(context, { gitHub, basePath });
      site.github.on(write, notForPersonalTokens());
      const run = await runAction({
        inputs: site.inputs({
          'token-url': undefined,
          'goto-api-url': undefined,
          'github-api-url': undefined,
        }),
        env: { ...site.env, GITHUB_API_URL: `https://${gitHub}${basePath}` },
      });
      expect(run).toMatchObject({ exitCode: 1, stderr: '' });
      expect(run.outputs['error-code']).toBe('write-back-failed');
      expect(site.connectsTo(gotoHost)).toBe(1);
      expect(site.connectsTo(gitHub)).toBe(3);

      const [command, ...others] = recoveryCommands(run.log);
      expect(others).toEqual([]);
      expect(recoveryCommands(run.summary)).toEqual([command]);
      expect(command?.path).toBe(`repos/octo/webinars/actions/secrets/${secretName}`);
      expect(command?.hostname).toBe(hostname);
      expect(run.log.includes('--hostname')).toBe(hostname !== undefined);
      expect(command && site.repository.open(command.encryptedValue, command.keyId)).toBe(
        rotatedRefreshToken,
      );
    },
  );
});
