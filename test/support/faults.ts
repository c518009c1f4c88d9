import type { IncomingHttpHeaders } from 'node:http';

/** A request as a stand-in saw it. It is recorded once its body has been read to the end. */
export interface RecordedRequest {
  method: string;
  scheme: 'http' | 'https';
  /** Path and query as they were sent, percent-encoding and all. */
  target: string;
  /** The path alone, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds since the epoch, with fractions, comparable across stand-ins. */
  at: number;
  /** Its place among the requests that all stand-ins of this process received. */
  order: number;
  /** Requests that came over one connection share its number. */
  connection: number;
  /** How many requests were open at this server when this one came, itself included. */
  inFlight: number;
  /** The status that was sent, even in part. Undefined as long as nothing was. */
  status: number | undefined;
}

export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  /** An object is sent as JSON, a string or bytes as they are, an iterable in chunks as they come. */
  body?: string | Uint8Array | object | AsyncIterable<string | Uint8Array>;
  /** Announce the whole body, send half of it and cut the connection. */
  cut?: boolean;
}

/**
 * What can befall a request.
 *
 * - an answer: sent instead of the normal one, without the request having any effect;
 * - `'hang'`: never answered; `'reset'`: the connection is reset. Without effect too;
 * - `{ lost }`: the request has its full effect, but its answer never comes, ends in a reset or is
 *   cut in half. `'cut'` is short for `{ lost: 'cut' }`;
 * - `{ delayMs }`: the normal behaviour, later (or, with `fault`, that one, later);
 * - `{ raw }`: these bytes in place of an HTTP answer, then the end of the connection;
 * - a function: decides when the request is there; `undefined` stands for the normal behaviour.
 */
export type Fault =
  | Answer
  | 'hang'
  | 'reset'
  | 'cut'
  | { lost: 'hang' | 'reset' | 'cut' }
  | { delayMs: number; fault?: Fault }
  | { raw: string }
  | ((request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>);

/** What a server says that is down. By default, the header makes the tries follow each other quickly. */
export const down = (status = 503, retryAfter = '0'): Answer => ({
  status,
  headers: { 'retry-after': retryAfter },
});

/** What answers in the place of a server for as long as nobody has signed in to the network. */
export const captivePortal = (): Answer => ({
  status: 200,
  body: '<html><body>Please sign in to the Wi-Fi</body></html>',
});

/** Which requests are meant. What is left out matches anything. */
export interface Match {
  method?: string;
  /** A string is the whole path without the query, a pattern is tried on path and query. */
  path?: string | RegExp;
}

export type Times = 'once' | 'always' | number;

export function matches(match: Match, request: RecordedRequest): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== request.method) return false;
  if (match.path === undefined) return true;
  return typeof match.path === 'string'
    ? match.path === request.path
    : request.target.search(match.path) >= 0;
}

export function describeMatch(match: Match): string {
  return `${match.method ?? 'any method'} ${match.path ?? 'any path'}`;
}

/** The faults planned for one server. The oldest that fits and is not used up is taken first. */
export class FaultPlan {
  readonly #planned: { match: Match; fault: Fault; left: number; used: number }[] = [];

  add(match: Match, fault: Fault, times: Times = 'once'): void {
    const left = times === 'once' ? 1 : times === 'always' ? Number.POSITIVE_INFINITY : times;
    this.#planned.push({ match, fault, left, used: 0 });
  }

  take(request: RecordedRequest): Fault | undefined {
    const planned = this.#planned.find((plan) => plan.left > 0 && matches(plan.match, request));
    if (planned === undefined) return undefined;
    planned.left -= 1;
    planned.used += 1;
    return planned.fault;
  }

  /** Faults that have still to happen; one planned for always counts until it happened once. */
  unspent(): string[] {
    return this.#planned
      .filter((plan) => (plan.left === Number.POSITIVE_INFINITY ? plan.used === 0 : plan.left > 0))
      .map((plan) => describeMatch(plan.match));
  }
}
