import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that the system hands out by itself, so that no other server of the tests, and
// no connection, takes one between this look and its use.
const [lowest, highest] = [20_000, 32_000];

/** A port that is free on every loopback address there is. */
export async function freePort(): Promise<number> {
  const port = lowest + Math.floor(Math.random() * (highest - lowest));
  const isFree = (await isFreeOn('127.0.0.1', port)) && (await isFreeOn('::1', port));
  return isFree ? port : freePort();
}

async function isFreeOn(host: string, port: number): Promise<boolean> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (failure) {
    // A machine without IPv6 has nothing there that could be taken.
    return (failure as NodeJS.ErrnoException).code !== 'EADDRINUSE';
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
