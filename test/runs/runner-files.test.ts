import { notForPersonalTokens } from '../support/github-answers';
import { tokenAnswer } from '../support/goto-answers';
import { write } from '../support/requests';
import type { ActionOptions } from '../support/run-action';
import { tellRuns } from '../support/scenarios';
import { rotates } from '../support/world';

/*
 * Runs whose outputs or summary the runner does not take.
 */

const broken: [string, Partial<ActionOptions>][] = [
  ['the output file is missing', { outputFile: 'missing' }],
  ['the output file is a directory', { outputFile: 'directory' }],
  ['there is no output file', { outputFile: 'unset' }],
  ['the summary is missing', { summaryFile: 'missing' }],
  ['the summary is a directory', { summaryFile: 'directory' }],
  ['there is no summary', { summaryFile: 'unset' }],
];
const full: [string, Partial<ActionOptions>][] = [
  ['the disk is full for outputs', { outputFile: 'full' }],
  ['the disk is full for the summary', { summaryFile: 'full' }],
];

tellRuns({ topic: 'runner-files', given: rotates }, (scenario) => {
  for (const [title, files] of [...broken, ...full]) {
    scenario(`${title} when the token is stored`, files);
  }
  for (const [title, files] of broken) {
    scenario(`${title} when the write is refused`, {
      ...files,
      given: ({ github }) => github.on(write, notForPersonalTokens()),
    });
  }
  scenario('the output file is a directory when nothing is rotated', {
    outputFile: 'directory',
    given: ({ goto }) => goto.next(tokenAnswer()),
  });
});
