import type { SecretSeed } from '../support/github-stand-in';
import { notForPersonalTokens } from '../support/github-stand-in';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { storedRefreshToken } from '../support/some-inputs';
import { rotates, secretName, type World, write } from '../support/world';

/*
 * Where the secret may live: a repository or several, an environment, an organization.
 */

const secrets = { [secretName]: storedRefreshToken };
const ids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const addRepositories = ({ github }: World, ...names: string[]) => {
  for (const name of names) github.addRepository(name, { secrets });
};

/** A run for an organization whose secret is there as `seed` says. */
const inOrganization = (seed: Partial<SecretSeed>, given?: RunScenario['given']): RunScenario => ({
  inputs: { organization: 'octo-org' },
  given: (world) => {
    world.github.addOrganization('octo-org', {
      secrets: { [secretName]: { value: storedRefreshToken, ...seed } },
    });
    given?.(world);
  },
});

describeRuns({ topic: 'places', given: rotates }, (scenario) => {
  scenario('a secret name in lower case, in another repository', {
    inputs: { 'secret-name': 'goto_refresh_token', repository: 'octo/reports' },
    given: (world) => addRepositories(world, 'octo/reports'),
  });
  scenario('the environment of two repositories', {
    inputs: { environment: 'web & ``mail``', repository: 'octo/webinars\nocto/reports' },
    given: ({ github }) => {
      github.addEnvironment('octo/webinars', 'web & ``mail``', { secrets });
      github.addEnvironment('octo/reports', 'web & ``mail``', { secrets });
    },
  });

  scenario('an organization secret that no repository shares', {
    ...inOrganization({ visibility: 'selected' }),
  });
  scenario('an organization, for 130 repositories', {
    ...inOrganization({ visibility: 'selected', selectedRepositoryIds: ids(301, 430) }),
  });
  scenario('the write to an organization is refused, with two repositories', {
    ...inOrganization({ visibility: 'selected', selectedRepositoryIds: [301, 302] }, ({ github }) =>
      github.on(write, notForPersonalTokens()),
    ),
  });

  const several = 'octo/webinars\nocto/reports\nocto/registrations';
  scenario('two repositories, with blank lines and one twice', {
    inputs: { repository: '\n octo/webinars \n\n  octo/reports\r\nOcto/Webinars\n' },
    given: (world) => addRepositories(world, 'octo/reports'),
  });
  scenario('three repositories and no rotation', {
    inputs: { repository: several },
    given: ({ github, goto }) => {
      const ago = (days: number) => new Date(Date.now() - days * 24 * 3600_000).toISOString();
      for (const [name, updatedAt] of [
        ['octo/reports', ago(26)],
        ['octo/registrations', ago(3)],
      ] as const) {
        github.addRepository(name, {
          secrets: { [secretName]: { value: storedRefreshToken, updatedAt } },
        });
      }
      goto.next({ status: 200, body: { access_token: 'another-access-token' } });
    },
  });
  scenario('three repositories, two without the secret', {
    inputs: { repository: several },
    given: ({ github }) => {
      // The first in the order of the input is named, however late its answer comes.
      github.addRepository('octo/reports');
      github.on({ path: /reports/ }, { delayMs: 100 }, 2);
    },
  });
});
