import { describe, expect, it } from 'vitest';
import { CommandError } from '../../src/command/command-error';
import { toSignInEnding } from '../../src/command/interruption';
import { ActionError } from '../../src/errors';
import type { Interruption } from '../../src/process/cancellation';
import type { Stage } from '../../src/token-lifecycle';

const rejected = new CommandError('GoTo rejected the code.', 'Sign in anew.');
const unknownClient = new ActionError('client-rejected', 'GoTo does not know.', {
  hint: 'Compare.',
});
const noAnswer = new ActionError('goto-unavailable', 'GoTo could not be reached.', {
  hint: 'Run again.',
  cause: new Error('no answer in time'),
});

const signal: Interruption = { kind: 'signal', signal: 'SIGINT', at: 0 };

/** How a sign-in ends that was interrupted at a stage. */
function ending(thrown: unknown, stage: Stage, interruption: Interruption | undefined = signal) {
  return toSignInEnding(thrown, stage, interruption);
}

describe('a sign-in that a signal ended', () => {
  it.each<[Stage, unknown, RegExp]>([
    ['not-asked', noAnswer, /GoTo was not asked for tokens/],
    ['not-asked', rejected, /GoTo was not asked for tokens/],
    ['asked', noAnswer, /its answer is unknown/],
    ['asked', new Error('of ours'), /its answer is unknown/],
    ['asked', rejected, /GoTo rejected the code/],
    ['asked', unknownClient, /GoTo does not know/],
    ['unstored', noAnswer, /The commands above store what is not stored yet/],
  ])('%s, at %s', (stage, thrown, told) => {
    const error = ending(thrown, stage) as CommandError;

    expect(error).toBeInstanceOf(CommandError);
    expect(error.message).toMatch(/^Interrupted \(SIGINT\)\. /);
    expect(error.message).toMatch(told);
    expect(error.hint).toMatch(/\S/);
  });
});

describe('a sign-in that', () => {
  it('nothing interrupted ends with what was thrown', () => {
    expect(toSignInEnding(rejected, 'asked', undefined)).toBe(rejected);
  });

  it('a fault of ours ended, ends with the fault', () => {
    const error = new Error('of ours');

    expect(ending(rejected, 'unstored', { kind: 'crash', error, at: 0 })).toBe(error);
  });
});
