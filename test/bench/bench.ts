import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startGitHub } from '../support/github-stand-in';
import {
  issuedAccessToken,
  rotatingAnswer,
  startGoTo,
  tokenAnswer,
} from '../support/goto-stand-in';
import { makeCertificates, type TestCertificates } from '../support/network';
import { type CommandLine, type Runtime, runProcess, runtime, runtimes } from '../support/process';
import { committedBundle, prepareStep } from '../support/runner';
import { someInputs, storedRefreshToken } from '../support/some-inputs';
import type { RecordedRequest } from '../support/stand-in-server';
import { secretName } from '../support/world';
import { line, openRelay } from './relay';

/*
 * `npm run bench`: how long the committed bundle takes, from the start of its process to the end, beside
 * a Node that does nothing and one that sends the same requests and does nothing else. It judges no
 * time, and fails only when a run did not do what it should. `npm run bench -- --pairs 30` measures more.
 */

interface Task {
  name: 'kept' | 'rotated';
  requests: number;
  writes: number;
}

const tasks: Task[] = [
  { name: 'kept', requests: 4, writes: 0 },
  { name: 'rotated', requests: 5, writes: 1 },
];

/** GoTo and GitHub for the runs of one task, over TLS. */
interface Site {
  task: Task;
  inputs: Record<string, string>;
  caFile: string;
  /** Returns the requests since the last call, in their order. */
  takeRequests: () => RecordedRequest[];
  close: () => Promise<unknown>;
}

async function openSite(task: Task, { tls, caFile }: TestCertificates): Promise<Site> {
  const [github, goto] = await Promise.all([startGitHub({ tls }), startGoTo({ tls })]);
  github.addRepository('octo/webinars', { secrets: { [secretName]: storedRefreshToken } });
  goto.always(task.writes > 0 ? rotatingAnswer() : tokenAnswer());
  const inputs = someInputs({
    'github-api-url': await openRelay(github.origin),
    'token-url': `${await openRelay(goto.origin)}/oauth/token`,
  });
  return {
    ...{ task, inputs, caFile },
    takeRequests: () =>
      [...github.requests.splice(0), ...goto.requests.splice(0)].sort(
        (one, other) => one.order - other.order,
      ),
    close: () => Promise.all([github.close(), goto.close()]),
  };
}

/** @param plan the requests of the task, for the floor */
type Program = (node: Runtime, plan: string) => CommandLine;

const floorScript = fileURLToPath(new URL('floor.cjs', import.meta.url));
const bundle: Program = ({ path }) => [path, committedBundle];
const floor: Program = ({ path }, plan) => [path, floorScript, plan];
const idle: Program = ({ path }) => [path, '-e', '0'];

/** One task on one Node. */
interface Row {
  site: Site;
  node: Runtime;
  plan: string;
}

/**
 * Runs a program. Returns the milliseconds from the start of its process to the end, and its requests.
 *
 * @throws AssertionError when the run did not do what it should
 */
async function run(program: Program, { site, node, plan }: Row) {
  const { task, inputs, caFile, takeRequests } = site;
  const step = await prepareStep({ inputs, env: { NODE_EXTRA_CA_CERTS: caFile } });
  const ended = await runProcess(program(node, plan), { env: step.env, cwd: step.workspace });
  const { outputs } = await step.readRun(ended.lines);
  await step.remove();
  const requests = takeRequests();
  const writes = requests.filter(
    ({ method, path }) => method === 'PUT' && path.endsWith(`/${secretName}`),
  );
  const label = `${program.name}, ${task.name}, ${node}`;
  const found = {
    ...{ label, exitCode: ended.exitCode, errors: ended.stdout.match(/^::error.*/gm) },
    ...{ requests: requests.length, writes: writes.map(({ status }) => status) },
    hasToken: outputs['access-token'] === issuedAccessToken,
    rotated: outputs['refresh-token-rotated'],
  };
  assert.deepEqual(found, {
    ...{ label, exitCode: 0, errors: null },
    requests: program === idle ? 0 : task.requests,
    writes: program === idle ? [] : Array(task.writes).fill(204),
    hasToken: program === bundle,
    rotated: program === bundle ? String(task.writes > 0) : undefined,
  });
  return { ms: ended.durationMs, requests };
}

