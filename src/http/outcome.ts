import type { IncomingHttpHeaders } from 'node:http';
import type { HttpError } from './error';

export type JsonObject = Record<string, unknown>;

/** How a request ended: with a response, whatever its status, or without one. */
export type HttpOutcome = HttpResponse | NoResponse;

export interface HttpResponse {
  kind: 'response';
  status: number;
  headers: IncomingHttpHeaders;
  /** the body, if it is a JSON object */
  json: JsonObject | undefined;
}

export interface NoResponse {
  kind: 'no-response';
  error: HttpError;
}

/** The JSON object in `text`, or undefined if it holds anything else. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    // A byte order mark may be ignored (RFC 8259 section 8.1); JSON.parse does not ignore it.
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** The status, if there was a response. */
export function statusOf(outcome: HttpOutcome): number | undefined {
  return outcome.kind === 'response' ? outcome.status : undefined;
}

/** The error, if there was no response: the cause of an ActionError. */
export function errorOf(outcome: HttpOutcome): HttpError | undefined {
  return outcome.kind === 'response' ? undefined : outcome.error;
}

/** In words: 'status 503', 'no answer in time', 'ECONNREFUSED'. */
export function describeOutcome(outcome: HttpOutcome): string {
  return outcome.kind === 'response' ? `status ${outcome.status}` : outcome.error.message;
}

/**
 * What to do about a call that failed, whichever service it was for.
 *
 * @param machine where the program runs: 'the runner', 'this machine'
 * @param otherwise the advice when a response came and its content is the problem
 */
export function adviceFor(
  outcome: HttpOutcome,
  { machine, otherwise }: { machine: string; otherwise: string },
): string {
  if (outcome.kind === 'no-response') return errorAdvice[outcome.error.reason](machine);
  const isBusy = outcome.status === 429 || outcome.status >= 500;
  return isBusy ? 'Run again later: the service is busy or down, which usually passes.' : otherwise;
}

const networkAdvice = (machine: string) =>
  `Run again. If it fails again, check the network of ${machine}, and its https_proxy and no_proxy variables.`;

const errorAdvice: Record<HttpError['reason'], (machine: string) => string> = {
  certificate: (machine) =>
    `If a proxy of yours inspects TLS, set NODE_EXTRA_CA_CERTS on ${machine} to the file with its CA certificate: the certificate is not trusted there. ` +
    'If you have no such proxy, stop: somebody may be reading the traffic.',
  tls: () =>
    'Check the URL, and any proxy on the way: the two sides could not agree on a TLS connection.',
  'proxy-setting': (machine) => `Correct the variable on ${machine}, or remove it.`,
  network: networkAdvice,
  'time-out': networkAdvice,
};
