import { type ProcessRun, runProcess } from '../support/process';
import { committedBundle, prepareStep, readOutputs, type Step } from '../support/run-action';
import type { Runtime } from '../support/runtimes';
import type { Account, StandIns } from './stand-ins';
import { requestsOf, type Task } from './task';

/** A run did not do what it was to do, so that its time means nothing. */
export class Misbehaved extends Error {}

export interface TimedRun {
  /** milliseconds from the start of the process to its end */
  ms: number;
  /** the requests in order, `at` in milliseconds from the start of the process */
  requests: Account['requests'];
}

/** A run of the action and a Node process that does nothing, one right after the other. */
export interface Pair {
  run: TimedRun;
  /** milliseconds from start to end of the process that does nothing */
  bare: number;
}

const doNothing = ['-e', '0'];

/** @param bareFirst which of the two goes first, so that neither always profits from the other */
export async function timePair(
  task: Task,
  runtime: Runtime,
  { standIns, bareFirst }: { standIns: StandIns; bareFirst: boolean },
): Promise<Pair> {
  const early = bareFirst ? await timeBare(runtime) : undefined;
  const run = await timeRun(task, runtime, standIns);
  return { run, bare: early ?? (await timeBare(runtime)) };
}

/** @throws Misbehaved unless the run did what the task says, to the last request */
export async function timeRun(task: Task, runtime: Runtime, standIns: StandIns): Promise<TimedRun> {
  const inputs = { ...(await standIns.open(task)), ...task.inputs };
  const { state = {} } = task;
  const step = await prepareStep({ inputs, state });
  try {
    const ended = await start(runtime, [committedBundle], step);
    const account = await standIns.close();
    const outputs = readOutputs((await step.readFiles()).outputs);
    check(task, runtime, { ...ended, account, outputs });
    // The stand-ins count from the epoch.
    const startedAt = performance.timeOrigin + ended.startedAt;
    const requests = account.requests.map(({ at, name }) => ({ at: at - startedAt, name }));
    return { ms: ended.durationMs, requests };
  } finally {
    await step.remove();
  }
}

async function timeBare(runtime: Runtime): Promise<number> {
  const step = await prepareStep({ inputs: {} });
  try {
    return (await start(runtime, doNothing, step)).durationMs;
  } finally {
    await step.remove();
  }
}

const start = (
  { path }: Runtime,
  args: string[],
  { env, workspace: cwd }: Step,
): Promise<ProcessRun> => runProcess([path, ...args], { cwd, env });

function check(
  task: Task,
  { name }: Runtime,
  run: ProcessRun & { account: Account; outputs: Record<string, string> },
): void {
  const { exitCode, account, outputs, stdout, stderr } = run;
  const isRotation = task.end === 'rotated';
  const isError = task.end === 'input error';
  const isIdle = task.end === 'idle';
  const expected = {
    'exit code': isError ? 1 : 0,
    'error-code': isError ? 'input-invalid' : undefined,
    'refresh-token-rotated': isError || isIdle ? undefined : String(isRotation),
    'is silent': isIdle,
    requests: requestsOf(task),
    stored: isRotation ? task.repositories : 0,
  };
  const found: Record<keyof typeof expected, unknown> = {
    'exit code': exitCode,
    'error-code': outputs['error-code'],
    'refresh-token-rotated': outputs['refresh-token-rotated'],
    'is silent': stdout === '',
    requests: account.requests.length,
    stored: account.stored,
  };
  for (const fact of Object.keys(expected) as (keyof typeof expected)[]) {
    if (found[fact] === expected[fact]) continue;
    const log = `${stdout}${stderr}`.replaceAll(/^::add-mask::.*\n/gm, '');
    throw new Misbehaved(
      `${name}, ${task.name}: ${fact} is ${found[fact]} and was to be ${expected[fact]}.\n${log}`,
    );
  }
}
