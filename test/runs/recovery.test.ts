import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleOn, source } from '../support/action';
import type { GitHubPlace, SecretSeed } from '../support/github-stand-in';
import { githubError, notForPersonalTokens } from '../support/github-stand-in';
import { rotatedRefreshToken, tokenAnswer } from '../support/goto-stand-in';
import { failureOf } from '../support/run-checks';
import { importing } from '../support/runner';
import { paste, recoveryCommands } from '../support/shells';
import { storedRefreshToken } from '../support/some-inputs';
import { rotates, secretName, startWorld, type World, write } from '../support/world';

/*
 * The command that stores a token which GitHub did not take, taken apart and pasted. How it looks is
 * in the transcripts, and that shells take it apart so is in github/recovery.test.ts. The bundle
 * prints the same, so most runs are made in one process.
 */

let world: World;
beforeEach(async () => {
  world = await startWorld();
  rotates(world);
});
afterEach(() => world.close());

/** Every character as its octets, but those that RFC 3986 calls unreserved (section 2.3) and no tilde. */
const encoded = (segment: string) =>
  encodeURIComponent(segment).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Makes a run whose write is refused, and the same run again after its recovery was pasted. */
async function expectToCure(
  inputs: Record<string, string>,
  { place, path, name = secretName }: { place: GitHubPlace; path: string; name?: string },
): Promise<void> {
  world.github.on(write, notForPersonalTokens());
  const run = await source.runAction({ inputs: world.inputs(inputs) });
  failureOf(run, 'write-back-failed');
  const commands = recoveryCommands(run.log);
  expect(commands).toMatchObject([{ path: `${path}/${name.toUpperCase()}` }]);
  expect(recoveryCommands(run.summary)).toEqual(commands);
  for (const command of commands) expect(await paste(command, world.github)).toBe(204);
  expect(place.secret(name).written).toEqual([rotatedRefreshToken]);

  const another = 'another-new-refresh-token';
  world.goto.next(tokenAnswer({ refresh_token: another }));
  expect((await source.runAction({ inputs: world.inputs(inputs) })).exitCode).toBe(0);
  expect(place.secret(name).value).toBe(another);
}

const secrets = { [secretName]: storedRefreshToken };

describe('the recovery', () => {
  it.each([
    `web & mail's "$(touch x)" \`id\` {owner} :owner ()*!~`,
    '100%41 <b>&amp;</b> $HOME \\n ;id|cat #?x=y',
    '``# not a heading [a](b)  é 日本 %0A::error::x ##[error]y',
    "'''; touch x; '''",
    'production/eu',
    '-f',
  ])('holds for an environment named %s', (environment) => {
    const place = world.github.addEnvironment('octo/webinars', environment, { secrets });
    const path = `repos/octo/webinars/environments/${encoded(environment)}/secrets`;
    return expectToCure({ environment }, { place, path });
  });

  it.each([
    ['octo-cat_emu/.web-inars_2.0', '_9lives__'],
    ['O/-', 'a'],
    ['octo/...', 'Goto_2'],
  ])('holds for %s and a secret named %s', (repository, name) => {
    const place = world.github.addRepository(repository, { secrets: { [name]: 'r1' } });
    const path = `repos/${repository}/actions/secrets`;
    return expectToCure({ repository, 'secret-name': name }, { place, path, name });
  });

  const ids = Array.from({ length: 130 }, (_, index) => 90_000 + index * 7);
  it.each<[string, Partial<SecretSeed>]>([
    ['all', { visibility: 'all' }],
    ['private repositories', { visibility: 'private' }],
    ['no repository', { visibility: 'selected' }],
    ['130 repositories', { visibility: 'selected', selectedRepositoryIds: ids }],
  ])('leaves the secret of an organization with %s', async (_whom, seed) => {
    const place = world.github.addOrganization('octo-org', {
      secrets: { [secretName]: { value: storedRefreshToken, ...seed } },
    });
    const path = 'orgs/octo-org/actions/secrets';
    await expectToCure({ organization: 'octo-org' }, { place, path });
    expect(place.secret(secretName)).toMatchObject({ selectedRepositoryIds: [], ...seed });
  });

  it("names the time of GitHub, not the runner's, which may be wrong", async () => {
    const threeHoursAhead = importing(`
      const { now } = Date;
      globalThis.Date = class extends Date {
        constructor(...parts) {
          if (parts.length === 0) super(now() + 3 * 3600_000);
          else super(...parts);
        }
        static now = () => now() + 3 * 3600_000;
      };`);
    world.github.on(write, notForPersonalTokens());
    const inputs = world.inputs();
    const run = await bundleOn(24).runAction({ inputs, nodeArgs: threeHoursAhead });
    failureOf(run, 'write-back-failed');
    expect(Date.parse(run.outputs['expires-at'] ?? '') - Date.now()).toBeGreaterThan(3 * 3600_000);
    const { updatedAt } = world.repository.secret(secretName);
    for (const text of [run.log, run.summary]) {
      expect(text).toContain(`only if GitHub still shows ${updatedAt}`);
    }
  });

  it('is printed for each of 50 repositories, and the annotation stays short', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `octo/a-long-name-for-number-${index}`);
    for (const name of names) world.github.addRepository(name, { secrets });
    const said = `100% of "them":\n${'are refused, '.repeat(400)}`;
    world.github.on(write, githubError(403, said), 50);
    const run = await source.runAction({ inputs: world.inputs({ repository: names.join('\n') }) });
    expect(failureOf(run, 'write-back-failed')).toContain('49 more');
    const commands = recoveryCommands(run.log);
    expect(commands.map(({ path }) => path)).toEqual(
      names.map((name) => `repos/${name}/actions/secrets/${secretName}`),
    );
    expect(recoveryCommands(run.summary)).toEqual(commands);
    for (const command of commands) expect(await paste(command, world.github)).toBe(204);
  });
});
