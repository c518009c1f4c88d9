/**
 * Why a request got no complete response. It carries a code or a constant of ours, and nothing of
 * the request or the response: Node keeps the raw packet on a parse error, and messages of packages
 * repeat what a proxy answered.
 */
export class HttpError extends Error {
  readonly reason:
    | 'network'
    | 'time-out'
    | 'certificate'
    | 'certificate-date'
    | 'tls'
    | 'proxy-refused'
    | 'proxy-setting';
  /** whether the request may have reached the server */
  readonly sent: boolean;

  constructor(reason: HttpError['reason'], message: string, sent: boolean) {
    super(message);
    this.name = 'HttpError';
    this.reason = reason;
    this.sent = sent;
  }

  /** Whether it may go well the next time. */
  get isTransient(): boolean {
    return this.reason === 'network' || this.reason === 'time-out';
  }
}

// OpenSSL's names for a chain that it does not trust (X509_V_ERR_…), as Node passes them on.
const certificateCodes =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_|CRL_|UNSPECIFIED$|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;

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
  if (tlsCodes.test(code)) return new HttpError('tls', code, sent);
  const what = code || 'the connection failed';
  return new HttpError('network', atProxy ? `${what} at the proxy` : what, sent);
}
