import pLimit from 'p-limit';
import { ActionError } from '../errors';
import { HttpFailure } from '../http/error';
import { jsonObject } from '../http/json';
import { adviceFor, describe, type HttpOutcome } from '../http/outcome';
import { proxyFor } from '../http/proxy';
import type { HttpAnswer, HttpRequest, Send } from '../http/request';
import { type Again, againWhenBusy, reach, retryAfter, type Transport } from '../http/retry';
import { type Phase, whenAborted } from '../process/cancellation';
import type { Secrets } from '../redactor';

// GitHub asks for restraint, with writes above all ("Best practices for using the REST API").
const mostReadsAtOnce = 10;
const mostWritesAtOnce = 3;

/** One call of GitHub's REST API, named as its documentation names it. */
export interface GitHubCall {
  /** for the log: 'read the public key of …' */
  operation: string;
  /** 'GET /repos/{owner}/{repo}/actions/secrets/public-key' */
  route: string;
  parameters: Record<string, unknown>;
  again?: (answer: HttpAnswer, tries: number) => Again | undefined;
}

export interface GitHub {
  /** GitHub as it can be asked in one phase of the run. */
  during(phase: Phase): GitHubClient;
  /** The path that `gh api` takes for a route: percent-encoded, without a leading slash. */
  ghPath(route: string, parameters: Record<string, unknown>): string;
  /** The `--hostname` that `gh` needs to reach this GitHub; undefined for github.com. */
  ghHostname: string | undefined;
}

export interface GitHubClient {
  /**
   * Asks, a few at a time, tries again as GitHub's rules allow, and gives the last answer, whatever
   * its status.
   */
  ask(call: GitHubCall): Promise<HttpOutcome>;
  /** What GitHub said of a refusal, as a sentence to follow ours; '' where it said nothing. */
  said(result: HttpOutcome): string;
}

/**
 * GitHub's REST API for one token. Octokit fills in the routes; the requests go out through our own
 * `send`, for Octokit's fetch follows redirects, has no bound for a body, and keeps headers and
 * bodies on its errors.
 */
export async function connectToGitHub(
  { token, baseUrl, secrets }: { token: string; baseUrl: string; secrets: Secrets },
  transport: Transport,
): Promise<GitHub> {
  checkProxy(new URL(baseUrl));
  // On import the toolkit looks for a proxy to this address: let it be the one this run calls.
  process.env.GITHUB_API_URL = baseUrl;
  // Loaded here, for a run that ends at a wrong input has no use for it.
  const { getOctokit } = await import('@actions/github');
  const { endpoint } = getOctokit(token, { baseUrl }).request;

  const requestFor = ({ route, parameters }: GitHubCall): HttpRequest => {
    const { method, url, body } = endpoint(route, parameters);
    return {
      method,
      url: new URL(url),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
  };

  const reads = pLimit(mostReadsAtOnce);
  const writes = pLimit(mostWritesAtOnce);
  // A try is what counts: a call that waits for its next one must not keep others from theirs.
  const send: Send = (request, limits) =>
    (request.method === 'PUT' ? writes : reads)(() => transport.send(request, limits));
  const ask = async (call: GitHubCall, phase: Phase) => {
    const again = (answer: HttpAnswer, tries: number) =>
      call.again?.(answer, tries) ?? againForGitHub(answer);
    const { operation } = call;
    const request = requestFor(call);
    const { result } = await reach({ operation, request, again }, phase, { ...transport, send });
    return result;
  };

  return {
    during(phase) {
      // With seconds left, a write that hangs must not keep another from its only try.
      whenAborted(phase.hurry, () => {
        writes.concurrency = Number.POSITIVE_INFINITY;
      });
      return {
        ask: (call) => ask(call, phase),
        said: (result) =>
          result instanceof HttpFailure
            ? ''
            : secrets.quote('GitHub', jsonObject(result.body)?.message),
      };
    },
    ghPath: (route, parameters) => endpoint(route, parameters).url.slice(baseUrl.length + 1),
    ghHostname: ghHostname(new URL(baseUrl)),
  };
}

/** The toolkit reads the proxy variables when it is loaded, and would trip over them speechless. */
function checkProxy(apiUrl: URL): void {
  try {
    proxyFor(apiUrl);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const message = `GitHub cannot be reached: ${describe(error)}.`;
    throw new ActionError('github-unavailable', message, { hint: adviceFor(error, '') });
  }
}

/** Whether a 403 or 429 means "too many requests" and not "you may not". */
export function isRateLimited(outcome: HttpOutcome): boolean {
  if (outcome instanceof HttpFailure) return false;
  const { status, headers } = outcome;
  if (status === 429) return true;
  const noQuota = headers['x-ratelimit-remaining'] === '0';
  return status === 403 && (headers['retry-after'] !== undefined || noQuota);
}

function againForGitHub(answer: HttpAnswer): Again | undefined {
  return isRateLimited(answer) ? againWithinLimits(answer) : againWhenBusy(answer);
}

/** GitHub's "Best practices for using the REST API", in its order. */
function againWithinLimits(answer: HttpAnswer): Again {
  const wait = retryAfter(answer);
  if (wait !== undefined) return { wait };
  const reset = Number(answer.headers['x-ratelimit-reset']);
  if (answer.headers['x-ratelimit-remaining'] === '0' && reset > 0) {
    return { wait: Math.max(0, reset * 1000 - Date.now()) + 1000 };
  }
  return { rather: 60_000 };
}

/**
 * The host that gh knows an API by, undefined for github.com: the reverse of what gh does
 * (ghinstance.RESTPrefix in cli/cli).
 */
export function ghHostname({ hostname, pathname }: URL): string | undefined {
  if (hostname === 'api.github.com') return undefined;
  return pathname === '/api/v3' ? hostname : hostname.replace(/^api\./, '');
}
