import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scriptOf } from '../../scripts/examples';
import { issuedAccessToken, organizerKey } from '../support/goto-stand-in';
import { describeWith, whereIs } from '../support/programs';
import {
  expiredToken,
  startWebinarJob,
  tooManyRequests,
  type WebinarJob,
} from '../support/webinar-stand-in';
import { codeBlocks, runScript } from '../support/workflows';

const document = readFileSync(
  new URL('../../docs/calling-goto-webinar.md', import.meta.url),
  'utf8',
);
const commands = codeBlocks(document).filter(({ language }) => language === 'bash');
const [definition = '', ...calls] = commands.map(({ text }) => text);

const webinarKey = '9007199254740993201';
const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
const people = ['1', '2'].map((digit) => ({
  registrantKey: `900719925474099300${digit}`,
  email: `grace${digit}@example.com`,
  status: 'APPROVED',
}));

const gnuDate = spawnSync('date', ['-d', 'tomorrow']).status === 0;
const needs = ['bash', 'curl', 'jq', ['GNU date', gnuDate] as [string, boolean]];
describeWith(needs, 'docs/calling-goto-webinar.md', () => {
  let job: WebinarJob;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'calls-'));
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
  afterEach(() => rm(folder, { recursive: true }));

  /** Runs commands of the document as one step. */
  const run = (...scripts: string[]) =>
    runScript([definition, ...scripts].join('\n'), folder, {
      ...job.machine,
      ACCESS_TOKEN: issuedAccessToken,
      ORGANIZER_KEY: organizerKey,
      WEBINAR_KEY: webinarKey,
      SESSION_KEY: '1001',
    });

  it('has commands that do what it says, and show the access token to no list of processes', async () => {
    const curl = `#!/usr/bin/env bash\nprintf '%s\\n' "$@" >> arguments\nexec ${whereIs('curl')} "$@"\n`;
    await writeFile(join(folder, 'curl'), curl, { mode: 0o755 });
    const { exitCode, stdout, stderr } = await run(...calls);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout.replaceAll(tomorrow, '‹tomorrow›')).toMatchFileSnapshot(
      'files/calling-goto-webinar.txt',
    );
    const ada = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
    expect(job.api.webinars[0]?.registrants?.at(-1)).toMatchObject(ada);
    const args = await readFile(join(folder, 'arguments'), 'utf8');
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
