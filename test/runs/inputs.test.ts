import { describeRuns } from '../support/scenarios';

/*
 * A run with wrong inputs. Which values are wrong, and what is said of each, is in
 * action/inputs.test.ts.
 */

describeRuns({ topic: 'inputs' }, (scenario) => {
  scenario('refresh-token is empty', { inputs: { 'refresh-token': '' } });
  scenario('a client secret with a line break', { inputs: { 'client-secret': 'client\nsecret' } });
  scenario('a URL with a password', {
    inputs: { 'token-url': 'https://ann:pass-w0rd@goto.example/token' },
  });
});
