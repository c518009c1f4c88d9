import { ActionError } from '../../src/errors';
import {
  HttpError,
  type HttpOutcome,
  type HttpResponse,
  type JsonObject,
  type NoResponse,
} from '../../src/http/outcome';
import type { HttpRequest } from '../../src/http/request';
import type { Transport } from '../../src/http/retry';
import { describeFailure } from '../../src/messages/describe';
import { actionNames, type Names } from '../../src/messages/names';
import { describeRetry } from '../../src/messages/network';
import {
  Cancellation,
  type Phase,
  type PhaseTimes,
  runPhase,
  whenAborted,
} from '../../src/process/phase';

/** One outcome for every try, or one for each (the last one counts for all that follow). */
export type Answer = HttpOutcome | HttpOutcome[] | ((request: HttpRequest) => Promise<HttpOutcome>);

/**
 * Answers requests without a network, by method and path, and gives up at the deadline. A request
 * that is not in the script is a fault of the test.
 */
export function scriptedTransport(script: Record<string, Answer>) {
  // 'GET /path?query', in the order of sending
  const sent: string[] = [];
  const [requests, lines]: [HttpRequest[], string[]] = [[], []];
  const transport: Transport = {
    onRetry: (retry) => lines.push(describeRetry(retry)),
    async send(request, { deadline }) {
      if (deadline.aborted) return noResponse('time-out', 'no answer in time');
      const key = `${request.method} ${request.url.pathname}${request.url.search}`;
      const tries = sent.filter((other) => other === key).length;
      sent.push(key);
      requests.push(request);
      const answer = script[key];
      const leave = () => {
        request.onSending?.();
        request.onSent?.();
      };
      if (typeof answer === 'function') {
        leave();
        const late = new Promise<HttpOutcome>((resolve) =>
          whenAborted(deadline, () => resolve(timeOut)),
        );
        return Promise.race([answer(request), late]);
      }
      const outcome = Array.isArray(answer) ? (answer[tries] ?? answer.at(-1)) : answer;
      if (outcome === undefined) throw new Error(`unplanned request: ${key}`);
      if (outcome.kind === 'response' || outcome.error.sent) leave();
      return outcome;
    },
  };
  return { ...transport, sent, requests, lines };
}

/** No wait for a second try fits into the time, so that each call is tried once. */
export const oneTry: PhaseTimes = { limitMs: 1_000, tryTimeoutMs: 1_000, firstWaitMs: 1_000_000 };

export async function inPhase<T>(
  work: (phase: Phase) => Promise<T>,
  times: PhaseTimes = oneTry,
): Promise<T> {
  const cancellation = new Cancellation();
  try {
    return await runPhase(times, cancellation, work);
  } finally {
    cancellation.stopListening();
  }
}

export function response(
  status: number,
  json?: JsonObject,
  headers: HttpResponse['headers'] = {},
): HttpResponse {
  return { kind: 'response', status, headers, text: json ? JSON.stringify(json) : '', json };
}

/** A request without a response; by default it did not reach the server. */
export function noResponse(
  reason: HttpError['reason'] = 'network',
  message = 'ECONNREFUSED',
  { sent = false }: { sent?: boolean } = {},
): NoResponse {
  return { kind: 'no-response', error: new HttpError(reason, message, sent) };
}

export const neverSent = noResponse();
export const reset = noResponse('network', 'ECONNRESET', { sent: true });
export const timeOut = noResponse('time-out', 'no answer in time', { sent: true });
export const untrusted = noResponse('certificate', 'SELF_SIGNED_CERT_IN_CHAIN');

/**
 * Errors as a review reads them: for each case its code, message, advice and cause. Cases that
 * follow each other and end in the same error stand above it together.
 *
 * @param cases what happened, and what throws or returns the error for it
 */
export async function errorTable(cases: Record<string, () => unknown>): Promise<string> {
  const rows: { titles: string[]; text: string }[] = [];
  for (const [title, act] of Object.entries(cases)) {
    const { code, message, hint, cause } = await actionErrorOf(act);
    const because = cause instanceof Error ? `\ncause: ${cause.name}: ${cause.message}` : '';
    const text = `${code}: ${message}\nWhat to do: ${hint}${because}\n`;
    const previous = rows.at(-1);
    if (previous?.text === text) previous.titles.push(title);
    else rows.push({ titles: [title], text });
  }
  return rows.map(({ titles, text }) => `## ${titles.join(' | ')}\n${text}`).join('');
}

/** The error that is shown for what `act` throws or returns. What is no failure fails the test. */
async function actionErrorOf(act: () => unknown, names: Names = actionNames): Promise<ActionError> {
  let result: unknown;
  try {
    result = await act();
  } catch (error) {
    result = error;
  }
  const described = describeFailure(result, names);
  if (described instanceof ActionError) return described;
  throw result instanceof Error ? result : new Error(`no failure: ${JSON.stringify(result)}`);
}

/** The same by the names of another program, as a case of a table. */
export const namedBy = (names: Names, act: () => unknown) => () => actionErrorOf(act, names);
