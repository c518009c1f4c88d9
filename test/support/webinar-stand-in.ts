import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { scriptOf } from '../../scripts/examples';
import { issuedAccessToken, organizerKey } from './goto-stand-in';
import { makeCertificates, startConnectProxy } from './network';
import { runProcess, runtime } from './process';
import { type Answer, type RecordedRequest, startStandInServer } from './stand-in-server';
import {
  environmentOf,
  exampleWorkflows,
  stepsOf,
  type WorkflowText,
  workflowOf,
} from './workflows';

/*
 * The part of GoTo Webinar that the examples use, and what their jobs meet besides it: a GitHub that
 * lists the runs, and the webhooks of Slack and Teams.
 */

export interface Webinar {
  webinarKey: string;
  subject: string;
  times: { startTime: string; endTime: string }[];
  description?: string;
  registrationUrl?: string;
  approvalType?: 'AUTOMATIC' | 'MANUAL';
  registrants?: Registrant[];
  questions?: object[];
}

/** Its `status` is APPROVED, WAITING or DENIED. Who has a place has a `joinUrl`. */
export interface Registrant {
  registrantKey: string;
  email: string;
  [more: string]: string;
}

/** A session is one date of a webinar that took place. */
export interface Session {
  sessionKey: string;
  webinarKey: string;
  startTime: string;
  endTime: string;
  registrantsAttended: number;
  registrantCount: number;
  attendees: object[];
  webinarName: string;
}

/** What stands for a value in the operations below. Keys are integers of 64 bits. */
const kinds: Record<string, string> = {
  KEY: '(\\d+)',
  NUMBER: '\\d+',
  SIZE: '(?:\\d{1,2}|1\\d\\d|200)',
  TIME: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ',
};

type Operation = (request: RecordedRequest, webinar: Webinar, key: string) => Answer;

interface Options {
  /** Pages hold no more than this, however many the client asks for. */
  largestPage?: number;
  /** Whether others can read the repository of the job. */
  isPublic?: boolean;
}

