import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How far away the stand-ins are. It holds for the connections that are opened from then on. */
export const line = { roundTripMs: 0 };

/** Opens a port in front of a stand-in, at the other end of the line. @returns the origin to call */
export async function openRelay(origin: string): Promise<string> {
  const { protocol, hostname, port } = new URL(origin);
  const relay = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = connect({ port: Number(port), allowHalfOpen: true, noDelay: true });
    passOn(client, server, line);
    passOn(server, client, line);
  });
  await once(relay.listen(0, hostname).unref(), 'listening');
  return `${protocol}//${hostname}:${(relay.address() as AddressInfo).port}`;
}

function passOn(from: Socket, to: Socket, { roundTripMs }: typeof line): void {
  from.on('error', () => to.destroy());
  if (roundTripMs === 0) return void from.pipe(to);
  // The system has connected at once, which would have taken a round trip.
  const connectedAt = performance.now() + roundTripMs;
  let last: Promise<unknown> = Promise.resolve();
  // One after the other, because timers of different lengths may end in the wrong order.
  const later = (act: () => void) => {
    const waitMs = Math.max(0, connectedAt - performance.now()) + roundTripMs / 2;
    last = Promise.all([last, sleep(waitMs)]).then(act);
  };
  from.on('data', (chunk) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
}
