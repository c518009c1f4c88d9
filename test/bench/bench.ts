import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import {
  besideBareNode,
  type Measurement,
  measureGrowth,
  measureLatency,
  measurePairs,
  type Pairs,
} from './measurements';
import { StandIns } from './stand-ins';
import { cells, ms, table, times } from './table';
import { whereTheTimeGoes } from './whereabouts';

/*
 * `npm run bench`: how long the committed bundle takes as a process, beside a Node that does
 * nothing, against a GoTo and a GitHub on loopback. It judges no time; it fails only when a run did
 * not do what it was to do. `npm run bench -- --pairs 30` measures more of each.
 */

async function bench(standIns: StandIns): Promise<void> {
  const pairCount = readPairCount();
  const pairs = await measurePairs(standIns, pairCount);
  const measurements = [
    ...besideBareNode(pairs),
    ...(await measureLatency(standIns)),
    ...(await measureGrowth(standIns)),
  ];
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${process.platform} ${process.arch}, ${availableParallelism()} cores. Medians and, behind them, the middle half; ${pairCount} pairs.\n`,
  );
  console.log(`${resultTable(measurements)}\n`);
  console.log(`Where the time goes, medians in ms:\n\n${whereaboutsTable(pairs)}\n`);
  console.log(`Measured in ${(performance.now() / 1000).toFixed(0)} seconds.`);
}

function readPairCount(): number {
  const { values } = parseArgs({ options: { pairs: { type: 'string', default: '15' } } });
  const count = Number(values.pairs);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error('--pairs takes a whole number from 1 up.');
}

function resultTable(measurements: Measurement[]): string {
  return table(
    ['Node', 'run', 'requests', 'ms', 'ms, half', 'times', 'times, half', 'as long as'],
    measurements.map(({ node, what, requests, took, ratio, ratioTo }) => [
      node,
      what,
      String(requests ?? ''),
      ...cells(took, ms),
      ...(ratio === undefined ? ['', ''] : cells(ratio, times)),
      ratioTo ?? '',
    ]),
  );
}

function whereaboutsTable(all: Pairs[]): string {
  const whole = all.filter(({ task }) => task.end === 'kept' || task.end === 'rotated');
  return table(
    ['part of a run', ...whole.map(({ node, task }) => `${node}, ${task.name}`)],
    whereTheTimeGoes(whole).map(({ name, ms }) => [
      name,
      ...ms.map((value) => value?.toFixed(1) ?? ''),
    ]),
  );
}

const standIns = new StandIns();
try {
  await bench(standIns);
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : String(failure));
  process.exitCode = 1;
} finally {
  standIns.quit();
}
