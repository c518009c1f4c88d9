import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { notForPersonalTokens, startGitHub } from '../support/github-stand-in';
import { startGoToOAuthServer } from '../support/goto-oauth-server';
import { committedBundle } from '../support/runner';
import { recoveryCommands } from '../support/shells';
import { secretName, write } from '../support/world';
import * as page from './page';
import { Stage, type StageOptions } from './stage';

/*
 * `npm run demo`: the shipped bundle does its whole job on this machine, without an account and
 * without a network. `npm run demo -- --verbose` prints the logs, the outputs and each claim;
 * `npm run demo -- path/to/index.js` shows another build.
 */

// A real OAuth server decides by itself when to rotate; here the run does.
const rotate = (grant: number) => [2, 4, 5, 6].includes(grant);

async function demo(bundle: string, isVerbose: boolean): Promise<void> {
  const [goto, github] = await Promise.all([startGoToOAuthServer({ rotate }), startGitHub()]);
  try {
    await play({ goto, github, bundle, isVerbose });
  } finally {
    await Promise.all([goto.close(), github.close()]);
  }
}

async function play(options: StageOptions): Promise<void> {
  const { goto, github } = options;
  const stage = new Stage(options);
  const secrets = { [secretName]: await goto.firstRefreshToken() };
  const repository = github.addRepository('octo/webinars', { secrets });

  await stage.scene(
    'GoTo sends no new refresh token',
    'Most days are like this. The action trades the stored refresh token for an access token and has nothing to write.',
    async () => stage.prove(await stage.run(repository), { grant: 'kept' }),
  );

  await stage.scene(
    'GoTo sends a new refresh token',
    'From this moment on, the stored one is worth nothing. The action seals the new one under the key of the repository and writes it back.',
    async () => stage.prove(await stage.run(repository), { grant: 'rotated' }),
  );

  await stage.scene(
    'The next run starts from what was stored',
    'GitHub hands the secret to the next run. Nobody had to do anything in between.',
    async () => {
      const rotation = goto.grants.at(-1);
      const sent = rotation?.kind === 'rotated' ? rotation.refreshToken : '';
      const seen = await stage.run(repository);
      await stage.prove(seen, { grant: 'kept' });
      stage.sameToken('GoTo was sent the token of run 2,', seen.grants[0]?.sent ?? '', sent);
    },
  );

  await stage.scene(
    'GitHub refuses the write',
    'GoTo sends a new refresh token, and meanwhile github-token was made read-only. The step fails, but not before it has printed a command that saves the token. The value in it is sealed: only GitHub can open it, so the log may be public. At the end of the job, the action tries the write once more.',
    async () => {
      github.on(write, notForPersonalTokens());
      const seen = await stage.run(repository);
      await stage.prove(seen, { grant: 'rotated', errorCode: 'write-back-failed' });
      const commands = recoveryCommands(seen.run.log);
      stage.same('There was one command in the log.', commands.length, 1);
      stage.same('The job summary holds it too.', recoveryCommands(seen.run.summary), commands);

      page.paragraph('The other steps of the job run. By its end, github-token may write.');
      const { run, grants, requests } = await stage.run(repository, { state: seen.run.state });
      stage.same(
        'The end of the job read the secret and its key anew, and wrote it. GoTo was not asked.',
        { exitCode: run.exitCode, stderr: run.stderr, grants: grants.length, requests },
        {
          ...{ exitCode: 0, stderr: '', grants: 0 },
          requests: [`GET ${secretName}`, 'GET public-key', `PUT ${secretName}`],
        },
      );
      await stage.proveStored(seen);
    },
  );

  await stage.scene(
    'The secret lives in an environment',
    'With environment: production. Such a secret is read when the job starts, so it is never out of date. A repository secret of the same name is another secret.',
    async () => {
      const { value } = repository.secret(secretName);
      const secrets = { [secretName]: await goto.firstRefreshToken() };
      const place = github.addEnvironment('octo/webinars', 'production', { secrets });
      const seen = await stage.run(place, { inputs: { environment: 'production' } });
      await stage.prove(seen, { grant: 'rotated' });
      const now = repository.secret(secretName).value;
      stage.sameToken('The secret of the repository is untouched,', now, value);
    },
  );

  await stage.scene(
    'The secret lives in an organization',
    'With organization: octo-org. Three repositories share the secret, and GitHub forgets with whom unless each write says so again.',
    async () => {
      const value = await goto.firstRefreshToken();
      const shared = { visibility: 'selected' as const, selectedRepositoryIds: [301, 302, 303] };
      const secrets = { [secretName]: { value, ...shared } };
      const place = github.addOrganization('octo-org', { secrets });
      const seen = await stage.run(place, { inputs: { organization: 'octo-org' } });
      const moreReads = [`GET ${secretName}/repositories`];
      await stage.prove(seen, { grant: 'rotated', moreReads });
      const { visibility, selectedRepositoryIds } = place.secret(secretName);
      const now = { visibility, selectedRepositoryIds };
      stage.same('It is shared with the repositories 301, 302 and 303, as before.', now, shared);
    },
  );
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean', default: false } },
});
const { verbose } = values;
const bundle = resolve(positionals[0] ?? committedBundle);

const mostSeconds = 55;
setTimeout(() => {
  page.heading(`The demo did not end within ${mostSeconds} seconds.`, 'red');
  process.exit(1);
}, mostSeconds * 1000).unref();

page.heading('goto-access-token, from the first grant to the last resort');
page.paragraph(
  `All of it runs here: a real OAuth server in the part of GoTo, a stand-in for GitHub, and ${relative(process.cwd(), bundle)} as a runner starts it (Node ${process.versions.node}).${verbose ? ' *** is what the runner masks; a token is shown as #, a piece of its hash.' : ''}`,
);
try {
  await demo(bundle, verbose);
  const seconds = (performance.now() / 1000).toFixed(1);
  page.heading(`All 6 runs went as expected, in ${seconds} seconds.`, 'green');
  for (const proven of [
    'Each new refresh token reached its secret, in each kind of place.',
    'GitHub refused one: the log held a command, and the end of the job stored it.',
    'No token was printed, and what is stored is what the OAuth server accepts.',
  ]) {
    page.paragraph(proven, '- ');
  }
  const more = verbose ? '' : ' All logs: npm run demo -- --verbose';
  page.paragraph(`Next: "Set up" in README.md.${more}`);
} catch (failure) {
  const what = failure instanceof Error ? failure.message : String(failure);
  page.heading(`The demo did not go as expected.\n${what}`, 'red');
  process.exitCode = 1;
}
