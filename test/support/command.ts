import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bin } from '../../package.json';
import { main } from '../../src/command/main';
import {
  capture,
  emitterToProgram,
  fits,
  Printed,
  RunningProcess,
  type Runtime,
  runProcess,
  runtime,
  runtimes,
} from './process';
import { whereIs } from './programs';
import { nowhere } from './some-inputs';

export interface CommandOptions {
  args: string[];
  /** Variables on top of the few it always has; `undefined` leaves one out. None is the developer's. */
  env?: Record<string, string | undefined>;
  /** Fakes to be found on the PATH, which take note of how they are called. Beside them there is git. */
  programs?: Record<string, { stdout?: string; exitCode?: number }>;
  /** The address of the remote `origin` of the folder it is run in; no repository unless given. */
  origin?: string;
  fill?: (folder: string) => void;
  /** Whether a person sits there. Of the source, stdout is redirected then, as `> file` does. */
  terminal?: boolean;
}

type ProgramCall = { program: string; args: string[]; env: Record<string, string> };

export interface CommandRun {
  exitCode: number | null;
  /** What was printed. A process in a terminal prints all of it to stdout. */
  stdout: string;
  stderr: string;
  calls: ProgramCall[];
}

export interface RunningCommand {
  result: Promise<CommandRun>;
  folder: string;
  /** Resolves once the text was printed, on either stream. Rejects if the run ends without it. */
  waitFor: (text: string | RegExp) => Promise<void>;
  waitForUrl: () => Promise<URL>;
  calls: () => ProgramCall[];
  type: (keys: string) => void;
  signal: (signal: NodeJS.Signals) => void;
  /** Stops reading stdout for good, as when the program that it is piped to ends. Of a process only. */
  closeStdout?: () => void;
  /** Ends the run, if it has not ended, and removes what was laid out for it. */
  dispose: () => Promise<void>;
}

export type CommandDriver = (options: CommandOptions) => RunningCommand;

export function builtOn(major: Runtime['major'], entry = builtCommand): CommandDriver {
  const node = runtime(major).path;
  return ({ args, terminal = false, ...options }) => {
    const { folder, env, calls, remove } = layOut(options);
    const words = [node, entry, ...args].map((one) => `'${one.replaceAll("'", String.raw`'\''`)}'`);
    // A terminal that nobody sized is no column wide.
    const line = `/bin/stty cols 100 rows 40; exec ${words.join(' ')}`;
    const running = new RunningProcess(
      terminal
        ? [script, '--quiet', '--return', '--command', line, '/dev/null']
        : [node, '--throw-deprecation', entry, ...args],
      { cwd: folder, env: { ...env, SHELL: '/bin/sh' }, stdin: terminal },
    );
    return {
      ...waitsFor(running),
      folder,
      calls,
      result: running.result.then((run) => ({ ...run, calls: calls() })),
      signal: (name) => running.kill(name),
      type: (keys) => running.type(keys),
      closeStdout: () => running.closeStdout(),
      dispose: () => running.dispose().finally(remove),
    };
  };
}

/** The source in this process: its variables and streams are the run's until it ends. */
export const commandSource: CommandDriver = ({ args, terminal = false, ...options }) => {
  const { folder, env, calls, remove } = layOut(options);
  const printed = new Printed();
  const keyboard = Object.assign(new PassThrough(), {
    isTTY: terminal,
    setRawMode: () => keyboard,
  });
  const emit = emitterToProgram();
  const { cwd, stdin } = process;
  const replace = (streams: { cwd: () => string; stdin: object }) => {
    // A test cannot change its folder where it runs in a thread.
    process.cwd = streams.cwd;
    Object.defineProperty(process, 'stdin', { value: streams.stdin, configurable: true });
  };
  replace({ cwd: () => folder, stdin: keyboard });
  Object.assign(process.stderr, { isTTY: terminal, hasColors: () => terminal });
  Object.assign(env, { GIT_DIR: join(folder, '.git'), GIT_WORK_TREE: folder });
  const result = capture({ env, printed }, () => main(args))
    .finally(() => replace({ cwd, stdin }))
    .then((exitCode) => {
      const { stdout, stderr } = printed;
      return { exitCode, stdout, stderr, calls: calls() };
    });
  // A test that fails before it looks at the result must be the only thing that fails.
  result.catch(() => undefined);
  return {
    ...waitsFor(printed),
    folder,
    calls,
    result,
    signal: emit,
    // Nobody types before the question is there to be read.
    type: (keys) => void setImmediate(() => keyboard.write(keys)),
    dispose: async () => {
      while (!printed.hasEnded) {
        emit('SIGINT');
        await Promise.race([result.catch(() => undefined), sleep(20)]);
      }
      remove();
    },
  };
};

