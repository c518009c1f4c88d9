import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { builtOn } from '../support/command';
import {
  type Conversation,
  converse,
  onRepository,
  refused,
  signedIn,
} from '../support/conversation';
import { githubError, notForPersonalTokens } from '../support/github-stand-in';
import { oauthError } from '../support/goto-stand-in';
import { paste, recoveryCommands } from '../support/shells';

/*
 * The built command on both Nodes, once for every way that it can go. CI runs this file on Windows and
 * macOS too: nothing here needs git, or a program of Unix.
 */

const added: Conversation['prepare'] = ({ github }) => {
  const old = { GOTO_REFRESH_TOKEN: 'o', GOTO_CLIENT_ID: 'o', GOTO_CLIENT_SECRET: 'o' };
  github.addRepository('octo/kept', { secrets: { ...old, SECRETS_WRITER_TOKEN: 'o' } });
  github.addEnvironment('octo/kept', 'a b');
  github.addOrganization('octo', { secrets: old });
};
const stored = ['GOTO_CLIENT_ID', 'GOTO_CLIENT_SECRET', 'GOTO_REFRESH_TOKEN'];

interface Way extends Conversation {
  /** What is printed, on stdout or stderr. */
  says: string | RegExp;
  exitCode?: number;
  /** The secrets that were written; the three unless given. */
  written?: string[];
}

const nothing = { exitCode: 1, written: [] };
const ways: Record<string, Way> = {
  'stores in a repository': { says: /^name: GoTo keep-alive\n/ },
  'stores in an environment': { args: ['--repo', 'octo/kept', '--env', 'a b'], says: '"a b"' },
  'stores in place of what an organization has': {
    args: ['--org', 'octo'],
    says: /Stored .* organization/,
  },
  'makes an environment': {
    args: [...onRepository, '--env', 'a new one', '--yes'],
    says: '✓ Made environment a new one of repository octo/webinars',
  },
  'tries again': { prepare: ({ goto }) => goto.next('reset'), says: 'Trying again in ' },
  'prints the commands of what GitHub refuses': {
    prepare: ({ github }) => github.on({ method: 'PUT' }, notForPersonalTokens(), 3),
    ...{ exitCode: 1, written: [], says: /^gh api --method PUT /m },
  },
  'ends where GoTo refuses the code': {
    prepare: ({ goto }) => goto.next(oauthError('invalid_grant')),
    ...{ ...nothing, says: 'invalid_grant' },
  },
  'ends where the person refuses': {
    act: async (command) => refused(await command.waitForUrl(), { error: 'access_denied' }),
    ...{ ...nothing, says: 'access_denied' },
  },
  'ends in time': {
    args: [...onRepository, '--timeout', '1'],
    act: async () => undefined,
    ...nothing,
    says: 'Nobody signed in',
  },
  'ends where the token may not manage secrets': {
    prepare: ({ github }) => github.on({ path: /key/ }, githubError(403, 'No')),
    ...{ ...nothing, says: 'error-code: github-permission-missing' },
  },
  'ends without the client': {
    env: { GOTO_CLIENT_ID: '' },
    ...nothing,
    says: 'GOTO_CLIENT_ID must be set',
  },
  'checks what is there': {
    args: ['--check', '--repo', 'octo/kept'],
    prepare: added,
    written: [],
    says: 'Verdict: ready',
  },
  'rejects an option': {
    args: ['--quick'],
    exitCode: 2,
    written: [],
    says: "Unknown option '--quick'",
  },
  'prints the version': { args: ['--version'], written: [], says: version },
};

describe.concurrent.each([20, 24] as const)('the built command on Node %i', (major) => {
  it.each(Object.entries(ways))(
    '%s',
    async (_what, { says, exitCode = 0, written = stored, ...way }) => {
      await converse({ prepare: added, ...way }, builtOn(major), async ({ run, github, page }) => {
        expect(run.exitCode, run.stderr).toBe(exitCode);
        expect(
          [run.stdout, run.stderr].some((text) => text.search(says) >= 0),
          run.stderr,
        ).toBe(true);
        const names = () =>
          github
            .places()
            .flatMap(({ secrets }) => secrets.filter((one) => one.written.length > 0))
            .map(({ name }) => name);
        expect(names().sort()).toEqual(written);
        if (page) expect(page.status === 200).toBe(exitCode === 0 || says === 'access_denied');
        for (const command of recoveryCommands(run.stderr)) await paste(command, github);
        if (run.stderr.includes('gh api')) expect(names().sort()).toEqual(stored);
      });
    },
  );

  it('ends although browsers keep connections, and prints commands although nobody reads stdout', async () => {
    const { run } = await converse(
      {
        prepare: ({ github }) => github.on({ method: 'PUT' }, notForPersonalTokens()),
        act: async (command, { port }) => {
          const url = await command.waitForUrl();
          const [idle, half] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
          await Promise.all([once(idle, 'connect'), once(half, 'connect')]);
          half.write('GET /callback HTTP/1.1\r\n');
          for (const socket of [idle, half]) socket.on('error', () => undefined);
          command.closeStdout?.();
          return signedIn(url);
        },
      },
      builtOn(major),
    );
    expect(run.exitCode).toBe(1);
    expect(recoveryCommands(run.stderr)).toHaveLength(1);
  });
});
