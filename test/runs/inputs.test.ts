import { expect, it, vi } from 'vitest';
import { source } from '../support/action';
import { failureOf } from '../support/run-checks';
import { describeRuns } from '../support/scenarios';
import { someInputs } from '../support/some-inputs';

/*
 * A run with wrong inputs, or on a wrong machine. Which values are wrong, and what is said of each, is in
 * action/inputs.test.ts.
 */

describeRuns({ topic: 'inputs' }, (scenario) => {
  scenario('refresh-token is empty', { inputs: { 'refresh-token': '' } });
  scenario('no secret has a value', {
    inputs: { 'client-secret': '', 'refresh-token': '', 'github-token': '', environment: 'goto' },
  });
  scenario('an expression that nobody expanded', {
    inputs: { 'refresh-token': 'secrets.GOTO_REFRESH_TOKEN' },
  });
  scenario('secret-name is the token', {
    inputs: {
      'refresh-token': 'aTokenOfLettersAndDigits12345',
      'secret-name': 'ATOKENOFLETTERSANDDIGITS12345',
    },
  });
  scenario('a client secret with a line break', { inputs: { 'client-secret': 'client\nsecret' } });
  scenario('a URL with a password', {
    inputs: { 'token-url': 'https://ann:pass-w0rd@goto.example/token' },
  });
});

it('a Node that is too old is not used', async () => {
  // The tests have no such Node.
  const versions = { value: { ...process.versions, node: '18.20.8' } };
  vi.stubGlobal('process', Object.create(process, { versions }));
  const run = await source.runAction({ inputs: someInputs() });
  vi.unstubAllGlobals();
  expect(failureOf(run, 'runner-unsupported')).toMatchInlineSnapshot(`
    "This action needs Node 20 or newer, and the runner has 18.20.8. GoTo was not asked, and the stored refresh token is unchanged.
    What to do: Update the runner, or its Node.
    More: https://github.com/OWNER/REPO#runner-unsupported
    error-code: runner-unsupported"
  `);
});
