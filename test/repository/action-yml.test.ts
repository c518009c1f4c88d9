import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runSource } from '../support/action';
import { jwt, rotatingAnswer } from '../support/goto-stand-in';
import { someInputs } from '../support/some-inputs';
import { inRotatingWorld } from '../support/world';

interface Declaration {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, unknown>;
  runs: { using: string; main: string; post: string };
}

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const declaration = parse(read('action.yml')) as Declaration;
const { inputs, outputs } = declaration;

describe('the inputs of action.yml', () => {
  it('are the inputs that the code reads', () => {
    const text = read('src/action/inputs.ts');
    const named = [...text.matchAll(/\('([a-z]+(?:-[a-z]+)*)'/g)].map(([, name]) => name);

    expect(new Set(named)).toEqual(new Set(Object.keys(inputs)));
  });

  it('are read in inputs.ts alone', () => {
    const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.ts') && /get\w*Input\b|INPUT_/.test(read(`src/${path}`)));

    expect(files).toEqual(['action/inputs.ts']);
  });

  // test/action/inputs.test.ts holds the same defaults for an input that a workflow sets to ''.
  it('have defaults', () => {
    const defaults = Object.entries(inputs).map(([name, input]) => [name, input.default]);

    expect(Object.fromEntries(defaults)).toEqual({
      'secret-name': 'GOTO_REFRESH_TOKEN',
      repository: expression('github.repository'),
      'lookup-organizer': 'false',
      'token-url': 'https://authentication.logmeininc.com/oauth/token',
      'goto-api-url': 'https://api.getgo.com',
      'github-api-url': expression('github.api_url'),
    });
  });
});

it('action.yml declares the outputs that runs set', () =>
  inRotatingWorld(async (world) => {
    world.goto.next(rotatingAnswer({ refresh_token: jwt({ expiresAt: new Date() }) }));
    const rotated = await runSource({
      inputs: world.inputs({ 'lookup-organizer': 'true' }),
    });
    const failed = await runSource({ inputs: someInputs({ repository: 'webinars' }) });
    const set = { ...rotated.outputs, ...failed.outputs };

    expect(Object.keys(set).sort()).toEqual(Object.keys(outputs).sort());
  }));

it('node24/action.yml differs only in the runtime and the path to the bundle', () => {
  const [main, post] = ['dist/index.js', 'dist/post.js'];
  expect(declaration.runs).toEqual({ using: 'node20', main, post });
  expect(parse(read('node24/action.yml'))).toEqual({
    ...declaration,
    runs: { using: 'node24', main: `../${main}`, post: `../${post}` },
  });
});

function expression(of: string): string {
  return `\${{ ${of} }}`;
}
