import { main } from '../../src/command/main';
import { capture } from './captured-process';

export interface InProcessRun {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs the source of the command as it is, in this process, so that coverage sees it. One at a time.
 *
 * @param onUrl called with the URL that it prints for the sign-in
 */
export async function runCommandInProcess({
  args,
  env = {},
  onUrl,
}: {
  args: string[];
  env?: Record<string, string>;
  onUrl?: (url: URL) => Promise<unknown>;
}): Promise<InProcessRun> {
  let visit: Promise<unknown> | undefined;
  const onPrinted = ({ stdout }: { stdout: string }) => {
    const [line] = /^https?:\/\/\S+(?=\n)/m.exec(stdout) ?? [];
    if (line !== undefined) visit ??= onUrl?.(new URL(line));
  };
  return capture({ env: { PATH: '', ...env }, onPrinted }, async (captured) => {
    const exitCode = await main(args);
    await visit;
    return { exitCode, ...captured };
  });
}
