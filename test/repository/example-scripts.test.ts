import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import { issuedAccessToken, userAnswer } from '../support/goto-stand-in';
import { describeWith } from '../support/programs';
import type { Answer } from '../support/stand-in-server';
import { type StandInServer, startStandInServer } from '../support/stand-in-server';
import {
  exampleWorkflows,
  readmeWorkflows,
  runStep,
  stepsOf,
  type WorkflowStep,
} from '../support/workflows';

const steps = [...exampleWorkflows, ...readmeWorkflows].flatMap((workflow) =>
  stepsOf(workflow).map((step) => ({ title: workflow.title, step })),
);
const stepsWith = (word: string) => steps.filter(({ step }) => step.run?.includes(word));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'example-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeWith(['bash', 'curl'], 'The call in the README', () => {
  const [only] = stepsWith('https://api.getgo.com/');
  const step = only?.step as WorkflowStep;

  let certificates: TestCertificates;
  let api: StandInServer;
  let answer: Answer;
  beforeAll(async () => {
    certificates = await makeCertificates(['api.getgo.com']);
    api = await startStandInServer({ tls: certificates.tls, respond: () => answer });
  });
  afterAll(() => Promise.all([api.close(), certificates.remove()]));

  /** Runs the script unchanged. curl's own settings redirect it to the stand-in. */
  async function call() {
    const { host } = new URL(api.origin);
    const settings = `connect-to = "api.getgo.com:443:${host}"\ncacert = "${certificates.caFile}"\n`;
    await writeFile(join(folder, '.curlrc'), settings);
    const values = { 'steps.goto.outputs.access-token': issuedAccessToken };
    return runStep(step, { values, env: { CURL_HOME: folder } });
  }

  it('carries the access token, and prints the answer', async () => {
    answer = userAnswer();

    expect(await call()).toEqual({
      exitCode: 0,
      stdout: JSON.stringify(answer.body),
      stderr: '',
    });
    expect(api.requests.at(-1)).toMatchObject({
      method: 'GET',
      target: '/identity/v1/Users/me',
      headers: { host: 'api.getgo.com', authorization: `Bearer ${issuedAccessToken}` },
    });
  });

  it('fails when GoTo rejects the token', async () => {
    answer = { status: 403, body: { int_err_code: 'InvalidToken' } };

    expect(await call()).toMatchObject({ exitCode: 22, stdout: JSON.stringify(answer.body) });
  });
});

describeWith(['bash', 'jq'], 'The report of a failed keep-alive', () => {
  const [only] = stepsWith('gh issue');
  const step = only?.step as WorkflowStep;
  const title = String(step.env?.TITLE);

  /** Runs the script with a gh that lists these issues. Returns its other calls. */
  async function report(issues: { number: number; title: string }[] | 'failed', errorCode: string) {
    await writeFile(join(folder, 'gh'), fakeGh);
    await chmod(join(folder, 'gh'), 0o755);
    const calls = join(folder, 'calls');
    await writeFile(calls, '');
    const { exitCode } = await runStep(step, {
      values: {
        'github.token': 'ghs_workflow',
        'github.repository': 'octo/webinars',
        'needs.keep-alive.outputs.error-code': errorCode,
      },
      env: {
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'octo/webinars',
        GITHUB_RUN_ID: '42',
        ISSUES: JSON.stringify(issues),
        CALLS: calls,
      },
      programs: folder,
    });
    return { exitCode, calls: await readFile(calls, 'utf8') };
  }

  it('opens an issue that names the run and the error code', async () => {
    const { exitCode, calls } = await report(
      [{ number: 3, title: 'Another' }],
      'write-back-failed',
    );

    expect(exitCode).toBe(0);
    expect(calls).toMatch(/^issue create .*write-back-failed/s);
    expect(calls).toContain(`--title ${title}`);
    expect(calls).toContain('(https://github.com/octo/webinars/actions/runs/42)');
  });

  it('comments on the issue that is already open', async () => {
    const open = [
      { number: 3, title: `${title} again` },
      { number: 7, title },
    ];
    const { exitCode, calls } = await report(open, 'write-back-failed');

    expect(exitCode).toBe(0);
    expect(calls).toMatch(/^issue comment 7 .*write-back-failed/s);
    expect(calls).not.toContain('issue create');
  });

  it('fails, and opens nothing, when it cannot list the open issues', async () => {
    const { exitCode, calls } = await report('failed', 'write-back-failed');

    expect(exitCode).not.toBe(0);
    expect(calls).toBe('');
  });
});

const fakeGh = `#!${process.execPath}
const { execFileSync } = require('node:child_process');
const { appendFileSync } = require('node:fs');
const args = process.argv.slice(2);
const { ISSUES, CALLS, GH_TOKEN, GH_REPO } = process.env;
if (GH_TOKEN !== 'ghs_workflow' || GH_REPO !== 'octo/webinars') process.exit(4);
if (args[1] !== 'list') return appendFileSync(CALLS, args.join(' ') + '\\n');
if (ISSUES === '"failed"') process.exit(1);
const filter = args[args.indexOf('--jq') + 1];
process.stdout.write(execFileSync('jq', ['--raw-output', filter], { input: ISSUES }));
`;
