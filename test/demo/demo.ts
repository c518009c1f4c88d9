import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { committedBundle } from '../support/runner';
import * as page from './printed-page';
import { scenes } from './scenes';
import { Stage } from './stage';

/*
 * `npm run demo`: the shipped bundle does its whole job on this machine, without an account and
 * without a network. `npm run demo -- --verbose` prints the logs, the outputs and each claim;
 * `npm run demo -- path/to/index.js` shows another build.
 */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean', default: false } },
});
const isVerbose = values.verbose;
if (isVerbose) page.beVerbose();

const mostTime = 55_000;
// A real OAuth server decides by itself when to rotate; here the run does.
const rotate = (grant: number) => [2, 4, 5, 6].includes(grant);

async function demo(bundle: string): Promise<void> {
  page.title('goto-access-token, from the first grant to the last resort');
  page.paragraph(
    `All of it runs here: a real OAuth server in the part of GoTo, a stand-in for GitHub, and ${relative(process.cwd(), bundle)} as a runner starts it (Node ${process.versions.node}).${isVerbose ? ' *** is what the runner masks; a token is shown as #, a piece of its hash.' : ''}`,
  );
  const stage = await Stage.open({ rotate, bundle, deadline: mostTime });
  try {
    for (const [index, { title, story, play }] of scenes.entries()) {
      page.heading(`${index + 1} of ${scenes.length}: ${title}`);
      page.paragraph(story);
      await play(stage);
    }
  } finally {
    await stage.close();
  }
}

// Every run has its own limit; this one is for whatever else could keep the process up.
setTimeout(() => {
  page.conclusion(`The demo did not end within ${mostTime / 1000} seconds.`, false);
  process.exit(1);
}, mostTime + 1_000).unref();

try {
  await demo(resolve(positionals[0] ?? committedBundle));
  const seconds = (performance.now() / 1000).toFixed(1);
  page.conclusion(`All ${scenes.length} runs went as expected, in ${seconds} seconds.`, true);
  page.list([
    'Each new refresh token reached its secret, in each kind of place.',
    'GitHub refused one: the log held a command, and the end of the job stored it.',
    'No token was printed, and what is stored is what the OAuth server accepts.',
  ]);
  page.paragraph(
    `Next: "Set up" in README.md.${isVerbose ? '' : ' All logs: npm run demo -- --verbose'}`,
  );
} catch (failure) {
  const what = failure instanceof Error ? failure.message : String(failure);
  page.conclusion(`The demo did not go as expected.\n${what}`, false);
  process.exitCode = 1;
}
