import { describe, expect, it } from 'vitest';
import { scripts, version } from '../../package.json';
import {
  everyExample,
  everyPinnedWorkflow,
  everyWholeExample,
  everyWholeWorkflow,
  everyWorkflow,
} from '../support/workflow-rules';
import {
  exampleWorkflows,
  jobsOf,
  ourName,
  ownWorkflows,
  readmeWorkflows,
  stepsOf,
} from '../support/workflows';

describe('the workflows of this repository', () => {
  everyWorkflow(ownWorkflows);
  everyWholeWorkflow(ownWorkflows);
  everyPinnedWorkflow(ownWorkflows);

  it('run scripts that package.json has', () => {
    const named = ownWorkflows
      .flatMap(stepsOf)
      .flatMap(({ run = '' }) => [...run.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)])
      .map(([, script]) => script);

    expect(named).toEqual(expect.arrayContaining(['check', 'test:smoke', 'release-notes']));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  it('run no code of the repository or its dependencies where a job may write', () => {
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

it('pin an action of others at one commit, wherever it is used', () => {
  const everywhere = [...ownWorkflows, ...exampleWorkflows, ...readmeWorkflows];
  const pinned = everywhere.flatMap(
    ({ text }) => text.match(/\b[\w-]+\/[\w-]+@[0-9a-f]{40}\b/g) ?? [],
  );
  const actions = [...new Set(pinned)].map((pin) => pin.split('@')[0]);

  expect(actions.length).toBeGreaterThan(0);
  expect(actions).toEqual([...new Set(actions)]);
});

describe('the examples', () => {
  everyWorkflow(exampleWorkflows);
  everyWholeWorkflow(exampleWorkflows);
  everyPinnedWorkflow(exampleWorkflows);
  everyExample(exampleWorkflows);
  everyWholeExample(exampleWorkflows);

  it.each(exampleWorkflows)('begin with when to use them ($title)', ({ text }) => {
    expect(text).toMatch(/^# When to use it: /);
  });

  it.each(exampleWorkflows)('use the version that package.json names ($title)', ({ text }) => {
    const used = [...text.matchAll(new RegExp(`${ourName}@(\\S+)`, 'g'))].map(([, tag]) => tag);

    expect(used).toEqual([`v${version}`]);
  });
});
