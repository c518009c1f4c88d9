import { type ChildProcess, execSync, type SpawnOptions, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dependencies } from '../runtimes/package.json';

const streams = ['stdout', 'stderr'] as const;
type StreamName = (typeof streams)[number];

export class Printed {
  stdout = '';
  stderr = '';
  readonly lines: { text: string; stream: StreamName }[] = [];
  hasEnded = false;
  readonly #unfinished: Record<StreamName, string> = { stdout: '', stderr: '' };
  readonly #changes = new EventEmitter().setMaxListeners(0);

  constructor(onPrinted: (chunk: string) => void = () => undefined) {
    this.#changes.on('chunk', onPrinted);
  }

  add(stream: StreamName, chunk: string): void {
    this[stream] += chunk;
    this.#changes.emit('chunk', chunk);
    const lines = (this.#unfinished[stream] + chunk).split('\n');
    this.#unfinished[stream] = lines.pop() ?? '';
    for (const line of lines) this.lines.push({ text: line.replace(/\r$/, ''), stream });
    this.#changes.emit('change');
  }

  /** To be called once nothing more can come: a last line without a line break counts too. */
  end(): void {
    for (const stream of streams) {
      const text = this.#unfinished[stream];
      if (text !== '') this.lines.push({ text, stream });
    }
    this.hasEnded = true;
    this.#changes.emit('change');
  }

  /** What `find` returns, as soon as enough was printed. Rejects if the program ends before. */
  async waitFor<T>(find: () => T | undefined, what: string): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.hasEnded) throw new Error(`The program ended without ${what}. ${this}`);
      await once(this.#changes, 'change');
    }
  }

  waitForLine(match: string | RegExp): Promise<string> {
    const find = () => this.lines.find(({ text }) => fits(text, match))?.text;
    return this.waitFor(find, `a line ${match}`);
  }

  toString(): string {
    return `stdout:\n${this.stdout}\nstderr:\n${this.stderr}`;
  }
}

interface ProcessOptions extends Pick<SpawnOptions, 'cwd' | 'env'> {
  /** Whether stdin stays open for `type`. Else there is nothing to read. */
  stdin?: boolean;
  /** Whether stdout is not read until `read` is called, so that the pipe fills up. */
  stdoutUnread?: boolean;
  /** After this time the process is killed and the result rejects. 30 seconds by default. */
  timeLimitMs?: number;
}

interface ProcessRun extends Pick<Printed, 'stdout' | 'stderr' | 'lines'> {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  durationMs: number;
}

export type CommandLine = [program: string, ...args: string[]];

export class RunningProcess extends Printed {
  readonly result: Promise<ProcessRun>;
  readonly #child: ChildProcess;

