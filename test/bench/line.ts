import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';

/** How a client gets to the stand-ins, which listen on 127.0.0.1. */
export interface Route {
  host: string;
  /** A port in front of each stand-in, which delays as a line of this round trip would; else none. */
  frontMs?: number;
}

/** A network whose round trip takes a while. */
export interface Line {
  name: string;
  roundTripMs: number;
  direct: () => Route;
  delayed: () => Route;
  close: () => void;
}

/**
 * The best line that this machine can have.
 *
 * @param isolated whether this process is alone in a network namespace, and may change it
 */
export async function openLine(roundTripMs: number, isolated: boolean): Promise<Line> {
  if (isolated) {
    for (const open of [openNetem, openTun]) {
      const line = await open(roundTripMs).catch(() => undefined);
      if (line) return line;
    }
  }
  return {
    name: 'a relay that delays both directions and the handshake',
    roundTripMs,
    direct: () => ({ host: '127.0.0.1', frontMs: 0 }),
    delayed: () => ({ host: '127.0.0.1', frontMs: roundTripMs }),
    close: () => undefined,
  };
}

async function openNetem(roundTripMs: number): Promise<Line> {
  const netem = (verb: 'replace' | 'delete') => {
    const delay = verb === 'replace' ? ['netem', 'delay', `${roundTripMs / 2}ms`] : [];
    execFileSync('tc', ['qdisc', verb, 'dev', 'lo', 'root', ...delay], { stdio: 'ignore' });
  };
  const route = (isDelayed: boolean) => {
    netem('replace');
    if (!isDelayed) netem('delete');
    return { host: '127.0.0.1' };
  };
  route(false);
  return {
    name: 'tc netem on the loopback device of a network namespace',
    roundTripMs,
    direct: () => route(false),
    delayed: () => route(true),
    close: () => route(false),
  };
}

/**
 * Every packet to 10.80.0.2 comes back late, as one from 10.80.0.2 to 10.80.0.1, which is this
 * machine. Checksums stay right, because both addresses are still in the packet.
 */
const tunDriver = `
import collections, fcntl, os, select, struct, subprocess, sys, time
delay = float(sys.argv[1]) / 1000
tun = os.open('/dev/net/tun', os.O_RDWR)
# TUNSETIFF with IFF_TUN and IFF_NO_PI
fcntl.ioctl(tun, 0x400454ca, struct.pack('16sH', b'bench', 0x1001))
for change in ('address add 10.80.0.1/24 dev bench', 'link set bench up'):
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
        if packet[0] >> 4 == 4:
            swapped = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
            late.append((time.monotonic() + delay, swapped))
    while late and late[0][0] <= time.monotonic():
        os.write(tun, late.popleft()[1])
`;

async function openTun(roundTripMs: number): Promise<Line> {
  const python = spawn('python3', ['-c', tunDriver, String(roundTripMs / 2)], {
    // It ends with its stdin, and so with this process.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [first] = await Promise.race([once(python.stdout, 'data'), once(python, 'exit')]);
  if (String(first) !== 'up\n') throw new Error('There is no tun device.');
  return {
    name: 'a tun device that delays each packet, in a network namespace',
    roundTripMs,
    direct: () => ({ host: '127.0.0.1', frontMs: 0 }),
    delayed: () => ({ host: '10.80.0.2', frontMs: 0 }),
    close: () => void python.stdin.end(),
  };
}

/** The names that a certificate of the stand-ins must have. */
export const hosts = ['127.0.0.1', '10.80.0.2'];

/** Opens a port for clients of this route. @returns its origin, and undefined or what is to close */
export async function openFront(
  origin: string,
  { host, frontMs }: Route,
): Promise<{ origin: string; front: Server | undefined }> {
  if (frontMs === undefined) return { origin, front: undefined };
  const { protocol, port } = new URL(origin);
  const front = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = connect({ port: Number(port), allowHalfOpen: true, noDelay: true });
    passOn(client, server, frontMs);
    passOn(server, client, frontMs);
  });
  await once(front.listen(0, '0.0.0.0'), 'listening');
  return { origin: `${protocol}//${host}:${(front.address() as AddressInfo).port}`, front };
}

/** The system has accepted the connection at once: so what a client sends waits for that, too. */
function passOn(from: Socket, to: Socket, roundTripMs: number): void {
  from.on('error', () => to.destroy());
  if (roundTripMs === 0) return void from.pipe(to);
  const connectedAt = performance.now() + roundTripMs;
  let last = Promise.resolve();
  // One after the other, for two timers may come in the wrong order.
  const late = (act: () => void) => {
    const waitMs = Math.max(0, connectedAt - performance.now()) + roundTripMs / 2;
    last = Promise.all([last, sleep(waitMs)]).then(act);
  };
  from.on('data', (chunk) => late(() => void to.write(chunk)));
  from.on('end', () => late(() => void to.end()));
}

/** How long a TCP connection takes, and a TLS one, in milliseconds from the same start. */
export async function timeHandshakes(
  origin: string,
  ca: string,
): Promise<{ tcp: number; tls: number; protocol: string | null }> {
  const { hostname: host, port } = new URL(origin);
  const startedAt = performance.now();
  const socket = connectTls({ host, port: Number(port), ca });
  try {
    await once(socket, 'connect');
    const tcp = performance.now() - startedAt;
    await once(socket, 'secureConnect');
    return { tcp, tls: performance.now() - startedAt, protocol: socket.getProtocol() };
  } finally {
    socket.destroy();
  }
}
