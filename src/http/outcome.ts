import type { IncomingHttpHeaders } from 'node:http';
import { errorTexts } from '../limits';
import type { Redactor } from '../redactor';

export type JsonObject = Record<string, unknown>;

export type HttpOutcome = HttpResponse | NoResponse;

export interface HttpResponse {
  kind: 'response';
  status: number;
  headers: IncomingHttpHeaders;
  /** at most 1 MiB */
  text: string;
  json: JsonObject | undefined;
}

export interface NoResponse {
  kind: 'no-response';
  error: HttpError;
  /** what had arrived of a response whose body was cut */
  partial?: HttpResponse;
}

/** What an error may keep of an outcome: one of the two, and no word of the response. */
export interface HttpFacts {
  status: number | undefined;
  error: HttpError | undefined;
}

/** What an error tells of an outcome. */
export function factsOf(outcome: HttpOutcome): HttpFacts {
  return outcome.kind === 'response'
    ? { status: outcome.status, error: undefined }
    : { status: undefined, error: outcome.error };
}

/** The status of a response; undefined if there was none. */
export function statusOf(outcome: HttpOutcome): number | undefined {
  return factsOf(outcome).status;
}

/** The object that a JSON text is; undefined for anything else. */
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

/** A part of a host that looks like a token. */
const tokenLabel = /(?<![\w-])(?=[a-z]*\d)[a-z\d]{32,}(?![\w-])/i;

/**
 * Where a redirect leads, which is never followed. Only the host, since a path could hold a secret, and
 * no host that does. It is not redacted: a part of a name such as gateway-eu-west-1 looks like a token.
 */
export function redirectHostOf(outcome: HttpOutcome, called: URL, redactor: Redactor) {
  if (outcome.kind === 'no-response' || outcome.status < 300 || outcome.status > 399)
    return undefined;
  const { location } = outcome.headers;
  if (location === undefined || !URL.canParse(location, called.href)) return undefined;
  const { host } = new URL(location, called);
  // A name of 253 characters, an address in brackets, and a port.
  if (!/^[\w.:[\]-]{1,260}$/.test(host) || tokenLabel.test(host)) return undefined;
  return redactor.containsSecret(host) ? undefined : host;
}

/** Where services put the reason of an error, in the order in which reasons are quoted. */
const reasonFields = [
  'error',
  'error_description',
  'errorCode',
  'int_err_code',
  'code',
  'type',
  'title',
  'message',
  'msg',
  'reason',
  'detail',
  'description',
  'faultstring',
  'fault',
  'errors',
];

/** The reasons that the body of an error gives, wherever they stand in it; each once. */
export function reasonsIn(body: unknown): string[] {
  return [...new Set(collect(body, 0))].slice(0, errorTexts.max);
}

function collect(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  // Some codes are numbers.
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || depth > errorTexts.maxDepth) return [];
  if (Array.isArray(value)) {
    return value.slice(0, errorTexts.max).flatMap((part) => collect(part, depth + 1));
  }
  const fields = new Map(Object.entries(value));
  return reasonFields.flatMap((field) => collect(fields.get(field), depth + 1));
}

/**
 * Why a request got no complete response. The message is a code or a constant of ours: Node keeps the
 * raw packet on a parse error, and messages of packages repeat what a proxy answered.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  /** @param sent whether the request may have reached the server */
  constructor(
    readonly reason:
      | 'network'
      | 'time-out'
      | 'open-files'
      | 'certificate'
      | 'certificate-date'
      | 'tls'
      /** no secure connection to the proxy itself */
      | 'proxy-tls'
      | 'proxy-refused'
      | 'proxy-setting',
    message: string,
    readonly sent: boolean,
  ) {
    super(message);
  }

  get isTransient(): boolean {
    return ['network', 'time-out', 'open-files'].includes(this.reason);
  }
}

/** NODE_TLS_REJECT_UNAUTHORIZED in place of 0, where Node trusts anybody, and says so on stderr. */
const notObeyed = '0, not obeyed';

/** Has certificates checked whatever the machine says. To be called before TLS is used. */
export function checkCertificates(): void {
  const { env } = process;
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') env.NODE_TLS_REJECT_UNAUTHORIZED = notObeyed;
}

/** Whether the machine says not to check certificates. */
export function isToldNotToCheck(): boolean {
  return process.env.NODE_TLS_REJECT_UNAUTHORIZED === notObeyed;
}

// OpenSSL's names for a chain that it does not trust (X509_V_ERR_…), as Node passes them on.
const certificateCodes =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_|CRL_|UNSPECIFIED$|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;

/** Whether the process can open no more files and connections. */
export function isOutOfFiles(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
  return code === 'EMFILE' || code === 'ENFILE';
}

/** What Node or a package threw, reduced to its code. */
export function toHttpError(
  error: unknown,
  { sent, atProxy }: { sent: boolean; atProxy: boolean },
): HttpError {
  if (error instanceof HttpError) return error;
  const given = (error as NodeJS.ErrnoException | null)?.code;
  const code = typeof given === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(given) ? given : '';
  if (/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(code)) {
    return new HttpError('certificate-date', code, sent);
  }
  if (certificateCodes.test(code)) return new HttpError('certificate', code, sent);
  if (isOutOfFiles(error)) return new HttpError('open-files', code, sent);
  const where = atProxy ? ' at the proxy' : '';
  const tls = atProxy ? 'proxy-tls' : 'tls';
  const reason = tlsCodes.test(code) ? tls : 'network';
  return new HttpError(reason, `${code || 'the connection failed'}${where}`, sent);
}
