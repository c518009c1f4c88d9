import {
  accountKey,
  organizerKey,
  rotatingAnswer,
  scimExtension,
  userAnswer,
} from '../support/goto-stand-in';
import { describeRuns, type RunScenario } from '../support/scenarios';
import type { Answer } from '../support/stand-in-server';
import { rotates } from '../support/world';

/*
 * The lookup of the organizer. What GoTo can answer to it is in goto/organizer.test.ts.
 */

const record = (answer: Answer): RunScenario => ({ given: ({ goto }) => goto.nextUser(answer) });
const withAccounts = (...values: string[]) =>
  record(userAnswer({ [scimExtension]: { accounts: values.map((value) => ({ value })) } }));

/** GoTo names these keys together with the tokens. */
const granted = (keys: Record<string, string>): RunScenario => ({
  given: ({ goto }) => goto.next(rotatingAnswer(keys)),
});

describeRuns(
  { topic: 'organizer', inputs: { 'lookup-organizer': 'true' }, given: rotates },
  (scenario) => {
    scenario('three accounts', withAccounts(accountKey, '2', '3'));
    scenario('no account', withAccounts());
    const both = { organizer_key: organizerKey, account_key: accountKey };
    scenario('both keys in the token answer', granted(both));
    scenario('only the organizer key in the token answer', granted({ organizer_key: '1' }));
    scenario('only the account key in the token answer', granted({ account_key: '2' }));
    scenario('403 with a detail', record({ status: 403, body: { detail: 'insufficient scope' } }));
  },
);
