import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface ProxyOptions {
  /**
   * Where `host:port` really leads: the origin of a stand-in, a refusal, raw bytes or nothing at all. A request
   * without CONNECT is sent on too, to an origin that speaks plain http.
   */
  routes: Record<string, string | { status: number } | { raw: string } | 'hang'>;
  /** The status of a tunnel that is open; 200 by default. */
  openStatus?: number;
  /** Wanted as Basic in `proxy-authorization`. */
  credentials?: { user: string; password: string };
}

interface RecordedConnect {
  /** As the client named it: `api.github.test:443`. */
  host: string;
  headers: IncomingHttpHeaders;
  status: number | undefined;
}

export interface ConnectProxy {
  /** For `https_proxy`; carries the credentials, if there are any. */
  url: string;
  connects: RecordedConnect[];
  /** Requests that came without CONNECT, each as method and URL. */
  plainRequests: string[];
  close: () => Promise<void>;
}

/** A proxy that tunnels to loopback what is asked for under any name, so that tests need no DNS. */
export async function startConnectProxy(options: ProxyOptions): Promise<ConnectProxy> {
  const connects: RecordedConnect[] = [];
  const plainRequests: string[] = [];
  const sockets = new Set<Socket>();
  const { credentials, openStatus = 200 } = options;
  const userInfo = credentials && `${credentials.user}:${credentials.password}`;
  const wanted = userInfo && `Basic ${Buffer.from(userInfo).toString('base64')}`;

  const server = createServer((incoming, response) => {
    plainRequests.push(`${incoming.method} ${incoming.url}`);
    // The path goes on byte for byte: whether it is spelt rightly is for the stand-in to say.
    const [, host = '', path = ''] = /^http:\/\/([^/]+)(\/.*)$/.exec(incoming.url ?? '') ?? [];
    const route = options.routes[host.includes(':') ? host : `${host}:80`];
    if (typeof route === 'string') sendOn(incoming, response, { origin: route, path });
    else response.writeHead(405).end();
  });
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A tunnel ends when either side goes; how it went is for the two ends to tell.
    socket.on('error', () => socket.destroy());
  };
  server.on('connection', keep);
  server.on('connect', (request, client: Socket, head) => {
    const recorded: RecordedConnect = {
      host: request.url ?? '',
      headers: request.headers,
      status: undefined,
    };
    connects.push(recorded);
    const refuse = (status: number, ...headers: string[]) => {
      recorded.status = status;
      client.end([statusLine(status), ...headers, 'content-length: 0', '', ''].join('\r\n'));
    };
    if (wanted && request.headers['proxy-authorization'] !== wanted) {
      return refuse(407, 'proxy-authenticate: Basic realm="test"');
    }
    const route = options.routes[recorded.host];
    if (route === undefined) return refuse(502);
    if (route === 'hang') return;
    if (typeof route === 'object' && 'raw' in route) return void client.end(route.raw);
    if (typeof route === 'object') return refuse(route.status);
    const { hostname, port } = new URL(route);
    const target = connect(Number(port), hostname);
    keep(target);
    target.on('error', () => recorded.status === undefined && refuse(502));
    target.on('connect', () => {
      recorded.status = openStatus;
      client.write(`${statusLine(openStatus)}\r\n\r\n`);
      target.write(head);
      target.pipe(client).pipe(target);
    });
    target.on('close', (failed) => (failed ? client.destroy() : client.end()));
    client.on('close', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const prefix = credentials
    ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@`
    : '';

  return {
    url: `http://${prefix}127.0.0.1:${port}`,
    connects,
    plainRequests,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const statusLine = (status: number) => `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`;

function sendOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  { origin, path }: { origin: string; path: string },
): void {
  const { method = '', headers } = incoming;
  const onward = request(origin, { method, headers, path });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}
