import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleOn } from '../support/action';
import {
  type GitHubPlace,
  type GitHubStandIn,
  notForPersonalTokens,
  startGitHub,
  timestampForm,
} from '../support/github-stand-in';
import { type GoToOAuthServer, startGoToOAuthServer } from '../support/goto-oauth-server';
import { issuedOutputs } from '../support/goto-stand-in';
import type { ActionRun } from '../support/runner';
import { paste, recoveryCommands } from '../support/shells';
import { secretName, storedIn, write } from '../support/world';

// Node 20 and 24 differ in nothing that a chain of runs would show.
const { runAction } = bundleOn(24);

/** The grants at which GoTo sends a new refresh token: some rest between them, two do not. */
const rotates = [2, 3, 5];

let goto: GoToOAuthServer;
let github: GitHubStandIn;
let repository: GitHubPlace;
let firstToken: string;

beforeEach(async () => {
  [goto, github] = await Promise.all([
    startGoToOAuthServer({ rotate: (grant) => rotates.includes(grant) }),
    startGitHub(),
  ]);
  firstToken = await goto.firstRefreshToken();
  repository = github.addRepository('octo/webinars', { secrets: { [secretName]: firstToken } });
});
afterEach(async () => {
  await Promise.all([goto.close(), github.close()]);
  expect(github.unspentFaults()).toEqual([]);
});

describe('a login', () => {
  /** The next run, with the secret as GitHub would hand it over, or with another token. */
  const runWith = (refreshToken = storedIn(repository)): Promise<ActionRun> =>
    runAction({
      inputs: {
        'client-id': goto.clientId,
        'client-secret': goto.clientSecret,
        'refresh-token': refreshToken,
        'github-token': github.token,
        'token-url': goto.tokenUrl,
        'github-api-url': github.url,
      },
    });

  it('stays alive over many runs', async () => {
    const held = [firstToken];
    for (let grant = 1; grant <= 6; grant += 1) {
      const isRotation = rotates.includes(grant);
      const run = await runWith();
      const { 'access-token': accessToken = '' } = run.outputs;

      expect.soft(run.exitCode, `run ${grant}`).toBe(0);
      expect.soft(await goto.isAccessTokenValid(accessToken), `run ${grant}`).toBe(true);
      expect.soft(await goto.isRefreshTokenValid(storedIn(repository)), `run ${grant}`).toBe(true);
      expect.soft(run.outputs, `run ${grant}`).toEqual({
        ...issuedOutputs,
        'access-token': expect.any(String),
        'expires-at': expect.stringMatching(timestampForm),
        'refresh-token-rotated': String(isRotation),
        'refresh-token-updated-at': repository.secret(secretName).updatedAt,
      });
      expect.soft(goto.grants[grant - 1]?.sent, `run ${grant}`).toBe(held.at(-1));
      if (isRotation) held.push(storedIn(repository));
    }
    expect(goto.grants.map(({ kind }) => kind)).toEqual(
      [1, 2, 3, 4, 5, 6].map((grant) => (rotates.includes(grant) ? 'rotated' : 'kept')),
    );
    expect(new Set(held).size).toBe(4);
    expect(repository.secret(secretName).written).toEqual(held.slice(1));
  });

  it('goes on after a refused write, once the recovery is pasted', async () => {
    expect((await runWith()).exitCode).toBe(0);
    github.on(write, notForPersonalTokens());
    const refused = await runWith();
    expect(refused.exitCode).toBe(1);
    expect(refused.outputs['error-code']).toBe('write-back-failed');
    expect(await goto.isAccessTokenValid(refused.outputs['access-token'] ?? '')).toBe(true);
    expect(storedIn(repository)).toBe(firstToken);
    expect(await goto.isRefreshTokenValid(firstToken)).toBe(false);

    const [command, ...others] = recoveryCommands(refused.log);
    expect(others).toEqual([]);
    if (command) expect(await paste(command, github)).toBe(204);
    expect(await goto.isRefreshTokenValid(storedIn(repository))).toBe(true);

    const next = await runWith();
    expect(next.exitCode).toBe(0);
    expect(next.outputs['refresh-token-rotated']).toBe('true');
    expect((await runWith()).exitCode).toBe(0);
    expect(await goto.isRefreshTokenValid(storedIn(repository))).toBe(true);
  });

  it('fails with a token that was replaced, and leaves the newer one alone', async () => {
    await runWith();
    await runWith();
    const replacement = storedIn(repository);
    expect(replacement).not.toBe(firstToken);
    const { updatedAt } = repository.secret(secretName);
    const late = await runWith(firstToken);
    expect(late.exitCode).toBe(1);
    expect(late.outputs).toEqual({ 'error-code': 'refresh-token-rejected' });
    expect(late.annotations).toEqual([
      { level: 'error', message: expect.stringContaining('invalid_grant') },
    ]);
    expect(late.annotations[0]?.message).toContain(updatedAt);
    expect(late.annotations[0]?.message).toContain('authorize again');
    expect(storedIn(repository)).toBe(replacement);
    expect(github.writes()).toHaveLength(1);
  });
});
