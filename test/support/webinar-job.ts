import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { makeCertificates } from './certificates';
import { startConnectProxy } from './connect-proxy';
import type { Answer, RecordedRequest } from './faults';
import { issuedAccessToken, organizerKey } from './goto-answers';
import { runProcess } from './process';
import { runtime } from './runtimes';
import { type StandInServer, startStandInServer } from './stand-in-server';
import { environmentOf } from './step-script';
import { startWebinarApi, type WebinarOptions, type WebinarStandIn } from './webinar-stand-in';
import { exampleWorkflows, stepsOf, type WorkflowStep, workflowOf } from './workflows';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The outputs of this action that the next steps use. */
const tokenOutputs = {
  'steps.goto.outputs.access-token': issuedAccessToken,
  'steps.goto.outputs.organizer-key': organizerKey,
};

/** A run of the workflow, as GitHub lists it. */
interface WorkflowRun {
  id: number;
  workflow_id: number;
  display_title: string;
  created_at: string;
  conclusion: string | null;
}

export interface WebinarJobOptions extends WebinarOptions {
  isPublic?: boolean;
  /** The host names, beside GoTo's, whose requests are answered and kept by `webhook`. */
  webhooks?: string[];
}

interface JobRunOptions {
  /** The time that the script's clock shows. */
  now: string;
  /** When GitHub created the run, if it was earlier. */
  created?: string;
  /** The expressions of the workflow beside the outputs of this action. */
  values?: Record<string, string>;
  /** Overrides of the step's `env`. */
  env?: Record<string, string>;
  /** Files of the repository. */
  files?: Record<string, string | Buffer>;
  /** Another script than that of the example. */
  script?: string;
}

interface JobRun {
  exitCode: number | null;
  log: string;
  summary: string;
  /** The milliseconds of each wait. */
  waits: number[];
  files: Record<string, string>;
}

export interface WebinarJob {
  api: WebinarStandIn;
  /** What answers for the webhooks. */
  webhook: StandInServer;
  /** Runs the script of an example. Later runs find this one in the list of runs. */
  run: (example: string, options: JobRunOptions) => Promise<JobRun>;
  /** The environment in which curl and Node reach the stand-ins by their real names. */
  env: Record<string, string>;
  close: () => Promise<void>;
}

/** A GoTo Webinar and a GitHub, for a job that runs after the action has its access token. */
export async function startWebinarJob(options: WebinarJobOptions = {}): Promise<WebinarJob> {
  const { isPublic = false, webhooks = [] } = options;
  const certificates = await makeCertificates(['api.getgo.com', ...webhooks]);
  const api = await startWebinarApi({ ...options, tls: certificates.tls });
  const ok = { status: 200, body: 'ok' };
  const webhook = await startStandInServer({ tls: certificates.tls, respond: () => ok });
  const runs: WorkflowRun[] = [];
  const github = await startStandInServer({
    respond: (request) => answerOfGitHub(request, { isPublic, runs }),
  });
  const routes = Object.fromEntries(webhooks.map((host) => [`${host}:443`, webhook.origin]));
  const proxy = await startConnectProxy({ routes: { ...routes, 'api.getgo.com:443': api.origin } });
  const folder = await mkdtemp(join(tmpdir(), 'webinar-job-'));
  const workspace = join(folder, 'workspace');
  const env = {
    https_proxy: proxy.url,
    no_proxy: '127.0.0.1',
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: certificates.caFile,
    CURL_CA_BUNDLE: certificates.caFile,
    GITHUB_API_URL: github.origin,
    GITHUB_REPOSITORY: 'octo/webinars',
    GITHUB_RUN_ID: '1000',
  };

  async function run(
    example: string,
    { now, created = now, values = {}, env: overrides = {}, files = {}, script }: JobRunOptions,
  ): Promise<JobRun> {
    const given = { ...tokenOutputs, ...values };
    for (const run of runs) run.id -= 1;
    runs.push({ ...newRun, created_at: created, display_title: titleOf(example, given) });
    await rm(workspace, { recursive: true, force: true });
    await mkdir(workspace);
    const written = Object.fromEntries(
      ['WAITS', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(folder, name)]),
    );
    for (const path of Object.values(written)) await writeFile(path, '');
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(workspace, name)), { recursive: true });
      await writeFile(join(workspace, name), text);
    }
    const file = script ?? pathOf(`../../examples/scripts/${example}.cjs`);
    const program = [runtime(24).path, pathOf('./example-process.ts'), file] as const;
    const { exitCode, stdout, stderr } = await runProcess([...program], {
      cwd: workspace,
      env: {
        PATH: process.env.PATH,
        TZ: 'Pacific/Auckland', // the machine's own zone is to have no effect
        NOW: now,
        ...env,
        ...written,
        ...environmentOf(scriptStep(example), given),
        ...overrides,
      },
    });
    Object.assign(runs.at(-1) ?? {}, { conclusion: exitCode === 0 ? 'success' : 'failure' });
    const { WAITS = '', GITHUB_STEP_SUMMARY: summary = '' } = await filesIn(folder);
    for (const shown of [stdout, stderr, summary]) expect(shown).not.toContain(issuedAccessToken);
    const waits = WAITS.split('\n').filter(Boolean).map(Number);
    return { exitCode, log: stdout + stderr, summary, waits, files: await filesIn(workspace) };
  }

  const close = async () => {
    const servers = [api, webhook, github, proxy, { close: certificates.remove }];
    await Promise.all(servers.map((server) => server.close()));
    await rm(folder, { recursive: true, force: true });
  };
  return { api, webhook, run, env, close };
}

const newRun = { id: 1000, workflow_id: 7, conclusion: null };

function answerOfGitHub(
  { path, query }: RecordedRequest,
  { isPublic, runs }: { isPublic: boolean; runs: WorkflowRun[] },
): Answer {
  const isAsked = ({ conclusion }: WorkflowRun) =>
    (query.get('status') ?? conclusion) === conclusion;
  const newestFirst = runs.toSorted((one, other) => (one.created_at < other.created_at ? 1 : -1));
  const answers: Record<string, object | undefined> = {
    '/repos/octo/webinars': { private: !isPublic },
    '/repos/octo/webinars/actions/runs/1000': runs.find(({ id }) => id === 1000),
    '/repos/octo/webinars/actions/workflows/7/runs': { workflow_runs: newestFirst.filter(isAsked) },
  };
  const body = answers[path];
  return body ? { status: 200, body } : { status: 404, body: { message: 'Not Found' } };
}

const workflow = (example: string) =>
  exampleWorkflows.filter(({ title }) => title === `${example}.yml`);

function titleOf(example: string, values: Record<string, string>): string {
  const [names] = workflow(example).map(workflowOf);
  return String(
    environmentOf({ env: { title: names?.['run-name'] ?? names?.name } }, values).title,
  );
}

/** The one step of an example that uses actions/github-script. */
function scriptStep(example: string): WorkflowStep {
  const [only, ...others] = workflow(example)
    .flatMap(stepsOf)
    .filter(({ uses = '' }) => uses.startsWith('actions/github-script@'));
  if (only === undefined || others.length > 0) throw new Error(`${example}: not one script`);
  return only;
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  const texts = paths.map(async (path) => [
    path.slice(folder.length + 1),
    await readFile(path, 'utf8'),
  ]);
  return Object.fromEntries(await Promise.all(texts));
}

/** The text with its invisible characters named, for a snapshot that git does not change. */
export const visible = (text: string): string =>
  text.replaceAll('\uFEFF', '‹BOM›').replaceAll('\r\n', '‹CRLF›\n');
