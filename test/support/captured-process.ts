import fs from 'node:fs';
import type { Printed } from './process';

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
  const streams = ['stdout', 'stderr'] as const;
  const writes = streams.map((name) => process[name].write);
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
      const name = streams.find((stream) => process[stream].fd === fd);
      if (name === undefined) return writeSync(fd, data, offset);
      printed.add(name, Buffer.from(data.subarray(offset)).toString());
      return data.length - offset;
    }) as typeof writeSync;
    return await act();
  } finally {
    for (const [index, name] of streams.entries()) {
      process[name].write = writes[index] as typeof process.stdout.write;
    }
    fs.writeSync = writeSync;
    replaceEnv(before);
    printed.end();
  }
}

function replaceEnv(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
}

type ProcessEvent = NodeJS.Signals | 'uncaughtException';

/** Tells an event only to those who begin to listen after this: the program, and not Vitest. */
export function emitterToProgram(): (event: ProcessEvent, ...args: unknown[]) => void {
  const listenersOf = (event: ProcessEvent) => process.listeners(event as NodeJS.Signals);
  const events: ProcessEvent[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException'];
  const others = new Set(events.flatMap(listenersOf));
  return (event, ...args) => {
    for (const listener of listenersOf(event)) {
      if (!others.has(listener)) Reflect.apply(listener, process, args);
    }
  };
}
