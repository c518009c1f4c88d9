import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scriptOf } from '../../scripts/examples';
import { issuedAccessToken, organizerKey } from '../support/goto-stand-in';
import { describeWith, gnuDate, whereIs } from '../support/programs';
import { startWebinarJob, type WebinarJob } from '../support/webinar-job';
import { expiredToken, type RegistrantSeed, tooManyRequests } from '../support/webinar-stand-in';
import { codeBlocks, runStep } from '../support/workflows';

const document = readFileSync(
  new URL('../../docs/calling-goto-webinar.md', import.meta.url),
  'utf8',
);
const commands = codeBlocks(document).filter(({ language }) => language === 'bash');
const [definition = '', ...calls] = commands.map(({ text }) => text);

const webinarKey = '9007199254740993201';
const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

const needs = ['bash', 'curl', 'jq', ['GNU date', gnuDate()] as [string, boolean]];
describeWith(needs, 'docs/calling-goto-webinar.md', () => {
  let job: WebinarJob;
  let programs: string;
  beforeEach(async () => {
    programs = await mkdtemp(join(tmpdir(), 'programs-'));
    job = await startWebinarJob();
    job.api.webinars.push({
      webinarKey,
      subject: 'First\tsteps',
      times: ['2026-01-01T09:00:00Z', tomorrow].map((time) => ({ startTime: time, endTime: time })),
      registrants: people,
    });
    job.api.sessions.push({
      sessionKey: '1001',
      webinarKey,
      webinarName: 'First steps',
      startTime: '2026-11-25T09:00:00Z',
      endTime: '2026-11-25T10:00:00Z',
      registrantsAttended: 2,
      registrantCount: 2,
      attendees: people.map((person) => ({ ...person, attendanceTimeInSeconds: 60 })),
    });
  });
  afterEach(async () => {
    await job.close();
    await rm(programs, { recursive: true });
  });

  /** Runs commands of the document as one step. @returns also the arguments that curl got */
  async function run(...scripts: string[]) {
    const log = join(programs, 'arguments');
    await writeFile(log, '');
    await writeFile(
      join(programs, 'curl'),
      `#!/usr/bin/env bash\nprintf '%s\\n' "$@" >> '${log}'\nexec ${whereIs('curl')} "$@"\n`,
    );
    await chmod(join(programs, 'curl'), 0o755);
    const given = {
      ACCESS_TOKEN: issuedAccessToken,
      ORGANIZER_KEY: organizerKey,
      WEBINAR_KEY: webinarKey,
      SESSION_KEY: '1001',
    };
    const script = [definition, ...scripts].join('\n');
    const result = await runStep(
      { run: script },
      { values: {}, env: { ...job.env, ...given }, programs },
    );
    return { ...result, args: await readFile(log, 'utf8') };
  }

  it('has commands that do what it says', async () => {
    const { exitCode, stdout, stderr } = await run(...calls);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout.replaceAll(tomorrow, '‹tomorrow›')).toMatchFileSnapshot(
      'files/calling-goto-webinar.txt',
    );
    expect(job.api.registered).toEqual([
      { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' },
    ]);
  });

  it('shows the access token to no list of processes', async () => {
    const { args } = await run(...calls);

    expect(args).toContain('--fail-with-body');
    expect(args).not.toContain(issuedAccessToken);
  });

  it('prints nothing where nothing was found', async () => {
    job.api.webinars.splice(0);

    expect(await run(calls[0] as string)).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('asks again when GoTo is busy, and prints only the last answer', async () => {
    job.api.on({}, tooManyRequests());
    const { exitCode, stdout } = await run(`call "/webinars/$WEBINAR_KEY" | jq -c '[.webinarKey]'`);

    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `["${webinarKey}"]\n` });
  });

  it('says why GoTo refused', async () => {
    job.api.on({}, expiredToken());
    const { exitCode, stdout, stderr } = await run(calls[0] as string);

    expect({ exitCode, stdout }).toEqual({ exitCode: 22, stdout: '' });
    expect(stderr).toContain('{"int_err_code":"InvalidToken"}');
    expect(stderr).not.toContain(issuedAccessToken);
  });

  it('reads keys in JavaScript as the examples do', () => {
    const [snippet] = codeBlocks(document).filter(({ language }) => language === 'js');

    const script = scriptOf('attendance-report').replaceAll(/\s+/g, ' ');
    expect(script).toContain(snippet?.text.replaceAll(/\s+/g, ' ').trim());
  });
});

const people: RegistrantSeed[] = [1n, 2n].map((digit) => ({
  registrantKey: 9007199254740993000n + digit,
  firstName: 'Grace',
  lastName: 'Hopper',
  email: `grace${digit}@example.com`,
  status: 'APPROVED',
}));
