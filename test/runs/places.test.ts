import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import { bundleOn, drivers } from '../support/drivers';
import type { Answer, RecordedRequest } from '../support/faults';
import { githubError, notForPersonalTokens } from '../support/github-answers';
import type { GitHubPlace, Visibility } from '../support/github-place';
import {
  oauthError,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
} from '../support/goto-answers';
import { paste, recoveryCommands } from '../support/recovery-commands';
import { write } from '../support/requests';
import type { SeenRun } from '../support/run-action';
import { expectNames, failureOf } from '../support/run-checks';
import { runInProcess } from '../support/run-in-process';
import { storedRefreshToken } from '../support/some-inputs';
import { secretName, startWorld, storedIn, type World } from '../support/world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const secrets = { [secretName]: storedRefreshToken };
const rotate = () => world.goto.next(rotatingAnswer());
const targets = (requests: RecordedRequest[]) => requests.map(({ target }) => target);
const wrote = () => world.github.writes().map(({ body }) => JSON.parse(body));

/** The run stopped before GoTo was asked and before anything was written, and says so. */
function expectNothingSpent(run: SeenRun, code: ErrorCode, ...names: string[]): void {
  expectNames(failureOf(run, code), [...names, 'GoTo was not asked']);
  expect(run.outputs).toEqual({ 'error-code': code });
  expect(run.summary).toBe('');
  expect(world.goto.requests).toEqual([]);
  expect(world.github.writes()).toEqual([]);
}

/** Pastes every recovery command that the log holds; the summary must hold the same. */
async function pasteAll(run: SeenRun): Promise<string[]> {
  const commands = recoveryCommands(run.log);
  expect(recoveryCommands(run.summary)).toEqual(commands);
  for (const command of commands) expect(await paste(command, world.github)).toBe(204);
  return commands.map(({ path }) => path);
}

/** Repositories beside octo/webinars, with the secret in each. */
function addRepositories(...names: string[]): GitHubPlace[] {
  return names.map((name) => world.github.addRepository(name, { secrets }));
}

const pathOf = (repository: string) => `/repos/${repository}/actions/secrets/${secretName}`;