function waitsFor(printed: Printed): Pick<RunningCommand, 'waitFor' | 'waitForUrl'> {
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

// Looked up once, for the PATH is another while the source runs in this process.
const [git, script] = [whereIs('git'), whereIs('script') ?? 'script'];

/** Makes a folder to run the command in, a home, and what there is on the PATH. */
function layOut({ env = {}, programs = {}, origin, fill }: Omit<CommandOptions, 'args'>) {
  const home = fs.mkdtempSync(join(tmpdir(), 'command-'));
  const [folder, path, notes] = [join(home, 'webinars'), join(home, 'bin'), join(home, 'notes')];
  for (const each of [folder, path]) fs.mkdirSync(each);
  fs.writeFileSync(notes, '');
  for (const [program, { stdout = '', exitCode = 0 }] of Object.entries(programs)) {
    const text = `#!${process.execPath}
const call = { program: ${JSON.stringify(program)}, args: process.argv.slice(2), env: process.env };
require('node:fs').appendFileSync(${JSON.stringify(notes)}, JSON.stringify(call) + '\\n');
process.stdout.write(${JSON.stringify(stdout)});
process.exitCode = ${exitCode};
`;
    fs.writeFileSync(join(path, program), text, { mode: 0o755 });
  }
  if (git !== undefined) fs.symlinkSync(git, join(path, 'git'));
  if (origin !== undefined) {
    // As much of a repository as git wants to see before it names the remote.
    const dotGit = join(folder, '.git');
    for (const part of ['objects', 'refs']) fs.mkdirSync(join(dotGit, part), { recursive: true });
    fs.writeFileSync(join(dotGit, 'HEAD'), 'ref: refs/heads/main\n');
    fs.writeFileSync(join(dotGit, 'config'), `[remote "origin"]\n\turl = ${origin}\n`);
  }
  fill?.(folder);
  const variables = {
    ...{ HOME: home, PATH: path, TERM: 'xterm-256color' },
    // What no test planned is refused here, and does not leave for GitHub or GoTo.
    https_proxy: nowhere,
    ...env,
  };
  const given = Object.entries(variables).filter(([, value]) => value !== undefined);
  return {
    folder,
    env: Object.fromEntries(given) as Record<string, string>,
    calls: (): ProgramCall[] =>
      (fs.readFileSync(notes, 'utf8').match(/.+(?=\n)/g) ?? []).map((line) => JSON.parse(line)),
    remove: () => fs.rmSync(home, { recursive: true, force: true }),
  };
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export const builtCommand = join(root, bin['goto-access-token']);

/**
 * Vitest calls this once, before test files that run in parallel could all do it at once: installs
 * the Node binaries, and builds the command where there is none, or one that is older than what it is
 * made of.
 */
export default async function prepare(): Promise<void> {
  runtimes();
  const sources = fs.readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const paths = [...sources.map((path) => `src/${path}`), 'package.json', 'scripts/bundle.ts'];
  const newest = Math.max(...paths.map((path) => fs.statSync(join(root, path)).mtimeMs));
  if (fs.existsSync(builtCommand) && fs.statSync(builtCommand).mtimeMs > newest) return;
  const bundle = ['scripts/bundle.ts', 'build', 'src/command/index.ts', '--quiet'];
  const options = { cwd: root, timeLimitMs: 120_000 };
  const node = [process.execPath, '--import', 'tsx'] as const;
  const { exitCode, stderr } = await runProcess([...node, ...bundle], options);
  if (exitCode !== 0) throw new Error(`The command could not be built:\n${stderr}`);
}
