import { expect, it } from 'vitest';
import { ActionError, CommandError, type ErrorCode } from '../../src/errors';
import { SealingFailure } from '../../src/github/locate';
import {
  describeRun,
  describeSignIn,
  endingOf,
  notPassedOn,
  oldNode,
  unwritableFile,
} from '../../src/messages/describe';
import { actionNames } from '../../src/messages/names';
import type { Interruption } from '../../src/process/phase';
import type { Stage } from '../../src/token-lifecycle';
import { errorTable } from '../support/scripted-transport';

const answered: Stage[] = ['not-asked', 'asked', 'rejected', 'kept'];
const stages: Stage[] = [...answered, 'unstored', 'stored'];
const signal: Interruption = { kind: 'signal', signal: 'SIGTERM', at: 0 };
const crash = (error: unknown): Interruption => ({ kind: 'crash', error, at: 0 });
const fault = new TypeError('boom');

const runError = (thrown: unknown, stage: Stage, interruption?: Interruption) =>
  describeRun(thrown, { progress: { stage }, interruption }, actionNames);
const signInError = (thrown: unknown, stage: Stage, interruption?: Interruption) =>
  describeSignIn(thrown, { stage, interruption }, actionNames);

it('says what was and was not done, and what to do', async () => {
  const endings = [
    ...stages.map((stage) => ({ stage, grantType: 'refresh_token' as const })),
    ...answered.map((stage) => ({ stage, grantType: 'personal_access_token' as const })),
    ...stages.map((stage) => ({ stage, grantType: 'authorization_code' as const })),
  ].map((progress) => {
    const { done, hint } = endingOf(progress);
    return `${progress.grantType}, ${progress.stage}: ${done} ${hint}`;
  });
  const noFiles = Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
  const table = await errorTable({
    'a bug': () => runError(fault, 'kept'),
    'a bug that is no error': () => runError('boom', 'kept'),
    'no more files': () => runError(noFiles, 'kept'),
    'a signal': () => runError(new Error('aborted'), 'kept', signal),
    'sealing that does not work': () => new SealingFailure(new Error('no WebAssembly')),
    'sealing without files': () => new SealingFailure(noFiles),
    'an old Node': () => oldNode('v18.20.0'),
    'a file that cannot be written': () => unwritableFile('GITHUB_OUTPUT', fault),
    'an output that was not passed on': () =>
      notPassedOn({ what: 'the output scope', error: fault }, { stage: 'stored' }),
  });
  await expect(`${endings.join('\n')}\n${table}`).toMatchFileSnapshot('./describe.txt');
});

const known = (code: ErrorCode, cause?: Error) =>
  new ActionError(code, 'What happened.', { hint: 'What to do.', cause });
const noAnswer = known('goto-unavailable', new Error('no answer in time'));
const rejected = new CommandError('What happened.', 'What to do.');

it('a run that nothing interrupted ends with what was thrown, and whether GoTo was asked', () => {
  expect(runError(noAnswer, 'unstored')).toBe(noAnswer);
  expect(runError(noAnswer, 'not-asked')).toMatchObject({
    ...{ code: 'goto-unavailable', hint: 'What to do.', cause: noAnswer.cause },
    message: `What happened. ${endingOf({ stage: 'not-asked' }).done}`,
  });
  expect(signInError(rejected, 'asked')).toBe(rejected);
  expect(signInError(noAnswer, 'asked')).toBe(noAnswer);
});

it.each<[string, boolean, ActionError, Stage]>([
  ['a rejection', true, known('refresh-token-rejected'), 'asked'],
  ['an unusable answer', true, known('goto-answer-invalid'), 'rejected'],
  ['a status', true, known('goto-unavailable'), 'kept'],
  ['no answer', false, noAnswer, 'asked'],
  ['what GitHub refused', false, known('github-unavailable'), 'asked'],
  ['a failed lookup', false, known('organizer-lookup-failed'), 'kept'],
  ['a bug', false, known('unexpected'), 'asked'],
  ['what came before GoTo', false, known('client-rejected'), 'not-asked'],
])('after a signal, %s is told: %s', (_what, isTold, thrown, stage) => {
  const ofRun = endingOf({ stage });
  expect(runError(thrown, stage, signal)).toMatchObject({
    code: 'cancelled',
    message: `The run was canceled, or the step ran out of its timeout-minutes (SIGTERM). ${isTold ? 'What happened.' : ofRun.done}`,
    hint: isTold ? 'What to do.' : ofRun.hint,
    cause: thrown,
  });
  const { done, hint } = isTold
    ? { done: 'What happened.', hint: 'What to do.' }
    : endingOf({ stage, grantType: 'authorization_code' });
  const expected = new CommandError(`Interrupted (SIGTERM). ${done}`, hint);
  expect(signInError(thrown, stage, signal)).toEqual(expected);
});

it.each<[unknown, Stage, boolean]>([
  [rejected, 'asked', true],
  [rejected, 'kept', true],
  [rejected, 'not-asked', false],
  [rejected, 'unstored', false],
  [known('client-rejected'), 'stored', false],
  [fault, 'asked', false],
])('of a sign-in, %s at the stage %s is told after a signal: %s', (thrown, stage, isTold) => {
  const error = signInError(thrown, stage, signal) as CommandError;
  expect(error.message.endsWith(' What happened.')).toBe(isTold);
});

it('a crash is what is told, and not what followed from it', () => {
  expect(runError(known('write-back-failed'), 'unstored', crash(fault))).toMatchObject({
    code: 'unexpected',
    cause: fault,
  });
  expect(runError(fault, 'stored', crash(noAnswer))).toBe(noAnswer);
  expect(signInError(rejected, 'unstored', crash(fault))).toBe(fault);
});
