import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from './process';
import { runtime } from './runtimes';
import { environmentOf } from './step-script';
import type { WorkflowStep } from './workflows';

const program = fileURLToPath(new URL('./github-script-process.ts', import.meta.url));

export interface GitHubScriptOptions {
  /** What the expressions in the step's `env` stand for. */
  values: Record<string, string>;
  /** What the runner itself and the test set. */
  env?: Record<string, string>;
  /** The folder that the step runs in; what the script writes is left there. */
  workspace: string;
  /** The time that the script's clock shows. */
  now: string;
  /** Whether the waits of the script take as long as it says. */
  inRealTime?: boolean;
}

export interface GitHubScriptRun {
  exitCode: number | null;
  log: string;
  summary: string;
}

/** Runs the `script` of a step that uses actions/github-script, unchanged, on Node 24. */
export async function runGitHubScript(
  step: WorkflowStep,
  { values, env = {}, workspace, now, inRealTime = false }: GitHubScriptOptions,
): Promise<GitHubScriptRun> {
  const folder = await mkdtemp(join(tmpdir(), 'github-script-'));
  try {
    const [script, summary, output] = ['script.js', 'summary.md', 'output'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await writeFile(script, String(step.with?.script));
    await Promise.all([writeFile(summary, ''), writeFile(output, '')]);
    const { exitCode, stdout, stderr } = await runProcess(
      [runtime(24).path, '--disable-warning=ExperimentalWarning', program, script],
      {
        cwd: workspace,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          // The machine's own zone is to have no effect.
          TZ: 'Pacific/Auckland',
          GITHUB_STEP_SUMMARY: summary,
          GITHUB_OUTPUT: output,
          NOW: now,
          ...(inRealTime && { IN_REAL_TIME: 'true' }),
          ...env,
          ...environmentOf(step, values),
        },
      },
    );
    return { exitCode, log: stdout + stderr, summary: await readFile(summary, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
