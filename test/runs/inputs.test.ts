import { tellRuns } from '../support/scenarios';

/*
 * Every complaint of an input, once. Which values are complained of is in action/inputs.test.ts.
 */

tellRuns({ topic: 'inputs' }, (scenario) => {
  for (const name of ['client-id', 'client-secret', 'refresh-token', 'github-token']) {
    scenario(`${name} is empty`, { inputs: { [name]: '' } });
  }
  for (const [title, inputs] of Object.entries({
    'a client secret with a line break': { 'client-secret': 'client\nsecret' },
    'a refresh token with a space': { 'refresh-token': 'refresh_token two_words' },
    'token-url is not a URL': { 'token-url': 'goto.example/token' },
    'a URL with a password': { 'token-url': 'https://ann:pass-w0rd@goto.example/token' },
    'a URL of plain http': { 'github-api-url': 'http://github.example/' },
    'an API with a query': { 'goto-api-url': 'https://goto.example/?a=b' },
    'a secret name with a hyphen': { 'secret-name': 'goto-token' },
    'an environment of two dots': { environment: '..' },
    'an environment with a tab': { environment: 'a\tb' },
    'an environment and an organization': { environment: 'production', organization: 'octo' },
    'a repository that is a URL': { repository: 'https://github.com/octo/webinars' },
    'a repository that is blank': { repository: ' ' },
    'lookup-organizer is neither true nor false': { 'lookup-organizer': 'yes' },
  })) {
    scenario(title, { inputs });
  }
});
