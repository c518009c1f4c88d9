import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import { runtimes } from '../support/runtimes';
import { hosts, type Line, openLine, timeHandshake } from './line';
import { besideBareNode, besideFloor, measure, morePlaces, type Row } from './measurements';
import { startStandIns } from './stand-ins';
import { type Columns, median, quantile, spread, table } from './table';
import { kept, rotated } from './task';
import { expectationOf, missingForShell, shell } from './timed-run';

/*
 * `npm run bench`: how long the committed bundle takes as a process, on loopback beside a Node that
 * does nothing, and over a line with a round trip of 80 ms beside a Node that does the same requests
 * and nothing else. It judges no time; it fails only when a run did not do what it was to do.
 * `npm run bench -- --pairs 30` measures more.
 */

const roundTripMs = 80;

async function bench(count: number, isolated: boolean): Promise<void> {
  const machine = `${process.platform} ${process.arch}, ${availableParallelism()} cores`;
  show(`${new Date().toISOString().slice(0, 10)}, ${machine}, medians of ${count} pairs.`);
  show('On loopback, beside a Node that does nothing:');
  show(table(await measure(count, besideBareNode()), loopbackColumns));

  const certificates = await makeCertificates(hosts);
  const line = await openLine(roundTripMs, isolated);
  const network = { line, certificates };
  show(`Over a line of ${roundTripMs} ms: ${line.name}.`);
  show(await describeHandshake(line, certificates));
  show(table(await measure(count, besideFloor(), network), lineColumns));
  const missing = missingForShell(rotated);
  if (missing.length > 0) {
    show(`Rows with ${shell.name} are missing: this machine has no ${missing.join(' and no ')}.`);
  }

  const growthCount = Math.ceil(count / 4);
  show(`More places, medians of ${growthCount} pairs:`);
  show(table(await measure(growthCount, morePlaces(), network), lineColumns));
  show(`Measured in ${(performance.now() / 1000).toFixed(0)} seconds.`);
}

const show = (text: string) => console.log(`${text}\n`);

async function describeHandshake(line: Line, { ca, tls }: TestCertificates): Promise<string> {
  const standIns = await startStandIns(kept, tls);
  const { inputs, close } = await standIns(line.route(true));
  const times = [];
  while (times.length < 5) times.push(await timeHandshake(inputs['token-url'] ?? '', ca));
  close();
  const [tcp, secure] = [times.map((time) => time.tcp), times.map((time) => time.tls)];
  return `TCP is connected after ${median(tcp)} ms, TLS 1.3 after ${median(secure)} ms.`;
}

type Which = 'program' | 'reference';

const direct = (which: Which) => (row: Row) => median(row.direct.map((sample) => sample[which]));

const delayed = (which: Which) => (row: Row) => spread(row.delayed.map((sample) => sample[which]));

/** What the delay adds, divided by its length. */
const roundTrips = (which: Which) => (row: Row) => {
  const added = row.delayed.map((sample, at) => sample[which] - (row.direct[at]?.[which] ?? 0));
  return (quantile(added, 0.5) / roundTripMs).toFixed(1);
};

const times = (samples: Row['direct']) => {
  const quotients = samples.map(({ program, reference }) => program / reference);
  return spread(quotients, 2);
};

const label: Columns<Row> = {
  run: ({ task }) => task.name,
  with: ({ program }) => program.name,
  requests: ({ task, program }) => String(expectationOf(task, program).requests),
};

const loopbackColumns: Columns<Row> = {
  ...label,
  ms: direct('program'),
  'bare Node, ms': direct('reference'),
  'times bare Node': (row) => times(row.direct),
};

const lineColumns: Columns<Row> = {
  ...label,
  'ms, no delay': direct('program'),
  [`ms, ${roundTripMs} ms`]: delayed('program'),
  'round trips': roundTrips('program'),
  'times plain Node': (row) => times(row.delayed),
  'plain Node, no delay': direct('reference'),
  [`plain Node, ${roundTripMs} ms`]: delayed('reference'),
  'its round trips': roundTrips('reference'),
};

function readCount(): number {
  const { values } = parseArgs({ options: { pairs: { type: 'string', default: '10' } } });
  const count = Number(values.pairs);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error('--pairs takes a whole number from 1 up.');
}

/** Tells the process that measures that it is the one, and whether its network is its own. */
const role = 'BENCH_ROLE';

/** Runs the command behind it in a user and a network namespace of its own, as root of both. */
const isolate = [
  ...['unshare', '--user', '--map-root-user', '--net', '--', 'sh', '-c'],
  ...['ip link set lo up mtu 1500 && exec "$@"', 'sh'],
] as const;

/**
 * Starts this program once more: in namespaces of its own, where that is possible, and with a folder
 * of its own for temporary files. However that process ends, nothing of it is left.
 */
async function startMeasuring(): Promise<number> {
  const [unshare, ...options] = isolate;
  const isolated = spawnSync(unshare, [...options, 'true']).status === 0;
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const [program = '', ...args] = isolated ? [...isolate, ...command] : command;
  const TMPDIR = await mkdtemp(join(tmpdir(), 'bench-'));
  // Ctrl-C ends the other process, and this one removes the folder.
  process.on('SIGINT', () => undefined);
  const measuring = spawn(program, args, {
    env: { ...process.env, TMPDIR, [role]: isolated ? 'isolated' : 'measuring' },
    // By the channel it learns when this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const [exitCode] = await once(measuring, 'exit');
  await rm(TMPDIR, { recursive: true, force: true });
  return exitCode ?? 1;
}

try {
  const count = readCount();
  if (process.env[role] === undefined) {
    runtimes(); // Installs them, while there is a network.
    process.exitCode = await startMeasuring();
  } else {
    process.once('disconnect', () => process.exit(1));
    await bench(count, process.env[role] === 'isolated');
    process.exit();
  }
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : String(failure));
  process.exit(1);
}
