import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Task } from './task';

/** What the services are to do in one run. */
export interface Order extends Pick<Task, 'repositories' | 'latency'> {
  rotates: boolean;
}

/** What the services saw of one run. */
export interface Account {
  /** in order; `at` is in milliseconds since the epoch, `name` such as 'GitHub PUT' */
  requests: { at: number; name: string }[];
  /** how many repositories hold the rotated token now */
  stored: number;
}

export type Reply = { value: unknown } | { failure: string };

const script = fileURLToPath(new URL('stand-in-process.ts', import.meta.url));

/** GoTo and GitHub, in a process of their own. */
export class StandIns {
  // tsx hands its loader on in the arguments that fork repeats.
  readonly #process: ChildProcess = fork(script);
  readonly #gone = once(this.#process, 'exit').then(() => {
    throw new Error('The process of the stand-ins has ended.');
  });

  constructor() {
    // At the end nobody waits for it any more.
    this.#gone.catch(() => undefined);
  }

  /** Begins a run anew. @returns the inputs that lead there */
  async open({ end, repositories, latency }: Task): Promise<Record<string, string>> {
    const order: Order = { rotates: end === 'rotated', repositories, latency };
    return (await this.#ask(order)) as Record<string, string>;
  }

  /** Ends what `open` began. */
  async close(): Promise<Account> {
    return (await this.#ask('close')) as Account;
  }

  quit(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  async #ask(order: Order | 'close'): Promise<unknown> {
    const answered = once(this.#process, 'message');
    this.#process.send(order);
    const [reply] = (await Promise.race([answered, this.#gone])) as [Reply];
    if ('failure' in reply) throw new Error(`The stand-ins failed: ${reply.failure}`);
    return reply.value;
  }
}