describe.each(drivers)('%s', ({ runAction }) => {
  describe('with an environment', () => {
    const environment = 'web & mail';
    const path = '/repos/octo/webinars/environments/web%20%26%20mail/secrets';

    it('stores a rotated token there and only there', async () => {
      const place = world.github.addEnvironment('octo/webinars', environment, { secrets });
      rotate();
      const run = await runAction({ inputs: world.inputs({ environment }) });
      expect(run.exitCode).toBe(0);
      expect(storedIn(place)).toBe(rotatedRefreshToken);
      expect(storedIn(world.repository)).toBe(storedRefreshToken);
      expect(targets(world.github.requests).sort()).toEqual([
        `${path}/${secretName}`,
        `${path}/${secretName}`,
        `${path}/public-key`,
      ]);
      const label = `${secretName} of environment web & mail of repository octo/webinars`;
      expect(run.log).toContain(`Stored the new refresh token in ${label}.`);
      expect(run.summary).toContain('`environment web & mail of repository octo/webinars`');
    });

    it('takes no secret of the repository for it', async () => {
      world.github.addEnvironment('octo/webinars', environment);
      const run = await runAction({ inputs: world.inputs({ environment }) });
      expectNothingSpent(run, 'secret-not-found', environment, secretName, 'octo/webinars');
      expect(world.repository.secret(secretName).written).toEqual([]);
    });

    it.each([
      [
        'github-token may not',
        () => {
          world.github.addEnvironment('octo/webinars', environment, { secrets });
          world.github.on({ path: /environments/ }, notForPersonalTokens(), 'always');
        },
      ],
      ['GitHub shows no such environment', () => undefined],
    ])('names environment and permission when %s', async (_why, arrange) => {
      arrange();
      const run = await runAction({ inputs: world.inputs({ environment }) });
      expectNothingSpent(
        run,
        'github-permission-missing',
        environment,
        'Environments',
        'github-token',
      );
    });

    it('can be rescued from a refused write', async () => {
      const place = world.github.addEnvironment('octo/webinars', environment, { secrets });
      world.github.on(write, notForPersonalTokens());
      rotate();
      const run = await runAction({ inputs: world.inputs({ environment }) });
      expect(run.exitCode).toBe(1);
      expect(run.outputs['error-code']).toBe('write-back-failed');
      expect(run.annotations[0]?.message).toContain(environment);
      expect(await pasteAll(run)).toEqual([`${path.slice(1)}/${secretName}`]);
      expect(storedIn(place)).toBe(rotatedRefreshToken);
      expect(storedIn(world.repository)).toBe(storedRefreshToken);
    });

    it('cannot be combined with an organization', async () => {
      world.github.addEnvironment('octo/webinars', environment, { secrets });
      world.github.addOrganization('octo-org', { secrets });
      const run = await runAction({
        inputs: world.inputs({ environment, organization: 'octo-org' }),
      });
      expectNothingSpent(run, 'input-invalid', 'environment', 'organization');
      expect(world.github.requests).toEqual([]);
    });
  });

  describe('with an organization', () => {
    const organization = 'octo-org';
    const path = '/orgs/octo-org/actions/secrets';
    const ids = Array.from({ length: 130 }, (_, index) => 4_000_000_000 + 7 * index);

    const addOrganization = (visibility: Visibility, selectedRepositoryIds: number[] = []) =>
      world.github.addOrganization(organization, {
        secrets: { [secretName]: { value: storedRefreshToken, visibility, selectedRepositoryIds } },
      });

    it.each(['all', 'private'] as const)('keeps the visibility %s', async (visibility) => {
      const place = addOrganization(visibility);
      rotate();
      const run = await runAction({ inputs: world.inputs({ organization }) });
      expect(run.exitCode).toBe(0);
      expect(storedIn(place)).toBe(rotatedRefreshToken);
      expect(wrote()).toEqual([
        { encrypted_value: expect.any(String), key_id: place.publicKey.key_id, visibility },
      ]);
      expect(targets(world.github.requests).sort()).toEqual([
        `${path}/${secretName}`,
        `${path}/${secretName}`,
        `${path}/public-key`,
      ]);
      expect(storedIn(world.repository)).toBe(storedRefreshToken);
      expect(run.log).toContain(`${secretName} of organization octo-org`);
    });

    it('keeps 130 selected repositories', async () => {
      const place = addOrganization('selected', ids);
      rotate();
      const run = await runAction({ inputs: world.inputs({ organization }) });
      expect(run.exitCode).toBe(0);
      expect(storedIn(place)).toBe(rotatedRefreshToken);
      expect(wrote()).toEqual([
        {
          encrypted_value: expect.any(String),
          key_id: place.publicKey.key_id,
          visibility: 'selected',
          selected_repository_ids: ids,
        },
      ]);
      const pages = world.github.requests.filter((request) =>
        request.path.endsWith('/repositories'),
      );
      expect(pages.map(({ query }) => Object.fromEntries(query))).toEqual([
        { per_page: '100', page: '1' },
        { per_page: '100', page: '2' },
      ]);
      const grantedAt = world.goto.tokenRequests()[0]?.request.at ?? 0;
      expect(pages.every(({ at }) => at < grantedAt)).toBe(true);
    });

    it('keeps a selection of none', async () => {
      const place = addOrganization('selected');
      rotate();
      const run = await runAction({ inputs: world.inputs({ organization }) });
      expect(run.exitCode).toBe(0);
      expect(wrote()).toMatchObject([{ visibility: 'selected', selected_repository_ids: [] }]);
      expect(storedIn(place)).toBe(rotatedRefreshToken);
    });

    it('creates no secret', async () => {
      const place = world.github.addOrganization(organization);
      const run = await runAction({ inputs: world.inputs({ organization }) });
      expectNothingSpent(run, 'secret-not-found', 'organization octo-org', secretName);
      expect(place.find(secretName)).toBeUndefined();
    });

    it('names organization and permission when github-token may not', async () => {
      addOrganization('all');
      world.github.on({ path: /^\/orgs/ }, notForPersonalTokens(), 'always');
      const run = await runAction({ inputs: world.inputs({ organization }) });
      expectNothingSpent(
        run,
        'github-permission-missing',
        'organization octo-org',
        'Secrets (organization permission)',
        'admin:org',
      );
    });

    it('has no use for the repository', async () => {
      addOrganization('all');
      const run = await runAction({
        inputs: world.inputs({ organization, repository: 'https://github.com/no/such/thing' }),
      });
      expect(run.exitCode).toBe(0);
    });

    it('can be rescued from a refused write, the selection too', async () => {
      const place = addOrganization('selected', ids);
      world.github.on(write, notForPersonalTokens());
      rotate();
      const run = await runAction({ inputs: world.inputs({ organization }) });
      expect(run.exitCode).toBe(1);
      expect(run.outputs['error-code']).toBe('write-back-failed');
      expect(run.annotations[0]?.message).toContain('organization octo-org');
      expect(await pasteAll(run)).toEqual([`${path.slice(1)}/${secretName}`]);
      expect(place.secret(secretName)).toMatchObject({
        value: rotatedRefreshToken,
        visibility: 'selected',
        selectedRepositoryIds: ids,
      });
    });
  });

  describe('with several repositories', () => {
    const repository = 'octo/webinars\nocto/registrations\nocto/reports';

    it('writes each once, sealed under its own key', async () => {
      const places = [world.repository, ...addRepositories('octo/registrations', 'octo/reports')];
      rotate();
      const run = await runAction({
        inputs: world.inputs({
          repository:
            '\n  octo/webinars  \n\n\tocto/registrations\r\nOcto/Webinars\nocto/reports\nocto/REPORTS\n  \n',
        }),
      });
      expect(run.exitCode).toBe(0);
      expect(targets(world.github.writes()).sort()).toEqual(
        ['octo/registrations', 'octo/reports', 'octo/webinars'].map(pathOf),
      );
      expect(world.github.requests).toHaveLength(9);
      const keyIds = wrote().map(({ key_id }) => key_id);
      expect(new Set(keyIds)).toEqual(new Set(places.map(({ publicKey }) => publicKey.key_id)));
      expect(new Set(keyIds).size).toBe(3);
      expect(places.map(storedIn)).toEqual(places.map(() => rotatedRefreshToken));
      expect(run.log.split('\n').filter((line) => line.includes('3 places'))).toHaveLength(1);
      for (const name of ['webinars', 'registrations', 'reports']) {
        expect(run.summary).toContain(`\`repository octo/${name}\``);
      }
      expect(run.annotations).toEqual([]);
    });

    it('writes the environment of each', async () => {
      const places = ['octo/webinars', 'octo/reports'].map((name) =>
        world.github.addEnvironment(name, 'goto', { secrets }),
      );
      rotate();
      const run = await runAction({
        inputs: world.inputs({ repository: 'octo/webinars\nocto/reports', environment: 'goto' }),
      });
      expect(run.exitCode).toBe(0);
      expect(places.map(storedIn)).toEqual([rotatedRefreshToken, rotatedRefreshToken]);
      expect(storedIn(world.repository)).toBe(storedRefreshToken);
    });

    it('stops and names the one that lacks the secret', async () => {
      addRepositories('octo/reports');
      world.github.addRepository('octo/registrations');
      const run = await runAction({ inputs: world.inputs({ repository }) });
      expectNothingSpent(run, 'secret-not-found', 'octo/registrations', secretName);
      expect(run.annotations[0]?.message).not.toMatch(/octo\/(webinars|reports)/);
    });

    it('stops and names the one that is not there', async () => {
      addRepositories('octo/registrations');
      const run = await runAction({ inputs: world.inputs({ repository }) });
      expectNothingSpent(run, 'github-permission-missing', 'octo/reports');
      expect(run.annotations[0]?.message).not.toMatch(/octo\/(webinars|registrations)/);
    });

    it('writes the others when one refuses, and rescues that one', async () => {
      const [registrations, reports] = addRepositories('octo/registrations', 'octo/reports');
      if (!registrations || !reports) throw new Error('unreachable');
      const { updatedAt } = registrations.secret(secretName);
      world.github.on({ method: 'PUT', path: /registrations/ }, notForPersonalTokens());
      rotate();
      const run = await runAction({ inputs: world.inputs({ repository }) });
      expect(run.exitCode).toBe(1);
      expect(run.outputs).toMatchObject({
        'error-code': 'write-back-failed',
        'refresh-token-rotated': 'true',
        'refresh-token-updated-at': updatedAt,
      });
      expect(run.outputs).toHaveProperty('access-token');
      expect(run.annotations).toEqual([
        { level: 'error', message: expect.stringContaining('octo/registrations') },
      ]);
      expect(run.annotations[0]?.message).toContain('status 403');
      expect([world.repository, registrations, reports].map(storedIn)).toEqual([
        rotatedRefreshToken,
        storedRefreshToken,
        rotatedRefreshToken,
      ]);
      expect(run.log.split('\n').filter((line) => line.includes('2 places'))).toHaveLength(1);
      expect(await pasteAll(run)).toEqual([pathOf('octo/registrations').slice(1)]);
      expect(storedIn(registrations)).toBe(rotatedRefreshToken);
    });

    it('rescues each when all refuse', async () => {
      const places = [world.repository, ...addRepositories('octo/registrations', 'octo/reports')];
      world.github.on(write, notForPersonalTokens(), 3);
      rotate();
      const run = await runAction({ inputs: world.inputs({ repository }) });
      expect(run.exitCode).toBe(1);
      expect(run.outputs['error-code']).toBe('write-back-failed');
      expect(run.annotations).toHaveLength(1);
      expect(run.log).not.toContain('Stored the new refresh token');
      expect((await pasteAll(run)).sort()).toEqual(
        ['octo/registrations', 'octo/reports', 'octo/webinars'].map((name) =>
          pathOf(name).slice(1),
        ),
      );
      expect(places.map(storedIn)).toEqual(places.map(() => rotatedRefreshToken));
    });

    it('tries each again for itself', async () => {
      const places = [world.repository, ...addRepositories('octo/registrations', 'octo/reports')];
      const busy = githubError(503, 'Busy', { 'retry-after': '0' });
      world.github.on({ method: 'PUT', path: /registrations/ }, busy, 2);
      rotate();
      const run = await runAction({ inputs: world.inputs({ repository }) });
      expect(run.exitCode).toBe(0);
      expect(places.map((place) => place.secret(secretName).written)).toEqual(
        places.map(() => [rotatedRefreshToken]),
      );
      expect(run.log.match(/Trying again .*octo\/registrations.*503/g)).toHaveLength(2);
    });

    it('reads them again with restraint when GoTo refuses the token', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `octo/webinars-${index}`);
      addRepositories(...names);
      world.github.on({}, { delayMs: 40 }, 'always');
      world.goto.next(oauthError('invalid_grant'));
      const run = await runAction({ inputs: world.inputs({ repository: names.join('\n') }) });
      expect(run.outputs).toEqual({ 'error-code': 'refresh-token-rejected' });
      expect(world.github.requests).toHaveLength(36);
      expect(Math.max(...world.github.requests.map(({ inFlight }) => inFlight))).toBeLessThan(11);
    });

    it('gives the oldest date of them, and warns by it', async () => {
      const day = 24 * 3600 * 1000;
      const ago = (days: number) =>
        new Date(Date.now() - days * day).toISOString().replace(/\.\d+Z$/, 'Z');
      const updatedAt = ago(26);
      for (const [name, date] of Object.entries({
        'octo/registrations': updatedAt,
        'octo/reports': ago(3),
      })) {
        world.github.addRepository(name, {
          secrets: { [secretName]: { value: storedRefreshToken, updatedAt: date } },
        });
      }
      const run = await runAction({ inputs: world.inputs({ repository }) });
      expect(run.exitCode).toBe(0);
      expect(run.outputs['refresh-token-updated-at']).toBe(updatedAt);
      expect(run.annotations).toEqual([
        { level: 'warning', message: expect.stringContaining('refresh token') },
      ]);
    });
  });

  it('finds the secret by its name in lower case', async () => {
    rotate();
    const run = await runAction({ inputs: world.inputs({ 'secret-name': 'goto_refresh_token' }) });
    expect(run.exitCode).toBe(0);
    expect(world.repository.secret(secretName).written).toEqual([rotatedRefreshToken]);
    expect(run.log).toContain(secretName);
  });
});

