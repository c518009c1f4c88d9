import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCertificates } from '../support/certificates';
import { runtimes } from '../support/runtimes';
import { hosts, type Line, openLine, timeHandshakes } from './line';
import {
  type LineRow,
  type LoopbackRow,
  measureGrowth,
  measureLine,
  measureLoopback,
} from './measurements';
import { startStandIns } from './stand-ins';
import { cells, medianOf, ms, spreadOf, table, times } from './table';
import { kept } from './task';
import { missingForToday, requestsOf } from './timed-run';

/*
 * `npm run bench`: how long the committed bundle takes as a process, on loopback beside a Node that
 * does nothing, and over a line with a round trip of 80 ms beside a program that does the same
 * requests and nothing else. It judges no time; it fails only when a run did not do what it was to
 * do. `npm run bench -- --pairs 30` measures more of each.
 */

const roundTripMs = 80;
const growthRounds = 3;

async function bench(pairCount: number, isolated: boolean): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${process.platform} ${process.arch}, ${availableParallelism()} cores`;
  console.log(`${day}, ${machine}. Medians and, behind them, the middle half.\n`);
  const loopback = await measureLoopback(pairCount);
  console.log(`On loopback, beside a Node that does nothing; ${pairCount} pairs.\n`);
  console.log(`${loopbackTable(loopback)}\n`);
  const certificates = await makeCertificates(hosts);
  const line = await openLine(roundTripMs, isolated);
  try {
    console.log(`The line: ${line.name}. ${await describeHandshake(line, certificates)}\n`);
    const missing = missingForToday();
    if (missing.length > 0) {
      console.log(`Not measured: bash with curl, jq and gh. Missing: ${missing.join(', ')}.\n`);
    }
    const rows = await measureLine(pairCount, { line, certificates });
    console.log(`With TLS 1.3; ${pairCount} rounds.\n\n${lineTable(rows)}\n`);
    const growth = await measureGrowth(growthRounds, { line, certificates });
    console.log(`More places; ${growthRounds} rounds.\n\n${lineTable(growth)}\n`);
  } finally {
    line.close();
    await certificates.remove();
  }
  console.log(`Measured in ${(performance.now() / 1000).toFixed(0)} seconds.`);
}

async function describeHandshake(
  line: Line,
  certificates: { ca: string; tls: { key: string; cert: string } },
): Promise<string> {
  const standIns = await startStandIns(kept, { route: line.delayed(), tls: certificates.tls });
  const url = standIns.inputs['token-url'] ?? '';
  const handshakes = [];
  for (let done = 0; done < 5; done += 1) {
    handshakes.push(await timeHandshakes(url, certificates.ca));
  }
  await standIns.close();
  const tcp = medianOf(handshakes.map((handshake) => handshake.tcp));
  const tls = medianOf(handshakes.map((handshake) => handshake.tls));
  return `A round trip is ${line.roundTripMs} ms; TCP is connected after ${ms(tcp)} ms and ${handshakes[0]?.protocol} after ${ms(tls)} ms.`;
}

function loopbackTable(rows: LoopbackRow[]): string {
  return table(
    ['Node', 'run', 'requests', 'ms', 'half', 'times bare Node', 'half'],
    runtimes().flatMap(({ name }) => {
      const ofNode = rows.filter(({ node }) => node.name === name);
      const bare = ofNode.flatMap(({ samples }) => samples.map((sample) => sample.bare));
      return [
        [name, 'bare Node (node -e 0)', '0', ...cells(spreadOf(bare), ms), '', ''],
        ...ofNode.map(({ task, samples }) => [
          name,
          task.name,
          String(requestsOf(task)),
          ...cells(spreadOf(samples.map(({ run }) => run)), ms),
          ...cells(spreadOf(samples.map(({ run, bare }) => run / bare)), times),
        ]),
      ];
    }),
  );
}

/** The floor of a row is the program `plain Node` with the same run, on the same Node or on Node 24. */
function lineTable(rows: LineRow[]): string {
  const floorOf = ({ task, program }: LineRow): LineRow | undefined => {
    const floors = rows.filter((row) => row.task === task && row.program.name === 'plain Node');
    return floors.find((row) => row.program.on === program.on) ?? floors.at(-1);
  };
  return table(
    [
      ...['run', 'program', 'on', 'requests', 'ms, no delay', `ms, ${roundTripMs} ms`, 'half'],
      ...['round trips', 'half', 'times plain Node', 'half'],
    ],
    rows.map((row) => {
      const { task, program, samples } = row;
      const floor = floorOf(row)?.samples ?? [];
      return [
        task.name,
        program.name,
        program.on,
        String(program.requestsOf(task)),
        ms(medianOf(samples.map(({ direct }) => direct))),
        ...cells(spreadOf(samples.map(({ delayed }) => delayed)), ms),
        ...cells(
          spreadOf(samples.map(({ direct, delayed }) => (delayed - direct) / roundTripMs)),
          (trips) => trips.toFixed(1),
        ),
        ...cells(
          spreadOf(samples.map(({ delayed }, round) => delayed / (floor[round]?.delayed ?? 0))),
          times,
        ),
      ];
    }),
  );
}

function readPairCount(): number {
  const { values } = parseArgs({ options: { pairs: { type: 'string', default: '10' } } });
  const count = Number(values.pairs);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error('--pairs takes a whole number from 1 up.');
}

/** Tells the process that measures that it is this one, and whether the network is its own. */
const role = 'BENCH_ROLE';

/** The command line of a process in a user and network namespace of its own, with loopback up. */
const isolation = ['unshare', '--user', '--map-root-user', '--net', '--'];

/**
 * Starts this program again, in a network namespace where that can be had, and in a folder for
 * temporary files of its own. Both are gone when it has ended, however it ended.
 */
async function startMeasuring(): Promise<number> {
  readPairCount();
  runtimes(); // Installs them, which takes a network.
  const [unshare = '', ...options] = isolation;
  const upLoopback = ['ip', 'link', 'set', 'lo', 'up', 'mtu', '1500'];
  const canIsolate = spawnSync(unshare, [...options, ...upLoopback]).status === 0;
  const [program = '', ...args] = [
    ...(canIsolate ? [...isolation, 'sh', '-c', `${upLoopback.join(' ')} && exec "$@"`, 'sh'] : []),
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ];
  const temporary = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    // Ctrl-C reaches both, and this one still has something to remove.
    process.on('SIGINT', () => undefined);
    const measuring = spawn(program, args, {
      // The channel tells it when this process is gone.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        TMPDIR: temporary,
        [role]: canIsolate ? 'isolated' : 'measuring',
      },
    });
    const [exitCode] = await once(measuring, 'exit');
    return exitCode ?? 1;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

try {
  if (process.env[role] === undefined) process.exitCode = await startMeasuring();
  else {
    process.once('disconnect', () => process.exit(1));
    await bench(readPairCount(), process.env[role] === 'isolated');
    process.disconnect();
  }
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : String(failure));
  process.exit(1);
}
