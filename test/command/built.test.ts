import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { builtOn } from '../support/command';
import { type Conversation, converse, onRepository, signedIn } from '../support/conversation';
import { githubError, notForPersonalTokens } from '../support/github-stand-in';
import { oauthError } from '../support/goto-stand-in';
import { recoveryCommands } from '../support/shells';
import type { Fault, Match } from '../support/stand-in-server';

/* On Windows and macOS too, in CI: nothing here needs git, or a program of Unix. */

const prepare: Conversation['prepare'] = ({ github }) => {
  const old = { GOTO_REFRESH_TOKEN: 'o', GOTO_CLIENT_ID: 'o', GOTO_CLIENT_SECRET: 'o' };
  github.addRepository('octo/kept', { secrets: { ...old, SECRETS_WRITER_TOKEN: 'o' } });
  github.addEnvironment('octo/kept', 'a b');
  github.addOrganization('octo', { secrets: old });
};
const on = (match: Match, answer: Fault, times = 1): Conversation => ({
  prepare: ({ github }) => github.on(match, answer, times),
});
const goto = (answer: Fault): Conversation => ({ prepare: ({ goto }) => goto.next(answer) });

describe.concurrent.each([20, 24] as const)('the built command on Node %i', (major) => {
  it.each<[says: string, exitCode: number, stored: number, Conversation]>([
    ['name: GoTo keep-alive', 0, 3, {}],
    ['environment: "a b"', 0, 3, { args: ['--repo', 'octo/kept', '--env', 'a b'] }],
    ['in organization octo.', 0, 3, { args: ['--org', 'octo'] }],
    ['✓ Made environment new', 0, 3, { args: [...onRepository, '--env', 'new', '--yes'] }],
    ['Trying again in ', 0, 3, goto('reset')],
    ['gh api --method PUT ', 1, 0, on({ method: 'PUT' }, notForPersonalTokens(), 3)],
    ['(invalid_grant)', 1, 0, goto(oauthError('invalid_grant'))],
    ['error-code: github-permission-missing', 1, 0, on({ path: /key/ }, githubError(403, 'No'))],
    ['GOTO_CLIENT_ID must be set', 1, 0, { env: { GOTO_CLIENT_ID: '' } }],
    ['✓ Verdict: ready.', 0, 0, { args: ['--check', '--repo', 'octo/kept'] }],
    ["Unknown option '--quick'", 2, 0, { args: ['--quick'] }],
    [`${version}\n`, 0, 0, { args: ['--version'] }],
  ])('says %s', async (says, exitCode, stored, conversation) => {
    await converse({ prepare, ...conversation }, builtOn(major), async ({ run, github }) => {
      expect(run.exitCode, run.stderr).toBe(exitCode);
      expect(run.stdout + run.stderr).toContain(says);
      const secrets = github.places().flatMap((place) => place.secrets);
      expect(secrets.filter(({ written }) => written.length > 0)).toHaveLength(stored);
    });
  });

  it('ends whoever is connected, and shows a command although nobody reads stdout', async () => {
    const conversation: Conversation = {
      ...on({ method: 'PUT' }, notForPersonalTokens()),
      act: async (command, { port }) => {
        const url = await command.waitForUrl();
        // Browsers open spare connections, and keep those they have used.
        const [idle, half] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
        await Promise.all([once(idle, 'connect'), once(half, 'connect')]);
        half.write('GET /callback HTTP/1.1\r\n');
        for (const socket of [idle, half]) socket.on('error', () => undefined);
        command.closeStdout?.();
        return signedIn(url);
      },
    };
    const { run } = await converse(conversation, builtOn(major));
    expect([run.exitCode, recoveryCommands(run.stderr).length]).toEqual([1, 1]);
    expect(run.stderr).toMatch(/gh workflow run goto-keep-alive\.yml --repo \S+\n$/);
  });
});
