import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import { type AddressInfo, connect, isIP, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export type TestCertificates = Awaited<ReturnType<typeof makeCertificates>>;

/** A throw-away certificate authority and one server certificate of it, for names and addresses. */
export async function makeCertificates(hosts: string[]) {
  const common = {
    keyType: 'ec',
    algorithm: 'sha256',
    // A clock that was set back a little must not make the certificate one of the future.
    notBeforeDate: new Date(Date.now() - 60 * 60 * 1000),
  } as const;
  const authority = await generate([{ name: 'commonName', value: 'Throw-away test authority' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const altNames = hosts.map((host) =>
    isIP(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host },
  );
  const server = await generate([{ name: 'commonName', value: hosts[0] ?? 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  const directory = await mkdtemp(join(tmpdir(), 'test-authority-'));
  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, authority.cert);
  return {
    /** The authority's certificate, PEM, and a file that holds it, for NODE_EXTRA_CA_CERTS. */
    ca: authority.cert,
    caFile,
    /** The server's key and certificate, PEM, in the shape that the stand-ins take. */
    tls: { key: server.private, cert: server.cert },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export interface ProxyOptions {
  /** Where `host:port` really leads: the origin of a stand-in. */
  routes: Record<string, string>;
  openStatus?: number;
  credentials?: { user: string; password: string };
}

/**
 * A proxy that tunnels to loopback what is asked for under any name, so that tests need no DNS. A host
 * without a route gets a 502, and a request without CONNECT a 405.
 */
export async function startConnectProxy({ routes, openStatus = 200, credentials }: ProxyOptions) {
  const connects: { host: string; headers: IncomingHttpHeaders; status?: number }[] = [];
  const sockets = new Set<Socket>();
  const userInfo = credentials && `${credentials.user}:${credentials.password}`;
  const wanted = userInfo && `Basic ${Buffer.from(userInfo).toString('base64')}`;

  const server = createServer((_incoming, response) => response.writeHead(405).end());
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A tunnel ends when either side goes; how it went is for the two ends to tell.
    socket.on('error', () => socket.destroy());
  };
  server.on('connection', keep);
  server.on('connect', ({ url = '', headers }, client: Socket, head) => {
    const recorded: (typeof connects)[number] = { host: url, headers };
    connects.push(recorded);
    const answer = (status: number, ...lines: string[]) => {
      recorded.status = status;
      const reason = STATUS_CODES[status] ?? 'Refused';
      client.write([`HTTP/1.1 ${status} ${reason}`, ...lines, '', ''].join('\r\n'));
    };
    const refuse = (status: number, ...lines: string[]) => {
      answer(status, ...lines, 'content-length: 0');
      client.end();
    };
    if (wanted && headers['proxy-authorization'] !== wanted) {
      return refuse(407, 'proxy-authenticate: Basic realm="test"');
    }
    const route = routes[url];
    if (route === undefined) return refuse(502);
    const { hostname, port } = new URL(route);
    const target = connect(Number(port), hostname);
    keep(target);
    target.on('error', () => recorded.status === undefined && refuse(502));
    target.on('connect', () => {
      answer(openStatus);
      target.write(head);
      target.pipe(client).pipe(target);
    });
    target.on('close', (failed) => (failed ? client.destroy() : client.end()));
    client.on('close', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { user = '', password = '' } = credentials ?? {};
  const prefix = credentials ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : '';

  return {
    url: `http://${prefix}127.0.0.1:${port}`,
    connects,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