/** What the bundle sends, for the floor: each phase waits for all answers to the one before. */
async function planFor(site: Site): Promise<string> {
  const { requests } = await run(bundle, { site, node: runtime(24), plan: '' });
  const planned = requests.map(({ method, target, headers, body }) => {
    const { host, connection: _, ...kept } = headers;
    return { method, url: `https://${host}${target}`, headers: kept, body };
  });
  const grantAt = requests.findIndex(({ method }) => method === 'POST');
  const after = planned.splice(grantAt + 1);
  const grant = planned.splice(grantAt);
  return JSON.stringify([planned, grant, after].filter(({ length }) => length > 0));
}

/** The round trip of the relays, where there is one. */
const far = 80;

const measured = {
  bundle: { program: bundle, roundTripMs: 0 },
  idle: { program: idle, roundTripMs: 0 },
  floor: { program: floor, roundTripMs: 0 },
  farBundle: { program: bundle, roundTripMs: far },
  farFloor: { program: floor, roundTripMs: far },
};

/** Milliseconds. */
type Times = Record<keyof typeof measured, number>;

const columns: Record<string, (times: Times) => number> = {
  'loopback, ms': ({ bundle }) => bundle,
  'idle Node, ms': ({ idle }) => idle,
  '× idle': ({ bundle, idle }) => bundle / idle,
  [`${far} ms away, ms`]: ({ farBundle }) => farBundle,
  'round trips': ({ farBundle, bundle }) => (farBundle - bundle) / far,
  'plain Node, ms': ({ farFloor }) => farFloor,
  'its round trips': ({ farFloor, floor }) => (farFloor - floor) / far,
  '× plain': ({ farBundle, farFloor }) => farBundle / farFloor,
};

/** Measures everything once. */
async function measure(row: Row, isReversed: boolean): Promise<Times> {
  const names = Object.keys(measured) as (keyof Times)[];
  const times: Partial<Times> = {};
  for (const name of isReversed ? names.reverse() : names) {
    const { program, roundTripMs } = measured[name];
    line.roundTripMs = roundTripMs;
    times[name] = (await run(program, row)).ms;
  }
  return times as Times;
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Number(sorted[Math.floor(sorted.length / 2)]?.toPrecision(3));
}

async function bench(sites: Site[], count: number): Promise<void> {
  const rows: (Row & { rounds: Times[] })[] = [];
  for (const site of sites) {
    const plan = await planFor(site);
    for (const node of runtimes()) rows.push({ site, node, plan, rounds: [] });
  }
  // The rows take turns, and what is measured changes its order, so that all have the same luck.
  for (let round = 0; round < count; round += 1) {
    for (const row of rows) row.rounds.push(await measure(row, round % 2 === 1));
  }
  const table = rows.map(({ site, node, rounds }) => {
    const cells = Object.entries(columns).map(([head, compute]) => [
      head,
      median(rounds.map(compute)),
    ]);
    return [`${site.task.name}, ${node}`, Object.fromEntries(cells)];
  });
  const machine = `${process.platform} ${process.arch}, ${availableParallelism()} cores`;
  console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}, medians of ${count} pairs`);
  console.table(Object.fromEntries(table));
}

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '10' } } });
const count = Number(values.pairs);
if (!Number.isInteger(count) || count < 1) throw new Error('--pairs takes a whole number from 1.');
const certificates = await makeCertificates(['127.0.0.1']);
const sites = await Promise.all(tasks.map((task) => openSite(task, certificates)));
try {
  await bench(sites, count);
} finally {
  await Promise.all(sites.map(({ close }) => close()));
  await certificates.remove();
}
