import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issuedAccessToken } from '../support/goto-stand-in';
import { type CommandLine, runProcess } from '../support/process';
import { committedBundle, prepareStep, readOutputs } from '../support/runner';
import type { Runtime } from '../support/runtimes';
import { clientId, clientSecret, githubToken, storedRefreshToken } from '../support/some-inputs';
import { secretName } from '../support/world';
import type { Route } from './line';
import type { StandIns } from './stand-ins';
import type { Task } from './task';

/** A way to do a task. */
export interface Program {
  name: string;
  /** @param plan a file with the requests of the task */
  command: (plan: string, task: Task) => CommandLine;
  env?: (inputs: Record<string, string>) => Record<string, string>;
  /** How a run of it differs from what the task says of the action. */
  differs?: (task: Task) => Partial<Task>;
}

/** The committed bundle. */
export const action = ({ name, path }: Runtime): Program => ({
  name,
  command: (_plan, { entry = committedBundle }) => [path, entry],
});

/** A Node that does nothing. */
export const bareNode = ({ name, path }: Runtime): Program => ({
  name: `bare ${name}`,
  command: () => [path, '-e', '0'],
  differs: () => ({ exitCode: 0, requests: 0, writes: 0, outputs: {} }),
});

const floorProgram = fileURLToPath(new URL('floor.cjs', import.meta.url));

/** A Node that sends the requests of the task and does nothing else. */
export const floor = ({ name, path }: Runtime): Program => ({
  name: `plain ${name}`,
  command: (plan) => [path, floorProgram, plan],
  differs: () => ({ outputs: {} }),
});

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

/** What people have without an action of this kind. It looks at nothing before it asks GoTo. */
export const shell: Program = {
  name: 'bash, curl, jq, gh',
  command: () => ['bash', '-c', script],
  env: (inputs) => ({
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
  // The grant; gh reads the public key and writes.
  differs: ({ writes }) => ({
    requests: 1 + 2 * writes,
    outputs: { 'access-token': issuedAccessToken },
  }),
};

/** What this machine does not have of the programs that the script needs; gh is for a write. */
export const missingForShell = ({ writes }: Task): string[] =>
  ['bash', 'curl', 'jq', ...(writes > 0 ? ['gh'] : [])].filter((name) => {
    const env = { ...process.env, PATH: searchPath };
    return spawnSync(name, ['--version'], { env, stdio: 'ignore' }).status !== 0;
  });

/** What a run of a program is to do. */
export const expectationOf = (task: Task, program: Program): Task => ({
  ...task,
  ...program.differs?.(task),
});

interface TimedRun {
  task: Task;
  program: Program;
  standIns: StandIns;
  route: Route;
  /** The authority that the program is to trust. */
  caFile?: string | undefined;
}

/**
 * Returns the milliseconds from the start of the process to its end.
 *
 * @throws when the run did not do what it was to do, to the last request
 */
export async function timeRun({
  task,
  program,
  standIns,
  route,
  caFile,
}: TimedRun): Promise<number> {
  const { inputs, plan, close } = await standIns(route);
  const trust = caFile && {
    ...{ NODE_EXTRA_CA_CERTS: caFile, CURL_CA_BUNDLE: caFile, SSL_CERT_FILE: caFile },
  };
  const variables = { ...trust, ...program.env?.(inputs) };
  const step = await prepareStep({ inputs, env: variables });
  const { env, workspace: cwd } = step;
  const planFile = join(cwd, 'plan.json');
  await writeFile(planFile, JSON.stringify(plan));
  const run = await runProcess(program.command(planFile, task), { env, cwd });
  const outputs = readOutputs((await step.readFiles()).outputs);
  await step.remove();
  const found: Record<string, unknown> = { exitCode: run.exitCode, ...close(), ...outputs };
  const { exitCode, requests, writes, outputs: wanted } = expectationOf(task, program);
  for (const [name, expected] of Object.entries({ exitCode, requests, writes, ...wanted })) {
    if (found[name] === expected) continue;
    const log = `${run.stdout}${run.stderr}`.replaceAll(/^::add-mask::.*\n/gm, '');
    const what = `${program.name}, ${task.name}: ${name} is ${found[name]}, expected ${expected}`;
    throw new Error(`${what}.\n${log}`);
  }
  return run.durationMs;
}
