import { describe, expect, it } from 'vitest';
import { describeProgress, toReportedError } from '../../src/action/ending';
import { ActionError, type ErrorCode } from '../../src/errors';
import type { Grant } from '../../src/goto/grant';
import type { Interruption } from '../../src/process/cancellation';
import type { Progress, Stage } from '../../src/token-lifecycle';
import { errorTable } from '../support/error-table';

const stages: Stage[] = ['not-asked', 'asked', 'rejected', 'kept', 'unstored', 'stored'];
const grantType = 'personal_access_token' satisfies Grant['grant_type'];
const progresses: Progress[] = [
  ...stages.map((stage) => ({ stage })),
  ...(['not-asked', 'asked', 'rejected', 'kept'] as const).map((stage) => ({ stage, grantType })),
];
const titleOf = ({ stage, grantType }: Progress) => `${stage}${grantType ? `, ${grantType}` : ''}`;
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
  await expect(await errorTable(Object.fromEntries(cases))).toMatchFileSnapshot('./ending.txt');
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
      message: 'The run was cancelled (SIGTERM). What happened.',
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
      `The run was cancelled (SIGTERM). ${describeProgress({ stage: 'asked' })}`,
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
