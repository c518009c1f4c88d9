import pLimit from 'p-limit';
import { type HttpOutcome, type HttpResponse, reasonsIn } from '../http/outcome';
import type { HttpRequest, Send } from '../http/request';
import { type Call, type RetryDecision, sendWithRetries, type Transport } from '../http/retry';
import {
  maxConcurrentChecks,
  maxConcurrentReads,
  maxConcurrentWrites,
  newAppToken,
  writeCheck,
} from '../limits';
import { type Phase, whenAborted } from '../process/phase';
import type { Redactor } from '../redactor';
import type { Endpoint } from './places';
import { createRetryOfRefusal, retryAtGitHub } from './rate-limits';

interface GitHubCall extends Endpoint, Pick<Call, 'operation'> {
  /** Whether to retry when the token is refused. The token of an App has a rule for every call. */
  retryRefusal?: (response: HttpResponse) => RetryDecision | undefined;
  onSent?: () => void;
  /**
   * The calls that this one must not hold up: it is given up if they fail, or if it has no answer a
   * second after them, and is tried again only with the token of an App.
   */
  beside?: Promise<unknown>;
}

export type GitHub = Awaited<ReturnType<typeof createGitHub>>;

export interface GitHubClient {
  /** Sends a call with retries by GitHub's rules, and returns the last outcome. */
  send(call: GitHubCall): Promise<HttpOutcome>;
  /** What GitHub said, with a leading space, to append to a sentence; '' if it said nothing. */
  quote(outcome: HttpOutcome): string;
  readonly apiUrl: URL;
  /** whether the token is that of an App, as the workflow's own GITHUB_TOKEN is */
  readonly isAppToken: boolean;
}

/** Whether a token is that of a GitHub App, as the workflow's own GITHUB_TOKEN is. */
export function isTokenOfApp(token: string): boolean {
  return token.startsWith('ghs_');
}

/**
 * GitHub's REST API with one token. Octokit builds the URLs, but the requests go through our own
 * `send`: Octokit's fetch follows redirects, reads bodies of any size, and keeps headers and bodies
 * on its errors.
 *
 * @param baseUrl without a slash at the end
 */
export async function createGitHub(
  { token, baseUrl, redactor }: { token: string; baseUrl: string; redactor: Redactor },
  transport: Transport,
) {
  // When imported, the toolkit computes the proxy for this address, and throws where it is set wrongly.
  // It needs none: our requests choose theirs, and say what is wrong with it.
  process.env.GITHUB_API_URL = 'http://localhost';
  // Imported here because a run that ends at an invalid input does not need it.
  const { getOctokit } = await import('@actions/github');
  const { endpoint } = getOctokit(token, { baseUrl }).request;

  const toRequest = ({ route, parameters }: Endpoint): HttpRequest => {
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
      // Octokit makes an empty text of a body without fields.
      ...(body === undefined ? {} : { body: JSON.stringify(body || {}) }),
    };
  };

  const apiUrl = new URL(baseUrl);
  const isAppToken = isTokenOfApp(token);
  const reads = pLimit(maxConcurrentReads);
  const writes = pLimit(maxConcurrentWrites);
  // Checks that hang must leave room for the reads, which they wait for.
  const checks = pLimit(maxConcurrentChecks);
  // The limit is on tries: a call that waits for its next try must not block others.
  const sendAsRead: Send = (...args) => reads(() => transport.send(...args));
  const send: Send = (...args) =>
    args[0].method === 'PUT' ? writes(() => transport.send(...args)) : sendAsRead(...args);

  return {
    /** A client for one phase of the run. */
    during(phase: Phase): GitHubClient {
      // With seconds left, a write that hangs must not block the only try of another.
      whenAborted(phase.interrupted, () => {
        writes.concurrency = Number.POSITIVE_INFINITY;
      });
      return {
        apiUrl,
        isAppToken,
        async send({ operation, retryRefusal, onSent, beside, ...endpoint }) {
          const retryFirst = isAppToken ? createRetryOfRefusal(newAppToken) : retryRefusal;
          const call = {
            operation,
            request: { ...toRequest(endpoint), ...(onSent && { onSent }) },
            decideRetry: (response: HttpResponse) => {
              if (beside) return response.status === 403 ? retryFirst?.(response) : undefined;
              return retryFirst?.(response) ?? retryAtGitHub(response);
            },
          };
          if (beside) {
            const asCheck: Send = (...args) => checks(() => sendAsRead(...args));
            return sendBeside(call, beside, { phase, transport: { ...transport, send: asCheck } });
          }
          return (await sendWithRetries(call, phase, { ...transport, send })).outcome;
        },
        quote: (outcome) =>
          outcome.kind === 'response' ? redactor.quote('GitHub', ...textsOf(outcome)) : '',
      };
    },
    apiUrl,
  };
}

async function sendBeside(
  { operation, request, decideRetry }: Call,
  others: Promise<unknown>,
  { phase, transport: { send, onRetry } }: { phase: Phase; transport: Transport },
): Promise<HttpOutcome> {
  const first = new AbortController();
  const giveUp = () => first.abort();
  others.then(() => phase.pause(writeCheck.afterReadsMs)).then(giveUp, giveUp);
  // Once GitHub has answered, it is worth waiting until it knows the token of an App.
  for (let limits: Parameters<Send>[1] = { deadline: first.signal }; ; ) {
    const outcome = await send(request, limits);
    limits = { deadline: phase.deadline, timeoutMs: writeCheck.afterReadsMs };
    const { waitMs, isNewAppToken } = (outcome.kind === 'response' && decideRetry(outcome)) || {};
    if (waitMs === undefined || waitMs >= phase.leftMs()) return outcome;
    onRetry({ operation, host: request.url.host, outcome, waitMs, isNewAppToken });
    await phase.pause(waitMs);
  }
}

/** What GitHub says, without the address in the header for single sign-on. */
function textsOf({ json, headers }: HttpResponse): string[] {
  // Anyone with this address can authorize the token for an hour.
  const [, ssoUrl] = /url=(\S+)/.exec(String(headers['x-github-sso'])) ?? [];
  const texts = reasonsIn(json);
  return ssoUrl === undefined ? texts : texts.map((text) => text.replaceAll(ssoUrl, '…'));
}

/**
 * When the GitHub token expires; undefined if GitHub does not say. It writes `2026-12-13 00:00:00 UTC`
 * or `2026-12-13 00:00:00 +0100`.
 */
export function tokenExpiration({ headers }: Pick<HttpResponse, 'headers'>): Date | undefined {
  const header = headers['github-authentication-token-expiration'];
  const text = typeof header === 'string' ? header.trim() : '';
  const form =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(UTC|GMT|Z|[+-]\d\d:?\d\d)?$/i.exec(text);
  if (!form) return undefined;
  const [, date, time, zone = 'Z'] = form;
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(...):?/, '$1:') : 'Z';
  const parsed = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}

/** The `--hostname` of `gh` (`ghinstance.RESTPrefix` in cli/cli, reversed); undefined for github.com. */
export function ghHostname({ hostname, pathname }: URL): string | undefined {
  if (hostname === 'api.github.com') return undefined;
  return pathname === '/api/v3' ? hostname : hostname.replace(/^api\./, '');
}
