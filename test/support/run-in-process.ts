import fs from 'node:fs';
import { run } from '../../src/action';
import { readOutputs } from './output-file';
import { type ActionOptions, prepareStep, type SeenRun } from './run-action';
import { readLog } from './runner-log';

/**
 * Runs the source as it is, in this process, so that coverage sees it. One at a time: variables and
 * stdout are the process's own.
 */
export async function runInProcess(options: ActionOptions): Promise<SeenRun> {
  const step = await prepareStep(options);
  const before = { ...process.env };
  const { write } = process.stdout;
  const { writeSync } = fs;
  let stdout = '';
  try {
    replaceEnv(step.env);
    process.stdout.write = ((chunk: string | Uint8Array, written?: () => void) => {
      stdout += String(chunk);
      written?.();
      return true;
    }) as typeof write;
    fs.writeSync = ((fd: number, data: Uint8Array, offset: number) => {
      if (fd !== process.stdout.fd) return writeSync(fd, data, offset);
      stdout += Buffer.from(data.subarray(offset)).toString();
      return data.length - offset;
    }) as typeof writeSync;
    const exitCode = await run();
    const lines = stdout.split('\n').slice(0, -1);
    const { shown, annotations, masks } = readLog(lines, { debug: step.env.RUNNER_DEBUG === '1' });
    const [rawOutputs, summary] = await Promise.all([step.readOutputs(), step.readSummary()]);
    const outputs = readOutputs(rawOutputs);
    return { exitCode, stdout, lines, annotations, masks, log: shown, outputs, summary };
  } finally {
    process.stdout.write = write;
    fs.writeSync = writeSync;
    replaceEnv(before);
    await step.remove();
  }
}

function replaceEnv(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
}
