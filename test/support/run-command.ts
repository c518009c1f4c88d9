import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { bin } from '../../package.json';
import { type FakeProgram, FakePrograms, type ProgramCall } from './fake-programs';
import { type Need, whereIs } from './programs';
import { nowhere } from './some-inputs';
import { fits } from './transcript';

/** The command as it was built, by the path that the package gives it. */
export const builtCommand = fileURLToPath(
  new URL(`../../${bin['goto-access-token']}`, import.meta.url),
);

export interface CommandOptions {
  /** All of the command line after the name of the program. */
  args: string[];
  /** Variables on top of the few it always has. None is the developer's own but for the PATH. */
  env?: Record<string, string>;
  /** Programs to be found on the PATH. Beside them there is git, and nothing else. */
  programs?: Record<string, FakeProgram>;
  /** The address of the remote `origin` of the folder it is run in; no repository unless given. */
  origin?: string;
  /** Whether it runs in a terminal. Else it has no stdin, and stdout and stderr are pipes. */
  terminal?: boolean;
  /** In a terminal, send stdout elsewhere, as `> file` does. */
  redirectStdout?: boolean;
  /** The Node binary; the one that runs this code unless given. */
  node?: string;
  /** The script to run; the built command unless given. */
  entry?: string;
  /** After this time the process is killed and the result rejects. 20 seconds by default. */
  timeLimitMs?: number;
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
  /** Stop reading stdout for good, as when the program that it is piped to ends. */
  closeStdout: () => void;
  /** Ends the process at once, if it has not ended, and removes what was laid out for it. */
  dispose: () => Promise<void>;
}

export const ctrlC = '\x03';

