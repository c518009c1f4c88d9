import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectToGitHub } from '../../src/github/client';
import { Secrets } from '../../src/redactor';
import { bundleDrivers, bundleOn } from '../support/drivers';
import { githubError, notForPersonalTokens } from '../support/github-answers';
import { type GitHubPlace, timestampForm } from '../support/github-place';
import { issuedAccessToken, rotatedRefreshToken, rotatingAnswer } from '../support/goto-answers';
import { paste, recoveryCommands } from '../support/recovery-commands';
import { write } from '../support/requests';
import type { ActionRun } from '../support/run-action';
import { expectNames, failureOf } from '../support/run-checks';
import { githubToken, storedRefreshToken } from '../support/some-inputs';
import { secretName, startWorld, type World } from '../support/world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  world.goto.always(rotatingAnswer());
});
afterEach(() => world.close());

const secrets = { [secretName]: storedRefreshToken };
const shells = ['sh', 'bash'];

/** GitHub refuses the next writes, and takes those that come after. */
const refuseWrites = (times = 1, answer = notForPersonalTokens()) =>
  world.github.on(write, answer, times);

/** How a shell word is written that nothing is done to. */
const base64 = "'[A-Za-z0-9+/]+={0,2}'";
const numeric = "'[0-9]+'";

/** Every character but those that RFC 3986 calls unreserved (section 2.3) as its octets. */
const encoded = (segment: string) =>
  encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** What holds of every run that could not store a token: it says so, once, and gives none away. */
function expectNotStored(run: ActionRun, ...names: string[]): void {
  const message = failureOf(run, 'write-back-failed');
  expectNames(message, [...names, /log/, /summary/]);
  expect(run.stderr).toBe('');
  expect(run.outputs).toMatchObject({
    'access-token': issuedAccessToken,
    'refresh-token-rotated': 'true',
  });
  for (const command of run.commands) expect(command.message).not.toContain('gh api');
}

/** The condition under which a command may be pasted stands beside it. */
function expectCondition(text: string, { before, after }: { before: number; after: number }): void {
  const condition = text.split('\n').find((line) => line.includes('older token')) ?? '';
  expect(condition).toMatch(/paste it soon/i);
  const [, time = ''] = /only if the secret was not written after (\S+Z)/.exec(condition) ?? [];
  expect(time).toMatch(timestampForm);
  expect(Date.parse(time)).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
  expect(Date.parse(time)).toBeLessThanOrEqual(after);
}

/** Pastes what the log and the summary hold into each shell; each must store the token in `place`. */
async function expectToCure(run: ActionRun, place: GitHubPlace, name = secretName): Promise<void> {
  expect(place.secret(name).written).toEqual([]);
  for (const shell of shells) {
    const commands = recoveryCommands(run.log, shell);
    expect(commands).toHaveLength(1);
    expect(recoveryCommands(run.summary, shell)).toEqual(commands);
    for (const command of commands) expect(await paste(command, world.github)).toBe(204);
  }
  expect(place.secret(name).written).toEqual([rotatedRefreshToken, rotatedRefreshToken]);
}

describe.each(bundleDrivers)('%s', ({ runAction }) => {
  it('prints a command that stores the token in a repository', async () => {
    refuseWrites();
    const before = Date.now();
    const run = await runAction({ inputs: world.inputs() });
    const after = Date.now();

    expectNotStored(run, secretName, 'repository octo/webinars', '403');
    const form = new RegExp(
      `^gh api --method PUT 'repos/octo/webinars/actions/secrets/${secretName}' -f encrypted_value=${base64} -f key_id=${numeric} --hostname '127.0.0.1'$`,
    );
    // A line of the log in its own right, on which nothing is escaped, cut or masked.
    const [command, ...others] = run.lines.filter((line) => line.includes('gh api'));
    expect(others).toEqual([]);
    expect(command).toMatch(form);
    expect(run.log.split('\n')).toContain(command);
    expect(run.summary.split('\n')).toContain(command);
    for (const text of [run.log, run.summary]) expectCondition(text, { before, after });
    await expectToCure(run, world.repository);
  });

  it('prints one that keeps the repositories which an organization shares it with', async () => {
    const selectedRepositoryIds = Array.from({ length: 130 }, (_, index) => 90_000 + index * 7);
    const place = world.github.addOrganization('octo-org', {
      secrets: {
        [secretName]: { value: storedRefreshToken, visibility: 'selected', selectedRepositoryIds },
      },
    });
    refuseWrites();
    const run = await runAction({ inputs: world.inputs({ organization: 'octo-org' }) });

    expectNotStored(run, secretName, 'organization octo-org');
    const form = new RegExp(
      `^gh api --method PUT 'orgs/octo-org/actions/secrets/${secretName}' --input - --hostname '127.0.0.1' <<'JSON'$`,
    );
    expect(run.lines.filter((line) => line.includes('gh api'))).toEqual([
      expect.stringMatching(form),
    ]);
    await expectToCure(run, place);
    expect(place.secret(secretName)).toMatchObject({
      visibility: 'selected',
      selectedRepositoryIds,
    });
  });
});

