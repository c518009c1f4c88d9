import { expect, it } from 'vitest';
import { bundleDrivers } from '../support/action';
import { describeEach } from '../support/driver';
import {
  githubError,
  notForIntegrations,
  notForPersonalTokens,
  secondaryRateLimit,
} from '../support/github-stand-in';
import { describeRuns } from '../support/scenarios';
import { storedRefreshToken } from '../support/some-inputs';
import { captivePortal, down, type Fault } from '../support/stand-in-server';
import { inWorld, secretName, writeCheck } from '../support/world';

/*
 * A token that may only read is found before GoTo is asked; github/locate.test.ts has the table of
 * GitHub's answers.
 */

const secrets = { [secretName]: storedRefreshToken };

describeRuns({ topic: 'write-check' }, (scenario) => {
  scenario('the token may only read in a repository', {
    given: ({ github }) => {
      github.access = 'read';
    },
  });
  scenario('the token may only read in an environment', {
    inputs: { environment: 'production' },
    given: ({ github }) => {
      github.access = 'read';
      github.addEnvironment('octo/webinars', 'production', { secrets });
    },
  });
  scenario('the token may only read in an organization', {
    inputs: { organization: 'octo-org' },
    given: ({ github }) => {
      github.access = 'read';
      github.addOrganization('octo-org', { secrets });
    },
  });
  scenario('the token may write in one of three repositories', {
    inputs: { repository: 'octo/webinars\nocto/reports\nocto/registrations' },
    given: ({ github }) => {
      for (const name of ['octo/reports', 'octo/registrations']) {
        github.addRepository(name, { secrets });
      }
      const others = { ...writeCheck, path: /(reports|registrations).*_WRITE_CHECK$/ };
      github.on(others, notForPersonalTokens(), 2);
    },
  });
  scenario('the repository is archived', {
    given: ({ github }) =>
      github.on(writeCheck, githubError(403, 'Repository was archived so is read-only.')),
  });
  const appToken = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
  scenario('the token of an App may not write everywhere at first', {
    inputs: { 'github-token': appToken },
    given: ({ github }) => {
      github.token = appToken;
      github.on(writeCheck, notForIntegrations(), 2);
    },
  });
});

describeEach(bundleDrivers, 'a write check', ({ runAction }) => {
  it.each<[string, Fault]>([
    ['that is not answered', 'hang'],
    ['that is reset', 'reset'],
    ['for which GitHub is down', down()],
    ['that GitHub is too busy for', secondaryRateLimit()],
    ['that something else answers', { ...captivePortal(), status: 403 }],
  ])('%s changes nothing', (_what, fault) =>
    inWorld(async (world) => {
      world.github.on(writeCheck, fault);
      const run = await runAction({ inputs: world.inputs() });
      expect(run.exitCode, run.log).toBe(0);
      expect(run.annotations).toEqual([]);
      expect(run.log).not.toContain('write access');
      expect(world.repository.secrets).toHaveLength(1);
    }),
  );

  // A GitHub that answers nothing before it has everything makes sure that they overlap.
  it('leaves before the reads are answered', () =>
    inWorld(async (world) => {
      const { github } = world;
      github.on({ method: 'GET' }, async () => void (await github.waitForRequest(writeCheck)), 2);
      const run = await runAction({ inputs: world.inputs() });
      expect(run.exitCode, run.log).toBe(0);
      expect(run.log).not.toContain(' in ');
    }));
});
