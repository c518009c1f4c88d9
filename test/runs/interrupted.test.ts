import { later } from '../support/action';
import { rotatingAnswer } from '../support/goto-stand-in';
import { testTranscripts } from '../support/scenarios';
import { anyRead, grant, type World, write } from '../support/world';

/*
 * What a run says that is canceled or crashes, by how far it had come. When it says so is in
 * signal-timing.test.ts; messages/describe.test.ts has the words of every stage.
 */

const asking = ({ goto }: World) => goto.waitForRequest(grant);
/** A second after it was asked. */
const gotoRotates = ({ goto }: World) => goto.next(later(1_000, rotatingAnswer()));

testTranscripts('interrupted', {
  'canceled while the secret is looked for': {
    interrupt: { by: 'SIGINT', when: ({ github }) => github.waitForRequest(anyRead, { nth: 2 }) },
    given: ({ github }) => github.on(anyRead, 'hang', 'always'),
  },
  'canceled while GoTo does not answer': {
    interrupt: { by: 'SIGINT', when: asking },
    given: ({ goto }) => goto.next(later(9_000, 'hang')),
  },
  'canceled before GoTo rotates, and the organizer is not looked up': {
    inputs: { 'lookup-organizer': 'true' },
    interrupt: { by: 'SIGINT', when: asking },
    given: gotoRotates,
  },
  'canceled while the write is not answered': {
    rotated: true,
    interrupt: { by: 'SIGINT', when: ({ github }) => github.waitForRequest(write) },
    given: ({ github }) => github.on(write, later(9_500, 'hang')),
  },
  'crashed before GoTo rotates': { interrupt: { by: 'crash', when: asking }, given: gotoRotates },
});