/** What tests in a terminal need of the machine. The `script` of other systems takes other options. */
export const aTerminal: Need = [
  'script of util-linux',
  Boolean(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')),
];

/** Starts the command and waits for its end. */
export async function runCommand(options: CommandOptions): Promise<CommandRun> {
  const command = startCommand(options);
  try {
    return await command.result;
  } finally {
    await command.dispose();
  }
}

/** Starts the command as a person would, in a folder and an environment of its own. */
export function startCommand(options: CommandOptions): RunningCommand {
  const { terminal = false, redirectStdout = false, timeLimitMs = 20_000 } = options;
  const stage = new Stage(options);
  const { node = process.execPath, entry = builtCommand } = options;
  const argv = [node, entry, ...options.args];
  const file = terminal && redirectStdout ? join(stage.home, 'stdout') : undefined;
  const child = terminal ? inTerminal(argv, stage, file) : inPipes(argv, stage);
  const printed = new Printed(child);
  const seen = () => ({
    stdout: file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : printed.stdout,
    stderr: terminal ? printed.stdout : printed.stderr,
  });
  const told = () => `stdout:\n${seen().stdout}\nstderr:\n${seen().stderr}`;

  const signal = (name: NodeJS.Signals) => {
    const pid = terminal ? stage.pid() : child.pid;
    if (pid !== undefined && !printed.ended) process.kill(pid, name);
  };
  const kill = () => {
    if (printed.ended) return;
    try {
      signal('SIGKILL');
    } catch {
      // It has just ended.
    }
    child.kill('SIGKILL');
    // What it left behind could hold the streams open.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  process.once('exit', kill);

  let outOfTime = false;
  const timer = setTimeout(() => {
    outOfTime = true;
    kill();
  }, timeLimitMs);
  const result = once(child, 'close')
    .finally(() => {
      clearTimeout(timer);
      process.off('exit', kill);
      printed.end();
    })
    .then(([exitCode]) => {
      if (outOfTime) throw new Error(`The command ran for over ${timeLimitMs} ms. ${told()}`);
      return { exitCode, ...seen(), calls: stage.calls() };
    });
  // A test that fails before it looks at the result must be the only thing that fails.
  result.catch(() => undefined);

  const waitUntil = async (isPrinted: () => boolean, what: string | RegExp) => {
    while (!isPrinted()) {
      if (printed.ended) throw new Error(`The command ended without ${what}. ${told()}`);
      await printed.more();
    }
  };
  return {
    result,
    signal,
    waitFor: (text) => waitUntil(() => Object.values(seen()).some((all) => fits(all, text)), text),
    waitForUrl: async () => {
      const find = () => /^https?:\/\/\S+(?=\r?\n)/m.exec(printed.stdout)?.[0] ?? '';
      await waitUntil(() => find() !== '', 'a URL alone on its line of stdout');
      return new URL(find());
    },
    calls: () => stage.calls(),
    type: (keys) => void child.stdin?.write(keys),
    closeStdout: () => void child.stdout.destroy(),
    dispose: async () => {
      kill();
      await result.catch(() => undefined);
      stage.remove();
    },
  };
}

/** A folder to run in, a home, and what there is on the PATH. */
class Stage {
  readonly home = mkdtempSync(join(tmpdir(), 'command-'));
  readonly folder = join(this.home, 'webinars');
  readonly env: Record<string, string>;
  readonly #pidFile = join(this.home, 'pid');
  readonly #programs: FakePrograms;

  constructor({ env = {}, programs = {}, origin }: CommandOptions) {
    mkdirSync(this.folder);
    const beside = join(this.home, 'programs');
    mkdirSync(beside);
    this.#programs = new FakePrograms(beside, programs);
    const git = whereIs('git');
    if (git !== undefined) symlinkSync(git, join(this.#programs.bin, 'git'));
    this.env = {
      HOME: this.home,
      PATH: this.#programs.bin,
      TERM: 'xterm-256color',
      // What no test planned is refused here, and does not leave for GitHub or GoTo.
      https_proxy: nowhere,
      ...env,
    };
    if (origin === undefined) return;
    for (const args of [
      ['init', '--quiet'],
      ['remote', 'add', 'origin', origin],
    ]) {
      const { status, stderr } = spawnSync('git', args, { cwd: this.folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    }
  }

  calls(): ProgramCall[] {
    return this.#programs.calls();
  }

  /** A shell line that takes the place of the shell with the program, its process being known. */
  lineThatRuns(argv: string[], stdout: string | undefined): string {
    const program = argv.map(quoted).join(' ');
    const redirection = stdout === undefined ? '' : ` > ${quoted(stdout)}`;
    // A terminal that nobody sized is no column wide.
    return `/bin/stty cols 100 rows 40; echo $$ > ${quoted(this.#pidFile)}; exec ${program}${redirection}`;
  }

  /** The process in the terminal; undefined before it is there. */
  pid(): number | undefined {
    if (!existsSync(this.#pidFile)) return undefined;
    const [, pid] = /^(\d+)\n/.exec(readFileSync(this.#pidFile, 'utf8')) ?? [];
    return pid === undefined ? undefined : Number(pid);
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

const quoted = (argument: string) => `'${argument.replaceAll("'", String.raw`'\''`)}'`;

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

function inPipes([program = '', ...args]: string[], { folder, env }: Stage): Child {
  return spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** In a terminal of its own, whose keyboard is stdin and whose screen is stdout here. */
function inTerminal(argv: string[], stage: Stage, stdout: string | undefined): Child {
  const line = stage.lineThatRuns(argv, stdout);
  return spawn(
    whereIs('script') ?? 'script',
    ['--quiet', '--return', '--command', line, '/dev/null'],
    {
      cwd: stage.folder,
      env: { ...stage.env, SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
}

/** What a process has printed so far. */
class Printed {
  stdout = '';
  stderr = '';
  ended = false;
  readonly #changes = new EventEmitter();

  constructor(child: Child) {
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        this[name] += chunk;
        this.#changes.emit('change');
      });
    }
  }

  /** Resolves when there is more, or when it has ended. */
  async more(): Promise<void> {
    if (!this.ended) await once(this.#changes, 'change');
  }

  end(): void {
    this.ended = true;
    this.#changes.emit('change');
  }
}
