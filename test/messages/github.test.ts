import { describe, expect, it } from 'vitest';
import type { GitHubClient } from '../../src/github/client';
import type { SecretPlace } from '../../src/github/places';
import { type Asked, describePart, refusalOf, unusable } from '../../src/github/refusals';
import type { PendingWrite } from '../../src/github/store';
import type { HttpOutcome, HttpResponse } from '../../src/http/outcome';
import { writeBackError } from '../../src/messages/describe';
import { describeFailedWrite } from '../../src/messages/github';
import { actionNames, commandNames, fromGh, type Names } from '../../src/messages/names';
import {
  environment,
  failedWrite,
  organization,
  repository,
  secretAt,
  silentClient,
  writeTo,
} from '../github/scripted-github';
import { errorTable, namedBy } from '../support/error-table';
import { neverSent, noResponse, response, untrusted } from '../support/scripted-transport';
import { someSources } from '../support/some-inputs';

/** What GitHub answers instead of a missing permission, word for word. */
const policies = {
  'single sign-on, by its header': response(
    403,
    { message: 'Resource protected by organization SAML enforcement.' },
    { 'x-github-sso': 'required; url=https://github.com/orgs/octo/sso?authorization_request=A' },
  ),
  'single sign-on, by its text': forbidden(
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
  ),
  'IP allow list': forbidden(
    'Although you appear to have the correct authorization credentials, the `octo` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
  ),
  'lifetime of a fine-grained token': forbidden(
    "The 'octo' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/personal-access-tokens/1",
  ),
  'lifetime of a classic token': forbidden(
    "The 'octo' enterprise forbids access via a personal access tokens (classic) if the token's lifetime is greater than 365 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/tokens/1",
  ),
  'no classic tokens': forbidden(
    '`octo` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
  ),
  'no fine-grained tokens': forbidden(
    '`octo` forbids access via a fine-grained personal access token. Please use a GitHub App, OAuth App, or a personal access token (classic).',
  ),
  'suspended App': forbidden('This installation has been suspended'),
  'an archived repository': forbidden('Repository was archived so is read-only.'),
  'approval pending': forbidden('The token is pending approval by an owner of the organization.'),
};

function forbidden(message: string): HttpOutcome {
  const documentation_url = 'https://docs.github.com/rest/actions/secrets';
  return response(403, { message, documentation_url, status: '403' });
}

const page = (status: number): HttpResponse => ({
  ...response(status, undefined, { 'content-type': 'text/html; charset=utf-8' }),
  text: '<!DOCTYPE html><title>Sign in</title>',
});

const missingAtForgejo = response(404, {
  errors: [],
  message: "The target couldn't be found.",
  url: 'https://forgejo.example/api/swagger',
});

const secret = secretAt(repository);
const inEnvironment = secretAt(environment);
const inOrganization = secretAt(organization);
const noQuota = response(403, undefined, { 'x-ratelimit-remaining': '0' });

function client(apiUrl = 'https://api.github.com'): GitHubClient {
  const quote = ({ kind }: HttpOutcome) => (kind === 'response' ? ' GitHub said: "…".' : '');
  return { ...silentClient, apiUrl: new URL(apiUrl), quote };
}

function read(part: Asked['part'], outcome: HttpOutcome, of = secret, names = actionNames) {
  return namedBy(names, () => refusalOf(outcome, { part, secret: of }, client()));
}

function readAt(apiUrl: string, outcome: HttpOutcome) {
  return () => refusalOf(outcome, { part: 'public key', secret }, client(apiUrl));
}

it('a part of a secret has a name', () => {
  const parts = ['public key', 'metadata', 'repositories', 'write access'] as const;
  expect(parts.map((part) => describePart({ part, secret: inOrganization }))).toEqual([
    'the public key of organization octo',
    'the metadata of GOTO_REFRESH_TOKEN of organization octo',
    'the repositories that share GOTO_REFRESH_TOKEN of organization octo',
    'write access to organization octo',
  ]);
});

