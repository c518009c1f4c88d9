import { notForPersonalTokens } from '../support/github-stand-in';
import { recoveryCommands } from '../support/shells';
import { secretName, write } from '../support/world';
import * as page from './printed-page';
import { Proof } from './proof';
import type { Stage } from './stage';

interface Scene {
  title: string;
  /** what is about to happen */
  story: string;
  /** @throws ClaimFailed when something else happens */
  play: (stage: Stage) => Promise<void>;
}

export const scenes: Scene[] = [
  {
    title: 'GoTo sends no new refresh token',
    story:
      'Most days are like this. The action trades the stored refresh token for an access token and has nothing to write.',
    play: async (stage) => {
      const seen = await stage.perform(stage.repository);
      const proof = await stage.prove(seen, { grant: 'kept' });
      const { value } = stage.repository.secret(secretName);
      proof.sameToken('The secret opens to what it held before,', value, seen.before).close();
    },
  },
  {
    title: 'GoTo sends a new refresh token',
    story:
      'From this moment on the stored one is worth nothing. The action seals the new one under the key of the repository and writes it back.',
    play: async (stage) => {
      const seen = await stage.perform(stage.repository);
      await stage.proveStored(await stage.prove(seen, { grant: 'rotated' }), seen);
    },
  },
  {
    title: 'The next run starts from what was stored',
    story: 'GitHub hands the secret to the next run. Nobody had to do anything in between.',
    play: async (stage) => {
      const rotation = stage.goto.grants.findLast(({ kind }) => kind === 'rotated');
      const stored = rotation?.kind === 'rotated' ? rotation.refreshToken : undefined;
      const seen = await stage.perform(stage.repository);
      const proof = await stage.prove(seen, { grant: 'kept' });
      const { value } = stage.repository.secret(secretName);
      proof
        .sameToken('GoTo was sent the token of run 2,', seen.grants[0]?.sent, stored)
        .sameToken('The secret still opens to it,', value, stored)
        .close();
    },
  },
  {
    title: 'GitHub refuses the write',
    story:
      'GoTo sends a new refresh token, and meanwhile github-token was made read-only. The step fails, but not before it has printed a command that saves the token. The value in it is sealed: only GitHub can open it, so the log may be public. At the end of the job, the action tries the write once more.',
    play: async (stage) => {
      const { github, repository } = stage;
      github.on(write, notForPersonalTokens());
      const seen = await stage.perform(repository);
      const proof = await stage.prove(seen, { grant: 'rotated', errorCode: 'write-back-failed' });
      const { value } = repository.secret(secretName);
      proof.sameToken('The secret still opens to the old token,', value, seen.before).close();

      const grantsBefore = stage.goto.grants.length;
      const commands = recoveryCommands(seen.run.log);
      page.paragraph('The other steps of the job run. By its end, github-token may write.');
      const { run, requests } = await stage.endJob(seen);
      const rescue = new Proof('The proof, after the end of the job')
        .same('There was one command in the log.', commands.length, 1)
        .same('The job summary holds the same.', recoveryCommands(seen.run.summary), commands)
        .same('The end of the job succeeded.', run.exitCode, 0)
        .same(
          'It read the secret and its key anew, and wrote it. GoTo was not asked.',
          { requests, grants: stage.goto.grants.length - grantsBefore },
          { requests: [`GET ${secretName}`, 'GET public-key', `PUT ${secretName}`], grants: 0 },
        );
      await stage.proveStored(rescue, seen);
    },
  },
  {
    title: 'The secret lives in an environment',
    story:
      'With environment: production. Such a secret is read when the job starts, so it is never out of date. A repository secret of the same name is another secret.',
    play: async (stage) => {
      const { goto, github, repository } = stage;
      const inRepository = repository.secret(secretName).value;
      const place = github.addEnvironment('octo/webinars', 'production', {
        secrets: { [secretName]: await goto.firstRefreshToken() },
      });
      const seen = await stage.perform(place, { environment: 'production' });
      const proof = await stage.prove(seen, { grant: 'rotated' });
      const { value } = repository.secret(secretName);
      proof.sameToken('The secret of the repository is untouched,', value, inRepository);
      await stage.proveStored(proof, seen);
    },
  },
  {
    title: 'The secret lives in an organization',
    story:
      'With organization: octo-org. Three repositories share the secret, and GitHub forgets with whom unless each write says so again.',
    play: async (stage) => {
      const { goto, github } = stage;
      const sharing = { visibility: 'selected', selectedRepositoryIds: [301, 302, 303] } as const;
      const place = github.addOrganization('octo-org', {
        secrets: {
          [secretName]: {
            value: await goto.firstRefreshToken(),
            visibility: sharing.visibility,
            selectedRepositoryIds: [...sharing.selectedRepositoryIds],
          },
        },
      });
      const seen = await stage.perform(place, { organization: 'octo-org' });
      const reads = [`${secretName}/repositories`];
      const proof = await stage.prove(seen, { grant: 'rotated', reads });
      const { visibility, selectedRepositoryIds } = place.secret(secretName);
      proof.same(
        'It is shared as before: selected, with the repositories 301, 302 and 303.',
        { visibility, selectedRepositoryIds },
        sharing,
      );
      await stage.proveStored(proof, seen);
    },
  },
];
