import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program that takes note of how it was called, says what it is told to, and ends. */
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

/** Programs by name, in a folder for the PATH. */
export class FakePrograms {
  readonly #notes: string;

  /** @param folder an empty one; the programs are in its `bin` */
  constructor(
    readonly folder: string,
    programs: Record<string, FakeProgram>,
  ) {
    this.#notes = join(folder, 'notes');
    mkdirSync(this.#notes);
    mkdirSync(this.bin);
    for (const [name, program] of Object.entries(programs)) this.#add(name, program);
  }

  get bin(): string {
    return join(this.folder, 'bin');
  }

  /** The calls so far, in the order they were made. */
  calls(): ProgramCall[] {
    return readdirSync(this.#notes)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(this.#notes, name), 'utf8')))
      .sort((one, other) => one.at - other.at)
      .map(({ program, args, env }) => ({ program, args, env }));
  }

  #add(name: string, { stdout = '', exitCode = 0 }: FakeProgram): void {
    const path = join(this.bin, name);
    const note = JSON.stringify(join(this.#notes, name));
    // The note gets its name when it is complete, for it may be read at any time.
    writeFileSync(
      path,
      `#!${process.execPath}
const { renameSync, writeFileSync } = require('node:fs');
const note = ${note} + '-' + process.pid;
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
