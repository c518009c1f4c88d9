import { expect, it } from 'vitest';
import { isForgejo, refusalOf } from '../../src/github/refusals';
import type { HttpOutcome } from '../../src/http/outcome';
import { neverSent, response } from '../support/scripted-transport';
import { organization, secretAt, silentClient } from './scripted-github';

const secret = secretAt(organization);

const factsOf = (outcome: HttpOutcome, apiUrl = 'https://api.github.com') =>
  refusalOf(outcome, { part: 'value', secret }, { ...silentClient, apiUrl: new URL(apiUrl) }).facts;

const page = (status: number) => ({ ...response(status), text: '<title>Sign in</title>' });
const noQuota = { 'x-ratelimit-remaining': '0' };

it.each([
  ['token-rejected', response(401)],
  ['forbidden', response(403, { message: 'No.' })],
  ['forbidden', { ...response(403), text: ' \n' }],
  ['not-found', response(404)],
  ...[301, 307, 308].map((status) => ['moved', response(status)] as const),
  ['rate-limited', response(429)],
  ['no-quota', response(403, undefined, noQuota)],
  ['rate-limited', { ...page(403), headers: { 'retry-after': '7' } }],
  ...[401, 403, 404].map((status) => ['foreign', page(status)] as const),
  ...[200, 302, 422, 500].map((status) => ['unavailable', page(status)] as const),
  ['unavailable', neverSent],
] as const)('it is %s: %j', (kind, outcome) => {
  expect(factsOf(outcome)).toMatchObject({ kind, part: 'value', secret, field: undefined });
});

it.each([
  ['https://code.example/api/v1', true],
  ['https://code.example/git/api/v1/', true],
  ['https://code.example/api/v10', false],
  ['https://ghe.example/api/v3', false],
])('%s is the API of Forgejo: %s', (apiUrl, isOne) => {
  expect(isForgejo(new URL(apiUrl))).toBe(isOne);
  const missing = response(404, { message: "The target couldn't be found." });
  expect(factsOf(missing, apiUrl).kind).toBe(isOne ? 'foreign' : 'not-found');
  expect(factsOf(response(500), apiUrl).kind).toBe('unavailable');
});

/** What GitHub says where no permission is missing, word for word. */
it.each([
  [
    'single sign-on',
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
  ],
  [
    'IP allow list',
    'Although you appear to have the correct authorization credentials, the `octo` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
  ],
  [
    'lifetime',
    "The 'octo' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/personal-access-tokens/1",
  ],
  [
    'lifetime',
    "The 'octo' enterprise forbids access via a personal access tokens (classic) if the token's lifetime is greater than 365 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/tokens/1",
  ],
  [
    'no classic tokens',
    '`octo` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
  ],
  [
    'no fine-grained tokens',
    '`octo` forbids access via a fine-grained personal access token. Please use a GitHub App, OAuth App, or a personal access token (classic).',
  ],
  ['suspended', 'This installation has been suspended'],
  ['archived', 'Repository was archived so is read-only.'],
  ['approval', 'The token is pending approval by an owner of the organization.'],
  ['approval', 'The token must be approved.'],
  [undefined, 'Resource not accessible by personal access token'],
  [undefined, 7],
  ['single sign-on', '', 'required; url=https://github.com/orgs/octo/sso'],
  [undefined, '', 'partial-results; organizations=1'],
])('a 403 is of the policy %s: %s %s', (policy, message, sso?: string) => {
  const headers = { 'x-github-sso': sso };
  expect(factsOf(response(403, { message }, headers))).toMatchObject({ kind: 'forbidden', policy });
  expect(factsOf(response(404, { message }, headers)).policy).toBeUndefined();
});
