import sodium from 'libsodium-wrappers';
import type { GitHubPlace } from '../support/github-place';
import { type GitHubOptions, startGitHub } from '../support/github-stand-in';
import {
  issuedAccessToken,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
  userAnswer,
} from '../support/goto-answers';
import { startGoTo } from '../support/goto-stand-in';
import {
  clientId,
  clientSecret,
  githubToken,
  someInputs,
  storedRefreshToken,
} from '../support/some-inputs';
import { secretName } from '../support/world';
import { openFront, type Route } from './line';
import { organization, type Task } from './task';

/** GoTo and GitHub, ready for one run. */
export interface StandIns {
  inputs: Record<string, string>;
  /** the same run as bare requests */
  plan: Plan;
  /** Ends them. @returns what they saw */
  close: () => Promise<{ requests: number; stored: number }>;
}

/** The requests of a run; those of a phase leave when the phase before has all its answers. */
export interface Plan {
  protocol: 'http' | 'https';
  phases: { atOnce: number; requests: PlannedRequest[] }[];
}

interface PlannedRequest {
  method: string;
  url: string;
  headers: Record<string, string | number>;
  body?: string;
}

/** As many as the action has under way. */
const [readsAtOnce, writesAtOnce, perPage] = [10, 3, 100];

export async function startStandIns(
  task: Task,
  { route = { host: '127.0.0.1' }, tls }: { route?: Route; tls?: GitHubOptions['tls'] } = {},
): Promise<StandIns> {
  const secure = tls === undefined ? {} : { tls };
  // The organizer is looked up at another host than the token endpoint's, as at GoTo.
  const servers = await Promise.all([
    startGitHub({ ...secure, basePath: '/api/v3' }),
    startGoTo(secure),
    startGoTo(secure),
  ]);
  const [github, goto, gotoApi] = servers;
  const fronts = await Promise.all(servers.map(({ origin }) => openFront(origin, route)));
  const [githubUrl, gotoUrl, gotoApiUrl] = fronts.map(({ origin }) => origin) as [
    string,
    string,
    string,
  ];
  goto.always(task.end === 'rotated' ? rotatingAnswer() : tokenAnswer());
  gotoApi.alwaysUser(userAnswer());
  const places = addPlaces(task, github);
  const urls = {
    'github-api-url': `${githubUrl}/api/v3`,
    'token-url': `${gotoUrl}/oauth/token`,
    'goto-api-url': gotoApiUrl,
  };
  return {
    inputs: someInputs({ ...urls, ...task.inputs, ...whereInputs(task, places) }),
    plan: {
      protocol: tls === undefined ? 'http' : 'https',
      phases: phasesOf(task, places, urls),
    },
    close: async () => {
      for (const { front } of fronts) front?.close();
      await Promise.all(servers.map((server) => server.close()));
      return {
        requests: servers.flatMap(({ requests }) => requests).length,
        stored: places.filter((place) => place.secret(secretName).value === rotatedRefreshToken)
          .length,
      };
    },
  };
}

function addPlaces(
  { repositories, sharedWith }: Task,
  github: Awaited<ReturnType<typeof startGitHub>>,
): GitHubPlace[] {
  if (sharedWith > 0) {
    const selectedRepositoryIds = Array.from({ length: sharedWith }, (_, index) => index + 1);
    const seed = {
      value: storedRefreshToken,
      visibility: 'selected',
      selectedRepositoryIds,
    } as const;
    return [github.addOrganization(organization, { secrets: { [secretName]: seed } })];
  }
  return Array.from({ length: repositories }, (_, index) =>
    github.addRepository(`${organization}/webinars-${index + 1}`, {
      secrets: { [secretName]: storedRefreshToken },
    }),
  );
}

function whereInputs({ sharedWith }: Task, places: GitHubPlace[]): Record<string, string> {
  if (sharedWith > 0) return { organization };
  return { repository: places.map(({ label }) => label).join('\n') };
}

function phasesOf(
  { end, organizer, sharedWith }: Task,
  places: GitHubPlace[],
  urls: Record<'github-api-url' | 'token-url' | 'goto-api-url', string>,
): Plan['phases'] {
  const secretUrl = ({ path }: GitHubPlace, name = secretName) =>
    `${urls['github-api-url']}/${path}/${name}`;
  const headers = { authorization: `Bearer ${githubToken}` };
  const get = (url: string) => ({ method: 'GET', url, headers });
  const pages = Array.from({ length: Math.ceil(sharedWith / perPage) }, (_, index) =>
    places.map((place) =>
      get(`${secretUrl(place)}/repositories?per_page=${perPage}&page=${index + 1}`),
    ),
  );
  const [first = [], ...others] = pages;
  const reads = places.flatMap((place) => [secretUrl(place, 'public-key'), secretUrl(place)]);
  const credential = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const form = { grant_type: 'refresh_token', refresh_token: storedRefreshToken };
  const grant = withBody('POST', urls['token-url'], {
    headers: {
      authorization: `Basic ${credential}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: String(new URLSearchParams(form)),
  });
  const writes = places.map((place) =>
    withBody('PUT', secretUrl(place), { headers, body: JSON.stringify(sealedFor(place)) }),
  );
  const lookup = {
    ...get(`${urls['goto-api-url']}/identity/v1/Users/me`),
    headers: { authorization: `Bearer ${issuedAccessToken}` },
  };
  return [
    { atOnce: readsAtOnce, requests: reads.map(get) },
    // How many pages there are is known from the first one.
    { atOnce: 1, requests: first },
    { atOnce: readsAtOnce, requests: others.flat() },
    { atOnce: 1, requests: [grant] },
    { atOnce: writesAtOnce, requests: end === 'rotated' ? writes : [] },
    { atOnce: 1, requests: organizer ? [lookup] : [] },
  ].filter(({ requests }) => requests.length > 0);
}

function withBody(
  method: string,
  url: string,
  { headers, body }: { headers: Record<string, string>; body: string },
): PlannedRequest {
  return { method, url, headers: { ...headers, 'content-length': Buffer.byteLength(body) }, body };
}

/** Sealed here, so that who sends it has nothing to do with libsodium. */
function sealedFor(place: GitHubPlace): object {
  const { key, key_id } = place.publicKey;
  const { ORIGINAL } = sodium.base64_variants;
  const sealed = sodium.crypto_box_seal(rotatedRefreshToken, sodium.from_base64(key, ORIGINAL));
  const { visibility, selectedRepositoryIds } = place.secret(secretName);
  return {
    encrypted_value: sodium.to_base64(sealed, ORIGINAL),
    key_id,
    ...(visibility && { visibility, selected_repository_ids: selectedRepositoryIds }),
  };
}
