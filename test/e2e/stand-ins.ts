import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AdapterPayload } from 'oidc-provider';
import {
  type GitHubPlace,
  notForPersonalTokens,
  type StoredSecret,
  startGitHub,
} from '../support/github-stand-in';
import { type Grant, startGoToOAuthServer } from '../support/goto-oauth-server';
import { makeCertificates, startConnectProxy } from '../support/network';
import { secretName, write } from '../support/world';

/*
 * GoTo and GitHub in the background of a job. start.ts starts this process, which sends it the outputs
 * of the step. From then on it answers to http: GET for the account of what happened, DELETE to end it.
 */

/** What became of a secret. */
type KeptSecret = StoredSecret & {
  /** whether the OAuth server takes the value */
  isHonored: boolean;
};

/** What the stand-ins tell of themselves, to the steps of their job and to run.ts. */
export interface Account {
  /** the refresh token that the secrets held when the job began */
  held: string;
  /** Each place held the refresh token of the same login. */
  secrets: Record<'repository' | 'environment' | 'organization', KeptSecret>;
  /** whom the organization shared its secret with when the job began */
  sharedWith: Pick<StoredSecret, 'visibility' | 'selectedRepositoryIds'>;
  grants: Grant[];
  /** the writes that GitHub was asked for, by whom, and how it answered */
  writes: { userAgent: string; status: number | undefined }[];
  /** all that no log may show */
  confidential: string[];
  /** the state, for the stand-ins of a later job */
  state: string;
}

/** What it takes to know the same login and the same secret. */
interface State {
  memory: [string, AdapterPayload][];
  /** what the secret of the repository holds */
  refreshToken: string | undefined;
}

/** A job that dies leaves nobody to end this process. */
const longestLifeMs = 10 * 60 * 1000;
setTimeout(() => process.exit(1), longestLifeMs);

const { GITHUB_REPOSITORY = '', STATE_OF_FIRST_JOB = '', E2E_ACCOUNTS } = process.env;
// As hex: the runner knows a masked value by its base64 too, and drops a job output that holds it.
const before: State = STATE_OF_FIRST_JOB
  ? JSON.parse(Buffer.from(STATE_OF_FIRST_JOB, 'hex').toString())
  : { memory: [], refreshToken: undefined };
const memory = new Map(before.memory);
const goto = await startGoToOAuthServer({ rotate: () => true, memory });
const held = before.refreshToken ?? (await goto.firstRefreshToken());

// The action and gh ask for the real host, and the proxy leads them to the stand-in.
const isBehindProxy = process.argv.includes('--behind-proxy');
const certificates = await makeCertificates(['api.github.com']);
const github = await startGitHub(isBehindProxy ? { tls: certificates.tls } : {});
const proxy = await startConnectProxy({ routes: { 'api.github.com:443': github.origin } });
if (process.argv.includes('--refuse-first-write')) github.on(write, notForPersonalTokens());

// Full of what a URL or a shell could trip over.
const environment = "it's (EU)/100% live";
const organization = 'octo';
const sharedWith = { visibility: 'selected' as const, selectedRepositoryIds: [1296269, 583231] };
const secrets = { [secretName]: held };
const places = {
  repository: github.addRepository(GITHUB_REPOSITORY, { secrets }),
  environment: github.addEnvironment(GITHUB_REPOSITORY, environment, { secrets }),
  organization: github.addOrganization(organization, {
    secrets: { [secretName]: { value: held, ...sharedWith } },
  }),
};

async function account(): Promise<Account> {
  const keptIn = async (place: GitHubPlace) => {
    const secret = place.secret(secretName);
    return { ...secret, isHonored: await goto.isRefreshTokenValid(secret.value) };
  };
  const issued = goto.grants.flatMap((grant) =>
    grant.kind === 'rotated' ? [grant.accessToken, grant.refreshToken] : [],
  );
  const basic = Buffer.from(`${goto.clientId}:${goto.clientSecret}`).toString('base64');
  const repository = await keptIn(places.repository);
  const state: State = { memory: [...memory], refreshToken: repository.value };
  return {
    held,
    secrets: {
      repository,
      environment: await keptIn(places.environment),
      organization: await keptIn(places.organization),
    },
    sharedWith,
    grants: goto.grants,
    writes: github
      .writes()
      .map(({ headers, status }) => ({ userAgent: headers['user-agent'] ?? '', status })),
    confidential: [held, goto.clientSecret, basic, github.token, ...issued],
    state: Buffer.from(JSON.stringify(state)).toString('hex'),
  };
}

async function end(): Promise<void> {
  if (E2E_ACCOUNTS) {
    const file = join(E2E_ACCOUNTS, `${randomUUID()}.json`);
    writeFileSync(file, JSON.stringify(await account()));
  }
  await Promise.all([goto.close(), github.close(), proxy.close(), certificates.remove()]);
  const unspent = github.unspentFaults();
  if (unspent.length > 0) throw new Error(`Planned and never met: ${unspent.join('; ')}`);
}

const desk = createServer(async ({ method }, response) => {
  if (method === 'DELETE') response.on('close', () => process.exit());
  try {
    response.end(method === 'DELETE' ? await end() : JSON.stringify(await account()));
  } catch (failure) {
    response.writeHead(500).end(String(failure));
  }
});
desk.listen(0, '127.0.0.1', () =>
  process.send?.({
    url: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`,
    ...{ environment, organization },
    'client-id': goto.clientId,
    'client-secret': goto.clientSecret,
    'refresh-token': held,
    'github-token': github.token,
    'token-url': goto.tokenUrl,
    'goto-api-url': goto.apiUrl,
    'github-api-url': isBehindProxy ? 'https://api.github.com' : github.url,
    proxy: proxy.url,
    'ca-file': certificates.caFile,
  }),
);
