import { describe, expect, it } from 'vitest';
import { quickSource, runInProcess } from '../support/drivers';
import { type Answer, captivePortal, down } from '../support/faults';
import {
  abuseDetected,
  badCredentials,
  githubError,
  moved,
  notForIntegrations,
  notForPersonalTokens,
  notFound,
  quotaExhausted,
  secondaryRateLimit,
  singleSignOnRequired,
} from '../support/github-answers';
import type { SecretSeed } from '../support/github-place';
import { type Scenario, tellRuns } from '../support/scenarios';
import { nowhere, storedRefreshToken } from '../support/some-inputs';
import {
  anyRead,
  inWorld,
  metadataRead,
  publicKeyRead,
  secretName,
  type World,
} from '../support/world';

/*
 * What GitHub can answer when the secret is looked for. Whatever is in the way of the write ends the
 * run before GoTo is asked.
 */

const reads = (answer: Answer, times = 2): Scenario => ({
  given: ({ github }) => github.on(anyRead, answer, times),
});
const inEnvironment = { inputs: { environment: 'production' } };
const inOrganization = { inputs: { organization: 'octo-org' } };

const addOrganization = ({ github }: World, seed: Partial<SecretSeed> = {}) =>
  github.addOrganization('octo-org', {
    secrets: { [secretName]: { value: storedRefreshToken, ...seed } },
  });

