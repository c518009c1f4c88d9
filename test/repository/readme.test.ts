import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { optionNames } from '../../src/command/options';
import { usage } from '../../src/command/usage';
import { errorCodes } from '../../src/errors';
import { anchorOf, codeBlocks, headingsOf, withoutCode } from '../support/markdown';
import {
  everyExample,
  everyPinnedWorkflow,
  everyWholeExample,
  everyWholeWorkflow,
  everyWorkflow,
} from '../support/workflow-rules';
import { declaration, readmeWorkflows } from '../support/workflows';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const readme = read('README.md');
const { inputs, outputs } = declaration;
const blocks = codeBlocks(readme);
const headings = headingsOf(readme);

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

  it('list the options of the command, each of which its usage explains', () => {
    const rows = tableUnder('Get your first token').map(([option = '']) => option);
    const listed = [...rows.join().matchAll(/--[a-z-]+/g)].map(([option]) => option);

    expect(new Set(listed)).toEqual(new Set(optionNames));
    expect(new Set(usage.match(/(?<=^ +)--[a-z-]+/gm))).toEqual(new Set(optionNames));
  });

  it('leave no cell without a meaning', () => {
    for (const heading of ['Get your first token', 'Inputs', 'Outputs', 'Troubleshooting']) {
      for (const row of tableUnder(heading)) expect(row.at(-1), row[0]).toMatch(/\S/);
    }
  });
});

describe('the headings of the README', () => {
  it('hold those that error texts point to', () => {
    const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' });
    const pointers = sources
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...read(`src/${file}`).matchAll(/README, "([^"]+)"/g)])
      .map(([, heading]) => heading);

    expect(pointers).toContain('Get your first token');
    expect(headings).toEqual(expect.arrayContaining(pointers));
  });

  it('hold those that its own links point to', () => {
    const links = [...withoutCode(readme).matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    const anchors = headings.map(anchorOf);

    expect(links.length).toBeGreaterThan(0);
    expect(anchors).toEqual(expect.arrayContaining(links));
  });
});

describe('the workflows of the README', () => {
  const complete = readmeWorkflows.filter(({ isComplete }) => isComplete);

  it('are at least a keep-alive and a webinar job', () => {
    expect(complete.length).toBeGreaterThanOrEqual(2);
  });

  it('use the outputs of the action at least once', () => {
    const used = readmeWorkflows.filter(({ text }) => text.includes('.outputs.access-token'));

    expect(used.length).toBeGreaterThan(0);
  });

  everyWorkflow(readmeWorkflows);
  everyPinnedWorkflow(readmeWorkflows);
  everyExample(readmeWorkflows);
  everyWholeWorkflow(complete);
  everyWholeExample(complete);
});

describe('the code blocks of the README', () => {
  it('are all in a language that these tests know', () => {
    const fences = [...readme.matchAll(/^ *```/gm)];

    expect(blocks).toHaveLength(fences.length / 2);
    expect(new Set(blocks.map(({ language }) => language))).toEqual(
      new Set(['yaml', 'bash', 'text', 'sh', 'mermaid']),
    );
  });
});

describe('the commands of the README', () => {
  it('let npx fetch the package from its address, which npm 12 refuses by itself', () => {
    const commands = readme.match(/^ *npx .*https:.*$/gm) ?? [];

    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(command).toContain('npx --allow-remote=root https://');
  });

  it('for a fresh machine are two, on a line each', () => {
    const commands = blocks.filter(({ language }) => language === 'sh');

    expect(commands).toMatchObject([
      { text: 'npm ci && npm run demo', indented: false },
      { text: 'npm test', indented: false },
    ]);
  });

  it('run scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm (?:run )?(?!ci\b|run\b|12 )(\w+)/g)].map(
      ([, name]) => name,
    );

    expect(named).toEqual(expect.arrayContaining(['demo', 'test', 'authorize']));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});

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
