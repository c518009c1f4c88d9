import { HttpFailure } from './error';
import type { HttpAnswer } from './request';

/** How a call ended: with an answer, whatever its status, or with none. */
export type HttpOutcome = HttpAnswer | HttpFailure;

/** The status, where there was an answer. */
export function statusOf(outcome: HttpOutcome): number | undefined {
  return outcome instanceof HttpFailure ? undefined : outcome.status;
}

/** The failure, where there was no answer: the cause of an error. */
export function failureIn(outcome: HttpOutcome): HttpFailure | undefined {
  return outcome instanceof HttpFailure ? outcome : undefined;
}

/** In words: 'status 503', 'no answer in time', 'ECONNREFUSED'. */
export function describe(outcome: HttpOutcome): string {
  return outcome instanceof HttpFailure ? outcome.message : `status ${outcome.status}`;
}

/**
 * What to do about a call that failed on the way, whichever host it was for.
 *
 * @param otherwise the advice where the way was clear and the answer itself is the trouble
 */
export function adviceFor(outcome: HttpOutcome, otherwise: string): string {
  if (outcome instanceof HttpFailure) return failureAdvice[outcome.reason];
  const isBusy = outcome.status === 429 || outcome.status >= 500;
  return isBusy ? 'The service is busy or down, which usually passes: run again later.' : otherwise;
}

const networkAdvice =
  'Run again. If it stays so, check the network of the runner, and its https_proxy and no_proxy.';

const failureAdvice: Record<HttpFailure['reason'], string> = {
  certificate:
    'The runner does not trust the certificate. If a proxy of yours opens TLS, set ' +
    'NODE_EXTRA_CA_CERTS on the runner to the file that holds its CA. If you have no such proxy, ' +
    'stop: somebody may be reading along.',
  tls: 'The runner and the server could not agree on TLS. Check the URL, and any proxy between them.',
  'proxy-setting': 'Correct the variable on the runner, or remove it.',
  network: networkAdvice,
  'time-out': networkAdvice,
};
