import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { type RunnerLog, readLog } from './runner-log';

export type StreamName = 'stdout' | 'stderr';

export interface PrintedLine {
  text: string;
  stream: StreamName;
}

/** What a process prints, as it comes. */
export class Transcript {
  /** Both streams exactly as they were read. */
  readonly raw: Record<StreamName, string> = { stdout: '', stderr: '' };
  /** The lines of both streams in the order they came. */
  readonly lines: PrintedLine[] = [];
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #unfinished: Record<StreamName, string> = { stdout: '', stderr: '' };
  readonly #debug: boolean;
  #ended = false;

  constructor(streams: Record<StreamName, Readable>, { debug }: { debug: boolean }) {
    this.#debug = debug;
    for (const name of ['stdout', 'stderr'] as const) {
      streams[name].setEncoding('utf8');
      streams[name].on('data', (chunk: string) => this.#read(name, chunk));
    }
  }

  /** The lines so far as the runner would show and obey them. */
  asRunnerLog(): RunnerLog {
    return readLog(
      this.lines.map((line) => line.text),
      { debug: this.#debug },
    );
  }

  onLine(react: (line: PrintedLine) => void): void {
    this.#changes.on('line', react);
  }

  /** To be called once nothing more can come: a last line without a line break counts too. */
  end(): void {
    for (const name of ['stdout', 'stderr'] as const) {
      if (this.#unfinished[name] !== '') this.#add(name, this.#unfinished[name]);
    }
    this.#ended = true;
    this.#changes.emit('end');
  }

  waitForLine(match: string | RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const line = this.lines.find(({ text }) => fits(text, match));
        if (line === undefined && !this.#ended) return;
        this.#changes.off('line', look).off('end', look);
        if (line !== undefined) return resolve(line.text);
        const { shown } = this.asRunnerLog();
        reject(new Error(`The action ended without a line ${match}. Its log:\n${shown}`));
      };
      this.#changes.on('line', look).on('end', look);
      look();
    });
  }

  #read(name: StreamName, chunk: string): void {
    this.raw[name] += chunk;
    const lines = (this.#unfinished[name] + chunk).split('\n');
    this.#unfinished[name] = lines.pop() ?? '';
    for (const line of lines) this.#add(name, line.replace(/\r$/, ''));
  }

  #add(stream: StreamName, text: string): void {
    const line = { text, stream };
    this.lines.push(line);
    this.#changes.emit('line', line);
  }
}

/** A string is found anywhere in the line. */
export const fits = (line: string, match: string | RegExp): boolean =>
  typeof match === 'string' ? line.includes(match) : line.search(match) >= 0;
