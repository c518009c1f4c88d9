import { runtime, runtimes } from '../support/runtimes';
import { type Spread, spreadOf } from './spread';
import type { StandIns } from './stand-ins';
import {
  idle,
  inputError,
  inRepositories,
  kept,
  requestsOf,
  rotated,
  roundTripsOf,
  type Task,
  withLatency,
} from './task';
import { type Pair, type TimedRun, timePair, timeRun } from './timed-run';

/** One line of the result: a kind of run on one Node, in milliseconds. */
export interface Measurement {
  node: string;
  what: string;
  requests?: number;
  took: Spread;
  /** how many times as long as what `ratioTo` names */
  ratio?: Spread;
  ratioTo?: string;
}

/** The pairs of one kind of run on one Node. */
export interface Pairs {
  node: string;
  task: Task;
  pairs: Pair[];
}

const latency = 200;
const repetitions = 5;
const sizes = [1, 10, 50];

/** Every kind of run beside a Node that does nothing, taking turns, so that all have the same luck. */
export async function measurePairs(standIns: StandIns, count: number): Promise<Pairs[]> {
  const measured = runtimes().flatMap((node) =>
    [idle, inputError, kept, rotated].map((task) => ({ node, task, pairs: [] as Pair[] })),
  );
  // The first of each is not counted: it brings binary and bundle into the memory.
  for (let round = 0; round <= count; round += 1) {
    for (const { node, task, pairs } of measured) {
      const pair = await timePair(task, node, { standIns, bareFirst: round % 2 === 0 });
      if (round > 0) pairs.push(pair);
    }
  }
  return measured.map(({ node, task, pairs }) => ({ node: node.name, task, pairs }));
}

export function besideBareNode(all: Pairs[]): Measurement[] {
  return [...new Set(all.map(({ node }) => node))].flatMap((node) => {
    const ofNode = all.filter((one) => one.node === node);
    const bare = ofNode.flatMap(({ pairs }) => pairs.map((pair) => pair.bare));
    return [
      { node, what: 'bare Node (node -e 0)', took: spreadOf(bare) },
      ...ofNode.map(({ task, pairs }) => ({
        node,
        what: task.name,
        requests: requestsOf(task),
        took: spreadOf(pairs.map(({ run }) => run.ms)),
        ratio: spreadOf(pairs.map(({ run, bare }) => run.ms / bare)),
        ratioTo: 'bare Node',
      })),
    ];
  });
}

/**
 * Runs whose every request takes 200 ms, beside the round trips they cannot do without. Those alone
 * leave no room for a process to start, so each is also compared with round trips and a run without
 * latency, made right before it: beyond these is only what waited without need.
 */
export async function measureLatency(standIns: StandIns): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const node of runtimes()) {
    for (const task of [kept, rotated]) {
      const slowTask = withLatency(task, latency);
      const runs = await repeat(repetitions, async () => ({
        without: (await timeRun(task, node, standIns)).ms,
        slow: (await timeRun(slowTask, node, standIns)).ms,
      }));
      const trips = roundTripsOf(task) * latency;
      const against = (ratioTo: string, ratios: number[]): Measurement => ({
        node: node.name,
        what: slowTask.name,
        requests: requestsOf(slowTask),
        took: spreadOf(runs.map(({ slow }) => slow)),
        ratio: spreadOf(ratios),
        ratioTo: `${roundTripsOf(task)} × ${latency} ms${ratioTo}`,
      });
      measurements.push(
        against(
          '',
          runs.map(({ slow }) => slow / trips),
        ),
        against(
          ' + a run without',
          runs.map(({ slow, without }) => slow / (trips + without)),
        ),
      );
    }
  }
  return measurements;
}

/** What more repositories cost, without latency and with it. */
export async function measureGrowth(standIns: StandIns): Promise<Measurement[]> {
  const node = runtime(24);
  const measurements: Measurement[] = [];
  for (const size of sizes) {
    const task = inRepositories(rotated, size);
    const took = (await repeat(repetitions, () => timeRun(task, node, standIns))).map(msOf);
    const line = { node: node.name, requests: requestsOf(task) };
    measurements.push({ ...line, what: task.name, took: spreadOf(took) });
  }
  for (const size of sizes.slice(1)) {
    const task = withLatency(inRepositories(rotated, size), latency);
    const { ms } = await timeRun(task, node, standIns);
    const line = { node: node.name, requests: requestsOf(task) };
    measurements.push({ ...line, what: task.name, took: spreadOf([ms]) });
  }
  return measurements;
}

const msOf = ({ ms }: TimedRun) => ms;

async function repeat<T>(count: number, measure: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let done = 0; done < count; done += 1) results.push(await measure());
  return results;
}
