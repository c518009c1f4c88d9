import {
  badCredentials,
  moved,
  notForIntegrations,
  notForPersonalTokens,
} from '../support/github-stand-in';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { type Answer, down } from '../support/stand-in-server';
import { anyRead, metadataRead, publicKeyRead } from '../support/world';

/*
 * What GitHub can answer when the secret is looked for. Whatever is in the way of the write ends the
 * run before GoTo is asked. Here is one run of each kind; github/refusals.test.ts and
 * github/locate.test.ts have the tables.
 */

const reads = (answer: Answer, times = 2): RunScenario => ({
  given: ({ github }) => github.on(anyRead, answer, times),
});
const inEnvironment = { inputs: { environment: 'production' } };

describeRuns({ topic: 'locate' }, (scenario) => {
  scenario('the GitHub token is not accepted', {
    inputs: { 'github-token': 'ghp_0123456789_expired' },
  });
  const appToken = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
  scenario('the token of an App is not known everywhere at first', {
    inputs: { 'github-token': appToken },
    given: ({ github }) => {
      github.token = appToken;
      // The source skips both waits one after the other, so three each would exceed the 8 s.
      github.on(publicKeyRead, badCredentials(), 2);
      github.on(metadataRead, notForIntegrations(), 2);
    },
  });

  scenario('a token without the permission for an environment', {
    ...inEnvironment,
    ...reads(notForPersonalTokens()),
  });
  scenario('the environment is forgotten', reads(notForPersonalTokens()));
  scenario('no such repository', { inputs: { repository: 'octo/webinar' } });
  scenario('no such secret in the environment', {
    ...inEnvironment,
    given: ({ github }) => void github.addEnvironment('octo/webinars', 'production'),
  });
  scenario('the repository was renamed', reads(moved('https://api.github.com/repositories/1')));

  scenario('GitHub is busy at first', {
    given: ({ github }) => {
      github.on(publicKeyRead, down(500));
      github.on(publicKeyRead, down(429));
      github.on(metadataRead, down());
    },
  });
  scenario('GitHub is down', reads({ ...down(), body: '<h1>Unicorn!</h1>' }, 10));
  scenario('a key of low order', {
    given: ({ github, repository }) => {
      const key = Buffer.from([1, ...Buffer.alloc(31)]).toString('base64');
      github.on(publicKeyRead, { status: 200, body: { ...repository.publicKey, key } });
    },
  });
});
