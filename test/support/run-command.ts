import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/command/main';
import { builtCommand } from './build-command';
import { capture } from './captured-process';
import { CommandStage, type ProgramCall, type StageOptions } from './command-stage';
import type { Driver } from './driver';
import { fits, Printed, RunningProcess } from './process';
import type { Need } from './programs';
import { type Runtime, runtime } from './runtimes';

export { describeEach } from './driver';

export interface CommandOptions extends StageOptions {
  /** All of the command line after the name of the program. */
  args: string[];
  /** Whether it runs in a terminal. Else it has no stdin, and stdout and stderr are pipes. */
  terminal?: boolean;
  /** In a terminal, send stdout elsewhere, as `> file` does. Of a process only. */
  redirectStdout?: boolean;
  /** The script to run; the built command unless given. Of a process only. */
  entry?: string;
}

export interface CommandRun {
  exitCode: number | null;
  /** What was printed. In a terminal all that it shows is in `stderr`, unless redirected. */
  stdout: string;
  stderr: string;
  /** How the programs on its PATH were called. */
  calls: ProgramCall[];
}

export interface RunningCommand {
  result: Promise<CommandRun>;
  /** Resolves once the text was printed, on either stream. Rejects if the run ends without it. */
  waitFor: (text: string | RegExp) => Promise<void>;
  /** The URL to open, from the line of stdout that holds nothing else. */
  waitForUrl: () => Promise<URL>;
  /** The calls of programs so far. */
  calls: () => ProgramCall[];
  /** Types in the terminal. */
  type: (keys: string) => void;
  signal: (signal: NodeJS.Signals) => void;
  /** Stops reading stdout for good, as when the program that it is piped to ends. Of a process only. */
  closeStdout: () => void;
  /** Ends the run, if it has not ended, and removes what was laid out for it. */
  dispose: () => Promise<void>;
}

/** One way to run the command. */
export interface CommandDriver extends Driver {
  start: (options: CommandOptions) => RunningCommand;
}

/** The built command as a process of its own. */
export function builtOn(major: Runtime['major']): CommandDriver {
  const { name, path } = runtime(major);
  return {
    name: `The command on ${name}`,
    inProcess: false,
    start: (options) => startProcess(path, options),
  };
}

/** The source in this process, so that coverage sees what the command was built of. */
export const sourceDriver: CommandDriver = {
  name: 'The source of the command',
  inProcess: true,
  start: startHere,
};

export const commandDrivers = [sourceDriver, builtOn(20), builtOn(24)];

export const ctrlC = '\x03';

/** What tests in a terminal need of the machine. The `script` of other systems takes other options. */
export const aTerminal: Need = [
  'script of util-linux',
  Boolean(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')),
];

/** What every way of running waits for. */
function waits(printed: Printed): Pick<RunningCommand, 'waitFor' | 'waitForUrl'> {
  return {
    waitFor: async (text) => {
      const isPrinted = () => [printed.stdout, printed.stderr].some((all) => fits(all, text));
      await printed.waitFor(() => isPrinted() || undefined, String(text));
    },
    waitForUrl: async () => {
      const find = () => /^https?:\/\/\S+(?=\r?\n)/m.exec(printed.stdout)?.[0];
      return new URL(await printed.waitFor(find, 'a URL alone on its line of stdout'));
    },
  };
}

/** Starts the command as a person would, in a folder and an environment of its own. */
function startProcess(node: string, options: CommandOptions): RunningCommand {
  const { args, entry = builtCommand, terminal = false, redirectStdout = false } = options;
  const stage = new CommandStage(options);
  const { folder: cwd, env } = stage;
  const file = redirectStdout ? join(stage.home, 'stdout') : undefined;
  const running = terminal
    ? new RunningProcess(stage.inTerminal([node, entry, ...args], file), {
        cwd,
        env: { ...env, SHELL: '/bin/sh' },
        stdin: true,
      })
    : new RunningProcess([node, '--throw-deprecation', entry, ...args], { cwd, env });
  const signal = (name: NodeJS.Signals) => {
    const pid = terminal ? stage.pidInTerminal() : running.pid;
    if (pid !== undefined && !running.hasEnded) process.kill(pid, name);
  };
  const result = running.result.then(({ exitCode, stdout, stderr }) => ({
    exitCode,
    stdout: file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : stdout,
    stderr: terminal ? stdout : stderr,
    calls: stage.calls(),
  }));
  // A test that fails before it looks at the result must be the only thing that fails.
  result.catch(() => undefined);
  return {
    ...waits(running),
    result,
    signal,
    calls: () => stage.calls(),
    type: (keys) => running.type(keys),
    closeStdout: () => running.closeStdout(),
    dispose: async () => {
      try {
        if (terminal) signal('SIGKILL');
      } catch {
        // It has just ended.
      }
      await running.dispose();
      stage.remove();
    },
  };
}

/** Runs the source in this process: its variables and streams are the run's until it ends. */
function startHere({ args, terminal = false, ...options }: CommandOptions): RunningCommand {
  const stage = new CommandStage(options);
  const printed = new Printed();
  const keyboard = Object.assign(new PassThrough(), { setRawMode: () => keyboard });
  // A test cannot change its folder where it runs in a thread.
  const env = { ...stage.env, GIT_DIR: join(stage.folder, '.git') };
  const others = new Set(signals.flatMap((name) => process.listeners(name)));
  const signal = (name: NodeJS.Signals) => {
    for (const listener of process.listeners(name)) if (!others.has(listener)) listener(name);
  };
  const run = async () => {
    const leave = sitAt(keyboard, terminal);
    const onPrinted = (all: { stdout: string; stderr: string }) => {
      for (const name of ['stdout', 'stderr'] as const) {
        const more = all[name].slice(printed[name].length);
        if (more !== '') printed.add(name, more);
      }
    };
    try {
      const exitCode = await capture({ env, onPrinted }, () => main(args));
      return { exitCode, stdout: printed.stdout, stderr: printed.stderr, calls: stage.calls() };
    } finally {
      leave();
      printed.end();
    }
  };
  const result = run();
  result.catch(() => undefined);
  return {
    ...waits(printed),
    result,
    signal,
    calls: () => stage.calls(),
    // Nobody types before the question is there to be read.
    type: (keys) => void setImmediate(() => keyboard.write(keys)),
    closeStdout: () => {
      throw new Error('Only a process has a stdout of its own.');
    },
    dispose: async () => {
      while (!printed.hasEnded) {
        signal('SIGINT');
        await Promise.race([result.catch(() => undefined), sleep(20)]);
      }
      stage.remove();
    },
  };
}

const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Makes stdin the keyboard and stderr a screen with colours, or neither. @returns what undoes it */
function sitAt(keyboard: PassThrough, isTTY: boolean): () => void {
  const replaced: [object, string, unknown][] = [
    [keyboard, 'isTTY', isTTY],
    [process, 'stdin', keyboard],
    [process.stderr, 'isTTY', isTTY],
    [process.stderr, 'hasColors', () => isTTY],
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
