import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bin } from '../../package.json';
import { main } from '../../src/command/main';
import type { Driver } from './driver';
import {
  type CommandLine,
  capture,
  emitterToProgram,
  fits,
  Printed,
  RunningProcess,
  runProcess,
} from './process';
import { type Need, whereIs } from './programs';
import { type Runtime, runtime } from './runtimes';
import { nowhere } from './some-inputs';

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
  /** Where it runs; the source runs where the test does. */
  folder: string;
  /** Resolves once the text was printed, on either stream. Rejects if the run ends without it. */
  waitFor: (text: string | RegExp) => Promise<void>;
  /** The URL to open, from the line that holds nothing else. */
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
export const commandSource: CommandDriver = {
  name: 'The source of the command',
  inProcess: true,
  start: startHere,
};

export const commandDrivers = [commandSource, builtOn(20), builtOn(24)];

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
      // In a terminal, both streams are one.
      const find = () => /^https?:\/\/\S+(?=\r?\n)/m.exec(printed.stderr || printed.stdout)?.[0];
      return new URL(await printed.waitFor(find, 'a URL alone on its line'));
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
    folder: stage.folder,
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
  const emit = emitterToProgram();
  const run = async () => {
    const leave = sitAt(keyboard, terminal);
    try {
      const exitCode = await capture({ env, printed }, () => main(args));
      return { exitCode, stdout: printed.stdout, stderr: printed.stderr, calls: stage.calls() };
    } finally {
      leave();
    }
  };
  const result = run();
  result.catch(() => undefined);
  return {
    ...waits(printed),
    result,
    folder: stage.folder,
    signal: emit,
    calls: () => stage.calls(),
    // Nobody types before the question is there to be read.
    type: (keys) => void setImmediate(() => keyboard.write(keys)),
    closeStdout: () => {
      throw new Error('Only a process has a stdout of its own.');
    },
    dispose: async () => {
      while (!printed.hasEnded) {
        emit('SIGINT');
        await Promise.race([result.catch(() => undefined), sleep(20)]);
      }
      stage.remove();
    },
  };
}

