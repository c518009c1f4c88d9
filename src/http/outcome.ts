import type { IncomingHttpHeaders } from 'node:http';
import type { Vocabulary } from '../vocabulary';
import type { HttpError } from './error';

export type JsonObject = Record<string, unknown>;

/** How a request ended: with a response, whatever its status, or without one. */
export type HttpOutcome = HttpResponse | NoResponse;

export interface HttpResponse {
  kind: 'response';
  status: number;
  headers: IncomingHttpHeaders;
  /** at most 1 MiB */
  text: string;
  /** the body, if it is a JSON object */
  json: JsonObject | undefined;
}

export interface NoResponse {
  kind: 'no-response';
  error: HttpError;
  /** what had arrived of a response whose body was cut */
  partial?: HttpResponse;
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
 * @param otherwise the advice when a response came and its content is the problem
 */
export function adviceFor(
  outcome: HttpOutcome,
  { runAgain, machine }: Pick<Vocabulary, 'runAgain' | 'machine'>,
  otherwise: string,
): string {
  if (outcome.kind === 'response') {
    const isBusy = outcome.status === 429 || outcome.status >= 500;
    return isBusy
      ? `${runAgain} later: the service is busy or down, which usually passes.`
      : otherwise;
  }
  return adviceForError(outcome.error, { runAgain, machine });
}

/** What to do about a request that got no response. */
export function adviceForError(
  { reason }: HttpError,
  { runAgain, machine }: Pick<Vocabulary, 'runAgain' | 'machine'>,
): string {
  if (reason !== 'network' && reason !== 'time-out') return errorAdvice[reason](machine);
  return `${runAgain}. If it fails again, check the network of ${machine}, and its variables https_proxy and no_proxy.`;
}

const errorAdvice: Record<
  Exclude<HttpError['reason'], 'network' | 'time-out'>,
  (machine: string) => string
> = {
  certificate: (machine) =>
    `If your network has a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS on ${machine} to its CA certificate file: the certificate is not trusted there. ` +
    'If it has none, do not try again, and ask your administrator: somebody may be reading the traffic.',
  'certificate-date': (machine) =>
    `Check the clock of ${machine}: by that clock, the certificate has expired or is not valid yet. ` +
    'If the clock is right, the owner of the server or of the proxy must renew the certificate.',
  tls: () =>
    'Check that the address is right, and check any proxy on the way: no secure connection (TLS) could be made.',
  'proxy-refused': (machine) =>
    `Check the user name and the password in the https_proxy variable of ${machine}, and whether the proxy lets this host through.`,
  'proxy-setting': (machine) =>
    `Correct https_proxy on ${machine}, or remove it. In its user name and password, special characters must be percent-encoded: % as %25, # as %23, @ as %40, : as %3A, / as %2F, and the backslash of a Windows domain as %5C.`,
};
