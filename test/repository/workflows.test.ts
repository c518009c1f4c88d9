import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { describeWith } from '../support/programs';
import {
  everyExample,
  everyWorkflow,
  exampleWorkflows,
  isOurs,
  jobsOf,
  ourName,
  ownWorkflows,
  readmeWorkflows,
  recipeWorkflows,
  runScript,
  stepsOf,
  workflowOf,
} from '../support/workflows';

describe('the workflows of this repository', () => {
  everyWorkflow(ownWorkflows);

  it('run no code of the repository or its dependencies in a job that may write', () => {
    const mayWrite = ownWorkflows
      .flatMap(jobsOf)
      .filter(({ permissions = {} }) => Object.values(permissions).includes('write'));

    expect(mayWrite).not.toEqual([]);
    for (const { uses: called, steps = [] } of mayWrite) {
      expect(called).toBeUndefined();
      for (const { uses = '', run = '' } of steps) {
        expect(uses).not.toMatch(/^[.$]\//);
        expect(run).not.toMatch(/\b(npm|npx|node|tsx|sh|bash|python3?)\b|\.\//);
      }
    }
  });
});

const concurrency = { group: 'goto-token', queue: 'max', 'cancel-in-progress': false };

describe('the examples', () => {
  everyWorkflow(exampleWorkflows);
  everyExample(exampleWorkflows);

  // Hosted runners no longer have Node 20, and warn of the root action.yml, which is declared for it.
  it.each(exampleWorkflows)(
    'use Node 24, write the secret where they read it, and wait for their turn ($title)',
    (example) => {
      for (const { steps = [], ...job } of jobsOf(example)) {
        const step = steps.find(isOurs);
        if (!step) continue;
        expect(step.uses).toBe(`${ourName}/node24@v${version}`);
        expect(step.with?.environment).toBe('goto');
        expect(job).toMatchObject({ environment: 'goto', concurrency });
      }
    },
  );

  it('keep the login alive at least daily, at an odd minute, and on demand', () => {
    const scheduled = exampleWorkflows.map(workflowOf).filter(({ on }) => on.schedule);

    expect(scheduled).not.toEqual([]);
    for (const { on } of scheduled) {
      expect(on).toHaveProperty('workflow_dispatch');
      const cron = expect.stringMatching(/^\d?[1-9] (\d+|\*) \* \* \*$/);
      expect(on.schedule).toEqual([{ cron }]);
    }
  });
});

describe('the recipes', () => {
  everyWorkflow(recipeWorkflows);
  everyExample(recipeWorkflows.filter(({ text }) => text.includes(ourName)));

  it('write the secret where they read it, and wait for their turn', () => {
    const jobs = recipeWorkflows.flatMap(jobsOf).filter(({ environment }) => environment);

    expect(jobs.length).toBeGreaterThan(5);
    for (const { environment, steps = [], ...job } of jobs) {
      expect(steps.find(({ id }) => id === 'goto')?.with).toMatchObject({ environment });
      expect(job.concurrency).toEqual(concurrency);
    }
  });
});

// zizmor demands the commit, but does not look at the comment, nor across files.
it('workflows use one commit of an action everywhere, with its version beside it', () => {
  const uses = [...ownWorkflows, ...exampleWorkflows, ...readmeWorkflows, ...recipeWorkflows]
    .flatMap(({ text }) => [...text.matchAll(/\buses: (.+)$/gm)].map(([, used = '']) => used))
    .filter((used) => !used.startsWith('./') && !isOurs({ uses: used }));
  const pins = [...new Set(uses)];

  for (const pin of pins) expect(pin).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const actions = pins.map((pin) => pin.split('@')[0]);
  expect(actions).toEqual([...new Set(actions)]);
});

describeWith(['bash'], 'A step', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'step-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the one step of this repository that has this in its script. */
  async function run(part: string, env = {}) {
    const step = ownWorkflows.flatMap(stepsOf).find((each) => each.run?.includes(part));
    const { exitCode } = await runScript(step?.run ?? '', folder, env);
    return exitCode;
  }

  it.each<[what: string, exitCode: number, prepare: (dist: string) => void]>([
    ['plain files in folders', 0, () => undefined],
    ['a repository, in any case', 1, (dist) => mkdirSync(join(dist, 'chunks/.GIT'))],
    ['attributes', 1, (dist) => writeFileSync(join(dist, '.gitattributes'), '')],
    ['a link to a file', 1, (dist) => symlinkSync('/etc/passwd', join(dist, 'index.js'))],
    ['a pipe', 1, (dist) => execFileSync('mkfifo', [join(dist, 'index.js')])],
  ])('looks at the dist/ that is to be committed: %s', async (_what, exitCode, prepare) => {
    const dist = join(folder, 'dist');
    mkdirSync(join(dist, 'chunks'), { recursive: true });
    writeFileSync(join(dist, 'chunks/1.index.js'), '');
    prepare(dist);

    expect(await run('find dist')).toBe(exitCode);
  });

  it('cuts the release notes from the changelog, for the tag of this version only', async () => {
    for (const file of ['CHANGELOG.md', 'package.json'])
      copyFileSync(new URL(`../../${file}`, import.meta.url), join(folder, file));

    expect(await run('CHANGELOG.md', { GITHUB_REF_NAME: 'v0.0.1' })).toBe(1);
    expect(await run('CHANGELOG.md', { GITHUB_REF_NAME: `v${version}` })).toBe(0);
    const notes = readFileSync(join(folder, 'release/notes.md'), 'utf8');
    expect(notes).toMatch(/^### Added$/m);
    expect(notes).not.toMatch(/^## /m);
  });
});
