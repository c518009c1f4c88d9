import { type Answer, captivePortal, down, type Fault } from '../support/faults';
import { notFound } from '../support/github-answers';
import {
  accountKey,
  organizerKey,
  rotatingAnswer,
  tokenAnswer,
  userAnswer,
} from '../support/goto-answers';
import { type Scenario, tellRuns } from '../support/scenarios';
import { nowhere } from '../support/some-inputs';
import { organizerRead, rotates } from '../support/world';

/** The answer with a number, digit for digit, in place of a field. */
function withNumber({ body }: Answer, field: string, digits: string): Answer {
  const text = JSON.stringify({ ...(body as object), [field]: 'DIGITS' });
  return { status: 200, body: Buffer.from(text.replace('"DIGITS"', digits)) };
}

/** What GoTo answers, one by one, when it is asked for the organizer. */
const record = (...answers: Fault[]): Scenario => ({
  given: ({ goto }) => goto.nextUser(...answers),
});

/** What it answers when it is asked for tokens, which may name the organizer already. */
const granted = (answer: Answer, lookup = 'true'): Scenario => ({
  inputs: { 'lookup-organizer': lookup },
  given: ({ goto }) => goto.next(answer),
});

tellRuns(
  { topic: 'organizer', inputs: { 'lookup-organizer': 'true' }, given: rotates },
  (scenario) => {
    scenario('one account');
    scenario('no lookup', { inputs: { 'lookup-organizer': 'false' } });
    scenario('three accounts', {
      ...record(userAnswer({ accounts: [{ value: accountKey }, { value: '2' }, { value: '3' }] })),
    });
    scenario('no account', record(userAnswer({ accounts: [] })));
    scenario('no list of accounts', record(userAnswer({ accounts: undefined })));

    const both = { organizer_key: organizerKey, account_key: accountKey };
    scenario('both keys in the token answer', granted(rotatingAnswer(both)));
    scenario('only the organizer key in the token answer', {
      ...granted(rotatingAnswer({ organizer_key: '1' })),
    });
    scenario('only the account key in the token answer', {
      ...granted(rotatingAnswer({ account_key: '2' })),
    });
    scenario('an organizer key and no lookup', {
      ...granted(tokenAnswer({ organizer_key: organizerKey }), 'false'),
    });
    scenario('an organizer key that is a number', {
      ...granted(withNumber(tokenAnswer(), 'organizer_key', organizerKey)),
    });

    scenario('401', record({ status: 401 }));
    scenario('403 with a detail', record({ status: 403, body: { detail: 'insufficient scope' } }));
    scenario('403 with a description', {
      ...record({ status: 403, body: { description: 'no "scope"\n::error::none', error: 'x' } }),
    });
    scenario('404', record(notFound()));
    scenario('400 with an error', record({ status: 400, body: { error: 'bad_request' } }));
    scenario('a redirect', {
      given: ({ goto }) =>
        goto.nextUser({ status: 307, headers: { location: `${goto.apiUrl}/elsewhere` } }),
    });
    scenario('busy at first', record(down(500), down(429)));
    scenario('down', { given: ({ goto }) => goto.on(organizerRead, down(), 5) });
    scenario('the requested wait is longer than the time limit', {
      ...record({ status: 429, headers: { 'retry-after': '60' } }),
    });
    scenario('nobody listens at goto-api-url', { inputs: { 'goto-api-url': nowhere } });
    scenario('goto-api-url with a slash at its end', {
      inputs: ({ goto }) => ({ 'goto-api-url': `${goto.apiUrl}/` }),
    });

    scenario('a captive portal', record(captivePortal()));
    scenario('null', record({ status: 200, body: Buffer.from('null') }));
    scenario('no id', record(userAnswer({ id: undefined })));
    scenario('an id that is a number', record(withNumber(userAnswer(), 'id', organizerKey)));
    scenario('an id with a line break', record(userAnswer({ id: '12\n34' })));
    scenario('an id of 21 digits', record(userAnswer({ id: '1'.repeat(21) })));
    scenario('accounts that are no list', record(userAnswer({ accounts: { value: '2' } })));
    scenario('an account that is null', record(userAnswer({ accounts: [null] })));
    scenario('an account key that is a number', record(userAnswer({ accounts: [{ value: 7 }] })));
  },
);