tellRuns({ topic: 'locate' }, (scenario) => {
  scenario('the GitHub token is not accepted', {
    inputs: { 'github-token': 'ghp_0123456789_expired' },
    also: ({ lines }) => {
      const waits = lines.map((line) => /in ([\d.]+) s: .* public key/.exec(line)?.[1] ?? 0);
      expect(waits.reduce<number>((sum, wait) => sum + Number(wait), 0)).toBeLessThan(5);
    },
  });
  scenario('the GitHub token is accepted at the third try', {
    given: ({ github }) => {
      github.on(publicKeyRead, badCredentials(), 2);
      github.on(metadataRead, badCredentials(), 2);
    },
  });

  const appToken = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
  const asApp = { inputs: { 'github-token': appToken } };
  scenario('the token of an App is not known everywhere at first', {
    ...asApp,
    given: ({ github }) => {
      github.token = appToken;
      // The source skips both waits one after the other, so three each would exceed the 8 s.
      github.on(publicKeyRead, badCredentials(), 2);
      github.on(metadataRead, notForIntegrations(), 2);
    },
  });
  scenario('the token of an App is not accepted', {
    ...asApp,
    // The others would wait 8 s.
    drivers: [quickSource],
    also: ({ lines }) => {
      const waits = lines.map((line) => /in ([\d.]+) s: .* public key/.exec(line)?.[1] ?? 0);
      const sum = waits.reduce<number>((before, wait) => before + Number(wait), 0);
      expect(sum).toBeGreaterThan(7);
      expect(sum).toBeLessThan(10);
    },
  });
  scenario('too many requests, which only the text tells', {
    given: ({ github }) => {
      github.on(publicKeyRead, secondaryRateLimit());
      github.on(metadataRead, abuseDetected());
    },
  });

  scenario('an organization that wants single sign-on', reads(singleSignOnRequired()));
  scenario('a page of a proxy in place of a refusal', reads({ ...captivePortal(), status: 403 }));
  scenario("the workflow's own token", reads(notForIntegrations()));
  scenario('a token without the permission', reads(notForPersonalTokens()));
  scenario('a token without the permission for an environment', {
    ...inEnvironment,
    ...reads(notForPersonalTokens()),
  });
  scenario('a token without the permission for an organization', {
    ...inOrganization,
    ...reads(notForPersonalTokens()),
  });
  scenario('only the metadata is refused', {
    given: ({ github }) => github.on(metadataRead, notForPersonalTokens()),
  });

  scenario('no such repository', { inputs: { repository: 'octo/webinar' } });
  scenario('no such environment', { inputs: { environment: 'prod' } });
  scenario('no such organization', inOrganization);
  scenario('no such secret in the repository', { inputs: { 'secret-name': 'goto_token' } });
  scenario('no such secret in the environment', {
    ...inEnvironment,
    given: ({ github }) => void github.addEnvironment('octo/webinars', 'production'),
  });
  scenario('no such secret in the organization', {
    ...inOrganization,
    given: ({ github }) => void github.addOrganization('octo-org'),
  });

  scenario('the repository was renamed', reads(moved('https://api.github.com/repositories/1')));
  scenario('the repository of the environment was renamed', {
    ...inEnvironment,
    ...reads({ ...moved('https://api.github.com/repositories/1'), status: 307 }),
  });
  scenario('the organization was renamed', {
    ...inOrganization,
    ...reads({ ...moved('https://api.github.com/organizations/1'), status: 308 }),
  });
  scenario('another redirect', reads({ status: 302, headers: { location: '/login' } }));

  scenario('GitHub is busy at first', {
    given: ({ github }) => {
      github.on(publicKeyRead, down(500));
      github.on(publicKeyRead, down(429));
      github.on(metadataRead, down());
    },
  });
  scenario('GitHub is down', reads({ ...down(), body: '<h1>Unicorn!</h1>' }, 10));
  scenario('status 500', reads(down(500), 10));
  scenario('status 499', reads(githubError(499, 'Client closed the request')));
  scenario('nobody listens at github-api-url', { inputs: { 'github-api-url': nowhere } });
  scenario('https_proxy names a SOCKS proxy', {
    inputs: { 'github-api-url': 'https://github.test' },
    env: { https_proxy: 'socks5://proxy.test:1080' },
  });
  scenario('https_proxy is not a URL', {
    inputs: { 'github-api-url': 'https://github.test' },
    env: { https_proxy: 'http://[nonsense' },
  });

  scenario('the quota is used up for an hour', {
    given: ({ github }) =>
      github.on(anyRead, quotaExhausted({ resetAt: new Date(Date.now() + 3600_000) }), 2),
  });
  scenario('the quota comes back in a moment', {
    given: ({ github }) =>
      github.on(publicKeyRead, quotaExhausted({ resetAt: new Date(Date.now() - 1_000) })),
  });
  scenario(
    '429 with a wait longer than the time limit',
    reads(githubError(429, '', { 'retry-after': '60' })),
  );
  scenario('a secondary rate limit longer than the time limit', {
    ...reads(secondaryRateLimit({ retryAfter: 60 })),
  });

  scenario('a captive portal in place of the public key', {
    given: ({ github }) => github.on(publicKeyRead, captivePortal()),
  });
  scenario('a captive portal in place of the metadata', {
    given: ({ github }) => github.on(metadataRead, captivePortal()),
  });
  scenario('an array', reads({ status: 200, body: [] }));
  scenario('204', reads({ status: 204 }));

  const base64 = (bytes: Buffer) => bytes.toString('base64');
  const lowOrder = 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800';
  for (const [title, wrong] of [
    ['a key that is too short', { key: base64(Buffer.alloc(31, 1)) }],
    ['a key that is all zeros', { key: base64(Buffer.alloc(32)) }],
    ['a key of low order', { key: base64(Buffer.from(lowOrder, 'hex')) }],
    ['a key that is not base64', { key: '*'.repeat(44) }],
    ['a key with an extra character', { key: `${base64(Buffer.alloc(32, 1))}*` }],
    ['no key', { key: undefined }],
    ['a key id that could not be pasted', { key_id: "1' -f x='2" }],
    ['a key id that is a number', { key_id: 12 }],
  ] as const) {
    scenario(title, {
      given: ({ github, repository }) =>
        github.on(publicKeyRead, { status: 200, body: { ...repository.publicKey, ...wrong } }),
    });
  }
  scenario('metadata without a date', {
    given: ({ github }) => github.on(metadataRead, { status: 200, body: { updated_at: 'soon' } }),
  });
  scenario('metadata with an unknown visibility', {
    ...inOrganization,
    given: (world) => {
      addOrganization(world);
      const body = { updated_at: '2026-01-01T00:00:00Z', visibility: 'everybody' };
      world.github.on(metadataRead, { status: 200, body });
    },
  });

  const list = { path: /\/repositories\?/ };
  const shared = (answer: Answer, times = 1): Scenario => ({
    ...inOrganization,
    given: (world) => {
      addOrganization(world, { visibility: 'selected', selectedRepositoryIds: [301, 302] });
      world.github.on(list, answer, times);
    },
  });
  scenario('the list of repositories is refused', shared(notForPersonalTokens()));
  scenario('the list of repositories is not found', shared(notFound()));
  scenario('GitHub is down for the list of repositories', shared(down(), 5));
  scenario(
    'no list of repositories in the answer',
    shared({ status: 200, body: { total_count: 2 } }),
  );
  scenario('the list of repositories is incomplete', {
    ...shared({ status: 200, body: { total_count: 3, repositories: [{ id: 301 }, { id: 301 }] } }),
  });
});

