import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeCertificates } from './certificates';
import { type ConnectProxy, startConnectProxy } from './connect-proxy';
import type { Answer } from './faults';
import { type GitHubScriptOptions, type GitHubScriptRun, runGitHubScript } from './github-script';
import { issuedAccessToken, organizerKey } from './goto-answers';
import { type StandInServer, startStandInServer } from './stand-in-server';
import { startWebinarApi, type WebinarOptions, type WebinarStandIn } from './webinar-stand-in';
import { exampleWorkflows, stepsOf, type WorkflowStep } from './workflows';

/** The outputs of this action that the next steps use. */
const tokenOutputs = {
  'steps.goto.outputs.access-token': issuedAccessToken,
  'steps.goto.outputs.organizer-key': organizerKey,
};

/** A past run of the workflow, as GitHub lists it. */
export interface PastRun {
  id: number;
  created_at: string;
  conclusion: string | null;
}

export interface WebinarJobOptions extends WebinarOptions {
  isPublic?: boolean;
  /** The host names, beside GoTo's, whose requests are answered and kept in `messages`. */
  webhooks?: string[];
}

export interface WebinarJob {
  api: WebinarStandIn;
  /** What answers for the webhooks. */
  webhook: StandInServer;
  /** The runs of the workflow, in any order. */
  runs: PastRun[];
  workspace: string;
  /** Runs the step of an example that uses actions/github-script. */
  run: (example: string, options: JobRunOptions) => Promise<GitHubScriptRun & { files: Files }>;
  /** The environment in which curl and Node reach the stand-ins by their real names. */
  env: Record<string, string>;
  close: () => Promise<void>;
}

type Files = Record<string, string>;

type JobRunOptions = Pick<GitHubScriptOptions, 'now' | 'inRealTime'> & {
  /** The expressions of the step's `env` beside the outputs of this action. */
  values?: Record<string, string>;
  /** Overrides of the step's `env`. */
  env?: Record<string, string>;
  /** Files of the repository. */
  files?: Record<string, string | Buffer>;
};

/** A GoTo Webinar and a GitHub, for a job that runs after the action has its access token. */
export async function startWebinarJob(options: WebinarJobOptions = {}): Promise<WebinarJob> {
  const { isPublic = false, webhooks = [] } = options;
  const hosts = ['api.getgo.com', ...webhooks];
  const certificates = await makeCertificates(hosts);
  const api = await startWebinarApi({ ...options, tls: certificates.tls });
  const webhook = await startStandInServer({
    tls: certificates.tls,
    respond: () => ({ status: 200, body: 'ok' }),
  });
  const runs: PastRun[] = [];
  const github = await startStandInServer({
    respond: ({ path }) => answerOfGitHub(path, { isPublic, runs }),
  });
  const routes = Object.fromEntries(webhooks.map((host) => [`${host}:443`, webhook.origin]));
  const proxy: ConnectProxy = await startConnectProxy({
    routes: { ...routes, 'api.getgo.com:443': api.origin },
  });
  const workspace = await mkdtemp(join(tmpdir(), 'webinar-job-'));
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

  return {
    api,
    webhook,
    runs,
    workspace,
    env,
    run: async (example, { values = {}, files = {}, env: overrides = {}, ...run }) => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(join(workspace, name, '..'), { recursive: true });
        await writeFile(join(workspace, name), text);
      }
      const step = scriptStep(example);
      const result = await runGitHubScript(
        { ...step, env: { ...step.env, ...overrides } },
        { ...run, values: { ...tokenOutputs, ...values }, env, workspace },
      );
      for (const shown of [result.log, result.summary]) {
        expect(shown).not.toContain(issuedAccessToken);
      }
      return { ...result, files: await filesIn(workspace) };
    },
    close: async () => {
      const servers = [api, webhook, github, proxy, { close: certificates.remove }];
      await Promise.all(servers.map((server) => server.close()));
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

function answerOfGitHub(
  path: string,
  { isPublic, runs }: { isPublic: boolean; runs: PastRun[] },
): Answer {
  const workflow = { workflow_id: 7 };
  const answers: Record<string, object> = {
    '/repos/octo/webinars': { private: !isPublic },
    '/repos/octo/webinars/actions/runs/1000': {
      ...workflow,
      ...runs.find(({ id }) => id === 1000),
    },
    '/repos/octo/webinars/actions/workflows/7/runs': { workflow_runs: newestFirst(runs) },
  };
  const body = answers[path];
  return body ? { status: 200, body } : { status: 404, body: { message: 'Not Found' } };
}

const newestFirst = (runs: PastRun[]) =>
  runs.toSorted((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at));

/** The one step of an example that uses actions/github-script. */
export function scriptStep(example: string): WorkflowStep {
  const [only, ...others] = exampleWorkflows
    .filter(({ title }) => title === `${example}.yml`)
    .flatMap(stepsOf)
    .filter(({ uses = '' }) => uses.startsWith('actions/github-script@'));
  if (only === undefined || others.length > 0) throw new Error(`${example}: not one script`);
  return only;
}

async function filesIn(folder: string): Promise<Files> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  const texts = await Promise.all(
    paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')]),
  );
  return Object.fromEntries(texts);
}

/** The text with its invisible characters named, for a snapshot that git does not change. */
export const visible = (text: string): string =>
  text.replaceAll('\uFEFF', '‹BOM›').replaceAll('\r\n', '‹CRLF›\n');
