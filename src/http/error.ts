/**
 * Why a request got no complete response. It carries a name, a message and a stack, and nothing of
 * the request or the response: Node keeps the raw packet on a parse error.
 */
export class HttpError extends Error {
  readonly reason: 'network' | 'time-out' | 'certificate' | 'tls' | 'proxy-setting';
  /** whether the request may have reached the server */
  readonly sent: boolean;

  constructor(reason: HttpError['reason'], message: string, sent: boolean) {
    super(message);
    this.name = 'HttpError';
    this.reason = reason;
    this.sent = sent;
  }
}

// OpenSSL's names for a chain that it does not trust (X509_V_ERR_…), as Node passes them on.
const certificateCodes =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_|CRL_|UNSPECIFIED$|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;

/** What Node threw, without what Node attaches to it. */
export function toHttpError(
  error: NodeJS.ErrnoException,
  { sent, atProxy }: { sent: boolean; atProxy: boolean },
): HttpError {
  const code = error.code ?? '';
  // The message of a certificate error repeats names that the server chose: the code is enough.
  if (certificateCodes.test(code)) return new HttpError('certificate', code, sent);
  if (tlsCodes.test(code)) return new HttpError('tls', code, sent);
  const what = code || error.message;
  return new HttpError('network', atProxy ? `${what} at the proxy` : what, sent);
}
