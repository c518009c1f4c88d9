import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scripts, withScript } from '../../scripts/examples';
import { startWebinarJob } from '../support/webinar-stand-in';

// The other tests run the script as the workflow has it.
it.each(scripts)('%s.yml has the script that its file has', (example) => {
  const workflow = readFileSync(new URL(`../../examples/${example}.yml`, import.meta.url), 'utf8');
  expect(workflow, 'run "npx tsx scripts/examples.ts"').toBe(withScript(example));
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
