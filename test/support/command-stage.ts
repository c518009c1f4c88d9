import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandLine } from './process';
import { whereIs } from './programs';
import { nowhere } from './some-inputs';

/** A program that takes note of how it was called, prints what it is told to, and ends. */
export interface FakeProgram {
  stdout?: string;
  exitCode?: number;
}

/** How a fake was called. */
export interface ProgramCall {
  program: string;
  args: string[];
  env: Record<string, string>;
}

export interface StageOptions {
  /** Variables on top of the few it always has. None is the developer's own. */
  env?: Record<string, string>;
  /** Programs to be found on the PATH. Beside them there is git, and nothing else. */
  programs?: Record<string, FakeProgram>;
  /** The address of the remote `origin` of the folder it is run in; no repository unless given. */
  origin?: string;
}

// Looked up once, for the PATH is another while the source runs in this process.
const [git, script] = [whereIs('git'), whereIs('script') ?? 'script'];

/** A folder to run the command in, a home, and what there is on the PATH. */
export class CommandStage {
  readonly home = mkdtempSync(join(tmpdir(), 'command-'));
  readonly folder = join(this.home, 'webinars');
  readonly env: Record<string, string>;
  readonly #pidFile = join(this.home, 'pid');
  readonly #notes = join(this.home, 'notes');
  readonly #bin = join(this.home, 'bin');

  constructor({ env = {}, programs = {}, origin }: StageOptions) {
    for (const folder of [this.folder, this.#notes, this.#bin]) mkdirSync(folder);
    for (const [name, program] of Object.entries(programs)) this.#addProgram(name, program);
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
