import { vi } from 'vitest';
import { later } from '../support/drivers';
import { captivePortal, down, type Fault } from '../support/faults';
import { notForPersonalTokens } from '../support/github-answers';
import { oauthError, rotatingAnswer, tokenAnswer } from '../support/goto-answers';
import { type Scenario, tellRuns } from '../support/scenarios';
import { anyRead, grant, organizerRead, type World, write } from '../support/world';

/*
 * What a run says that is cancelled or crashes, by how far it had come. When it says so is in
 * interruption.test.ts.
 */

// Most of the time here is spent waiting.
vi.setConfig({ maxConcurrency: 16 });

/** GoTo answers so, a second after it was asked. */
const gotoAnswers = (fault: Fault): Scenario => ({
  given: ({ goto }) => goto.next(later(1_000, fault)),
});
const writeIsAnswered = (fault: Fault): Scenario => ({
  given: ({ goto, github }) => {
    goto.next(rotatingAnswer());
    github.on(write, fault);
  },
});
const lookupHangs = (world: World) => world.goto.nextUser('hang');

const byCancellation = { by: 'SIGINT', word: 'cancelled' } as const;
const byCrash = { by: 'crash', word: 'crashed' } as const;

tellRuns({ topic: 'interrupted' }, (scenario) => {
  for (const { by, word } of [byCancellation, byCrash]) {
    const whileLocating = {
      by,
      when: ({ github }: World) => github.waitForRequest(anyRead, { nth: 2 }),
    };
    const whileAsking = { by, when: ({ goto }: World) => goto.waitForRequest(grant) };
    const whileWriting = { by, when: ({ github }: World) => github.waitForRequest(write) };
    const whileLookingUp = { by, when: ({ goto }: World) => goto.waitForRequest(organizerRead) };
    const lookup = { inputs: { 'lookup-organizer': 'true' }, interrupt: whileLookingUp };

    scenario(`${word} while the secret is looked for`, {
      interrupt: whileLocating,
      given: ({ github }) => github.on(anyRead, 'hang', 'always'),
    });
    for (const [title, answer] of [
      ['keeps the token', tokenAnswer()],
      ['rotates', rotatingAnswer()],
      ['refuses the token', oauthError('invalid_grant')],
      ['refuses the client', oauthError('invalid_client')],
      ['names another error', oauthError('invalid_scope')],
      ['sends no tokens', captivePortal()],
      ['is busy at first', down()],
      ['cuts the connection at first', 'reset'],
    ] as const) {
      scenario(`${word} before GoTo ${title}`, { interrupt: whileAsking, ...gotoAnswers(answer) });
    }
    scenario(`${word} while waiting for GoTo, which rotates late, and the write is not answered`, {
      interrupt: whileAsking,
      given: ({ goto, github }) => {
        goto.next(later(6_500, rotatingAnswer()));
        github.on(write, later(3_000, 'hang'));
      },
    });
    scenario(`${word} while GoTo does not answer`, {
      interrupt: whileAsking,
      given: ({ goto }) => goto.next(later(9_000, 'hang')),
    });
    scenario(`${word} during the write, which then succeeds`, {
      interrupt: whileWriting,
      ...writeIsAnswered(later(1_000)),
    });
    scenario(`${word} before the write is refused`, {
      interrupt: whileWriting,
      ...writeIsAnswered(later(1_000, notForPersonalTokens())),
    });
    scenario(`${word} during a slow write`, {
      interrupt: whileWriting,
      ...writeIsAnswered(later(6_500)),
    });
    scenario(`${word} while the write is not answered`, {
      interrupt: whileWriting,
      ...writeIsAnswered(later(9_500, 'hang')),
    });
    scenario(`${word} while the organizer is looked up`, { ...lookup, given: lookupHangs });
    scenario(`${word} while the organizer is looked up, after a rotation`, {
      ...lookup,
      given: (world) => {
        world.goto.next(rotatingAnswer());
        lookupHangs(world);
      },
    });
  }
});
