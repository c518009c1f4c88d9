import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Inputs, readInputs } from '../../src/action/inputs';
import { Secrets } from '../../src/redactor';
import { actionYml, inputVariables } from '../support/action-inputs';
import { someInputs } from '../support/some-inputs';

interface Declaration {
  name: string;
  description: string;
  branding: { icon: string; color: string };
  inputs: Record<string, { description?: string; required?: boolean; default?: string }>;
  outputs: Record<string, { description?: string }>;
  runs: { using: string; main: string };
}

const root = new URL('../../', import.meta.url);
const declaration = parse(readFileSync(actionYml, 'utf8')) as Declaration;
const { inputs, outputs, runs } = declaration;
const required = ['client-id', 'client-secret', 'refresh-token', 'github-token'];

const realEnv = process.env;
afterEach(() => {
  process.env = realEnv;
});

describe('the inputs of action.yml', () => {
  it('are those the code reads, and no others', () => {
    const names = Object.keys(inputs).sort();

    expect(inputsReadFor([{}, { environment: 'goto' }, { organization: 'octo' }])).toEqual(names);
    // A read behind a condition that none of the three meets would escape the recording.
    expect(inputsNamedIn('inputs.ts')).toEqual(names);
  });

  it('are read in inputs.ts alone', () => {
    const readers = sources().filter(({ tree }) =>
      calls(tree).some(({ name }) => /^get\w*Input$/.test(name)),
    );
    const namers = sources().filter(({ tree }) => tree.text.includes('INPUT_'));

    expect([...readers, ...namers].map(({ file }) => file)).toEqual(['inputs.ts']);
  });

  it('are required where the action cannot do without', () => {
    const demanded = Object.keys(inputs).filter((name) => inputs[name]?.required);

    expect(demanded).toEqual(required);
    for (const name of required) {
      expect(() => inputsFor(someInputs({ [name]: '' }))).toThrow(`The input ${name} is empty`);
    }
  });

  it('have the promised defaults', () => {
    const defaults = Object.entries(inputs).flatMap(([name, input]) =>
      input.default === undefined ? [] : [[name, input.default]],
    );

    expect(Object.fromEntries(defaults)).toEqual({
      'secret-name': 'GOTO_REFRESH_TOKEN',
      repository: expression('github.repository'),
      'lookup-organizer': 'false',
      'token-url': 'https://authentication.logmeininc.com/oauth/token',
      'goto-api-url': 'https://api.getgo.com',
      'github-api-url': expression('github.api_url'),
    });
  });

  it('have the defaults the code falls back on', () => {
    const given = Object.fromEntries(
      Object.entries(someInputs()).filter(([name]) => required.includes(name)),
    );
    const nothingElse = Object.fromEntries(Object.keys(inputs).map((name) => [name, '']));

    expect(inputsFor(given)).toEqual(inputsFor({ ...nothingElse, ...given }));
  });
});

describe('the outputs of action.yml', () => {
  it('are those the code sets, and no others', () => {
    expect(outputsSet()).toEqual(Object.keys(outputs).sort());
  });

  it('are those of the Outputs interface, in the same order', () => {
    const { tree } = sources().find(({ file }) => file === 'report.ts') as Source;
    const declared = tree.statements
      .filter(ts.isInterfaceDeclaration)
      .filter(({ name }) => name.text === 'Outputs')
      .flatMap(({ members }) => members.map((member) => textOf(member.name)));

    expect(declared).toEqual(Object.keys(outputs));
  });

  it('are set through Report.outputs alone', () => {
    const setters = sources().flatMap(({ file, tree }) =>
      calls(tree)
        .filter(({ name }) => name === 'setOutput')
        .map(() => file),
    );

    expect(setters).toEqual(['report.ts']);
  });
});

describe('the action', () => {
  it('runs the committed bundle on Node 20', () => {
    expect(runs).toEqual({ using: 'node20', main: 'dist/index.js' });
    expect(existsSync(new URL(runs.main, root))).toBe(true);
  });

  it('has what a listing shows', () => {
    expect(declaration).toMatchObject({
      name: expect.stringMatching(/\S/),
      description: expect.stringMatching(/\S/),
      branding: { icon: expect.stringMatching(/\S/), color: expect.stringMatching(/\S/) },
    });
  });

  it('describes every input and output', () => {
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)]) {
      expect(description).toMatch(/^\S.*\.$/s);
    }
  });
});

const expression = (of: string) => `\${{ ${of} }}`;

/** What the code makes of the inputs that a step gives, the runner's variables being fixed. */
function inputsFor(given: Record<string, string>): Inputs {
  process.env = environmentFor(given);
  return readInputs(new Secrets(() => undefined));
}

/** The names of the inputs that the code reads in any of these runs. */
function inputsReadFor(runs: Record<string, string>[]): string[] {
  const names = new Set<string>();
  for (const given of runs) {
    process.env = new Proxy(environmentFor(someInputs(given)), {
      get(env, variable) {
        if (String(variable).startsWith('INPUT_')) names.add(String(variable));
        return Reflect.get(env, variable);
      },
    });
    readInputs(new Secrets(() => undefined));
  }
  return [...names].map((name) => name.slice('INPUT_'.length).toLowerCase()).sort();
}

function environmentFor(given: Record<string, string>): Record<string, string> {
  const runner = {
    GITHUB_REPOSITORY: 'octo/webinars',
    GITHUB_API_URL: 'https://github.example.com/api/v3',
  };
  return { ...runner, ...inputVariables(given, runner) };
}

interface Source {
  file: string;
  tree: ts.SourceFile;
}

function sources(): Source[] {
  const folder = fileURLToPath(new URL('src/action/', root));
  // The command in src/command has options, and no inputs.
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return files.map((file) => ({
    file,
    tree: ts.createSourceFile(
      file,
      readFileSync(`${folder}${file}`, 'utf8'),
      ts.ScriptTarget.Latest,
    ),
  }));
}

/** Every call in a file, with the last part of the callee's name: `report.outputs(…)` is 'outputs'. */
function calls(tree: ts.SourceFile): { name: string; args: readonly ts.Expression[] }[] {
  const found: { name: string; args: readonly ts.Expression[] }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const { expression: callee, arguments: args } = node;
      const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
      found.push({ name: ts.isIdentifier(name) ? name.text : '', args });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The names given as text to the toolkit's readers, or to `boolean`, which hands its own on. */
function inputsNamedIn(file: string): string[] {
  const { tree } = sources().find((source) => source.file === file) as Source;
  const named = calls(tree)
    .filter(({ name }) => /^(get\w*Input|boolean)$/.test(name))
    .flatMap(({ args: [first] }) => (first && ts.isStringLiteral(first) ? [first.text] : []));
  return [...new Set(named)].sort();
}

/** The names of all outputs that are set anywhere; a call that does not spell them out is an error. */
function outputsSet(): string[] {
  const names = sources()
    .flatMap(({ tree }) => calls(tree))
    .filter(({ name }) => name === 'outputs')
    .flatMap(({ args: [first] }) => {
      if (!first || !ts.isObjectLiteralExpression(first)) throw new Error('outputs(…) of what?');
      return first.properties.map(({ name }) => textOf(name));
    });
  return [...new Set(names)].sort();
}

function textOf(name: ts.PropertyName | undefined): string {
  if (name && (ts.isIdentifier(name) || ts.isStringLiteral(name))) return name.text;
  throw new Error('A name that is not spelt out.');
}
