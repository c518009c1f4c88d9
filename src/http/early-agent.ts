import https from 'node:https';
import net, { type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { maxEarlyAgeMs, maxEarlyStartMs } from '../limits';

interface EarlyConnection {
  socket: Socket;
  startedAt: number;
}

/** The connections that were secured before a request needed them. */
const secured = new WeakSet<object>();

/** Whether the handshake of this connection was over before a request had it. */
export function isSecured(socket: Duplex): boolean {
  return secured.has(socket);
}

/**
 * An agent that can connect before there is a request, so that the round trips of TCP and TLS overlap
 * with other work. Nothing of HTTP is sent before a request takes the connection. One that failed or
 * is old is dropped, and the request connects in the usual way.
 */
export class EarlyAgent extends https.Agent {
  readonly #early = new Map<string, EarlyConnection[]>();

  /**
   * Starts connections to the host of `url`. Resolves when their first packet has left, so that work
   * which holds up the event loop does not hold up the connection, and after 100 ms at the latest.
   * Never rejects.
   */
  async connectEarly({ hostname, port }: URL, count: number): Promise<void> {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const servername = net.isIP(host) ? '' : host;
    const options = { ...this.options, host, port: Number(port || 443), servername };
    const key = keyOf(options);
    const started = Array.from({ length: count }, () => {
      const socket = super.createConnection(options) as Socket;
      const connection = { socket, startedAt: performance.now() };
      this.#early.set(key, [...(this.#early.get(key) ?? []), connection]);
      return this.#watch(socket);
    });
    await Promise.all(started);
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): Duplex | null | undefined {
    return this.#take(keyOf(options)) ?? super.createConnection(options, callback);
  }

  /** Closes what was connected early and is not in use. */
  closeEarly(): void {
    for (const { socket } of [...this.#early.values()].flat()) socket.destroy();
    this.#early.clear();
  }

  /** @returns when the first packet has left */
  #watch(socket: Socket): Promise<void> {
    // A fatal alert alone leaves a socket that takes a request and never sends it.
    socket.on('error', () => socket.destroy());
    socket.once('secureConnect', () => secured.add(socket));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, maxEarlyStartMs);
      // The first packet leaves once the name is known. (`connectionAttempt` is new in Node 20.12.)
      for (const event of ['lookup', 'connect', 'close']) {
        socket.once(event, () => {
          clearTimeout(timer);
          setImmediate(resolve);
        });
      }
    });
  }

  #take(key: string): Socket | undefined {
    const waiting = this.#early.get(key) ?? [];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { socket, startedAt } = next;
      const isFresh = performance.now() - startedAt < maxEarlyAgeMs;
      // What has arrived already would be taken for the answer: some servers send a 408 and close.
      if (isFresh && socket.writable && socket.readableLength === 0) return socket;
      socket.destroy();
    }
    return undefined;
  }
}

function keyOf({ host, port }: https.RequestOptions): string {
  return `${host}:${port}`;
}
