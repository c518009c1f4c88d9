import fs from 'node:fs';

export interface Captured {
  stdout: string;
  stderr: string;
}

/**
 * Runs `act` with other variables and with what it prints caught, however it is written. One at a
 * time: variables and streams are the process's own.
 *
 * @param onPrinted called when something was printed
 */
export async function capture<T>(
  { env, onPrinted }: { env: Record<string, string>; onPrinted?: (captured: Captured) => void },
  act: (captured: Captured) => Promise<T>,
): Promise<T> {
  const captured: Captured = { stdout: '', stderr: '' };
  const before = { ...process.env };
  const { writeSync } = fs;
  const streams = ['stdout', 'stderr'] as const;
  const writes = streams.map((name) => process[name].write);
  const take = (name: (typeof streams)[number], text: string) => {
    captured[name] += text;
    onPrinted?.(captured);
  };
  try {
    replaceEnv(env);
    for (const name of streams) {
      process[name].write = ((chunk: string | Uint8Array, written?: () => void) => {
        take(name, String(chunk));
        written?.();
        return true;
      }) as typeof process.stdout.write;
    }
    fs.writeSync = ((fd: number, data: Uint8Array, offset: number) => {
      if (fd !== process.stdout.fd) return writeSync(fd, data, offset);
      take('stdout', Buffer.from(data.subarray(offset)).toString());
      return data.length - offset;
    }) as typeof writeSync;
    return await act(captured);
  } finally {
    for (const [index, name] of streams.entries()) {
      process[name].write = writes[index] as typeof process.stdout.write;
    }
    fs.writeSync = writeSync;
    replaceEnv(before);
  }
}

function replaceEnv(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
}
