import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestCertificates } from '../support/certificates';
import { type CommandLine, type ProcessRun, runProcess } from '../support/process';
import { committedBundle, prepareStep, readOutputs, type Step } from '../support/run-action';
import type { Runtime } from '../support/runtimes';
import { clientId, clientSecret, githubToken, storedRefreshToken } from '../support/some-inputs';
import { secretName } from '../support/world';
import type { Route } from './line';
import { type StandIns, startStandIns } from './stand-ins';
import type { Task } from './task';

/** A way to get an access token. */
export interface Program {
  name: string;
  /** what it runs on */
  on: string;
  /** @param folder where it may leave files */
  command: (standIns: StandIns, folder: string) => Promise<CommandLine>;
  env?: (standIns: StandIns) => Record<string, string>;
  /** How many requests it takes. */
  requestsOf: (task: Task) => number;
  /** Whether it reports to the runner. */
  isAction?: boolean;
}

/** How to get to stand-ins that speak TLS; without it they speak http on loopback. */
export interface Setting {
  route: Route;
  certificates: TestCertificates;
}

/** Two reads of a place, the pages of what it is shared with, the grant, a write, the organizer. */
export function requestsOf({ end, repositories, sharedWith, organizer }: Task): number {
  if (end === 'idle' || end === 'input error') return 0;
  const writes = end === 'rotated' ? repositories : 0;
  return 2 * repositories + Math.ceil(sharedWith / 100) + 1 + writes + Number(organizer);
}

/** The committed bundle. */
export const action = ({ name, path }: Runtime): Program => ({
  name: 'this action',
  on: name,
  command: async () => [path, committedBundle],
  requestsOf,
  isAction: true,
});

const floorProgram = fileURLToPath(new URL('floor.cjs', import.meta.url));

/** A bare Node with the same requests. */
export const floor = ({ name, path }: Runtime): Program => ({
  name: 'plain Node',
  on: name,
  command: async ({ plan }, folder) => {
    const file = join(folder, 'plan.json');
    await writeFile(file, JSON.stringify(plan));
    return [path, floorProgram, file];
  },
  requestsOf,
});

/** What people have without an action of this kind. It looks at nothing before it asks GoTo. */
const script = `
set -euo pipefail
answer=$(curl --silent --show-error --fail --user "$CLIENT_ID:$CLIENT_SECRET" \\
  --data grant_type=refresh_token --data-urlencode "refresh_token=$REFRESH_TOKEN" "$TOKEN_URL")
access_token=$(jq -er .access_token <<< "$answer")
refresh_token=$(jq -r '.refresh_token // empty' <<< "$answer")
echo "::add-mask::$access_token"
echo "access-token=$access_token" >> "$GITHUB_OUTPUT"
if [ -n "$refresh_token" ]; then
  gh secret set ${secretName} --repo "$GH_HOST/$REPOSITORY" <<< "$refresh_token"
fi`;

const ownPrograms = fileURLToPath(new URL('../e2e/bin', import.meta.url));
const searchPath = [ownPrograms, process.env.PATH].join(delimiter);

export const today: Program = {
  name: 'curl, jq, gh',
  on: 'bash',
  command: async () => ['bash', '-c', script],
  env: ({ inputs }) => ({
    PATH: searchPath,
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
    REFRESH_TOKEN: storedRefreshToken,
    TOKEN_URL: inputs['token-url'] ?? '',
    REPOSITORY: inputs.repository ?? '',
    GH_HOST: new URL(inputs['github-api-url'] ?? '').host,
    GH_ENTERPRISE_TOKEN: githubToken,
    GH_NO_UPDATE_NOTIFIER: '1',
  }),
  // The grant; the public key and the write.
  requestsOf: ({ end }) => (end === 'rotated' ? 3 : 1),
};

/** The programs of `today` that this machine does not have. */
export function missingForToday(): string[] {
  const env = { ...process.env, PATH: searchPath };
  return ['bash', 'curl', 'jq', 'gh'].filter(
    (name) => spawnSync(name, ['--version'], { env, stdio: 'ignore' }).status !== 0,
  );
}

/** @returns milliseconds of a Node process that does nothing */
export async function timeBare({ path }: Runtime): Promise<number> {
  const step = await prepareStep({ inputs: {} });
  try {
    return (await runProcess([path, '-e', '0'], optionsOf(step))).durationMs;
  } finally {
    await step.remove();
  }
}

/**
 * @returns milliseconds from the start of the process to its end
 * @throws unless the run did what the task says, to the last request
 */
export async function timeRun(task: Task, program: Program, setting?: Setting): Promise<number> {
  const standIns = await startStandIns(
    task,
    setting && { route: setting.route, tls: setting.certificates.tls },
  );
  let account: Awaited<ReturnType<StandIns['close']>> | undefined;
  const step = await prepareStep({
    inputs: standIns.inputs,
    state: task.state,
    env: { ...(setting && trust(setting.certificates)), ...program.env?.(standIns) },
  });
  try {
    const command = await program.command(standIns, step.workspace);
    const run = await runProcess(command, optionsOf(step));
    account = await standIns.close();
    const outputs = readOutputs((await step.readFiles()).outputs);
    check(task, program, { ...run, ...account, outputs });
    return run.durationMs;
  } finally {
    if (account === undefined) await standIns.close();
    await step.remove();
  }
}

const optionsOf = ({ env, workspace: cwd }: Step) => ({ env, cwd });

/** As Node, curl and gh each want to be told. */
const trust = ({ caFile }: TestCertificates) => ({
  NODE_EXTRA_CA_CERTS: caFile,
  CURL_CA_BUNDLE: caFile,
  SSL_CERT_FILE: caFile,
});

type Outcome = ProcessRun & {
  requests: number;
  stored: number;
  outputs: Record<string, string>;
};

function check(task: Task, program: Program, run: Outcome): void {
  const { end, repositories, organizer } = task;
  const isError = end === 'input error';
  const isWhole = program.isAction && (end === 'kept' || end === 'rotated');
  const facts: [name: string, found: unknown, expected: unknown][] = [
    ['exit code', run.exitCode, isError ? 1 : 0],
    ['requests', run.requests, program.requestsOf(task)],
    ['stored', run.stored, end === 'rotated' ? repositories : 0],
    ['error-code', run.outputs['error-code'], isError ? 'input-invalid' : undefined],
    [
      'refresh-token-rotated',
      run.outputs['refresh-token-rotated'],
      isWhole ? String(end === 'rotated') : undefined,
    ],
    ['has an organizer', Boolean(run.outputs['organizer-key']), Boolean(isWhole && organizer)],
    ['is silent', end !== 'idle' || run.stdout === '', true],
  ];
  for (const [name, found, expected] of facts) {
    if (found === expected) continue;
    const log = `${run.stdout}${run.stderr}`.replaceAll(/^::add-mask::.*\n/gm, '');
    throw new Error(
      `${program.name} on ${program.on}, ${task.name}: ${name} is ${found} and was to be ${expected}.\n${log}`,
    );
  }
}
