import { describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import { runSource } from '../support/action';
import { notForPersonalTokens } from '../support/github-stand-in';
import { oauthError } from '../support/goto-stand-in';
import { failureOf } from '../support/run-checks';
import { describeRuns, play, type RunScenario } from '../support/scenarios';
import { someInputs } from '../support/some-inputs';
import { anyRead, secretName, type World } from '../support/world';

/*
 * The mistakes of a first hour. Which values are wrong, and what is said of each, is in
 * action/inputs.test.ts.
 */

describeRuns('inputs', {
  'no secret has a value': {
    inputs: { 'client-secret': '', 'refresh-token': '', 'github-token': '', environment: 'goto' },
  },
});

const rejects = ({ goto }: World) => goto.next(oauthError('invalid_grant'));

describe('the first advice', () => {
  it.each<[string, RunScenario, code: ErrorCode, advice: string]>([
    [
      'for an expression that nobody expanded',
      { inputs: { 'refresh-token': 'secrets.GOTO_REFRESH_TOKEN' } },
      'input-invalid',
      `Write \${{ secrets.NAME }} in refresh-token`,
    ],
    [
      'for a secret-name that is the token',
      {
        inputs: { 'refresh-token': 'aTokenOfLetters12345', 'secret-name': 'ATOKENOFLETTERS12345' },
      },
      'input-invalid',
      `Write the name of the secret in secret-name, without \${{ }}`,
    ],
    [
      'for a place that is forgotten',
      { given: ({ github }) => github.on(anyRead, notForPersonalTokens(), 2) },
      'github-permission-missing',
      'If the secret is in an environment, set only the input environment. Otherwise,',
    ],
    [
      'for a second use in one job',
      {
        given: (world) => {
          world.repository.secret(secretName).updatedAt = new Date().toISOString();
          rejects(world);
        },
      },
      'refresh-token-rejected',
      'Start a new run, not a re-run: the secret has just been written. If this job calls the action twice, once is enough.',
    ],
    [
      'for a re-run',
      { env: { GITHUB_RUN_ATTEMPT: '2' }, given: rejects },
      'refresh-token-rejected',
      'Start a new run, not a re-run: this is attempt 2',
    ],
  ])('%s is the cure', (_title, scenario, code, advice) =>
    play(scenario, ({ run, world }) => {
      expect(failureOf(run, code)).toContain(`\nWhat to do: ${advice}`);
      expect(world.goto.requests).toHaveLength(code === 'refresh-token-rejected' ? 1 : 0);
      if (code === 'input-invalid') expect(world.github.requests).toEqual([]);
    }),
  );
});

it('a Node that is too old is not used', async () => {
  // The tests have no such Node.
  const versions = { value: { ...process.versions, node: '18.20.8' } };
  vi.stubGlobal('process', Object.create(process, { versions }));
  const run = await runSource({ inputs: someInputs() });
  vi.unstubAllGlobals();
  expect(failureOf(run, 'runner-unsupported')).toMatch(
    /^This action needs Node 20 or newer, and the runner has 18.20.8. GoTo was not asked/,
  );
});