describe('the recovery', () => {
  const run = (inputs: Record<string, string> = {}) =>
    bundleOn(20).runAction({ inputs: world.inputs(inputs) });

  it.each([
    `web & mail's "$(touch x)" \`id\` {owner} :owner ()*!~`,
    '100%41 <b>&amp;</b> $HOME \\n ;id|cat #',
    '``# not a heading [a](b)  é 日本 %0A::error::x ##[error]y',
    "'''; touch x; '''",
  ])('holds for an environment named %s', async (environment) => {
    const place = world.github.addEnvironment('octo/webinars', environment, { secrets });
    refuseWrites();
    const ended = await run({ environment });
    expectNotStored(ended, 'environment');
    const path = `repos/octo/webinars/environments/${encoded(environment)}/secrets/${secretName}`;
    const [command] = ended.lines.filter((line) => line.startsWith('gh api'));
    expect(command).toContain(`gh api --method PUT '${path}' -f encrypted_value=`);
    await expectToCure(ended, place);
    expect(world.repository.secret(secretName).written).toEqual([]);
  });

  it.each(['all', 'private'] as const)('keeps the visibility %s', async (visibility) => {
    const place = world.github.addOrganization('octo-org', {
      secrets: { [secretName]: { value: storedRefreshToken, visibility } },
    });
    refuseWrites();
    const ended = await run({ organization: 'octo-org' });
    expectNotStored(ended, 'organization octo-org');
    const [command] = recoveryCommands(ended.log);
    expect(command).toMatchObject({ visibility });
    expect(command).not.toHaveProperty('selectedRepositoryIds');
    await expectToCure(ended, place);
    expect(place.secret(secretName)).toMatchObject({ visibility, selectedRepositoryIds: [] });
  });

  it.each([
    ['octo-cat_emu/.web-inars_2.0', '_9lives__'],
    ['O/-', 'a'],
    ['octo/...', 'Goto_2'],
  ])('holds for %s and a secret named %s', async (repository, name) => {
    const place = world.github.addRepository(repository, { secrets: { [name]: 'r1' } });
    refuseWrites();
    const ended = await run({ repository, 'secret-name': name });
    expectNotStored(ended, name.toUpperCase(), repository);
    expect(recoveryCommands(ended.log)).toMatchObject([
      { path: `repos/${repository}/actions/secrets/${name.toUpperCase()}` },
    ]);
    await expectToCure(ended, place, name);
  });

  it('is sealed under the key that GitHub has by then', async () => {
    world.github.on(write, () => {
      world.repository.rotateKey();
      return undefined;
    });
    refuseWrites();
    const ended = await run();
    expectNotStored(ended, '403');
    expect(world.github.writes().map(({ status }) => status)).toEqual([422, 403]);
    await expectToCure(ended, world.repository);
  });

  it('is printed for the one repository of several that is not written', async () => {
    const good = ['octo/one', 'octo/two', 'octo/three'].map((name) =>
      world.github.addRepository(name, { secrets }),
    );
    world.github.on({ method: 'PUT', path: /octo\/webinars/ }, notForPersonalTokens());
    const repository = 'octo/one\nocto/webinars\nocto/two\nocto/three';
    const ended = await run({ repository });
    expectNotStored(ended, 'octo/webinars');
    for (const place of good) {
      expect(place.secret(secretName).written).toEqual([rotatedRefreshToken]);
    }
    expect(ended.log).toMatch(/Stored the new refresh token in 3 places/);
    await expectToCure(ended, world.repository);
  });

  it('is printed for each of 50 repositories, and the annotation stays short', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `octo/a-long-name-for-number-${index}`);
    const places = names.map((name) => world.github.addRepository(name, { secrets }));
    refuseWrites(50, githubError(403, `100% of "them":\n${'are refused, '.repeat(400)}`));
    const ended = await run({ repository: names.join('\n') });
    expectNotStored(ended, 'octo/a-long-name-for-number-0', '49 more');
    const commands = recoveryCommands(ended.log);
    expect(commands).toHaveLength(50);
    expect(recoveryCommands(ended.summary)).toEqual(commands);
    for (const command of commands) expect(await paste(command, world.github)).toBe(204);
    for (const place of places) {
      expect(place.secret(secretName).written).toEqual([rotatedRefreshToken]);
    }
  });
});

describe('where gh finds GitHub', () => {
  const connect = (baseUrl: string) =>
    connectToGitHub(
      { token: githubToken, baseUrl, secrets: new Secrets(() => undefined) },
      { send: () => Promise.reject(new Error('not to be used')), log: () => undefined },
    );

  it.each([
    ['https://api.github.com', undefined],
    ['https://ghe.example/api/v3', 'ghe.example'],
    ['https://api.ghe.example/api/v3', 'api.ghe.example'],
    ['https://api.octo.ghe.com', 'octo.ghe.com'],
  ])('behind %s is %s', async (baseUrl, hostname) => {
    const { ghHostname, ghPath } = await connect(baseUrl);
    expect(ghHostname).toBe(hostname);
    const path = ghPath('PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}', {
      owner: 'octo',
      repo: 'webinars',
      secret_name: secretName,
    });
    expect(path).toBe(`repos/octo/webinars/actions/secrets/${secretName}`);
  });
});
