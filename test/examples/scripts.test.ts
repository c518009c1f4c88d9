import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ownScriptOf, scripts, withScript } from '../../scripts/examples';
import { startWebinarJob } from '../support/webinar-stand-in';

const workflow = (example: string) =>
  readFileSync(new URL(`../../examples/${example}.yml`, import.meta.url), 'utf8');

// The other tests run the script as the workflow has it.
it.each(scripts)('%s.yml has the script that its file has', (example) => {
  expect(workflow(example), 'run "npx tsx scripts/examples.ts"').toBe(withScript(example));
});

it.each(scripts)('%s.yml is short enough to be read', (example) => {
  const lines = (text: string) => text.trim().split('\n').length;
  expect(lines(ownScriptOf(example))).toBeLessThanOrEqual(110);
  expect(lines(workflow(example))).toBeLessThanOrEqual(260);
});

it.each([
  ['attendance-report', { isPublic: true }, '', 'Use a private repository'],
  ['registrants', { isPublic: true }, '', 'Use a private repository'],
  ['register', { isPublic: true }, '1', 'Use a private repository'],
  ['registrants', {}, '123-456-789', 'The webinar key is the number'],
  ['register', {}, '../../organizers', 'The webinar key is the number'],
])('%s.yml asks nothing of GoTo with %o and the key %o', async (example, options, key, message) => {
  const job = await startWebinarJob(options);
  const values = { 'inputs.webinar-key': key, 'inputs.details': '' };
  const { exitCode, log } = await job.run(example, { values });

  expect({ exitCode, log }).toEqual({ exitCode: 1, log: expect.stringContaining(message) });
  expect(job.api.requests).toEqual([]);
});
