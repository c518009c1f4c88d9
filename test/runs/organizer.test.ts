import { type Answer, down, type Fault } from '../support/faults';
import {
  accountKey,
  organizerKey,
  rotatingAnswer,
  scimExtension,
  tokenAnswer,
  userAnswer,
} from '../support/goto-answers';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { nowhere } from '../support/some-inputs';
import { rotates } from '../support/world';

/*
 * The lookup of the organizer. What GoTo can answer to it is in goto/organizer.test.ts.
 */

/** What GoTo answers, one by one, when it is asked for the organizer. */
const record = (...answers: Fault[]): RunScenario => ({
  given: ({ goto }) => goto.nextUser(...answers),
});

/** What it answers when it is asked for tokens, which may name the organizer already. */
const granted = (answer: Answer, lookup = 'true'): RunScenario => ({
  inputs: { 'lookup-organizer': lookup },
  given: ({ goto }) => goto.next(answer),
});

describeRuns(
  { topic: 'organizer', inputs: { 'lookup-organizer': 'true' }, given: rotates },
  (scenario) => {
    const withAccounts = (...values: string[]) =>
      record(userAnswer({ [scimExtension]: { accounts: values.map((value) => ({ value })) } }));
    scenario('three accounts', withAccounts(accountKey, '2', '3'));
    scenario('no account', withAccounts());
    const both = { organizer_key: organizerKey, account_key: accountKey };
    scenario('both keys in the token answer', granted(rotatingAnswer(both)));
    scenario(
      'only the organizer key in the token answer',
      granted(rotatingAnswer({ organizer_key: '1' })),
    );
    scenario(
      'only the account key in the token answer',
      granted(rotatingAnswer({ account_key: '2' })),
    );
    scenario(
      'an organizer key and no lookup',
      granted(tokenAnswer({ organizer_key: organizerKey }), 'false'),
    );
    scenario('403 with a detail', record({ status: 403, body: { detail: 'insufficient scope' } }));
    scenario(
      'an id that is a number',
      record({ status: 200, body: Buffer.from(`{"id":${organizerKey}}`) }),
    );
    scenario('busy at first', record(down(500), down(429)));
    scenario('nobody listens at goto-api-url', { inputs: { 'goto-api-url': nowhere } });
  },
);
