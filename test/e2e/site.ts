import { type AddressInfo, connect, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { AdapterPayload } from 'oidc-provider';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy';
import type { GitHubPlace } from '../support/github-stand-in';
import { type GitHubStandIn, notForPersonalTokens, startGitHub } from '../support/github-stand-in';
import { type GoToOAuthServer, startGoToOAuthServer } from '../support/goto-oauth-server';
import { secretName, write } from '../support/world';
import { type Account, type KeptSecret, type PlaceKind, selectedRepositoryIds } from './account';

/** What a job wants of GoTo and GitHub. */
export interface Order {
  repository: string;
  environment: string;
  organization: string;
  /** GitHub refuses the first write. */
  refusesFirstWrite: boolean;
  /** The state that another job left, to go on from. */
  state: string | undefined;
}

/** The one GitHub that gh speaks plain http to. */
const gitHubHost = 'api.github.localhost';

/** GoTo and GitHub as one job meets them. */
export class Site {
  readonly #goto: GoToOAuthServer;
  readonly #github: GitHubStandIn;
  readonly #places: Record<PlaceKind, GitHubPlace>;
  readonly #memory: Map<string, AdapterPayload>;
  /** the refresh token that the secrets held at the beginning */
  readonly #held: string;
  readonly #way: Way;

  private constructor(
    services: { goto: GoToOAuthServer; github: GitHubStandIn; way: Way },
    secrets: { places: Record<PlaceKind, GitHubPlace>; held: string },
    memory: Map<string, AdapterPayload>,
  ) {
    this.#goto = services.goto;
    this.#github = services.github;
    this.#way = services.way;
    this.#places = secrets.places;
    this.#held = secrets.held;
    this.#memory = memory;
  }

  static async open(order: Order): Promise<Site> {
    const before = order.state ? unpack(order.state) : undefined;
    const memory = new Map(before?.memory);
    const [goto, github] = await Promise.all([
      startGoToOAuthServer({ rotate: () => true, memory }),
      startGitHub(),
    ]);
    const held = before?.refreshToken ?? (await goto.firstRefreshToken());
    const secrets = { [secretName]: held };
    const places = {
      repository: github.addRepository(order.repository, { secrets }),
      environment: github.addEnvironment(order.repository, order.environment, { secrets }),
      organization: github.addOrganization(order.organization, {
        secrets: { [secretName]: { value: held, visibility: 'selected', selectedRepositoryIds } },
      }),
    };
    if (order.refusesFirstWrite) github.on(write, notForPersonalTokens());
    const way = await openWay(github.origin);
    return new Site({ goto, github, way }, { places, held }, memory);
  }

  /** What the steps need to reach it all. */
  get outputs(): Record<string, string> {
    return {
      'client-id': this.#goto.clientId,
      'client-secret': this.#goto.clientSecret,
      'refresh-token': this.#held,
      'github-token': this.#github.token,
      'token-url': this.#goto.tokenUrl,
      'goto-api-url': this.#goto.apiUrl,
      'github-api-url': this.#github.url,
      'proxied-github-api-url': `https://${gitHubHost}`,
      proxy: this.#way.proxy.url,
      'ca-file': this.#way.certificates.caFile,
    };
  }

  async account(): Promise<Account> {
    const [repository, environment, organization] = await Promise.all([
      this.#keptIn(this.#places.repository),
      this.#keptIn(this.#places.environment),
      this.#keptIn(this.#places.organization),
    ]);
    return {
      held: this.#held,
      secrets: { repository, environment, organization },
      grants: this.#goto.grants,
      writes: this.#github.writes().map(({ path, headers, status }) => ({
        path,
        userAgent: headers['user-agent'] ?? '',
        status,
      })),
      confidential: this.#confidential(),
      state: pack({ memory: [...this.#memory], refreshToken: repository.value }),
      unspent: this.#github.unspentFaults(),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#way.close(), this.#goto.close(), this.#github.close()]);
  }

  async #keptIn(place: GitHubPlace): Promise<KeptSecret> {
    const { value, written, updatedAt, ...sharing } = place.secret(secretName);
    return {
      value,
      written,
      updatedAt,
      isHonoured: await this.#goto.isRefreshTokenValid(value),
      visibility: sharing.visibility,
      selectedRepositoryIds: sharing.selectedRepositoryIds,
    };
  }

  #confidential(): string[] {
    const issued = this.#goto.grants.flatMap((grant) => {
      if (grant.kind === 'refused') return [];
      return grant.kind === 'kept' ? [grant.accessToken] : [grant.accessToken, grant.refreshToken];
    });
    const { clientId, clientSecret } = this.#goto;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    return [this.#held, clientSecret, basic, this.#github.token, ...issued];
  }
}

/** How github.localhost is reached: through a proxy, by https and by plain http. */
interface Way {
  proxy: ConnectProxy;
  certificates: TestCertificates;
  close: () => Promise<void>;
}

/** @param origin the stand-in for GitHub, which speaks plain http */
async function openWay(origin: string): Promise<Way> {
  const certificates = await makeCertificates([gitHubHost]);
  // The action asks for https. It meets the same GitHub as gh.
  const overTls = createTlsServer(certificates.tls, (socket) => {
    const { hostname, port } = new URL(origin);
    const onward = connect(Number(port), hostname);
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  const proxy = await startConnectProxy({
    routes: {
      [`${gitHubHost}:443`]: `https://127.0.0.1:${await listen(overTls)}`,
      [`${gitHubHost}:80`]: origin,
    },
  });
  return {
    proxy,
    certificates,
    close: async () => {
      overTls.close();
      await Promise.all([proxy.close(), certificates.remove()]);
    },
  };
}

/** Listens on a free port of loopback. @returns the port */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** What a later job must know to meet the same login and the same secret. */
interface State {
  memory: [string, AdapterPayload][];
  /** what the secret of the repository holds */
  refreshToken: string;
}

// As hex: the runner knows a masked value by its base64 too, and drops a job output that holds it.
const pack = (state: State) => Buffer.from(JSON.stringify(state)).toString('hex');
const unpack = (text: string) => JSON.parse(Buffer.from(text, 'hex').toString()) as State;
