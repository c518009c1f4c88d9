import type { HttpError, HttpFacts } from '../http/outcome';
import { factsOf, isToldNotToCheck } from '../http/outcome';
import type { Retry } from '../http/retry';
import type { Names } from './names';

/** In words: 'status 503', 'no answer in time', 'ECONNREFUSED'. */
export function describeFacts({ status, error }: HttpFacts): string {
  return error === undefined ? `status ${status}` : error.message;
}

/** The line of the log for a try that failed, before the next one. */
export function describeRetry({ operation, host, outcome, waitMs, isNewAppToken }: Retry): string {
  const seconds = (waitMs / 1000).toFixed(1);
  const why = isNewAppToken
    ? " It takes some seconds until every part of GitHub accepts a new App token. The workflow's own GITHUB_TOKEN never helps here."
    : '';
  return `Trying again in ${seconds} s: could not ${operation} (${host}: ${describeFacts(factsOf(outcome))}).${why}`;
}

/**
 * What to do about a call that failed, whichever service it was for.
 *
 * @param otherwise the advice when a response came and its content is the problem
 */
export function adviceFor({ status, error }: HttpFacts, names: Names, otherwise: string): string {
  if (error !== undefined) return adviceForError(error, names);
  if (status !== 429 && (status ?? 0) < 500) return otherwise;
  return `${names.runAgain} later: the service is busy or down, which usually passes.`;
}

/** What to do where no more files and connections can be opened. */
export function moreOpenFiles({ machine }: Names): string {
  return `Raise the limit of open files on ${machine} (ulimit -n), or run less at the same time there.`;
}

function adviceForError({ reason }: HttpError, names: Names): string {
  const { runAgain, machine } = names;
  const checked = isToldNotToCheck()
    ? ` NODE_TLS_REJECT_UNAUTHORIZED=0 on ${machine} is not obeyed: certificates are always checked.`
    : '';
  const network = `${runAgain}. If it fails again, check the network of ${machine}, and its variables https_proxy and no_proxy.`;
  const advice: Record<HttpError['reason'], string> = {
    network,
    'time-out': network,
    'open-files': moreOpenFiles(names),
    certificate: `Set NODE_EXTRA_CA_CERTS on ${machine} to the CA certificate file of your network, such as that of a proxy that inspects TLS: ${machine} does not trust the certificate that it received. If your network has none, do not try again, and ask whoever runs it: somebody may be reading the traffic.${checked}`,
    'certificate-date': `Check the clock of ${machine}: by that clock, the certificate has expired or is not valid yet. If the clock is right, the owner of the server or of the proxy must renew the certificate.${checked}`,
    tls: 'Check that the address is right, and check any proxy on the way: no secure connection (TLS) could be made.',
    'proxy-tls': `Write http:// in https_proxy on ${machine}, unless the proxy itself takes TLS: no secure connection to it could be made.`,
    'proxy-refused': `Check the user name and the password in the https_proxy variable of ${machine}, and whether the proxy lets this host through.`,
    'proxy-setting': `Correct https_proxy on ${machine}, or remove it. In its user name and password, special characters must be percent-encoded: % as %25, # as %23, @ as %40, : as %3A, / as %2F, and the backslash of a Windows domain as %5C.`,
  };
  return advice[reason];
}
