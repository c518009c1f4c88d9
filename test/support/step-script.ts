import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type ProcessRun, runProcess } from './process';
import type { WorkflowStep } from './workflows';

interface ScriptOptions {
  /** What the expressions in the step's `env` stand for. */
  values: Record<string, string>;
  /** What the runner itself and the test set. */
  env?: Record<string, string>;
  /** A folder of programs that come before those of the machine. */
  programs?: string;
}

/** Runs the script of a step as the runner does with `shell: bash`. */
export async function runStep(
  step: WorkflowStep,
  { values, env = {}, programs }: ScriptOptions,
): Promise<Pick<ProcessRun, 'exitCode' | 'stdout' | 'stderr'>> {
  const folder = await mkdtemp(join(tmpdir(), 'step-'));
  try {
    const script = join(folder, 'script.sh');
    await writeFile(script, step.run ?? '');
    const { exitCode, stdout, stderr } = await runProcess(
      ['bash', '--noprofile', '--norc', '-eo', 'pipefail', script],
      {
        cwd: folder,
        env: {
          PATH: [programs, process.env.PATH].filter(Boolean).join(delimiter),
          HOME: folder,
          ...env,
          ...environmentOf(step, values),
        },
      },
    );
    return { exitCode, stdout, stderr };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The `env` of a step, with its expressions evaluated. */
export const environmentOf = ({ env = {} }: WorkflowStep, values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, evaluate(String(value), values)]),
  );

function evaluate(template: string, values: Record<string, string>): string {
  return template.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_expression, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The step's env uses an unknown ${name}.`);
    return value;
  });
}
