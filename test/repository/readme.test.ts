import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { optionNames, usage } from '../../src/command/options';
import { errorCodes } from '../../src/errors';
import {
  codeBlocks,
  declaration,
  everyExample,
  everyWorkflow,
  exampleWorkflows,
  headingsOf,
  isOurs,
  jobsOf,
  ourName,
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

it('the README takes six minutes to read', () => {
  expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1_400);
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

it('the commands of the set-up have nothing in them to replace', () => {
  const [, setUp = ''] = readme.split('\n## Set up\n');
  const [own = ''] = setUp.split(/^## /m);
  const commands = codeBlocks(own).flatMap(({ text }) => text.trim().split('\n'));

  expect(commands.filter((line) => line.startsWith('npx '))).toHaveLength(2);
  for (const command of commands.join('\n').replaceAll(ourName, '').split('\n')) {
    expect(command).not.toMatch(/octo|[A-Z]+\/[A-Z]+|[<{…]/);
  }
});

it('the README marks every code block with a language that these tests know', () => {
  const languages = codeBlocks(readme).map(({ language }) => language);

  expect(languages).toHaveLength([...readme.matchAll(/^ *```/gm)].length / 2);
  expect(new Set(languages)).toEqual(new Set(['yaml', 'sh']));
});

it('the README gives a command that asks something a block of its own', () => {
  // What is pasted after it would be taken for the answer.
  for (const { text } of codeBlocks(readme)) {
    if (/^(npx|gh secret set) /m.test(text)) expect(text.trim().split('\n')).toHaveLength(1);
  }
});

it('the README lets npx fetch the package from a URL, which npm 12 refuses by default', () => {
  const commands = readme.match(/^ *npx .*https:.*$/gm) ?? [];

  expect(commands).not.toEqual([]);
  for (const command of commands) expect(command).toContain('npx --allow-remote=root https://');
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
