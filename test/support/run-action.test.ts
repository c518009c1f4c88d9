import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ActionOptions, runAction, startAction } from './run-action';

const declaredInputs = `
inputs:
  client-id: { required: true }
  repository: { default: '\${{ github.repository }}' }
  github-api-url: { default: '\${{ github.api_url }}' }
  secret name: { default: GOTO }
`;

describe('runAction', () => {
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

  it('hands inputs over as the runner does, declared defaults resolved', async () => {
    const options = await script(
      `console.log(JSON.stringify(Object.entries(process.env).filter(([name]) => name.startsWith('INPUT_'))));`,
    );
    const run = await runAction({
      ...options,
      inputs: { 'client-id': ' a b ' },
      env: { GITHUB_REPOSITORY: 'octo/other' },
    });
    expect(Object.fromEntries(JSON.parse(run.stdout))).toEqual({
      'INPUT_CLIENT-ID': ' a b ',
      INPUT_REPOSITORY: 'octo/other',
      'INPUT_GITHUB-API-URL': 'https://api.github.com',
      INPUT_SECRET_NAME: 'GOTO',
    });
  });

  it('refuses an input that action.yml does not declare', async () => {
    const options = await script('');
    await expect(runAction({ ...options, inputs: { 'client-ID': 'x' } })).rejects.toThrow(
      'client-ID',
    );
  });

  it('lets nothing of its own environment through', async () => {
    const options = await script('console.log(Object.keys(process.env).sort().join(" "));');
    process.env.NODE_EXTRA_CA_CERTS = '/nowhere';
    const { stdout } = await runAction(options);
    delete process.env.NODE_EXTRA_CA_CERTS;
    expect(stdout).not.toContain('NODE_');
    expect(stdout).not.toContain('VITEST');
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

  it('refuses an output file that the runner would refuse', async () => {
    const options = await script(`fs.appendFileSync(process.env.GITHUB_OUTPUT, 'a<<END\\n1\\n');`);
    await expect(runAction(options)).rejects.toThrow('delimiter END');
  });

  const unwritable = [
    ['missing', 'ENOENT'],
    ['directory', 'EISDIR'],
    ['unset', 'ERR_INVALID_ARG_TYPE'],
    ...(process.platform === 'linux' ? ([['full', 'ENOSPC']] as const) : []),
  ] as const;

  it.each(unwritable)('can hand over an output file that is %s', async (outputFile, code) => {
    const options = await script(`
      try { fs.writeFileSync(process.env.GITHUB_OUTPUT, 'a=1', { flag: 'r+' }); }
      catch (failure) { console.log(failure.code); }`);
    const run = await runAction({ ...options, outputFile });
    expect(run.lines).toEqual([code]);
    expect(run.outputs).toEqual({});
  });

  it('waits for a line, sends a signal and reports how it ended', async () => {
    const options = await script(`
      process.once('SIGINT', () => console.log('asked to stop'));
      console.log('ready');
      setInterval(() => {}, 1000);`);
    const action = await startAction(options);
    expect(await action.waitForLine(/^ready/)).toBe('ready');
    action.kill('SIGINT');
    await action.waitForLine('asked');
    action.kill('SIGTERM');
    expect(await action.result).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
    await expect(action.waitForLine('never')).rejects.toThrow('asked to stop');
  });

  it('can stop reading what the step prints', async () => {
    const options = await script(`
      process.stdout.on('error', (failure) => fs.writeFileSync(process.env.GITHUB_STEP_SUMMARY, failure.code));
      console.log('first');
      setInterval(() => console.log('more'), 20);
      setTimeout(() => process.exit(), 200);`);
    const run = await runAction({ ...options, closeStdoutAt: 'first' });
    expect(run.lines).toContain('first');
    expect(run.summary).toBe('EPIPE');
  });

  it('kills what takes too long and shows its log', async () => {
    const options = await script(`console.log('busy'); setInterval(() => {}, 1000);`);
    await expect(runAction({ ...options, timeLimitMs: 300 })).rejects.toThrow(/300 ms.*busy/s);
  });

  it('leaves no files behind', async () => {
    const options = await script('console.log(process.env.HOME);');
    const { stdout } = await runAction(options);
    expect(existsSync(stdout.trim())).toBe(false);
  });
});
