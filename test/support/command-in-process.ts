import { PassThrough } from 'node:stream';
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
 * @param keys what is typed at each question, by a word of it; with them there is a terminal
 * @param onUrl called with the URL that it prints for the sign-in
 */
export async function runCommandInProcess({
  args,
  env = {},
  keys,
  onUrl,
}: {
  args: string[];
  env?: Record<string, string>;
  keys?: Record<string, string>;
  onUrl?: (url: URL) => Promise<unknown>;
}): Promise<InProcessRun> {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keyboard });
  const restore = keys === undefined ? () => undefined : sitAtTerminal(keyboard);
  const open = new Map(Object.entries(keys ?? {}));
  let visit: Promise<unknown> | undefined;
  const onPrinted = ({ stdout, stderr }: { stdout: string; stderr: string }) => {
    for (const [word, typed] of open) {
      if (!stderr.includes(word)) continue;
      open.delete(word);
      // Nobody types before the question is there to be read.
      setImmediate(() => keyboard.write(typed));
    }
    const [line] = /^https?:\/\/\S+(?=\n)/m.exec(stdout) ?? [];
    if (line !== undefined) visit ??= onUrl?.(new URL(line));
  };
  try {
    return await capture({ env: { PATH: '', ...env }, onPrinted }, async (captured) => {
      const exitCode = await main(args);
      await visit;
      return { exitCode, ...captured };
    });
  } finally {
    restore();
  }
}

/** Makes stdin the keyboard and stderr a screen with colours; gives what undoes it. */
function sitAtTerminal(keyboard: PassThrough): () => void {
  const replaced: [object, string, unknown][] = [
    [process, 'stdin', keyboard],
    [process.stderr, 'isTTY', true],
    [process.stderr, 'hasColors', () => true],
  ];
  const undo = replaced.map(([owner, name, value]) => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    return () => {
      if (before) Object.defineProperty(owner, name, before);
      else Reflect.deleteProperty(owner, name);
    };
  });
  return () => {
    for (const each of undo) each();
  };
}
