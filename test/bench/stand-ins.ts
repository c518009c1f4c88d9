import { locateRequests } from '../../src/github/locate';
import { type GitHubOptions, type GitHubStandIn, startGitHub } from '../support/github-stand-in';
import { rotatingAnswer, startGoTo, tokenAnswer, userAnswer } from '../support/goto-stand-in';
import { someInputs, storedRefreshToken } from '../support/some-inputs';
import type { Answer, RecordedRequest } from '../support/stand-in-server';
import { secretName } from '../support/world';
import { openFront, type Route } from './line';
import type { Task } from './task';

/** GoTo and GitHub for the runs of one task; to be called before each of them. */
export type StandIns = (route: Route) => Promise<{
  inputs: Record<string, string>;
  /** The requests of the first run, for a program that sends the same ones and does nothing else. */
  plan: Phase[];
  /** Returns how many requests came, and how many of them stored a token. */
  close: () => { requests: number; writes: number };
}>;

/** Its requests leave when all answers of the phase before are there. */
interface Phase {
  atOnce: number;
  requests: PlannedRequest[];
}

type PlannedRequest = Pick<RecordedRequest, 'method' | 'headers' | 'body'> & { url: string };

/** In their order, and how many requests the action has under way in each. */
const phases = ({ repositories }: Task): { match: RegExp; atOnce: number }[] => [
  {
    match: /^GET .*\/secrets\/[^/]+$|^PUT .*_WRITE_CHECK$/,
    atOnce: locateRequests(repositories),
  },
  // The first page says how many there are.
  { match: /^GET .*[?&]page=1$/, atOnce: 1 },
  { match: /^GET .*[?&]page=(?!1$)\d+$/, atOnce: 10 },
  { match: /^POST /, atOnce: 1 },
  { match: /^PUT .*(?<!_WRITE_CHECK)$/, atOnce: 3 },
  { match: /^GET .*\/Users\/me$/, atOnce: 1 },
];

export async function startStandIns(task: Task, tls?: GitHubOptions['tls']): Promise<StandIns> {
  const secure = tls && { tls };
  // As at GoTo, the organizer is looked up at another host than that of the tokens.
  const [github, goto, api] = await Promise.all([
    startGitHub({ ...secure, basePath: '/api/v3' }),
    startGoTo(secure),
    startGoTo(secure),
  ]);
  const servers = [github, goto, api];
  const where = addPlaces(task, github);
  goto.always(task.writes > 0 ? rotatingAnswer() : tokenAnswer());
  api.alwaysUser(userAnswer());
  let first: (RecordedRequest & { server: number })[] | undefined;
  return async (route) => {
    const fronts = await Promise.all(servers.map(({ origin }) => openFront(origin, route)));
    const [githubUrl, gotoUrl, apiUrl] = fronts.map(({ origin }) => origin);
    const planned = (first ?? []).map(({ server, target, method, headers, body }) => {
      const { host: _, connection: __, ...kept } = headers;
      return { method, url: `${fronts[server]?.origin}${target}`, headers: kept, body };
    });
    return {
      inputs: someInputs({
        'github-api-url': `${githubUrl}/api/v3`,
        'token-url': `${gotoUrl}/oauth/token`,
        'goto-api-url': apiUrl,
        ...where,
        ...task.inputs,
      }),
      plan: inPhases(planned, task),
      close: () => {
        for (const { close } of fronts) close();
        const received = servers.flatMap(({ requests }, server) =>
          requests.splice(0).map((request) => ({ ...request, server })),
        );
        first ??= received;
        const isWrite = ({ method, status = 0 }: RecordedRequest) =>
          method === 'PUT' && status < 300;
        return { requests: received.length, writes: received.filter(isWrite).length };
      },
    };
  };
}

const inPhases = (requests: PlannedRequest[], task: Task): Phase[] =>
  phases(task)
    .map(({ match, atOnce }) => ({
      atOnce,
      requests: requests.filter(({ method, url }) => match.test(`${method} ${url}`)),
    }))
    .filter(({ requests: ofPhase }) => ofPhase.length > 0);

/** Returns the inputs that name the places. */
function addPlaces(task: Task, github: GitHubStandIn): Record<string, string> {
  if (task.selected === undefined) {
    const names = numbers(task.repositories).map((number) => `octo/webinars-${number}`);
    const secrets = { [secretName]: storedRefreshToken };
    for (const name of names) github.addRepository(name, { secrets });
    return { repository: names.join('\n') };
  }
  const ids = numbers(task.selected);
  const secret = { value: storedRefreshToken, visibility: 'selected' } as const;
  github.addOrganization('octo', { secrets: { [secretName]: secret } });
  github.on({ path: /\/repositories\?/ }, ({ query }) => pageOf(ids, query), 'always');
  return { organization: 'octo' };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A page as long as GitHub's, which describes each repository in 5 KB. */
function pageOf(ids: number[], query: URLSearchParams): Answer {
  const [size, page] = ['per_page', 'page'].map((name) => Number(query.get(name))) as [
    number,
    number,
  ];
  const repositories = ids
    .slice((page - 1) * size, page * size)
    .map((id) => ({ id, description: '-'.repeat(5_000) }));
  return { status: 200, body: { total_count: ids.length, repositories } };
}
