import type { HttpAnswer } from './http';
import { HttpFailure } from './http-failure';

/** How a call ended, in words: 'status 503', 'no answer in time', 'ECONNREFUSED'. */
export function outcome(result: HttpAnswer | HttpFailure): string {
  return result instanceof HttpFailure ? result.message : `status ${result.status}`;
}

/**
 * What to do about a call that failed on the way, whichever host it was for.
 *
 * @param otherwise the advice where the way was clear and the answer itself is the trouble
 */
export function adviceFor(result: HttpAnswer | HttpFailure, otherwise: string): string {
  if (result instanceof HttpFailure) return failureAdvice[result.reason];
  const isBusy = result.status === 429 || result.status >= 500;
  return isBusy ? 'It is busy or down, which passes by itself: run again later.' : otherwise;
}

const failureAdvice: Record<HttpFailure['reason'], string> = {
  certificate:
    'The runner does not trust the certificate. If a proxy of yours opens TLS, set ' +
    'NODE_EXTRA_CA_CERTS on the runner to the file that holds its CA; if not, do not go on.',
  tls: 'The two sides found no common TLS. Check the URL, and any proxy between them.',
  'proxy-setting': 'Correct the variable on the runner, or remove it.',
  network:
    'Run again. If it stays so, check the network of the runner, and its https_proxy and no_proxy.',
  'time-out':
    'Run again. If it stays so, check the network of the runner, and its https_proxy and no_proxy.',
};
