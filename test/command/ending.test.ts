import { describe, expect, it } from 'vitest';
import { toReportedError } from '../../src/command/ending';
import { CommandError } from '../../src/command/terminal';
import { ActionError } from '../../src/errors';
import type { Interruption } from '../../src/process/cancellation';
import type { Stage } from '../../src/token-lifecycle';

const stages: Stage[] = ['not-asked', 'asked', 'rejected', 'kept', 'unstored', 'stored'];
const fault = new Error('of ours');
const rejected = new CommandError('GoTo rejected the code.', 'Sign in again.');
const unknownClient = new ActionError('client-rejected', 'GoTo does not know the client.', {
  hint: 'Compare.',
});
const noAnswer = new ActionError('goto-unavailable', 'GoTo could not be reached.', {
  hint: 'Run again.',
  cause: new Error('no answer in time'),
});
const signal: Interruption = { kind: 'signal', signal: 'SIGINT', at: 0 };

function ending(thrown: unknown, stage: Stage): CommandError {
  const error = toReportedError(thrown, stage, signal);
  if (error instanceof CommandError) return error;
  throw new Error('expected a CommandError');
}

describe('a sign-in that a signal ended', () => {
  it('says what was and was not done at each stage', () => {
    const rows = stages.map((stage) => {
      const { message, hint } = ending(fault, stage);
      return `## ${stage}\n${message}\nWhat to do: ${hint}\n`;
    });
    expect(rows.join('\n')).toMatchInlineSnapshot(`
      "## not-asked
      Interrupted (SIGINT). GoTo was not asked for tokens, and no secret was written.
      What to do: Run the command again when you like.

      ## asked
      Interrupted (SIGINT). GoTo was asked for tokens and its answer is unknown. No secret was written.
      What to do: Run the command again, and sign in again.

      ## rejected
      Interrupted (SIGINT). GoTo rejected the code of this sign-in. No secret was written.
      What to do: Run the command again, and sign in again.

      ## kept
      Interrupted (SIGINT). GoTo sent no refresh token. No secret was written.
      What to do: Run the command again, and sign in again.

      ## unstored
      Interrupted (SIGINT). GoTo sent a refresh token. The commands above, if there are any, store what is not stored yet.
      What to do: Paste them into a terminal, or run this command again and sign in again.

      ## stored
      Interrupted (SIGINT). GoTo sent a refresh token, and all secrets are stored.
      What to do: What is left to do is in the README, "Set up".
      "
    `);
  });

  it.each([
    ['asked', rejected],
    ['kept', rejected],
    ['asked', unknownClient],
  ] as const)('%s: says more if GoTo answered', (stage, thrown) => {
    expect(ending(thrown, stage)).toMatchObject({
      message: `Interrupted (SIGINT). ${thrown.message}`,
      hint: thrown.hint,
    });
  });

  it.each([
    ['not-asked', rejected],
    ['not-asked', noAnswer],
    ['asked', noAnswer],
    ['unstored', rejected],
    ['stored', unknownClient],
  ] as const)('%s: does not say what only followed from it', (stage, thrown) => {
    expect(ending(thrown, stage)).toEqual(ending(fault, stage));
  });
});

it('a sign-in that nothing interrupted ends with what was thrown', () => {
  expect(toReportedError(rejected, 'asked', undefined)).toBe(rejected);
});

it('a sign-in that a bug ended, ends with the bug', () => {
  expect(toReportedError(rejected, 'unstored', { kind: 'crash', error: fault, at: 0 })).toBe(fault);
});
