import { badCredentials, notForPersonalTokens } from '../support/github-stand-in';
import { describeRuns } from '../support/scenarios';
import { storedRefreshToken } from '../support/some-inputs';
import { down } from '../support/stand-in-server';
import { publicKeyRead, secretName, type World, writeAt } from '../support/world';

/*
 * Where the secret may live, and what is found there before GoTo is asked. github/ and messages/ have
 * the tables.
 */

const secrets = { [secretName]: storedRefreshToken };
const several = 'octo/webinars\nocto/reports\nocto/registrations';
const addRepositories = ({ github }: World) =>
  ['octo/reports', 'octo/registrations'].map((name) => github.addRepository(name, { secrets }));

describeRuns('places', {
  'an environment': {
    rotated: true,
    inputs: { environment: 'web & ``mail``' },
    given: ({ github }) => github.addEnvironment('octo/webinars', 'web & ``mail``', { secrets }),
  },
  'an organization, and two repositories that share the secret': {
    rotated: true,
    inputs: { organization: 'octo-org' },
    given: ({ github }) => {
      const shared = { visibility: 'selected' as const, selectedRepositoryIds: [301, 302] };
      const secret = { value: storedRefreshToken, ...shared };
      github.addOrganization('octo-org', { secrets: { [secretName]: secret } });
    },
  },
  'three repositories, two of which refuse the write': {
    rotated: true,
    inputs: { repository: several },
    given: (world) => {
      addRepositories(world);
      world.github.on(writeAt(/reports|registrations/), notForPersonalTokens(), 2);
    },
  },

  'the GitHub token is not accepted': {
    given: ({ github }) => github.on(publicKeyRead, badCredentials(), 3),
  },
  'the GitHub token may only read': {
    given: ({ github }) => void Object.assign(github, { access: 'read' }),
  },
  'no such secret in the environment': {
    inputs: { environment: 'production' },
    given: ({ github }) => void github.addEnvironment('octo/webinars', 'production'),
  },
  'GitHub is down': {
    given: ({ github }) => github.on(publicKeyRead, { ...down(), body: '<h1>Unicorn!</h1>' }, 5),
  },
});
