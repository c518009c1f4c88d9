import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { optionNames, usage } from '../../src/command/options';
import { errorCodes } from '../../src/errors';
import {
  declaration,
  everyExample,
  everyWorkflow,
  exampleWorkflows,
  headingsOf,
  isOurs,
  jobsOf,
  readmeWorkflows,
} from '../support/workflows';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const readme = read('README.md');
const { inputs, outputs } = declaration;

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

  it.each([
    ['Outputs', Object.keys(outputs)],
    ['Troubleshooting', errorCodes],
  ])('list all %s, in the order of the code', (heading, names) => {
    const listed = tableUnder(heading).map(([name = '']) => name.replace(/^<a .*<\/a>/, ''));

    expect(listed).toEqual(names.map((name) => `\`${name}\``));
  });

  it('have an anchor for each error, to which the error leads', () => {
    const anchors = tableUnder('Troubleshooting').map(([name = '']) => /id="(.+)"/.exec(name)?.[1]);

    expect(anchors).toEqual(errorCodes);
  });
});

it('docs/command.md lists the options of the command, as its usage does', () => {
  const rows = read('docs/command.md').match(/^\| `--.*?\|/gm) ?? [];

  expect(new Set(rows.join().match(/--[a-z-]+/g))).toEqual(new Set(optionNames));
  expect(new Set(usage.match(/(?<=^ +)--[a-z-]+/gm))).toEqual(new Set(optionNames));
});

it('the README has the headings that error messages name', () => {
  const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' });
  const named = sources
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...read(`src/${file}`).matchAll(/README, "([^"]+)"/g)])
    .map(([, heading]) => heading);

  expect(named).toContain('Set up');
  expect(headingsOf(readme)).toEqual(expect.arrayContaining(named));
});

describe('the workflows of the README', () => {
  everyWorkflow(readmeWorkflows);
  everyExample(readmeWorkflows);

  it('are whole, and wait for their turn with the examples', () => {
    for (const job of readmeWorkflows.flatMap(jobsOf)) {
      const { group, queue } = Object(exampleWorkflows.flatMap(jobsOf).at(0)?.concurrency);
      expect(job.concurrency).toEqual({ group, queue });
      expect(job.steps?.find(isOurs)?.with?.environment).toBe(job.environment);
    }
  });
});

it('the issue form lists every error code', () => {
  const form = parse(read('.github/ISSUE_TEMPLATE/failure.yml'));
  const field = form.body.find(({ id }: { id?: string }) => id === 'error-code');

  expect(field.attributes.options).toEqual([...errorCodes, 'none was shown']);
});

/** The cells of the one table under a heading, without its head. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [own = ''] = section.split(/^#/m);
  const lines = own.split('\n').filter((line) => line.startsWith('|'));
  const [, rule, ...rows] = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  if (!rule?.includes('---') || rows.length === 0) {
    throw new Error(`The README has no table under ${heading}.`);
  }
  return rows.map((cells) => cells.slice(1, -1));
}
