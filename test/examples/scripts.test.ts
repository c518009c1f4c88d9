import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownScriptOf, scriptOf, scripts, withScript } from '../../scripts/examples';
import { startWebinarJob } from '../support/webinar-job';

const workflow = (example: string) =>
  readFileSync(new URL(`../../examples/${example}.yml`, import.meta.url), 'utf8');

it.each(scripts)('%s.yml has the script that its file has', (example) => {
  expect(workflow(example), 'run "npx tsx scripts/examples.ts"').toBe(withScript(example));
});

it.each(scripts)('%s.yml is short enough to be read', (example) => {
  const lines = (text: string) => text.trim().split('\n').length;
  expect(lines(ownScriptOf(example))).toBeLessThanOrEqual(110);
  expect(lines(workflow(example))).toBeLessThanOrEqual(260);
});

// The other tests run the files. What a workflow holds must have all that it uses, too.
it.each(scripts)('%s.yml runs as a whole', async (example) => {
  const job = await startWebinarJob();
  const folder = await mkdtemp(join(tmpdir(), 'example-'));
  try {
    const script = join(folder, 'script.cjs');
    const body = `module.exports = async ({ core, github, context }) => {\n${scriptOf(example)}};\n`;
    await writeFile(script, body);
    const time = { startTime: '2026-11-26T05:00:00Z', endTime: '2026-11-26T05:30:00Z' };
    const registrants = [
      { registrantKey: 1n, firstName: 'A', lastName: 'B', email: 'a@example.com' },
    ];
    job.api.webinars.push({ webinarKey: '1', subject: 'One', times: [time], registrants });
    const values = { 'inputs.webinar-key': '1', 'inputs.details': 'true' };
    const list = 'firstName,lastName,email\nC,D,c@example.com\n';
    const { exitCode, log } = await job.run(example, { values, list, script });

    expect({ exitCode, log }).toEqual({ exitCode: 0, log: expect.not.stringContaining('error') });
    expect(job.api.requests.map(({ status }) => status)).toContain(200);
  } finally {
    await Promise.all([job.close(), rm(folder, { recursive: true })]);
  }
});

it.each([
  ['attendance-report', { isPublic: true }, '', 'Use a private repository'],
  ['registrants', { isPublic: true }, '', 'Use a private repository'],
  ['register', { isPublic: true }, '1', 'Use a private repository'],
  ['registrants', {}, '123-456-789', 'The webinar key is the number'],
  ['register', {}, '../../organizers', 'The webinar key is the number'],
])('%s.yml asks nothing of GoTo with %o and the key %o', async (example, options, key, message) => {
  const job = await startWebinarJob(options);
  try {
    const { exitCode, log } = await job.run(example, { values: { 'inputs.webinar-key': key } });

    expect({ exitCode, log }).toEqual({ exitCode: 1, log: expect.stringContaining(message) });
    expect(job.api.requests).toEqual([]);
  } finally {
    await job.close();
  }
});