async function startWebinarApi({ largestPage = 200 }: Options, tls: { key: string; cert: string }) {
  const webinars: Webinar[] = [];
  const sessions: Session[] = [];

  /** As in GoTo's OpenAPI description 2.0.0, of which this is all that the examples use. */
  const operations: Record<string, Operation> = {
    'GET /webinars?fromTime=TIME&page=NUMBER&size=SIZE&toTime=TIME': ({ query }) => {
      const found = webinars.filter(({ times }) => times.some(within(query)));
      const listed = found.map(({ registrants: _, questions: __, ...each }) => each);
      return envelope(query, 'webinars', listed);
    },
    'GET /sessions?fromTime=TIME&page=NUMBER&size=SIZE&toTime=TIME': ({ query }) => {
      const found = sessions.filter(within(query)).map(({ attendees: _, ...each }) => each);
      return envelope(query, 'sessionInfoResources', found);
    },
    'GET /webinars/KEY': (_, { registrants = [], questions: __, ...webinar }) =>
      json(200, { ...webinar, numberOfRegistrants: registrants.length, registrationLimit: 1000 }),
    'GET /webinars/KEY/sessions/KEY/attendees': (_, { webinarKey }, key) => {
      const ofWebinar = sessions.filter((each) => each.webinarKey === webinarKey);
      return json(200, ofWebinar.find(({ sessionKey }) => sessionKey === key)?.attendees ?? []);
    },
    'GET /webinars/KEY/registrants': (_, webinar) => json(200, listed(webinar)),
    'GET /webinars/KEY/registrants?limit=NUMBER&page=NUMBER': ({ query }, webinar) => {
      const limit = Math.min(Number(query.get('limit')), largestPage);
      const page = Number(query.get('page'));
      const all = listed(webinar);
      const data = all.slice(page * limit, (page + 1) * limit);
      return json(200, { data, total: all.length, page, limit });
    },
    'GET /webinars/KEY/registrants/KEY': (_, { registrants = [] }, key) =>
      json(200, { ...registrants.find(({ registrantKey }) => registrantKey === key) }),
    'GET /webinars/KEY/registrants/fields': (_, { questions = [] }) =>
      json(200, { fields, questions }),
    'POST /webinars/KEY/registrants': ({ body }, webinar) => {
      const person = JSON.parse(body) as Registrant;
      const { registrants = [] } = webinar;
      const message = `email ${person.email} is not valid`;
      if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(person.email))
        return json(400, { errorCode: 'InvalidRequest', message, reference: '8d4b3c' });
      const known = registrants.find(({ email }) => email === person.email);
      if (known) {
        const { registrantKey, joinUrl, status } = known;
        const description = 'The user is already registered';
        return json(409, { description, registrantKey, joinUrl, status });
      }
      const registrantKey = String(9007199254740993100n + BigInt(registrants.length));
      const joinUrl = `https://join.example.com/${registrantKey}`;
      const place = { registrantKey, ...(webinar.approvalType !== 'MANUAL' && { joinUrl }) };
      webinar.registrants = [...registrants, { ...person, ...place }];
      return json(201, place);
    },
  };

  const listed = ({ registrants = [] }: Webinar) =>
    registrants.map(({ organization: _, jobTitle: __, ...person }) => person);

  /** Both lists of an organizer have this envelope; without entries, it has no `_embedded`. */
  function envelope(query: URLSearchParams, name: string, found: object[]): Answer {
    const size = Math.min(Number(query.get('size')), largestPage);
    const number = Number(query.get('page'));
    const items = found.slice(number * size, (number + 1) * size);
    const page = { size, totalElements: found.length, number };
    return { status: 200, body: { ...(items[0] && { _embedded: { [name]: items } }), page } };
  }

  /** The operation that a request asks for, with the keys of its path. Throws if GoTo has none. */
  function find({ method, path, query }: RecordedRequest) {
    const parameters = [...query].sort().map((each) => each.join('='));
    const own = path.replace(`/G2W/rest/v2/organizers/${organizerKey}`, '');
    const asked = [`${method} ${own}`, parameters.join('&')].filter(Boolean).join('?');
    for (const [name, operation] of Object.entries(operations)) {
      const kind = /KEY|NUMBER|SIZE|TIME/g;
      const pattern = name.replace('?', '\\?').replaceAll(kind, (each) => kinds[each] ?? '');
      const [isFound, webinarKey, key = ''] = asked.match(`^${pattern}$`) ?? [];
      if (isFound) return { operation, webinarKey, key };
    }
    throw new Error(`Not in GoTo's description: ${asked}`);
  }

  function respond(request: RecordedRequest): Answer {
    if (request.headers.authorization !== `Bearer ${issuedAccessToken}`) return expiredToken();
    const { operation, webinarKey, key } = find(request);
    const webinar = webinars.find((each) => each.webinarKey === webinarKey);
    if (webinarKey && !webinar) return json(404, { errorCode: 'NoSuchWebinar' });
    return operation(request, webinar as Webinar, key);
  }

  const server = await startStandInServer({ tls, inspect: find, respond });
  return { ...server, webinars, sessions };
}

const within = (query: URLSearchParams) => (item: { startTime: string }) => {
  const [from, to] = [query.get('fromTime') ?? '', query.get('toTime') ?? ''];
  const time = Date.parse(item.startTime);
  return Date.parse(from) <= time && time <= Date.parse(to);
};

const fields = [
  ...['firstName', 'lastName', 'email'].map((field) => ({ field, maxSize: 128, required: true })),
  { field: 'organization', maxSize: 128, required: false },
  { field: 'industry', maxSize: 128, required: false, answers: ['Health ', 'Other'] },
];

