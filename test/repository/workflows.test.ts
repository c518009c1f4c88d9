import { execFileSync, spawnSync } from 'node:child_process';
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
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { describeWith } from '../support/programs';
import {
  everyExample,
  everyWholeExample,
  everyWorkflow,
  exampleWorkflows,
  isOurs,
  jobsOf,
  ourName,
  ownWorkflows,
  readmeWorkflows,
  recipeWorkflows,
  stepsOf,
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

describe('the examples', () => {
  everyWorkflow(exampleWorkflows);
  everyExample(exampleWorkflows);
  everyWholeExample(exampleWorkflows);

  // Hosted runners no longer have Node 20, and warn of the root action.yml, which is declared for it.
  it.each(exampleWorkflows)('take the secrets from `goto`, and Node 24 ($title)', (example) => {
    for (const job of jobsOf(example)) {
      const ours = (job.steps ?? []).filter(isOurs);
      for (const { uses } of ours) {
        expect(job.environment).toBe('goto');
        expect(uses).toBe(`${ourName}/node24@v${version}`);
      }
    }
  });
});

describe('the recipes', () => {
  everyWorkflow(recipeWorkflows);
  everyExample(recipeWorkflows.filter(({ text }) => text.includes(ourName)));

  it('write the secret where they read it, and wait for their turn', () => {
    const jobs = recipeWorkflows.flatMap(jobsOf).filter(({ environment }) => environment);
    const [example] = exampleWorkflows.flatMap(jobsOf);

    expect(jobs.length).toBeGreaterThan(5);
    for (const { environment, concurrency, steps } of jobs) {
      expect(steps?.find((step) => step.id === 'goto')?.with).toMatchObject({ environment });
      expect(concurrency).toEqual(example?.concurrency);
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

const ownStep = (part: string) =>
  ownWorkflows.flatMap(stepsOf).find(({ run = '' }) => run.includes(part));

describeWith(['bash'], 'what is committed to dist/', () => {
  /** Runs the step of commit-dist.yml that looks at the artifact. */
  function check(prepare: (dist: string) => void) {
    const folder = mkdtempSync(join(tmpdir(), 'artifact-'));
    try {
      mkdirSync(join(folder, 'dist/chunks'), { recursive: true });
      writeFileSync(join(folder, 'dist/chunks/1.index.js'), '');
      prepare(join(folder, 'dist'));
      return spawnSync('bash', ['-e', '-c', ownStep('find dist')?.run ?? ''], { cwd: folder })
        .status;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('may be plain files in folders', () => {
    expect(check(() => undefined)).toBe(0);
  });

  it.each<[string, (dist: string) => void]>([
    ['a repository, in any case', (dist) => mkdirSync(join(dist, 'chunks/.GIT'))],
    ['attributes', (dist) => writeFileSync(join(dist, '.gitattributes'), '')],
    ['a link to a file', (dist) => symlinkSync('/etc/passwd', join(dist, 'index.js'))],
    ['a pipe', (dist) => execFileSync('mkfifo', [join(dist, 'index.js')])],
  ])('may not be %s', (_what, prepare) => {
    expect(check(prepare)).toBe(1);
  });
});

describeWith(['bash'], 'the release notes', () => {
  /** Runs the step of release.yml that cuts the notes. */
  function cut(tag: string) {
    const folder = mkdtempSync(join(tmpdir(), 'notes-'));
    try {
      for (const file of ['CHANGELOG.md', 'package.json']) {
        copyFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), join(folder, file));
      }
      const env = { ...process.env, GITHUB_REF_NAME: tag };
      const { status } = spawnSync('bash', ['-e', '-c', ownStep('CHANGELOG.md')?.run ?? ''], {
        cwd: folder,
        env,
      });
      return status === 0 ? readFileSync(join(folder, 'release/notes.md'), 'utf8') : status;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('are the entry of that version in the changelog', () => {
    const notes = cut(`v${version}`);

    expect(notes).toMatch(/^### Added$/m);
    expect(notes).not.toMatch(/^## /m);
  });

  it('are refused for the tag of another version', () => {
    expect(cut('v0.0.1')).toBe(1);
  });
});
