import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readOutputs } from '../support/output-file';
import { committedBundle, prepareStep } from '../support/run-action';
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

const timeLimit = 30_000;
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
  const step = await prepareStep({ inputs });
  try {
    const ended = await time(runtime.path, [committedBundle], step);
    const account = await standIns.close();
    const outputs = readOutputs(await step.readOutputs());
    check(task, runtime, { ...ended, account, outputs });
    const requests = account.requests.map(({ at, name }) => ({ at: at - ended.startedAt, name }));
    return { ms: ended.ms, requests };
  } finally {
    await step.remove();
  }
}

async function timeBare(runtime: Runtime): Promise<number> {
  const step = await prepareStep({ inputs: {} });
  try {
    return (await time(runtime.path, doNothing, step)).ms;
  } finally {
    await step.remove();
  }
}

interface Ended {
  ms: number;
  /** in milliseconds since the epoch, as the stand-ins count */
  startedAt: number;
  exitCode: number | null;
  printed: string;
}

/** Nothing but the wait for the process is in the measured time: what it prints is read later. */
async function time(
  node: string,
  args: string[],
  { env, workspace }: { env: Record<string, string>; workspace: string },
): Promise<Ended> {
  const start = performance.now();
  const child = spawn(node, args, {
    cwd: workspace,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimit,
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  const closed = once(child, 'close');
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const ms = performance.now() - start;
  await closed;
  const printed = Buffer.concat(chunks).toString();
  return { ms, startedAt: performance.timeOrigin + start, exitCode, printed };
}

function check(
  task: Task,
  { name }: Runtime,
  run: Ended & { account: Account; outputs: Record<string, string> },
): void {
  const { exitCode, account, outputs, printed } = run;
  const isRotation = task.end === 'rotated';
  const isError = task.end === 'input error';
  const expected = {
    'exit code': isError ? 1 : 0,
    'error-code': isError ? 'input-invalid' : undefined,
    'refresh-token-rotated': isError ? undefined : String(isRotation),
    requests: requestsOf(task),
    stored: isRotation ? task.repositories : 0,
  };
  const found: Record<keyof typeof expected, unknown> = {
    'exit code': exitCode,
    'error-code': outputs['error-code'],
    'refresh-token-rotated': outputs['refresh-token-rotated'],
    requests: account.requests.length,
    stored: account.stored,
  };
  for (const fact of Object.keys(expected) as (keyof typeof expected)[]) {
    if (found[fact] === expected[fact]) continue;
    const log = printed.replaceAll(/^::add-mask::.*\n/gm, '');
    throw new Misbehaved(
      `${name}, ${task.name}: ${fact} is ${found[fact]} and was to be ${expected[fact]}.\n${log}`,
    );
  }
}
