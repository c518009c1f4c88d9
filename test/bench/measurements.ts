import type { TestCertificates } from '../support/certificates';
import { type Runtime, runtime, runtimes } from '../support/runtimes';
import type { Line } from './line';
import {
  idle,
  inOrganization,
  inputError,
  inRepositories,
  kept,
  rotated,
  type Task,
  withOrganizer,
} from './task';
import {
  action,
  floor,
  missingForToday,
  type Program,
  timeBare,
  timeRun,
  today,
} from './timed-run';

/** Where the rows over the line are measured. */
export interface Network {
  line: Line;
  certificates: TestCertificates;
}

/** What a row of a table is about, and its measurements in milliseconds. */
interface Row<Sample> {
  task: Task;
  program: Program;
  samples: Sample[];
}

/** A run on loopback, and a Node that does nothing right beside it. */
export type LoopbackRow = Row<{ run: number; bare: number }> & { node: Runtime };

/** A run over the line, and one without its delay right before it. */
export type LineRow = Row<{ direct: number; delayed: number }>;

type Wanted = Pick<LineRow, 'task' | 'program'>;

/** Runs of the action beside a Node that does nothing. */
export async function measureLoopback(count: number): Promise<LoopbackRow[]> {
  const wanted = runtimes().flatMap((node) =>
    [idle, inputError, kept, rotated].map((task) => ({ node, task, program: action(node) })),
  );
  const rows = await inTurns(count + 1, wanted, async ({ node, task, program }, isOdd) => {
    const early = isOdd ? await timeBare(node) : undefined;
    const run = await timeRun(task, program);
    return { run, bare: early ?? (await timeBare(node)) };
  });
  // The first of each is not counted: it brings binary and bundle into the memory.
  return rows.map((row) => ({ ...row, samples: row.samples.slice(1) }));
}

/** The action beside the floor, and beside what people have today where this machine has it. */
export function measureLine(count: number, network: Network): Promise<LineRow[]> {
  const tasks = [kept, rotated, withOrganizer(kept), withOrganizer(rotated)];
  const withNode = runtimes().flatMap((node) => besideFloor(node, tasks));
  const withBash = [kept, rotated].map((task) => ({ task, program: today }));
  const wanted = missingForToday().length > 0 ? withNode : [...withNode, ...withBash];
  return measureRows(count, wanted, network);
}

/** What more places cost. */
export function measureGrowth(count: number, network: Network): Promise<LineRow[]> {
  const tasks = [kept, rotated].flatMap((task) => [
    inRepositories(task, 10),
    inRepositories(task, 50),
    inOrganization(task, 1000),
  ]);
  return measureRows(count, besideFloor(runtime(24), tasks), network);
}

const besideFloor = (node: Runtime, tasks: Task[]): Wanted[] =>
  tasks.flatMap((task) => [action(node), floor(node)].map((program) => ({ task, program })));

const measureRows = (
  count: number,
  wanted: Wanted[],
  { line, certificates }: Network,
): Promise<LineRow[]> =>
  inTurns(count, wanted, async ({ task, program }) => ({
    direct: await timeRun(task, program, { route: line.direct(), certificates }),
    delayed: await timeRun(task, program, { route: line.delayed(), certificates }),
  }));

/** All rows take turns, so that they have the same luck, and every second time the other way round. */
async function inTurns<Wanted, Sample>(
  count: number,
  wanted: Wanted[],
  measure: (row: Wanted, isOdd: boolean) => Promise<Sample>,
): Promise<(Wanted & { samples: Sample[] })[]> {
  const rows = wanted.map((row) => ({ ...row, samples: [] as Sample[] }));
  for (let round = 0; round < count; round += 1) {
    const isOdd = round % 2 === 1;
    for (const row of isOdd ? rows.toReversed() : rows) row.samples.push(await measure(row, isOdd));
  }
  return rows;
}