// These two wait, so they run where it tells the most: on the Node that is the easier to upset.
describe.each([bundleOn(20)])('%s, with many repositories', ({ runAction }) => {
  // The drivers of the bundle see to it that Node has no word of too many listeners to say.
  it('waits for GitHub when it is busy at ten of them at once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `octo/webinars-${index}`);
    addRepositories(...names);
    world.github.on({}, githubError(503, 'Busy', { 'retry-after': '1' }), 10);
    const run = await runAction({ inputs: world.inputs({ repository: names.join('\n') }) });
    expect(run.exitCode).toBe(0);
    expect(run.log.match(/Trying again/g)).toHaveLength(10);
  });

  it('is quick with fifty, and asks GitHub for not too much at once', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `octo/webinars-${index}`);
    const places = addRepositories(...names);
    world.github.on({}, { delayMs: 100 }, 'always');
    rotate();
    const start = performance.now();
    const run = await runAction({ inputs: world.inputs({ repository: names.join('\n') }) });
    const seconds = (performance.now() - start) / 1000;

    expect(run.exitCode).toBe(0);
    expect(places.map((place) => place.secret(secretName).written)).toEqual(
      places.map(() => [rotatedRefreshToken]),
    );
    expect(seconds).toBeLessThan(20);
    const most = (method: string) =>
      Math.max(
        ...world.github.requests
          .filter((request) => request.method === method)
          .map(({ inFlight }) => inFlight),
      );
    expect(most('GET')).toBeLessThanOrEqual(10);
    expect(most('GET')).toBeGreaterThanOrEqual(6);
    expect(most('PUT')).toBeLessThanOrEqual(4);
    expect(most('PUT')).toBeGreaterThanOrEqual(2);
    expect(run.log.split('\n').filter((line) => line.includes('50 places'))).toHaveLength(1);
    expect(run.lines.length).toBeLessThan(20);
  });
});