/** The lists of an organizer have keys as text. In all other answers they are JSON numbers. */
function json(status: number, value: object): Answer {
  const text = JSON.stringify(value).replaceAll(/(?<=Key":)"(\d+)"/g, '$1');
  return { status, body: Buffer.from(text), headers: { 'content-type': 'application/json' } };
}

/** How GoTo answers once an access token is older than an hour. */
export const expiredToken = (): Answer => json(403, { int_err_code: 'InvalidToken' });

/** How GoTo answers the eleventh request within a second. */
export const tooManyRequests = (retryAfter = '1'): Answer => ({
  status: 429,
  body: { int_err_code: 'TooManyRequests' },
  headers: { 'retry-after': retryAfter },
});

interface JobRun {
  now?: string;
  /** When GitHub created the run, if it was earlier. */
  created?: string;
  /** What expressions of the example stand for, besides those that are the same in every run. */
  values?: Record<string, string>;
  env?: Record<string, string>;
  list?: string | Buffer | undefined;
}

type Run = Record<string, unknown> & { id: number; created_at: string };

export type WebinarJob = Awaited<ReturnType<typeof startWebinarJob>>;

/** What a job meets after the action has its access token, until the end of the test. */
export async function startWebinarJob(options: Options = {}) {
  const webhooks = ['hooks.slack.com', 'example.webhook.office.com'];
  const { tls, caFile, remove } = await makeCertificates(['api.getgo.com', ...webhooks]);
  const api = await startWebinarApi(options, tls);
  const webhook = await startStandInServer({ tls, respond: () => ({ status: 200, body: 'ok' }) });
  const runs: Run[] = [];
  const github = await startStandInServer({
    respond: ({ path }) => {
      const body = {
        '/repos/octo/webinars': { private: !options.isPublic },
        '/repos/octo/webinars/actions/runs/1000': runs.find(({ id }) => id === 1000),
        '/repos/octo/webinars/actions/workflows/7/runs': {
          workflow_runs: runs.toSorted((a, b) => b.created_at.localeCompare(a.created_at)),
        },
      }[path];
      return body ? { status: 200, body } : { status: 404 };
    },
  });
  const routes = Object.fromEntries(webhooks.map((host) => [`${host}:443`, webhook.origin]));
  const proxy = await startConnectProxy({ routes: { ...routes, 'api.getgo.com:443': api.origin } });
  const folder = await mkdtemp(join(tmpdir(), 'webinar-job-'));
  onTestFinished(async () => {
    await Promise.all([api, webhook, github, proxy].map((server) => server.close()));
    await Promise.all([remove(), rm(folder, { recursive: true })]);
  });
  const machine = {
    https_proxy: proxy.url,
    no_proxy: '127.0.0.1',
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: caFile,
    CURL_CA_BUNDLE: caFile,
    GITHUB_API_URL: github.origin,
    GITHUB_REPOSITORY: 'octo/webinars',
    GITHUB_RUN_ID: '1000',
    GITHUB_STEP_SUMMARY: '../summary',
    TZ: 'Pacific/Auckland', // the machine's own zone is to have no effect
  };

  /** Runs the script of an example. Later runs find this one in the list of runs. */
  async function run(example: string, given: JobRun = {}) {
    const { now = '2026-11-26T04:23:00Z', created = now, values, env, list } = given;
    const { title, stepEnv } = evaluated(example, { ...sameInEveryRun, ...values });
    for (const earlier of runs) earlier.id -= 1;
    const own: Run = { id: 1000, workflow_id: 7, display_title: title, created_at: created };
    runs.push(own);
    const place = await mkdtemp(join(folder, 'run-'));
    const cwd = join(place, 'checkout');
    await mkdir(cwd);
    const around = { script: scriptOf(example), waits: '', summary: '' };
    for (const [name, text] of Object.entries(around)) await writeFile(join(place, name), text);
    if (list !== undefined) await writeFile(join(cwd, 'people.csv'), list);
    const program = fileURLToPath(new URL('./example-process.ts', import.meta.url));
    const { exitCode, stdout, stderr } = await runProcess([runtime(24).path, program], {
      cwd,
      env: { ...machine, NOW: now, ...stepEnv, ...env },
    });
    own.conclusion = exitCode === 0 ? 'success' : 'failure';
    const read = (path: string) => readFileSync(join(cwd, path), 'utf8');
    const [log, summary] = [stdout + stderr, read('../summary')];
    expect(log + summary).not.toContain(issuedAccessToken);
    const waits = read('../waits').split('\n').filter(Boolean).map(Number);
    const files: Record<string, string> = {};
    for (const path of readdirSync(cwd, { recursive: true, encoding: 'utf8' }))
      if (path.includes('.')) files[path] = visible(read(path));
    return { exitCode, log, summary, waits, files };
  }

  return { api, webhook, run, machine };
}

const sameInEveryRun = {
  'steps.goto.outputs.access-token': issuedAccessToken,
  'steps.goto.outputs.organizer-key': organizerKey,
  'inputs.day': '',
  'inputs.file': 'people.csv',
};

function evaluated(example: string, values: Record<string, string>) {
  const text = exampleWorkflows.find(({ title }) => title === `${example}.yml`) as WorkflowText;
  const step = stepsOf(text).find(({ uses }) => uses?.includes('/github-script@')) ?? {};
  const { name, 'run-name': runName = name } = workflowOf(text);
  const { title = '' } = environmentOf({ env: { title: runName } }, values);
  return { title: title.trim(), stepEnv: environmentOf(step, values) };
}

/** The text with its invisible characters named, for a snapshot that git does not change. */
const visible = (text: string): string =>
  text.replaceAll('\uFEFF', '‹BOM›').replaceAll('\r\n', '‹CRLF›\n');
