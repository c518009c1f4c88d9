import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import type { Answer } from '../support/faults';
import { issuedAccessToken, organizerKey } from '../support/goto-answers';
import { describeWith, gnuDate } from '../support/programs';
import { type StandInServer, startStandInServer } from '../support/stand-in-server';
import { runScript } from '../support/step-script';
import { exampleWorkflows, readmeWorkflows, type Step, stepsOf } from '../support/workflows';

const steps = [...exampleWorkflows, ...readmeWorkflows].flatMap((workflow) =>
  stepsOf(workflow).map((step) => ({ title: workflow.title, step })),
);
const scriptsWith = (word: string) => steps.filter(({ step }) => step.run?.includes(word));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'example-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeWith(
  ['bash', 'curl', 'jq', ['GNU date', gnuDate()]],
  'The list of upcoming webinars',
  () => {
    const scripts = scriptsWith('https://api.getgo.com/');

    let certificates: TestCertificates;
    let api: StandInServer;
    let answer: Answer;
    beforeAll(async () => {
      certificates = await makeCertificates(['api.getgo.com']);
      api = await startStandInServer({ tls: certificates.tls, respond: () => answer });
    });
    afterAll(() => Promise.all([api.close(), certificates.remove()]));

    /** Runs the script as it is; curl is told where the host is, and whom to trust. */
    const list = async (step: (typeof scripts)[number]['step']) => {
      await writeFile(
        join(folder, '.curlrc'),
        `connect-to = "api.getgo.com:443:${new URL(api.origin).host}"\ncacert = "${certificates.caFile}"\n`,
      );
      return runScript(step, {
        values: {
          'steps.goto.outputs.access-token': issuedAccessToken,
          'steps.goto.outputs.organizer-key': organizerKey,
        },
        env: { CURL_HOME: folder },
      });
    };

    it('is in the example and in the README', () => {
      expect(scripts).toHaveLength(2);
    });

    it.each(scripts)(
      'asks for those of the next 30 days, and sorts them ($title)',
      async ({ step }) => {
        const webinar = (subject: string, startTime: string) => ({
          webinarKey: '9007199254740993003',
          subject,
          times: [{ startTime, endTime: startTime }],
        });
        answer = {
          status: 200,
          body: {
            _embedded: {
              webinars: [
                webinar('Second\tsteps', '2026-12-02T09:00:00Z'),
                webinar('First steps', '2026-12-01T09:00:00Z'),
              ],
            },
            page: { size: 200, totalElements: 2, totalPages: 1, number: 0 },
          },
        };
        const { exitCode, stdout, stderr } = await list(step);

        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        expect(stdout).toBe(
          '2026-12-01T09:00:00Z\tFirst steps\n2026-12-02T09:00:00Z\tSecond\\tsteps\n',
        );
        const request = api.requests.at(-1);
        expect(request).toMatchObject({
          method: 'GET',
          path: `/G2W/rest/v2/organizers/${organizerKey}/webinars`,
          headers: { host: 'api.getgo.com', authorization: `Bearer ${issuedAccessToken}` },
        });
        const [from = 0, to = 0] = ['fromTime', 'toTime'].map((name) => {
          const time = request?.query.get(name) ?? '';
          expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
          return Date.parse(time);
        });
        expect(Math.abs(from - Date.now())).toBeLessThan(60_000);
        expect(Math.abs(to - from - 30 * 24 * 3600 * 1000)).toBeLessThan(2_000);
        expect(request?.query.get('size')).toBe('200');
      },
    );

    it.each(scripts)('prints nothing when there are none ($title)', async ({ step }) => {
      answer = { status: 200, body: { page: { size: 200, totalElements: 0 } } };

      expect(await list(step)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    });

    it.each(scripts)('fails when GoTo refuses the token ($title)', async ({ step }) => {
      answer = { status: 403, body: { int_err_code: 'InvalidToken' } };
      const { exitCode, stdout, stderr } = await list(step);

      expect({ exitCode, stdout }).toEqual({ exitCode: 22, stdout: '' });
      expect(stderr).toContain('403');
      expect(stderr).not.toContain(issuedAccessToken);
    });
  },
);

describeWith(['bash', 'jq'], 'The report of a failed keep-alive', () => {
  const scripts = scriptsWith('gh issue');
  const step: Step = scripts[0]?.step ?? {};
  const title = String(step.env?.TITLE);

  interface Issue {
    number: number;
    title: string;
  }

  /** A gh that lists these issues and takes note of what else it is told. */
  const report = async (issues: Issue[] | 'refused', errorCode = 'write-back-failed') => {
    const gh = join(folder, 'gh');
    const notes = join(folder, 'notes');
    await writeFile(notes, '');
    await writeFile(gh, fakeGh);
    await chmod(gh, 0o755);
    const run = await runScript(step, {
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
        NOTES: notes,
      },
      programs: folder,
    });
    const calls = (await readFile(notes, 'utf8')).split('\n').filter(Boolean);
    return { ...run, calls: calls.map((line) => readCall(JSON.parse(line))) };
  };

  it('is in one example', () => {
    expect(scripts).toHaveLength(1);
  });

  it('opens an issue that names the run and the error-code', async () => {
    const { exitCode, calls } = await report([{ number: 3, title: 'Something else' }]);

    expect(exitCode).toBe(0);
    expect(calls).toEqual([
      { command: 'issue create', title, body: expect.stringContaining('write-back-failed') },
    ]);
    expect(calls[0]?.body).toContain('(https://github.com/octo/webinars/actions/runs/42)');
  });

  it('comments on the issue that is open already', async () => {
    const { exitCode, calls } = await report([
      { number: 3, title: `${title} again` },
      { number: 7, title },
    ]);

    expect(exitCode).toBe(0);
    expect(calls).toEqual([
      { command: 'issue comment 7', body: expect.stringContaining('write-back-failed') },
    ]);
  });

  it('says so when there is no error-code', async () => {
    const { calls } = await report([], '');

    expect(calls).toEqual([
      { command: 'issue create', title, body: expect.stringContaining('error-code: none') },
    ]);
  });

  it('fails, and opens nothing, when it cannot look for an open issue', async () => {
    const { exitCode, calls } = await report('refused');

    expect(exitCode).not.toBe(0);
    expect(calls).toEqual([]);
  });
});

const fakeGh = `#!${process.execPath}
const { execFileSync } = require('node:child_process');
const { appendFileSync } = require('node:fs');
const args = process.argv.slice(2);
const { ISSUES, NOTES, GH_TOKEN, GH_REPO } = process.env;
if (GH_TOKEN !== 'ghs_workflow' || GH_REPO !== 'octo/webinars') process.exit(4);
if (args[1] === 'list') {
  if (ISSUES === '"refused"') process.exit(1);
  const filter = args[args.indexOf('--jq') + 1];
  process.stdout.write(execFileSync('jq', ['--raw-output', filter], { input: ISSUES }));
} else {
  appendFileSync(NOTES, JSON.stringify(args) + '\\n');
}
`;

function readCall(args: string[]): { command: string; title?: string; body?: string } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { title: { type: 'string' }, body: { type: 'string' } },
  });
  return { command: positionals.join(' '), ...values };
}