/** Makes stdin the keyboard and stderr a screen with colours, or neither. @returns what undoes it */
function sitAt(keyboard: PassThrough, isTTY: boolean): () => void {
  const replaced: [object, string, unknown][] = [
    [keyboard, 'isTTY', isTTY],
    [process, 'stdin', keyboard],
    [process.stdout, 'isTTY', isTTY],
    [process.stderr, 'isTTY', isTTY],
    [process.stdout, 'hasColors', () => isTTY],
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

/** A program that takes note of how it was called, prints what it is told to, and ends. */
interface FakeProgram {
  stdout?: string;
  exitCode?: number;
}

/** How a fake was called. */
interface ProgramCall {
  program: string;
  args: string[];
  env: Record<string, string>;
}

interface StageOptions {
  /** Variables on top of the few it always has. None is the developer's own. */
  env?: Record<string, string>;
  /** Programs to be found on the PATH. Beside them there is git, and nothing else. */
  programs?: Record<string, FakeProgram>;
  /** The address of the remote `origin` of the folder it is run in; no repository unless given. */
  origin?: string;
  /** The files of that folder, by their path in it. */
  files?: Record<string, string>;
  /** Its symbolic links, and where they lead. */
  links?: Record<string, string>;
}

// Looked up once, for the PATH is another while the source runs in this process.
const [git, script] = [whereIs('git'), whereIs('script') ?? 'script'];

/** A folder to run the command in, a home, and what there is on the PATH. */
class CommandStage {
  readonly home = mkdtempSync(join(tmpdir(), 'command-'));
  readonly folder = join(this.home, 'webinars');
  readonly env: Record<string, string>;
  readonly #pidFile = join(this.home, 'pid');
  readonly #notes = join(this.home, 'notes');
  readonly #bin = join(this.home, 'bin');

  constructor({ env = {}, programs = {}, origin, files = {}, links = {} }: StageOptions) {
    for (const folder of [this.folder, this.#notes, this.#bin]) mkdirSync(folder);
    for (const [name, program] of Object.entries(programs)) this.#addProgram(name, program);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    for (const [path, target] of Object.entries(links)) {
      symlinkSync(target, join(this.folder, path));
    }
    if (git !== undefined) symlinkSync(git, join(this.#bin, 'git'));
    if (origin !== undefined) layOutRepository(join(this.folder, '.git'), origin);
    this.env = {
      HOME: this.home,
      PATH: this.#bin,
      TERM: 'xterm-256color',
      // What no test planned is refused here, and does not leave for GitHub or GoTo.
      https_proxy: nowhere,
      ...env,
    };
  }

  /** The calls of programs so far, in the order they were made. */
  calls(): ProgramCall[] {
    return readdirSync(this.#notes)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(this.#notes, name), 'utf8')))
      .sort((one, other) => one.at - other.at)
      .map(({ program, args, env }) => ({ program, args, env }));
  }

  /**
   * What runs a program in a terminal of its own, whose keyboard is stdin and whose screen is stdout
   * here. A shell makes its process known, and gives it its place.
   */
  inTerminal(command: CommandLine, stdout: string | undefined): CommandLine {
    const redirection = stdout === undefined ? '' : ` > ${quoted(stdout)}`;
    // A terminal that nobody sized is no column wide.
    const line = `/bin/stty cols 100 rows 40; echo $$ > ${quoted(this.#pidFile)}; exec ${command.map(quoted).join(' ')}${redirection}`;
    return [script, '--quiet', '--return', '--command', line, '/dev/null'];
  }

  /** The process in the terminal; undefined before it is there. */
  pidInTerminal(): number | undefined {
    if (!existsSync(this.#pidFile)) return undefined;
    const [, pid] = /^(\d+)\n/.exec(readFileSync(this.#pidFile, 'utf8')) ?? [];
    return pid === undefined ? undefined : Number(pid);
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  #addProgram(name: string, { stdout = '', exitCode = 0 }: FakeProgram): void {
    const path = join(this.#bin, name);
    // The note gets its name when it is complete, for it may be read at any time.
    writeFileSync(
      path,
      `#!${process.execPath}
const { renameSync, writeFileSync } = require('node:fs');
const note = ${JSON.stringify(join(this.#notes, name))} + '-' + process.pid;
const call = { program: ${JSON.stringify(name)}, args: process.argv.slice(2), env: process.env };
writeFileSync(note, JSON.stringify({ ...call, at: performance.timeOrigin }));
renameSync(note, note + '.json');
process.stdout.write(${JSON.stringify(stdout)});
process.exitCode = ${exitCode};
`,
    );
    chmodSync(path, 0o755);
  }
}

const quoted = (argument: string) => `'${argument.replaceAll("'", String.raw`'\''`)}'`;

/** As much of a repository as git wants to see before it names the remote. */
function layOutRepository(folder: string, origin: string): void {
  for (const part of ['objects', 'refs']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'config'), `[remote "origin"]\n\turl = ${origin}\n`);
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The command as it is built, by the path that the package gives it. */
export const builtCommand = join(root, bin['goto-access-token']);

/** Builds the command where there is none, or one that is older than what it is made of. */
export default async function buildCommand(): Promise<void> {
  const sources = ['src', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(folder, path),
    ),
  );
  const paths = [...sources, 'package.json', 'package-lock.json', 'tsconfig.json'];
  const newest = Math.max(...paths.map((path) => statSync(join(root, path)).mtimeMs));
  if (existsSync(builtCommand) && statSync(builtCommand).mtimeMs > newest) return;
  const args = ['scripts/bundle.ts', 'build', 'src/command/index.ts', '--quiet'];
  const { exitCode, stderr } = await runProcess([process.execPath, '--import', 'tsx', ...args], {
    cwd: root,
    timeLimitMs: 120_000,
  });
  if (exitCode !== 0) throw new Error(`The command could not be built:\n${stderr}`);
}
