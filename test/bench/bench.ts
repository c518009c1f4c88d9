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
import { median, spread, table } from './table';
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
  show(loopbackTable(await measure(count, besideBareNode())));

  const certificates = await makeCertificates(hosts);
  const line = await openLine(roundTripMs, isolated);
  show(`Over a line of ${roundTripMs} ms: ${line.name}.`);
  show(await describeHandshake(line, certificates));
  show(lineTable(await measure(count, besideFloor(), { line, certificates })));
  const missing = missingForShell(rotated);
  if (missing.length > 0) show(`Not all measured: ${shell.name}. Missing: ${missing.join(', ')}.`);

  const growthCount = Math.ceil(count / 4);
  show(`More places, medians of ${growthCount} pairs:`);
  show(lineTable(await measure(growthCount, morePlaces(), { line, certificates })));
  show(`Measured in ${(performance.now() / 1000).toFixed(0)} seconds.`);
}

const show = (text: string) => console.log(`${text}\n`);

async function describeHandshake(line: Line, { ca, tls }: TestCertificates): Promise<string> {
  const { open } = await startStandIns(kept, tls);
  const { inputs, close } = await open(line.route(true));
  const times = [];
  while (times.length < 5) times.push(await timeHandshake(inputs['token-url'] ?? '', ca));
  close();
  const [tcp, secure] = [times.map((time) => time.tcp), times.map((time) => time.tls)];
  return `TCP is connected after ${median(tcp)} ms, TLS 1.3 after ${median(secure)} ms.`;
}

/** What every row begins with. */
const label = ({ task, program }: Row) => [
  ...[task.name, program.name, String(expectationOf(task, program).requests)],
];

const times = (samples: Row['direct']) =>
  spread(
    samples.map(({ program, reference }) => program / reference),
    2,
  );

const loopbackTable = (rows: Row[]) =>
  table(
    ['run', 'with', 'requests', 'ms', 'bare Node, ms', 'times bare Node'],
    rows.map((row) => [
      ...label(row),
      spread(row.direct.map(({ program }) => program)),
      median(row.direct.map(({ reference }) => reference)),
      times(row.direct),
    ]),
  );

/** Round trips are what the delay adds, divided by its length. */
function lineTable(rows: Row[]): string {
  const cells = ({ direct, delayed }: Row, which: 'program' | 'reference') => {
    const added = delayed.map((sample, round) => sample[which] - (direct[round]?.[which] ?? 0));
    return [
      median(direct.map((sample) => sample[which])),
      spread(delayed.map((sample) => sample[which])),
      median(
        added.map((ms) => ms / roundTripMs),
        1,
      ),
    ];
  };
  const measures = ['ms, no delay', `ms, ${roundTripMs} ms`, 'round trips'];
  return table(
    [
      ...['run', 'with', 'requests', ...measures],
      ...['times plain Node', ...measures.map((name) => `plain Node: ${name}`)],
    ],
    rows.map((row) => [
      ...[...label(row), ...cells(row, 'program')],
      ...[times(row.delayed), ...cells(row, 'reference')],
    ]),
  );
}

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
