import { describe, expect, it } from 'vitest';
import { toEnding } from '../../src/action/ending';
import { ActionError, type ErrorCode } from '../../src/errors';
import type { Interruption } from '../../src/process/cancellation';
import type { Stage } from '../../src/token-lifecycle';

const signal: Interruption = { kind: 'signal', signal: 'SIGTERM', at: 0 };
const crash: Interruption = { kind: 'crash', error: new TypeError('boom'), at: 0 };

function error(code: ErrorCode, cause?: Error): ActionError {
  return new ActionError(code, 'What happened.', { hint: 'What to do.', cause });
}

const done: [Stage, string][] = [
  ['not-asked', 'GoTo was not asked, and the stored refresh token is unchanged.'],
  ['asked', 'its answer is unknown'],
  ['kept', 'sent no new refresh token'],
  ['unstored', 'it is not stored'],
  ['stored', 'and it is stored'],
];

describe('a run that was not interrupted', () => {
  it('ends with what was thrown, and says so where GoTo was not asked', () => {
    const before = toEnding(error('github-unavailable'), 'not-asked', undefined);
    expect(before).toMatchObject({ code: 'github-unavailable', hint: 'What to do.' });
    expect(before.message).toMatch(/^What happened\. GoTo was not asked, .* unchanged\.$/);
    const thrown = error('write-back-failed');
    expect(toEnding(thrown, 'unstored', undefined)).toBe(thrown);
  });

  it.each(done)('that failed unexpectedly says what was done when %s', (stage, words) => {
    const ending = toEnding(new TypeError('boom'), stage, undefined);
    expect(ending.code).toBe('unexpected');
    expect(ending.message).toContain('TypeError: boom');
    expect(ending.message).toContain(words);
  });

  it('survives what is not even an error', () => {
    expect(toEnding('boom', 'stored', undefined).message).toContain('boom');
  });
});

describe('a run that got a signal', () => {
  it.each(done)('says what was done when %s', (stage, words) => {
    const ending = toEnding(new Error('aborted'), stage, signal);
    expect(ending.code).toBe('cancelled');
    expect(ending.message).toMatch(/^The run was cancelled \(SIGTERM\)\. /);
    expect(ending.message).toContain(words);
  });

  it.each([
    ['refresh-token-rejected', undefined],
    ['client-rejected', undefined],
    ['goto-answer-invalid', undefined],
    ['write-back-failed', undefined],
    ['goto-unavailable', undefined],
  ] as const)('says more where it is known: %s', (code, cause) => {
    const ending = toEnding(error(code, cause), 'asked', signal);
    expect(ending).toMatchObject({ code: 'cancelled', hint: 'What to do.' });
    expect(ending.message).toContain('What happened.');
  });

  it.each([
    ['github-unavailable', undefined],
    // No answer came: that it was given up says less than how far the run had come.
    ['goto-unavailable', new Error('no answer in time')],
  ] as const)('does not say what only followed from it: %s', (code, cause) => {
    const { message } = toEnding(error(code, cause), 'asked', signal);
    expect(message).not.toContain('What happened.');
  });
});

describe('a run that crashed', () => {
  it('ends with the crash and not with what followed from it', () => {
    const ending = toEnding(error('write-back-failed'), 'unstored', crash);
    expect(ending.code).toBe('unexpected');
    expect(ending.message).toContain('TypeError: boom');
  });
});