// What makes an answer of an organization's secret useless, by table. The runs say the same, so there
// is one transcript of each kind above.
describe('an organization is not written', () => {
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const page = (total_count: unknown, ids: unknown): Answer => ({
    status: 200,
    body: { total_count, repositories: Array.isArray(ids) ? ids.map((id) => ({ id })) : ids },
  });
  const exactly = (json: string): Answer => ({ status: 200, body: Buffer.from(json) });

  const expectRefused = (given: (world: World) => void) =>
    inWorld(async (world) => {
      addOrganization(world, { visibility: 'selected', selectedRepositoryIds: [301, 302] });
      given(world);
      const run = await runInProcess({ inputs: world.inputs(inOrganization.inputs) });
      expect(run.outputs).toEqual({ 'error-code': 'github-unavailable' });
      expect(run.annotations[0]?.message).toContain('organization octo-org');
      expect(world.goto.requests).toEqual([]);
      expect(world.github.requests.length).toBeLessThan(6);
    });

  it.each<[string, Answer[]]>([
    ['an id in quotes', [page(2, [301, '302'])]],
    ['an id with a fraction', [page(2, [301, 302.5])]],
    ['an id that is null', [page(2, [301, null])]],
    ['an id that is missing', [page(2, [301, undefined])]],
    ['an id beyond 2^53', [exactly('{"total_count":1,"repositories":[{"id":9007199254740993}]}')]],
    ['an id of zero', [page(2, [301, 0])]],
    ['a repository that is null', [exactly('{"total_count":1,"repositories":[null]}')]],
    ['no list', [page(1, undefined)]],
    ['an object for a list', [page(1, { id: 301 })]],
    ['no total', [page(undefined, [301])]],
    ['a total in quotes', [page('1', [301])]],
    ['fewer than the total', [page(3, [301, 302])]],
    ['more than the total', [page(1, [301, 302])]],
    ['more than the total on every page', Array(50).fill(page(1, [301, 302]))],
    ['one of them twice', [page(2, [301, 301])]],
    // One was taken away meanwhile, and what stood first on page 2 has moved to page 1.
    ['a change between its pages', [page(130, range(1, 100)), page(129, range(102, 130))]],
    ['a page of HTML', [page(130, range(1, 100)), captivePortal()]],
  ])('when its list of repositories has %s', (_what, pages) =>
    expectRefused(({ github }) =>
      github.on(
        { path: /\/repositories\?/ },
        ({ query }) => {
          // Beyond the last page GitHub answers with an empty one.
          const beyond = Object.assign({}, pages[0]?.body, { repositories: [] });
          return pages[Number(query.get('page')) - 1] ?? { status: 200, body: beyond };
        },
        'always',
      ),
    ),
  );

  it.each(['Selected', undefined, 7])('when its visibility is %s', (visibility) =>
    expectRefused(({ github }) =>
      github.on(metadataRead, {
        status: 200,
        body: { updated_at: '2026-01-01T00:00:00Z', visibility },
      }),
    ),
  );
});
