import { expect, it } from 'vitest';
import { runSource } from '../support/action';
import { notForPersonalTokens, startGitHub } from '../support/github-stand-in';
import { startGoToOAuthServer } from '../support/goto-oauth-server';
import { rotatedRefreshToken } from '../support/goto-stand-in';
import { failureOf } from '../support/scenarios';
import { paste, realShell, recoveryCommands, takeApart } from '../support/shells';
import { storedRefreshToken } from '../support/some-inputs';
import { inRotatingWorld, secretName, storedIn, write } from '../support/world';

/*
 * A login over many runs, and the command that saves it when GitHub does not take a token. How the
 * command looks, and what shells make of it whatever a place is called, is in github/recovery.test.ts.
 */

it('the recovery, read by a real shell and pasted, stores the token', () =>
  inRotatingWorld(async ({ github, inputs }) => {
    const environment = `web & mail's "$(touch x)" \`id\` {owner} :owner ()*!~ é %0A::error::x`;
    // The time that is shown is GitHub's: the runner's clock may be wrong.
    const updatedAt = '2026-11-01T02:03:04Z';
    const place = github.addEnvironment('octo/webinars', environment, {
      secrets: { [secretName]: { value: storedRefreshToken, updatedAt } },
    });
    github.on(write, notForPersonalTokens());
    const run = await runSource({ inputs: inputs({ environment }) });
    failureOf(run, 'write-back-failed');
    for (const text of [run.log, run.summary]) {
      expect(text).toContain(`only if GitHub still shows ${updatedAt}`);
      const lines = text.split('\n').filter((line) => line.startsWith('gh api '));
      expect(lines).toHaveLength(1);
      expect(realShell('bash')(lines)).toEqual(lines.map(takeApart));
      const [command] = recoveryCommands(text);
      expect(command && (await paste(command, github))).toBe(204);
    }
    expect(place.secret(secretName).written).toEqual([rotatedRefreshToken, rotatedRefreshToken]);
  }));

it('a login at a real OAuth server stays alive over many runs, and a token that was replaced is refused', async ({
  onTestFinished,
}) => {
  /** The grants at which GoTo sends a new refresh token: some rest between them, two do not. */
  const rotates = [2, 3, 5];
  const goto = await startGoToOAuthServer({ rotate: (grant) => rotates.includes(grant) });
  const github = await startGitHub();
  onTestFinished(async () => {
    for (const server of [goto, github]) await server.close();
  });
  const firstToken = await goto.firstRefreshToken();
  const secrets = { [secretName]: firstToken };
  const repository = github.addRepository('octo/webinars', { secrets });
  /** The next run, with the secret as GitHub would hand it over, or with another token. */
  const run = (refreshToken = storedIn(repository)) =>
    runSource({
      inputs: {
        'client-id': goto.clientId,
        'client-secret': goto.clientSecret,
        'refresh-token': refreshToken,
        'github-token': github.token,
        'token-url': goto.tokenUrl,
        'github-api-url': github.url,
      },
    });
  const held = [firstToken];
  for (let grant = 1; grant <= 6; grant += 1) {
    const { exitCode, outputs } = await run();
    const isRotation = rotates.includes(grant);
    expect(exitCode, `run ${grant}`).toBe(0);
    expect(outputs, `run ${grant}`).toEqual({
      'access-token': expect.any(String),
      'expires-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      'expires-in': '3600',
      principal: 'organizer@example.com',
      scope: 'collab: identity:scim.me',
      'token-type': 'Bearer',
      'refresh-token-rotated': String(isRotation),
      'refresh-token-updated-at': repository.secret(secretName).updatedAt,
    });
    expect(await goto.isAccessTokenValid(outputs['access-token'] ?? '')).toBe(true);
    expect(await goto.isRefreshTokenValid(storedIn(repository))).toBe(true);
    const kind = isRotation ? 'rotated' : 'kept';
    expect(goto.grants[grant - 1]).toMatchObject({ kind, sent: held.at(-1) });
    if (isRotation) held.push(storedIn(repository));
  }
  const late = await run(firstToken);
  const message = failureOf(late, 'refresh-token-rejected');
  expect(message).toContain('invalid_grant');
  expect(message).toContain(repository.secret(secretName).updatedAt);
  expect(new Set(held).size).toBe(4);
  expect(repository.secret(secretName).written).toEqual(held.slice(1));
});
