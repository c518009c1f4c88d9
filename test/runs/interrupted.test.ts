import { vi } from 'vitest';
import { later } from '../support/action';
import { oauthError, rotatingAnswer, tokenAnswer } from '../support/goto-stand-in';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { down, type Fault } from '../support/stand-in-server';
import { anyRead, grant, organizerRead, type World, write } from '../support/world';

/*
 * What a run says that is cancelled or crashes, by how far it had come. When it says so is in
 * signal-timing.test.ts.
 */

// Most of the time here is spent waiting.
vi.setConfig({ maxConcurrency: 16 });

const rotates = rotatingAnswer();

/** GoTo answers so, a second after it was asked. */
const gotoAnswers = (fault: Fault): RunScenario => ({
  given: ({ goto }) => goto.next(later(1_000, fault)),
});
const writeIsAnswered = (fault: Fault): RunScenario => ({
  given: ({ goto, github }) => {
    goto.next(rotates);
    github.on(write, fault);
  },
});
describeRuns({ topic: 'interrupted' }, (scenario) => {
  for (const [by, word] of [
    ['SIGINT', 'cancelled'],
    ['crash', 'crashed'],
  ] as const) {
    const whileAsking = { by, when: ({ goto }: World) => goto.waitForRequest(grant) };
    const whileWriting = { by, when: ({ github }: World) => github.waitForRequest(write) };

    scenario(`${word} while the secret is looked for`, {
      interrupt: { by, when: ({ github }) => github.waitForRequest(anyRead, { nth: 2 }) },
      given: ({ github }) => github.on(anyRead, 'hang', 'always'),
    });
    scenario(`${word} while GoTo does not answer`, {
      interrupt: whileAsking,
      given: ({ goto }) => goto.next(later(9_000, 'hang')),
    });
    scenario(`${word} before GoTo rotates`, { interrupt: whileAsking, ...gotoAnswers(rotates) });
    scenario(`${word} while the write is not answered`, {
      interrupt: whileWriting,
      ...writeIsAnswered(later(9_500, 'hang')),
    });
    // What follows differs from those above only in words that action/ending.test.ts has for a crash.
    if (by === 'crash') continue;

    for (const [title, answer] of [
      ['keeps the token', tokenAnswer()],
      ['refuses the token', oauthError('invalid_grant')],
      ['is busy at first', down()],
    ] as const) {
      scenario(`${word} before GoTo ${title}`, { interrupt: whileAsking, ...gotoAnswers(answer) });
    }
    scenario(`${word} while the organizer is looked up, after a rotation`, {
      inputs: { 'lookup-organizer': 'true' },
      interrupt: { by, when: ({ goto }) => goto.waitForRequest(organizerRead) },
      given: ({ goto }) => {
        goto.next(rotates);
        goto.nextUser('hang');
      },
    });
    scenario(`${word} during a slow write`, {
      interrupt: whileWriting,
      ...writeIsAnswered(later(6_500)),
    });
  }
});
