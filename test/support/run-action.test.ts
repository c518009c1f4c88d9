import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ActionOptions, runAction } from './run-action';

const declaredInputs = `
inputs:
  client-id: { required: true }
  repository: { default: '\${{ github.repository }}' }
  github-api-url: { default: '\${{ github.api_url }}' }
  secret name: { default: GOTO }
`;

describe('runAction, as the runner', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'run-action-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const script = async (source: string): Promise<ActionOptions> => {
    const entry = join(directory, 'entry.mjs');
    const declaration = join(directory, 'action.yml');
    await writeFile(entry, `import fs from 'node:fs';\n${source}`);
    await writeFile(declaration, declaredInputs);
    return { entry, declaration, inputs: {} };
  };

  it('hands inputs over, declared defaults resolved, and refuses others', async () => {
    const options = await script(
      `console.log(JSON.stringify(Object.entries(process.env).filter(([name]) => name.startsWith('INPUT_'))));`,
    );
    const inputs = { 'client-id': ' a b ' };
    const run = await runAction({ ...options, inputs, env: { GITHUB_REPOSITORY: 'octo/other' } });
    expect(Object.fromEntries(JSON.parse(run.stdout))).toEqual({
      'INPUT_CLIENT-ID': ' a b ',
      INPUT_REPOSITORY: 'octo/other',
      'INPUT_GITHUB-API-URL': 'https://api.github.com',
      INPUT_SECRET_NAME: 'GOTO',
    });
    const misspelt = runAction({ ...options, inputs: { 'client-ID': 'x' } });
    await expect(misspelt).rejects.toThrow('client-ID');
  });

  it('lets nothing of its own environment through', async () => {
    process.env.NODE_EXTRA_CA_CERTS = '/nowhere';
    const { stdout } = await runAction(
      await script('console.log(Object.keys(process.env).sort().join(" "));'),
    );
    delete process.env.NODE_EXTRA_CA_CERTS;
    expect(stdout).not.toMatch(/NODE_|VITEST/);
  });

  it('tells what a step leaves behind: log, outputs, summary, exit code', async () => {
    const options = await script(`
      fs.appendFileSync(process.env.GITHUB_OUTPUT, 'a<<END\\n1\\n2\\nEND\\na<<END\\n3\\nEND\\nb=x=y\\nc<<E\\nE\\n');
      fs.appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# Done');
      console.log('::add-mask::s3cret');
      console.log('::error::s3cret is out');
      process.stdout.write('no line break');
      process.exitCode = 3;`);
    const run = await runAction(options);
    expect(run).toMatchObject({
      exitCode: 3,
      signal: null,
      stderr: '',
      lines: ['::add-mask::s3cret', '::error::s3cret is out', 'no line break'],
      annotations: [{ level: 'error', message: 's3cret is out' }],
      masks: ['s3cret'],
      log: 'Error: *** is out\nno line break',
      outputs: { a: '3', b: 'x=y', c: '' },
      summary: '# Done',
    });
  });

  it('refuses an output file with an output that does not end', async () => {
    const options = await script(`fs.appendFileSync(process.env.GITHUB_OUTPUT, 'a<<END\\n1\\n');`);
    await expect(runAction(options)).rejects.toThrow('delimiter END');
  });
});
