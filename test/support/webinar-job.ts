import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { makeCertificates } from './certificates';
import { startConnectProxy } from './connect-proxy';
import { issuedAccessToken, organizerKey } from './goto-stand-in';
import { runProcess } from './process';
import { runtime } from './runtimes';
import { type Answer, type RecordedRequest, startStandInServer } from './stand-in-server';
import { startWebinarApi, type WebinarOptions } from './webinar-stand-in';
import { environmentOf, exampleWorkflows, stepsOf, workflowOf } from './workflows';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the expressions of the examples stand for, unless a test says otherwise. */
const expressions = {
  'steps.goto.outputs.access-token': issuedAccessToken,
  'steps.goto.outputs.organizer-key': organizerKey,
  'inputs.day': '',
  'inputs.details': '',
  'inputs.file': 'people.csv',
  'inputs.webinar-key': '',
  'secrets.SLACK_WEBHOOK_URL': 'https://hooks.slack.com/services/T0/B0/secret',
  'secrets.TEAMS_WEBHOOK_URL': '',
};

/** A run of the workflow, as GitHub lists it. */
interface WorkflowRun {
  id: number;
  workflow_id: number;
  display_title: string;
  created_at: string;
  conclusion: string | null;
}

interface JobRunOptions {
  /** The time that the script's clock shows. */
  now?: string;
  /** When GitHub created the run, if it was earlier. */
  created?: string;
  /** Overrides of the expressions. */
  values?: Partial<typeof expressions>;
  /** Overrides of the step's `env`. */
  env?: Record<string, string>;
  /** The file that the job checked out. */
  list?: string | Buffer;
  /** Another script than that of the example. */
  script?: string;
}

export type WebinarJob = Awaited<ReturnType<typeof startWebinarJob>>;

export interface WebinarJobOptions extends WebinarOptions {
  isPublic?: boolean;
}

/** A GoTo Webinar and a GitHub, for a job that runs after the action has its access token. */
export async function startWebinarJob(options: WebinarJobOptions = {}) {
  const webhooks = ['hooks.slack.com', 'example.webhook.office.com'];
  const { tls, caFile, remove } = await makeCertificates(['api.getgo.com', ...webhooks]);
  const api = await startWebinarApi({ ...options, tls });
  const webhook = await startStandInServer({ tls, respond: () => ({ status: 200, body: 'ok' }) });
  const runs: WorkflowRun[] = [];
  const respond = (request: RecordedRequest) => answerOfGitHub(request, runs, options);
  const github = await startStandInServer({ respond });
  const routes = Object.fromEntries(webhooks.map((host) => [`${host}:443`, webhook.origin]));
  const proxy = await startConnectProxy({ routes: { ...routes, 'api.getgo.com:443': api.origin } });
  const folder = await mkdtemp(join(tmpdir(), 'webinar-job-'));
  const env = {
    https_proxy: proxy.url,
    no_proxy: '127.0.0.1',
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: caFile,
    CURL_CA_BUNDLE: caFile,
    GITHUB_API_URL: github.origin,
    GITHUB_REPOSITORY: 'octo/webinars',
    GITHUB_RUN_ID: '1000',
  };

  /** Runs the script of an example. Later runs find this one in the list of runs. */
  async function run(example: string, given: JobRunOptions = {}) {
    const { now = '2026-11-26T04:23:00Z', created = now, list, script } = given;
    const { title, stepEnv } = evaluated(example, { ...expressions, ...given.values });
    for (const earlier of runs) earlier.id -= 1;
    const own: WorkflowRun = { ...newRun, display_title: title, created_at: created };
    runs.push(own);
    const cwd = await mkdtemp(join(folder, 'run-'));
    const [WAITS = '', GITHUB_STEP_SUMMARY = ''] = ['waits', 'summary'].map(
      (name) => `${cwd}-${name}`,
    );
    for (const path of [WAITS, GITHUB_STEP_SUMMARY]) await writeFile(path, '');
    if (list !== undefined) await writeFile(join(cwd, 'people.csv'), list);
    const file = script ?? pathOf(`../../examples/scripts/${example}.cjs`);
    const { exitCode, stdout, stderr } = await runProcess(
      [runtime(24).path, pathOf('./example-process.ts'), file],
      {
        cwd,
        env: {
          PATH: process.env.PATH,
          TZ: 'Pacific/Auckland', // the machine's own zone is to have no effect
          NOW: now,
          ...env,
          WAITS,
          GITHUB_STEP_SUMMARY,
          ...stepEnv,
          ...given.env,
        },
      },
    );
    own.conclusion = exitCode === 0 ? 'success' : 'failure';
    const [log, summary] = [stdout + stderr, await readFile(GITHUB_STEP_SUMMARY, 'utf8')];
    expect(log + summary).not.toContain(issuedAccessToken);
    const waits = (await readFile(WAITS, 'utf8')).split('\n').filter(Boolean).map(Number);
    return { exitCode, log, summary, waits, files: await filesIn(cwd) };
  }

  const close = async () => {
    await Promise.all([api, webhook, github, proxy].map((server) => server.close()));
    await Promise.all([remove(), rm(folder, { recursive: true, force: true })]);
  };
  return { api, webhook, run, env, close };
}

const newRun = { id: 1000, workflow_id: 7, conclusion: null };

function answerOfGitHub(
  { path }: RecordedRequest,
  runs: WorkflowRun[],
  { isPublic = false }: WebinarJobOptions,
): Answer {
  const newestFirst = runs.toSorted((one, other) => (one.created_at < other.created_at ? 1 : -1));
  const answers: Record<string, object | undefined> = {
    '/repos/octo/webinars': { private: !isPublic },
    '/repos/octo/webinars/actions/runs/1000': runs.find(({ id }) => id === 1000),
    '/repos/octo/webinars/actions/workflows/7/runs': { workflow_runs: newestFirst },
  };
  const body = answers[path];
  return body ? { status: 200, body } : { status: 404, body: { message: 'Not Found' } };
}

/** The title of a run and the `env` of the one step that uses actions/github-script. */
function evaluated(example: string, values: Record<string, string>) {
  const [text] = exampleWorkflows.filter(({ title }) => title === `${example}.yml`);
  if (!text) throw new Error(`There is no example ${example}.`);
  const [step, ...others] = stepsOf(text).filter(({ uses = '' }) =>
    uses.includes('/github-script@'),
  );
  if (!step || others.length > 0) throw new Error(`${example}: not one script`);
  const { name, 'run-name': title = name } = workflowOf(text);
  const evaluatedTitle = environmentOf({ env: { title } }, values).title;
  return { title: String(evaluatedTitle).trim(), stepEnv: environmentOf(step, values) };
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  const read = async (path: string) => [
    path.slice(folder.length + 1),
    await readFile(path, 'utf8'),
  ];
  return Object.fromEntries(await Promise.all(paths.map(read)));
}

/** The text with its invisible characters named, for a snapshot that git does not change. */
export const visible = (text: string): string =>
  text.replaceAll('\uFEFF', '‹BOM›').replaceAll('\r\n', '‹CRLF›\n');
