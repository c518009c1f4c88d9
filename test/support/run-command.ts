import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../../package.json';
import { type FakeProgram, FakePrograms, type ProgramCall } from './fake-programs';
import { fits, RunningProcess } from './process';
import { type Need, whereIs } from './programs';
import { nowhere } from './some-inputs';

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
  const { node = process.execPath, entry = builtCommand, args, timeLimitMs = 20_000 } = options;
  const { terminal = false, redirectStdout = false } = options;
  const stage = new Stage(options);
  const file = terminal && redirectStdout ? join(stage.home, 'stdout') : undefined;
  const running = new RunningProcess(
    terminal ? stage.inTerminal([node, entry, ...args], file) : [node, entry, ...args],
    {
      cwd: stage.folder,
      env: terminal ? { ...stage.env, SHELL: '/bin/sh' } : stage.env,
      stdin: terminal,
      timeLimitMs,
    },
  );
  const seen = () => ({
    stdout: file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : running.stdout,
    stderr: terminal ? running.stdout : running.stderr,
  });
  const signal = (name: NodeJS.Signals) => {
    const pid = terminal ? stage.pid() : running.pid;
    if (pid !== undefined && !running.hasEnded) process.kill(pid, name);
  };
  const result = running.result.then(({ exitCode }) => ({
    exitCode,
    ...seen(),
    calls: stage.calls(),
  }));
  // A test that fails before it looks at the result must be the only thing that fails.
  result.catch(() => undefined);
  return {
    result,
    signal,
    waitFor: async (text) => {
      const isPrinted = () => Object.values(seen()).some((all) => fits(all, text)) || undefined;
      await running.waitFor(isPrinted, String(text));
    },
    waitForUrl: async () => {
      const find = () => /^https?:\/\/\S+(?=\r?\n)/m.exec(running.stdout)?.[0];
      return new URL(await running.waitFor(find, 'a URL alone on its line of stdout'));
    },
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
    if (origin !== undefined) layOutRepository(join(this.folder, '.git'), origin);
  }

  calls(): ProgramCall[] {
    return this.#programs.calls();
  }

  /**
   * What runs a program in a terminal of its own, whose keyboard is stdin and whose screen is stdout
   * here. A shell makes its process known, and gives it its place.
   */
  inTerminal(argv: string[], stdout: string | undefined): [string, ...string[]] {
    const program = argv.map(quoted).join(' ');
    const redirection = stdout === undefined ? '' : ` > ${quoted(stdout)}`;
    // A terminal that nobody sized is no column wide.
    const line = `/bin/stty cols 100 rows 40; echo $$ > ${quoted(this.#pidFile)}; exec ${program}${redirection}`;
    return [whereIs('script') ?? 'script', '--quiet', '--return', '--command', line, '/dev/null'];
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

/** As much of a repository as git wants to see before it names the remote. */
function layOutRepository(folder: string, origin: string): void {
  for (const part of ['objects', 'refs']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'config'), `[remote "origin"]\n\turl = ${origin}\n`);
}
