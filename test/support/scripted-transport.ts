import type { HttpOutcome } from '../../src/http/outcome';
import type { HttpRequest } from '../../src/http/request';
import type { Transport } from '../../src/http/retry';
import { describeRetry } from '../../src/messages/network';
import { whenAborted } from '../../src/process/phase';
import { noResponse, timeOut } from './outcomes';

/** One outcome for every try, or one for each (the last one counts for all that follow). */
export type Answer = HttpOutcome | HttpOutcome[] | ((request: HttpRequest) => Promise<HttpOutcome>);

interface ScriptedTransport extends Transport {
  /** 'GET /path?query', in the order of sending */
  readonly sent: string[];
  readonly requests: HttpRequest[];
  readonly lines: string[];
}

/**
 * Answers requests without a network, by method and path, and gives up at the deadline. A request
 * that is not in the script is a fault of the test.
 */
export function scriptedTransport(script: Record<string, Answer>): ScriptedTransport {
  const [sent, requests, lines]: [string[], HttpRequest[], string[]] = [[], [], []];
  return {
    sent,
    requests,
    lines,
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
}
