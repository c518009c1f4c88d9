import { describe, expect, it } from 'vitest';
import { ActionError, CommandError, type ErrorCode } from '../../src/errors';
import type { Grant } from '../../src/goto/grant';
import { describeRun, describeSignIn, endingOf } from '../../src/messages/describe';
import { actionNames } from '../../src/messages/names';
import type { Interruption } from '../../src/process/phase';
import type { Progress, Stage } from '../../src/token-lifecycle';
import { errorTable } from '../support/error-table';

const stages: Stage[] = ['not-asked', 'asked', 'rejected', 'kept', 'unstored', 'stored'];
const grantType = 'personal_access_token' satisfies Grant['grant_type'];
const progresses: Progress[] = [
  ...stages.map((stage) => ({ stage })),
  ...(['not-asked', 'asked', 'rejected', 'kept'] as const).map((stage) => ({ stage, grantType })),
];
const titleOf = ({ stage, grantType }: Progress) => `${stage}${grantType ? `, ${grantType}` : ''}`;
const toReportedError = (
  thrown: unknown,
  progress: Progress,
  interruption: Interruption | undefined,
) => describeRun(thrown, { progress, interruption }, actionNames);
const describeProgress = (progress: Progress) => endingOf(progress).done;
const signal: Interruption = { kind: 'signal', signal: 'SIGTERM', at: 0 };
const fault = new TypeError('boom');

function error(code: ErrorCode, cause?: Error): ActionError {
  return new ActionError(code, 'What happened.', { hint: 'What to do.', cause });
}

it('says what was and was not done at each stage', async () => {
  const cases = progresses.flatMap((progress): [string, () => unknown][] => [
    [`${titleOf(progress)}: a bug`, () => toReportedError(fault, progress, undefined)],
    [
      `${titleOf(progress)}: a signal`,
      () => toReportedError(new Error('aborted'), progress, signal),
    ],
  ]);
  await expect(await errorTable(Object.fromEntries(cases))).toMatchFileSnapshot('./describe.txt');
});

describe('a run that was not interrupted', () => {
  it('ends with what was thrown', () => {
    const thrown = error('write-back-failed');
    expect(toReportedError(thrown, { stage: 'unstored' }, undefined)).toBe(thrown);
  });

  it('says so when GoTo was not asked', () => {
    const cause = new Error('why');
    const ending = toReportedError(
      error('github-unavailable', cause),
      { stage: 'not-asked' },
      undefined,
    );
    expect(ending).toMatchObject({ code: 'github-unavailable', hint: 'What to do.', cause });
    expect(ending.message).toBe(`What happened. ${describeProgress({ stage: 'not-asked' })}`);
  });

  it('may end with something that is no error', () => {
    expect(toReportedError('boom', { stage: 'stored' }, undefined).message).toMatch(
      /^Unexpected error \(boom\)\. /,
    );
  });
});

describe('a run that got a signal', () => {
  it.each([
    'refresh-token-rejected',
    'personal-access-token-rejected',
    'client-rejected',
    'goto-answer-invalid',
    'write-back-failed',
    'goto-unavailable',
  ] as const)('says more where it is known: %s', (code) => {
    const thrown = error(code);
    expect(toReportedError(thrown, { stage: 'asked' }, signal)).toMatchObject({
      code: 'cancelled',
      message:
        'The run was canceled, or the step ran out of its timeout-minutes (SIGTERM). What happened.',
      hint: 'What to do.',
      cause: thrown,
    });
  });

  it.each([
    ['github-unavailable', undefined],
    ['organizer-lookup-failed', undefined],
    ['unexpected', undefined],
    // No answer came, perhaps because of the signal.
    ['goto-unavailable', new Error('no answer in time')],
  ] as const)('does not say what only followed from it: %s', (code, cause) => {
    const { message, hint } = toReportedError(error(code, cause), { stage: 'asked' }, signal);
    expect(message).toBe(
      `The run was canceled, or the step ran out of its timeout-minutes (SIGTERM). ${describeProgress({ stage: 'asked' })}`,
    );
    expect(hint).not.toBe('What to do.');
  });
});

describe('a run that crashed', () => {
  it('ends with the crash and not with what followed from it', () => {
    const crash: Interruption = { kind: 'crash', error: fault, at: 0 };
    const ending = toReportedError(error('write-back-failed'), { stage: 'unstored' }, crash);
    expect(ending).toMatchObject({ code: 'unexpected', cause: fault });
    expect(ending.message).toMatch(/^Unexpected error \(TypeError: boom\)\. /);
  });

  it('with an error that is known ends with it', () => {
    const known = error('write-back-failed');
    const crash: Interruption = { kind: 'crash', error: known, at: 0 };
    expect(toReportedError(fault, { stage: 'stored' }, crash)).toBe(known);
  });
});

const sigint: Interruption = { kind: 'signal', signal: 'SIGINT', at: 0 };
const rejected = new CommandError('GoTo rejected the code.', 'Sign in again.');
const unknownClient = new ActionError('client-rejected', 'GoTo does not know the client.', {
  hint: 'Compare.',
});
const noAnswer = new ActionError('goto-unavailable', 'GoTo could not be reached.', {
  hint: 'Run again.',
  cause: new Error('no answer in time'),
});

function ending(thrown: unknown, stage: Stage): CommandError {
  const error = describeSignIn(thrown, { stage, interruption: sigint }, actionNames);
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
  expect(describeSignIn(rejected, { stage: 'asked', interruption: undefined }, actionNames)).toBe(
    rejected,
  );
});

it('a sign-in that a bug ended, ends with the bug', () => {
  const crash: Interruption = { kind: 'crash', error: fault, at: 0 };
  expect(describeSignIn(rejected, { stage: 'unstored', interruption: crash }, actionNames)).toBe(
    fault,
  );
});
