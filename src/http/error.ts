/**
 * Why a request got no whole answer. It carries a name, a message and a stack, and nothing of the
 * request or of the answer: Node keeps the raw packet on a parse error.
 */
export class HttpFailure extends Error {
  readonly reason: 'network' | 'time-out' | 'certificate' | 'tls' | 'proxy-setting';
  /** whether the request may have reached the other side */
  readonly sent: boolean;

  constructor(reason: HttpFailure['reason'], message: string, sent: boolean) {
    super(message);
    this.name = 'HttpFailure';
    this.reason = reason;
    this.sent = sent;
  }
}

// The names OpenSSL gives to a chain it does not trust (X509_V_ERR_…), as Node hands them on.
const certificateCodes =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_|CRL_|UNSPECIFIED$|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;

/** What Node threw, without what Node keeps on it. */
export function failureOf(
  error: NodeJS.ErrnoException,
  { sent, atProxy }: { sent: boolean; atProxy: boolean },
): HttpFailure {
  const code = error.code ?? '';
  // The message of a certificate error repeats names the other side wrote: the code is enough.
  if (certificateCodes.test(code)) return new HttpFailure('certificate', code, sent);
  if (tlsCodes.test(code)) return new HttpFailure('tls', code, sent);
  const what = code || error.message;
  return new HttpFailure('network', atProxy ? `${what} at the proxy` : what, sent);
}
