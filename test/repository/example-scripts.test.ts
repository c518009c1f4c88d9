import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { issuedAccessToken, userAnswer } from '../support/goto-stand-in';
import { makeCertificates } from '../support/network';
import { describeWith } from '../support/programs';
import { type Answer, startStandInServer } from '../support/stand-in-server';
import {
  environmentOf,
  exampleWorkflows,
  readmeWorkflows,
  runScript,
  stepsOf,
  type WorkflowStep,
} from '../support/workflows';

const steps = [...exampleWorkflows, ...readmeWorkflows].flatMap(stepsOf);
const stepWith = (word: string) => steps.find(({ run }) => run?.includes(word)) as WorkflowStep;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'example-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeWith(['bash', 'curl'], 'The call in the README', () => {
  it.each<[what: string, answer: Answer, ends: object]>([
    ['prints what GoTo answers', userAnswer(), { exitCode: 0, stderr: '' }],
    [
      'fails when GoTo rejects the token',
      { status: 403, body: { int_err_code: 'No' } },
      { exitCode: 22 },
    ],
  ])('carries the access token, and %s', async (_what, answer, ends) => {
    const { tls, caFile, remove } = await makeCertificates(['api.getgo.com']);
    const api = await startStandInServer({ tls, respond: () => answer });
    onTestFinished(async () => void (await Promise.all([api.close(), remove()])));
    // Curl's own settings lead the script, which is unchanged, to the stand-in.
    const { host } = new URL(api.origin);
    const settings = `connect-to = "api.getgo.com:443:${host}"\ncacert = "${caFile}"\n`;
    await writeFile(join(folder, '.curlrc'), settings);
    const step = stepWith('https://api.getgo.com/');
    const values = { 'steps.goto.outputs.access-token': issuedAccessToken };
    const run = await runScript(step.run ?? '', folder, environmentOf(step, values));

    expect(run).toMatchObject({ ...ends, stdout: JSON.stringify(answer.body) });
    expect(api.requests).toMatchObject([
      {
        method: 'GET',
        target: '/identity/v1/Users/me',
        headers: { host: 'api.getgo.com', authorization: `Bearer ${issuedAccessToken}` },
      },
    ]);
  });
});

describeWith(['bash', 'jq'], 'The report of a failed keep-alive', () => {
  const step = stepWith('gh issue');
  const title = String(step.env?.TITLE);

  const run = 'https://github.com/octo/webinars/actions/runs/42';
  const body = `--body [A run](${run}) failed (error-code: write-back-failed).`;

  it.each<[does: string, issues: { number: number; title: string }[] | 'failed', ends: object]>([
    [
      'opens an issue that names the run and the error code',
      [{ number: 3, title: `${title} again` }],
      { exitCode: 0, calls: [expect.stringContaining(`issue create --title ${title} ${body}`)] },
    ],
    [
      'comments on the issue that is already open',
      [{ number: 7, title }],
      { exitCode: 0, calls: [expect.stringContaining(`issue comment 7 ${body}`)] },
    ],
    ['opens nothing, when it cannot list the open issues', 'failed', { exitCode: 1, calls: [] }],
  ])('%s', async (_does, issues, ends) => {
    await writeFile(join(folder, 'gh'), fakeGh, { mode: 0o755 });
    const calls = join(folder, 'calls');
    await writeFile(calls, '');
    const values = {
      'github.token': 'ghs_workflow',
      'github.repository': 'octo/webinars',
      'needs.keep-alive.outputs.error-code': 'write-back-failed',
    };
    const { exitCode } = await runScript(step.run ?? '', folder, {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'octo/webinars',
      GITHUB_RUN_ID: '42',
      ISSUES: JSON.stringify(issues),
      CALLS: calls,
      ...environmentOf(step, values),
    });
    const made = (await readFile(calls, 'utf8')).split('\n').slice(0, -1);
    expect({ exitCode, calls: made }).toEqual(ends);
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