// What follows looks at many variants of one thing, so it runs in one process: the bundle is made
// of the same source.

describe('An environment with an odd name', () => {
  it.each(['production/eu', "it's (new)*!", 'Größe', '100%', '$(id)', '`id`', '-f', '#1?x=y'])(
    '%s is found, written and rescued',
    async (environment) => {
      const place = world.github.addEnvironment('octo/webinars', environment, { secrets });
      world.github.on(write, notForPersonalTokens());
      rotate();
      const inputs = world.inputs({ environment });
      const refused = await runInProcess({ inputs });
      expect(refused.outputs['error-code']).toBe('write-back-failed');
      expect(refused.annotations[0]?.message).toContain(environment);
      expect(await pasteAll(refused)).toHaveLength(1);
      expect(storedIn(place)).toBe(rotatedRefreshToken);

      const again = 'another-new-token';
      world.goto.next(tokenAnswer({ refresh_token: again }));
      expect((await runInProcess({ inputs })).exitCode).toBe(0);
      expect(storedIn(place)).toBe(again);
    },
  );
});

describe('A list of selected repositories', () => {
  const list = (total_count: unknown, ids: unknown): Answer => ({
    status: 200,
    body: { total_count, repositories: Array.isArray(ids) ? ids.map((id) => ({ id })) : ids },
  });
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it.each<[string, Answer[]]>([
    ['an id in quotes', [list(2, [301, '302'])]],
    ['an id with a fraction', [list(2, [301, 302.5])]],
    ['an id that is null', [list(2, [301, null])]],
    ['an id that is missing', [list(2, [301, undefined])]],
    [
      'an id beyond 2^53',
      [
        {
          status: 200,
          body: Buffer.from('{"total_count":1,"repositories":[{"id":9007199254740993}]}'),
        },
      ],
    ],
    ['an id below zero', [list(2, [301, -302])]],
    [
      'a repository that is null',
      [{ status: 200, body: { total_count: 1, repositories: [null] } }],
    ],
    ['no list', [list(1, undefined)]],
    ['an object for a list', [list(1, { id: 301 })]],
    ['no total', [list(undefined, [301])]],
    ['a total in quotes', [list('1', [301])]],
    ['fewer than the total', [list(3, [301, 302])]],
    ['more than the total', [list(1, [301, 302])]],
    ['more than the total on every page', Array(50).fill(list(1, [301, 302]))],
    ['one of them twice', [list(2, [301, 301])]],
    [
      // One was taken away meanwhile, and what stood first on page 2 has moved to page 1.
      'a change between its pages',
      [list(130, range(1, 100)), list(129, range(102, 130))],
    ],
    ['a page of HTML', [list(130, range(1, 100)), { status: 200, body: '<p>Hi</p>' }]],
  ])('with %s stops the run before GoTo is asked', async (_what, pages) => {
    const organization = 'octo-org';
    world.github.addOrganization(organization, {
      secrets: {
        [secretName]: {
          value: storedRefreshToken,
          visibility: 'selected',
          selectedRepositoryIds: [301, 302],
        },
      },
    });
    world.github.on(
      { path: /\/repositories\?/ },
      ({ query }) => {
        const page = Number(query.get('page'));
        // Beyond the last page GitHub answers with an empty one.
        const beyond = Object.assign({}, pages[0]?.body, { repositories: [] });
        return pages[page - 1] ?? { status: 200, body: beyond };
      },
      'always',
    );
    const run = await runInProcess({ inputs: world.inputs({ organization }) });
    expectNothingSpent(run, 'github-unavailable', 'GitHub', 'organization octo-org');
    expect(world.github.requests.length).toBeLessThan(6);
  });

  it('of which a page cannot be had stops the run before GoTo is asked', async () => {
    world.github.addOrganization('octo-org', {
      secrets: {
        [secretName]: {
          value: storedRefreshToken,
          visibility: 'selected',
          selectedRepositoryIds: range(1, 130),
        },
      },
    });
    world.github.on({ path: /page=2$/ }, githubError(503, 'Busy', { 'retry-after': '0' }), 5);
    const run = await runInProcess({ inputs: world.inputs({ organization: 'octo-org' }) });
    expectNothingSpent(run, 'github-unavailable', 'organization octo-org', '503');
  });

  it('that is refused stops the run before GoTo is asked', async () => {
    world.github.addOrganization('octo-org', {
      secrets: { [secretName]: { value: storedRefreshToken, visibility: 'selected' } },
    });
    world.github.on({ path: /\/repositories\?/ }, notForPersonalTokens());
    const run = await runInProcess({ inputs: world.inputs({ organization: 'octo-org' }) });
    expectNothingSpent(run, 'github-permission-missing', 'organization octo-org');
  });

  it.each(['everybody', undefined, 7])(
    'is not asked for when the visibility is %s: the run stops',
    async (visibility) => {
      world.github.addOrganization('octo-org', { secrets });
      const body = { name: secretName, updated_at: '2026-01-01T00:00:00Z', visibility };
      world.github.on(
        { path: `/orgs/octo-org/actions/secrets/${secretName}` },
        { status: 200, body },
      );
      const run = await runInProcess({ inputs: world.inputs({ organization: 'octo-org' }) });
      expectNothingSpent(run, 'github-unavailable', 'visibility');
    },
  );
});

describe('Several repositories', () => {
  it('are as old as the first that was written, however long the others take', async () => {
    const places = [world.repository, ...addRepositories('octo/reports')];
    world.github.on({ method: 'PUT', path: /reports/ }, { delayMs: 2_000 });
    rotate();
    const run = await runInProcess({
      inputs: world.inputs({ repository: 'octo/webinars\nocto/reports' }),
    });
    expect(run.exitCode).toBe(0);
    const dates = places.map((place) => Date.parse(place.secret(secretName).updatedAt));
    const told = Date.parse(run.outputs['refresh-token-updated-at'] ?? '');
    expect(Math.abs(told - Math.min(...dates))).toBeLessThanOrEqual(1_000);
  });

  it('name the first in their order when more than one is in the way', async () => {
    world.github.addRepository('octo/registrations');
    world.github.on({ path: /registrations/ }, { delayMs: 100 }, 'always');
    const run = await runInProcess({
      inputs: world.inputs({ repository: 'octo/webinars\nocto/registrations\nocto/nowhere' }),
    });
    expectNothingSpent(run, 'secret-not-found', 'octo/registrations');
  });
});