  constructor([program, ...args]: CommandLine, options: ProcessOptions = {}) {
    super();
    const { cwd, env, stdin = false, stdoutUnread = false, timeLimitMs = 30_000 } = options;
    const startedAt = performance.now();
    const stdio: SpawnOptions['stdio'] = [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'];
    this.#child = spawn(program, args, { cwd, env, stdio });
    // Keys may come too late for a process that is ending.
    this.#child.stdin?.on('error', () => undefined);
    this.read('stderr');
    if (!stdoutUnread) this.read('stdout');
    running.add(this);
    let isOutOfTime = false;
    const timer = setTimeout(() => {
      isOutOfTime = true;
      this.#abandon();
    }, timeLimitMs);
    this.result = once(this.#child, 'close')
      .finally(() => {
        clearTimeout(timer);
        running.delete(this);
        this.end();
      })
      .then(([exitCode, signal]) => {
        if (isOutOfTime) throw new Error(`${program} ran for over ${timeLimitMs} ms. ${this}`);
        const { stdout, stderr, lines } = this;
        return {
          exitCode,
          signal,
          stdout,
          stderr,
          lines,
          durationMs: performance.now() - startedAt,
        };
      });
    // A test that fails before it looks at the result must be the only thing that fails.
    this.result.catch(() => undefined);
  }

  read(name: StreamName): void {
    this.#child[name]?.setEncoding('utf8').on('data', (chunk: string) => this.add(name, chunk));
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async dispose(): Promise<void> {
    this.#abandon();
    await this.result.catch(() => undefined);
  }

  #abandon(): void {
    if (this.hasEnded) return;
    this.kill('SIGKILL');
    // A process that it left behind could hold the streams open.
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }
}

const running = new Set<RunningProcess>();
process.once('exit', () => {
  for (const each of running) each.kill('SIGKILL');
});

export function runProcess(command: CommandLine, options?: ProcessOptions): Promise<ProcessRun> {
  return new RunningProcess(command, options).result;
}

/** A string is found anywhere in the text. */
export const fits = (text: string, match: string | RegExp): boolean =>
  typeof match === 'string' ? text.includes(match) : text.search(match) >= 0;

/**
 * Runs `act` with other variables and with what it prints caught, however it is written. One at a
 * time: variables and streams are the process's own.
 */
export async function capture<T>(
  { env, printed }: { env: Record<string, string>; printed: Printed },
  act: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  const { writeSync } = fs;
  const [writeOut, writeErr] = [process.stdout.write, process.stderr.write];
  try {
    replaceEnv(env);
    for (const name of streams) {
      process[name].write = ((chunk: string | Uint8Array, written?: () => void) => {
        printed.add(name, String(chunk));
        written?.();
        return true;
      }) as typeof process.stdout.write;
    }
    fs.writeSync = ((fd: number, data: Uint8Array, offset: number) => {
      const name = streams[fd - 1];
      if (name === undefined) return writeSync(fd, data, offset);
      printed.add(name, Buffer.from(data.subarray(offset)).toString());
      return data.length - offset;
    }) as typeof writeSync;
    return await act();
  } finally {
    process.stdout.write = writeOut;
    process.stderr.write = writeErr;
    fs.writeSync = writeSync;
    replaceEnv(before);
    printed.end();
  }
}

function replaceEnv(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
}

/** Tells an event only to those who begin to listen after this: the program, and not Vitest. */
export function emitterToProgram() {
  const listenersOf = (event: string) => process.listeners(event as NodeJS.Signals);
  const events = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException'];
  const others = new Set(events.flatMap(listenersOf));
  return (event: NodeJS.Signals | 'uncaughtException', ...args: unknown[]): void => {
    const own = listenersOf(event).filter((listener) => !others.has(listener));
    for (const listener of own) Reflect.apply(listener, process, args);
  };
}

const nodeFolder = fileURLToPath(new URL('../runtimes/', import.meta.url));

/** The Node binaries that the runner may start the action with, oldest first. */
export const runtimes = (): Runtime[] => [runtime(20), runtime(24)];

/** One of them, for a test that does not need both. Installs it if it is missing. */
export function runtime(major: 20 | 24) {
  if (!isInstalled(major)) installNodes();
  // As it is named in titles of tests with `%s`.
  return { major, path: nodeBinary(major), toString: () => `Node ${major}` };
}
export type Runtime = ReturnType<typeof runtime>;

function nodeBinary(major: number): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(nodeFolder, 'node_modules', `node${major}`, 'bin', name);
}

function isInstalled(major: 20 | 24): boolean {
  const manifest = join(nodeFolder, 'node_modules', `node${major}`, 'package.json');
  if (!fs.existsSync(manifest) || !fs.existsSync(nodeBinary(major))) return false;
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  return dependencies[`node${major}`] === `npm:node@${version}`;
}

function installNodes(): void {
  // Their install script fetches the binary. `npm run` exports ignore-scripts, so that it holds here.
  execSync('npm ci --ignore-scripts=false --no-audit --no-fund --loglevel=error', {
    cwd: nodeFolder,
    stdio: 'inherit',
  });
}
