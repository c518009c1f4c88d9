import { run } from '../../src/action/run';
import { capture } from './captured-process';
import { readOutputs } from './output-file';
import { type ActionOptions, prepareStep, type SeenRun } from './run-action';
import { readLog } from './runner-log';

/** Runs the source as it is, in this process, so that coverage sees it. One at a time. */
export async function runInProcess(options: ActionOptions): Promise<SeenRun> {
  const step = await prepareStep(options);
  try {
    return await capture({ env: step.env }, async (captured) => {
      const exitCode = await run();
      const { stdout } = captured;
      const lines = stdout.split('\n').slice(0, -1);
      const debug = step.env.RUNNER_DEBUG === '1';
      const { shown, annotations, masks } = readLog(lines, { debug });
      const [rawOutputs, summary] = await Promise.all([step.readOutputs(), step.readSummary()]);
      const outputs = readOutputs(rawOutputs);
      return { exitCode, stdout, lines, annotations, masks, log: shown, outputs, summary };
    });
  } finally {
    await step.remove();
  }
}
