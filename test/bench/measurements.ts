import type { TestCertificates } from '../support/certificates';
import { type Runtime, runtime, runtimes } from '../support/runtimes';
import { type Line, loopback } from './line';
import { startStandIns } from './stand-ins';
import * as tasks from './task';
import {
  action,
  bareNode,
  floor,
  missingForShell,
  type Program,
  shell,
  timeRun,
} from './timed-run';

/** What is measured, and what it is compared with. */
interface Pair {
  task: tasks.Task;
  program: Program;
  reference: Program;
}

/** Milliseconds of both. */
type Times = Record<'program' | 'reference', number>;

/** The measurements of a pair, round by round. */
export interface Row extends Pair {
  direct: Times[];
  /** With the delay of the line, if there is one. */
  delayed: Times[];
}

interface Network {
  line: Line;
  certificates: TestCertificates;
}

const { idle, inputError, kept, rotated, withOrganizer, inRepositories, inOrganization } = tasks;

/** The action beside a Node that does nothing. */
export const besideBareNode = (): Pair[] =>
  runtimes().flatMap((node) =>
    [idle, inputError, kept, rotated].map((task) => ({
      ...{ task, program: action(node), reference: bareNode(node) },
    })),
  );

/** The action, and what people have today where this machine has it, beside the floor. */
export function besideFloor(): Pair[] {
  const wanted = [kept, rotated, withOrganizer(kept), withOrganizer(rotated)];
  const actions = runtimes().flatMap((node) => wanted.map((task) => toFloor(task, node)));
  const shells = [kept, rotated]
    .filter((task) => missingForShell(task).length === 0)
    .map((task) => toFloor(task, runtime(24), shell));
  return [...actions, ...shells];
}

/** What more places cost. */
export const morePlaces = (): Pair[] =>
  [kept, rotated]
    .flatMap((task) => [
      ...[10, 50].map((count) => inRepositories(task, count)),
      inOrganization(task, 1000),
    ])
    .map((task) => toFloor(task, runtime(24)));

const toFloor = (task: tasks.Task, node: Runtime, program = action(node)): Pair => ({
  ...{ task, program, reference: floor(node) },
});

/** The pairs take turns, so that all have the same luck, and so do the two of a pair. */
export async function measure(
  count: number,
  pairs: Pair[],
  { line, certificates }: Partial<Network> = {},
): Promise<Row[]> {
  const rows = pairs.map((pair): Row => ({ ...pair, direct: [], delayed: [] }));
  const timers = new Map<Row, (program: Program, isDelayed: boolean) => Promise<number>>();
  for (const row of rows) {
    const { task } = row;
    const standIns = await startStandIns(task, certificates?.tls);
    const time = (program: Program, isDelayed: boolean) => {
      const route = line?.route(isDelayed) ?? loopback;
      return timeRun({ task, program, standIns, route, caFile: certificates?.caFile });
    };
    // This run is not counted. The stand-ins learn from it which requests the task takes.
    await time(action(runtime(24)), false);
    timers.set(row, time);
  }
  for (let round = 0; round < count; round += 1) {
    for (const [row, time] of timers) {
      const timeBoth = async (isDelayed: boolean): Promise<Times> => {
        const early = round % 2 === 0 ? undefined : await time(row.reference, isDelayed);
        const program = await time(row.program, isDelayed);
        return { program, reference: early ?? (await time(row.reference, isDelayed)) };
      };
      row.direct.push(await timeBoth(false));
      if (line) row.delayed.push(await timeBoth(true));
    }
  }
  return rows;
}
