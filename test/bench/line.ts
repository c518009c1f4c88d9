import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';

/** A network whose round trip takes a while. */
export interface Line {
  name: string;
  /** How to get from client to stand-in, with the delay or without. */
  route: (isDelayed: boolean) => Route;
}

export interface Route {
  host: string;
  /** A port in front of each stand-in delays as a line of this round trip would; else there is none. */
  frontMs?: number;
}

/** What is sent to the far address comes back to the near one, which is this machine. */
const tun = { near: '10.80.0.1', far: '10.80.0.2' };

/** The stand-ins listen there; without a delay. */
export const loopback: Route = { host: '127.0.0.1' };

/** Where a route may lead. */
export const hosts = [loopback.host, tun.far];

/**
 * Opens the best line that this machine can have. It is gone when the process ends.
 *
 * @param isolated whether the network namespace is this process's own, to change as it likes
 */
export async function openLine(roundTripMs: number, isolated: boolean): Promise<Line> {
  for (const open of isolated ? [openNetem, openTun] : []) {
    const line = await open(roundTripMs / 2).catch(() => undefined);
    if (line) return line;
  }
  return {
    name: 'a relay that delays both directions and the handshake',
    route: (isDelayed) => ({ ...loopback, frontMs: isDelayed ? roundTripMs : 0 }),
  };
}

async function openNetem(delayMs: number): Promise<Line> {
  const route = (isDelayed: boolean) => {
    const netem = ['root', 'netem', 'delay', `${isDelayed ? delayMs : 0}ms`];
    execFileSync('tc', ['qdisc', 'replace', 'dev', 'lo', ...netem], { stdio: 'ignore' });
    return loopback;
  };
  route(true);
  return { name: 'tc netem on loopback, in a network namespace', route };
}

/** It swaps the addresses of each packet. The checksums stay right: they are sums over both. */
const tunDriver = `
import collections, fcntl, os, select, struct, subprocess, sys, time
tun = os.open('/dev/net/tun', os.O_RDWR)
# TUNSETIFF with IFF_TUN and IFF_NO_PI
fcntl.ioctl(tun, 0x400454ca, struct.pack('16sH', b'bench', 0x1001))
for change in ('address add ${tun.near}/24 dev bench', 'link set bench up'):
    subprocess.run(['ip'] + change.split(), check=True)
print('up', flush=True)
late = collections.deque()
while True:
    wait = max(0, late[0][0] - time.monotonic()) if late else None
    ready = select.select([tun, sys.stdin], [], [], wait)[0]
    if sys.stdin in ready:
        break
    if tun in ready:
        packet = os.read(tun, 65536)
        swapped = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
        late.append((time.monotonic() + float(sys.argv[1]) / 1000, swapped))
    while late and late[0][0] <= time.monotonic():
        os.write(tun, late.popleft()[1])
`;

async function openTun(delayMs: number): Promise<Line> {
  // It ends with its stdin, and so with this process.
  const python = spawn('python3', ['-c', tunDriver, String(delayMs)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [first] = await Promise.race([once(python.stdout, 'data'), once(python, 'exit')]);
  if (!String(first).startsWith('up')) throw new Error('There is no tun device.');
  return {
    name: 'a tun device that delays each packet, in a network namespace',
    route: (isDelayed) => ({ host: isDelayed ? tun.far : loopback.host, frontMs: 0 }),
  };
}

/** Opens the port in front of a stand-in that the route asks for. @returns the origin to call */
export async function openFront(
  origin: string,
  { host, frontMs }: Route,
): Promise<{ origin: string; close: () => void }> {
  if (frontMs === undefined) return { origin, close: () => undefined };
  const { protocol, port } = new URL(origin);
  const front = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = connect({ port: Number(port), allowHalfOpen: true, noDelay: true });
    passOn(client, server, frontMs);
    passOn(server, client, frontMs);
  });
  await once(front.listen(0, host === tun.far ? tun.near : host), 'listening');
  const { port: ownPort } = front.address() as AddressInfo;
  return { origin: `${protocol}//${host}:${ownPort}`, close: () => void front.close() };
}

function passOn(from: Socket, to: Socket, roundTripMs: number): void {
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

/** How long TCP and then TLS take to connect, in milliseconds from the same start. */
export async function timeHandshake(
  url: string,
  ca: string,
): Promise<{ tcp: number; tls: number }> {
  const { hostname: host, port } = new URL(url);
  const startedAt = performance.now();
  const socket = connectTls({ host, port: Number(port), ca, minVersion: 'TLSv1.3' });
  await once(socket, 'connect');
  const tcp = performance.now() - startedAt;
  await once(socket, 'secureConnect');
  socket.destroy();
  return { tcp, tls: performance.now() - startedAt };
}