describe('the error', () => {
  it('of a read says what happened and what to do', async () => {
    const command = commandNames(someSources);
    await expect(
      await errorTable({
        'no answer: refused': read('public key', neverSent),
        'no answer: certificate': read('metadata', untrusted),
        'no answer: proxy': read('metadata', noResponse('proxy-setting', 'not a URL')),
        'status 401': read('public key', response(401)),
        'status 401, at the command': read('public key', response(401), secret, command),
        'status 403': read('public key', response(403)),
        'status 403, environment': read('public key', response(403), inEnvironment),
        'status 403, organization': read('public key', response(403), inOrganization),
        'status 403, at the command': read('public key', response(403), secret, command),
        ...Object.fromEntries(
          Object.entries(policies).map(([title, outcome]) => [
            `status 403, ${title}`,
            read('public key', outcome),
          ]),
        ),
        'status 403, at the command in Codespaces': read(
          'public key',
          response(403),
          secret,
          commandNames({ ...someSources, token: 'GITHUB_TOKEN' }),
        ),
        'status 403, single sign-on, organization': read(
          'public key',
          policies['single sign-on, by its text'],
          inOrganization,
        ),
        'status 403, single sign-on, at the command': read(
          'public key',
          policies['single sign-on, by its header'],
          secret,
          command,
        ),
        'status 403 for a write': read('write access', response(403)),
        'status 403 for a write, environment': read('write access', response(403), inEnvironment),
        'status 403 for a write, organization': read('write access', response(403), inOrganization),
        'status 403 for a write, at the command': read(
          'write access',
          response(403),
          secret,
          command,
        ),
        'status 403 for a write, an archived repository': read(
          'write access',
          policies['an archived repository'],
        ),
        'status 403 for a write, single sign-on': read(
          'write access',
          policies['single sign-on, by its header'],
        ),
        'status 401 with a page': read('public key', page(401)),
        'status 403 with a page': read('metadata', page(403)),
        'status 403 with a page, asking for fewer requests': read('metadata', {
          ...page(403),
          headers: { 'retry-after': '60' },
        }),
        'status 404 with a page': read('public key', page(404)),
        'status 404 with a page, GitHub Enterprise Server': readAt(
          'https://ghe.example:8443/api/v3',
          page(404),
        ),
        'status 404 with a page, without /api/v3': readAt('https://ghe.example:8443', page(404)),
        'status 404, Forgejo': readAt('https://forgejo.example/api/v1', missingAtForgejo),
        'status 401, Forgejo': readAt('https://forgejo.example/api/v1', response(401, {})),
        'status 405, Forgejo': readAt('https://forgejo.example/api/v1', response(405)),
        'status 302, without /api/v3': readAt('https://ghe.example', response(302)),
        'status 404 with a page, from the site': readAt('https://github.com', page(404)),
        'status 404 with a page, from the site of a tenant': readAt(
          'https://octo.ghe.com',
          page(404),
        ),
        'status 403 for the metadata': read('metadata', response(403)),
        'status 403 for the repositories': read('repositories', response(403), inOrganization),
        'status 403, quota': read('public key', noQuota),
        'status 403, quota, at the command': read('public key', noQuota, secret, command),
        'status 429': read('metadata', response(429)),
        'status 404 for the public key': read('public key', response(404)),
        'status 404 for the public key, environment': read(
          'public key',
          response(404),
          inEnvironment,
        ),
        'status 404 for the metadata': read('metadata', response(404)),
        'status 404 for the metadata, environment': read('metadata', response(404), inEnvironment),
        'status 404 for the metadata, organization': read(
          'metadata',
          response(404),
          inOrganization,
        ),
        'status 404 for the repositories': read('repositories', response(404), inOrganization),
        'status 301': read('public key', response(301)),
        'status 307': read('metadata', response(307), inEnvironment),
        'status 308, organization': read('public key', response(308), inOrganization),
        'status 308, at the command': read('public key', response(308), secret, command),
        'status 302': read('public key', response(302)),
        'status 304': read('public key', response(304)),
        'status 201': read('public key', response(201, { key: 'k' })),
        'status 204': read('metadata', response(204)),
        'status 499': read('metadata', response(499)),
        'status 500': read('metadata', response(500)),
        'status 503, at the command': read('metadata', response(503), secret, command),
        'status 200 without JSON': () =>
          unusable('unexpected-field', { part: 'metadata', secret, field: 'the JSON' }, client()),
        'an incomplete list': () =>
          unusable('incomplete-list', { part: 'repositories', secret: inOrganization }, client()),
        'a key that libsodium refuses': () =>
          unusable('unusable-key', { part: 'public key', secret }, client()),
        'status 200 with another key': namedBy(command, () =>
          unusable('unexpected-field', { part: 'public key', secret, field: 'key' }, client()),
        ),
      }),
    ).toMatchFileSnapshot('./github.txt');
  });
});

it('the advice for a write fits its status', async () => {
  const rows: [string, HttpOutcome][] = [
    ['refused', neverSent],
    ['certificate', untrusted],
    ['301', response(301)],
    ['302', response(302)],
    ['200', response(200)],
    ['401', response(401)],
    ['403', response(403)],
    ['403, quota', noQuota],
    ['403, single sign-on', policies['single sign-on, by its header']],
    ['403, archived', policies['an archived repository']],
    ['403, a page', page(403)],
    ['404', response(404)],
    ['422', response(422)],
    ['429', response(429)],
    ['499', response(499)],
    ['500', response(500)],
  ];
  const adviceFor = (outcome: HttpOutcome, names: Names) => {
    const refusal = refusalOf(outcome, { part: 'value', secret }, client());
    return describeFailedWrite({ kind: 'failed', refusal }, names).advice;
  };
  const table = (names: Names) =>
    rows.map(([title, outcome]) => `${title}: ${adviceFor(outcome, names)}`);
  const text = ['# action', ...table(actionNames), '# command']
    .concat(table(commandNames({ ...someSources, token: fromGh })))
    .join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot('./failed-write.txt');
});

describe('the error of a run in which a write failed', () => {
  const stored = (place: SecretPlace) => writeTo(place, { kind: 'stored', at: new Date() });
  const errorOf = (...writes: PendingWrite[]) => writeBackError(writes, true, actionNames);

  it('is none when no write failed', () => {
    expect(errorOf()).toBeUndefined();
    expect(errorOf(stored(repository), writeTo(environment))).toBeUndefined();
  });

  it('is that of the first write that failed', async () => {
    const forbidden = failedWrite(repository, 403);
    const key = { part: 'public key', secret } as const;
    const keyRefusal = refusalOf(response(503), key, silentClient);
    const stale = failedWrite(repository, 422);
    if (stale.state.kind !== 'failed') throw new Error('not failed');
    const staleKey = { ...stale, state: { ...stale.state, keyRefusal } };
    const archived = writeTo(repository, {
      kind: 'failed',
      refusal: refusalOf(
        policies['an archived repository'],
        { part: 'value', secret },
        silentClient,
      ),
    });
    const table = await errorTable({
      'one place': () => errorOf(forbidden),
      'one of two places': () => errorOf(stored(repository), failedWrite(environment, 404)),
      'two of three places': () =>
        errorOf(stored(organization), forbidden, failedWrite(environment, 404)),
      'a stale key that cannot be read again': () => errorOf(staleKey),
      'an archived repository': () => errorOf(archived),
    });
    await expect(table).toMatchFileSnapshot('./write-back-failed.txt');
  });
});
