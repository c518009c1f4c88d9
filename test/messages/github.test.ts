import { expect, it } from 'vitest';
import { recoveryFor } from '../../src/github/recovery';
import { GitHubRefusal, type RefusalFacts, unusable } from '../../src/github/refusals';
import type { FailedWrite, PendingWrite } from '../../src/github/store';
import { writeBackError } from '../../src/messages/describe';
import { describeFailedWrite, recoveryCondition } from '../../src/messages/github';
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
import { errorTable, namedBy, neverSent, untrusted } from '../support/scripted-transport';
import { someSources } from '../support/some-inputs';

const secret = secretAt(repository);
const inEnvironment = secretAt(environment);
const inOrganization = secretAt(organization);

const command = commandNames(someSources);
const commandWith = (token: string) => commandNames({ ...someSources, token });
const gh = commandWith(fromGh);

/** A 403 for a public key, unless something else is said. */
const refusal = (more: Partial<RefusalFacts>) =>
  new GitHubRefusal({
    kind: 'forbidden',
    part: 'public key',
    secret,
    status: 403,
    error: undefined,
    apiUrl: new URL('https://api.github.com'),
    isAppToken: false,
    policy: undefined,
    field: undefined,
    quotation: ' GitHub said: "…".',
    ...more,
  });
const noAnswer = { status: undefined, quotation: '', kind: 'unavailable' } as const;
const refused = { ...noAnswer, error: neverSent.error };
const isForeign = { kind: 'foreign', status: 404 } as const;
const policies = [
  'single sign-on',
  'IP allow list',
  'lifetime',
  'no classic tokens',
  'no fine-grained tokens',
  'suspended',
  'archived',
  'approval',
] as const;

it('the error of a read says what happened and what to do', async () => {
  const rows: [string, Partial<RefusalFacts>, Names?][] = [
    ['no answer', refused],
    ['status 401', { kind: 'token-rejected', status: 401 }],
    ['status 401, an App', { kind: 'token-rejected', isAppToken: true }],
    ['status 401, at the command', { kind: 'token-rejected' }, command],
    ['status 403', {}],
    ['status 403, an App', { isAppToken: true }],
    ['status 403, environment', { secret: inEnvironment }],
    ['status 403, organization', { secret: inOrganization }],
    ['status 403, at the command', {}, command],
    ['status 403, at the command in Codespaces', {}, commandWith('GITHUB_TOKEN')],
    ['status 403, at the command with gh, organization', { secret: inOrganization }, gh],
    ...policies.map((policy): [string, Partial<RefusalFacts>] => [
      `status 403, ${policy}`,
      { policy },
    ]),
    ['status 403, single sign-on, at the command', { policy: 'single sign-on' }, command],
    ['status 403 for a write', { part: 'write access' }],
    ['status 403 for a write, organization', { part: 'write access', secret: inOrganization }],
    ['status 403 for a write, archived', { part: 'write access', policy: 'archived' }],
    ['too many requests', { kind: 'rate-limited', part: 'metadata', status: 429 }],
    ['no quota', { kind: 'no-quota' }],
    ['no quota, at the command', { kind: 'no-quota' }, command],
    ['a page', isForeign],
    ['a page, on loopback', { ...isForeign, apiUrl: new URL('http://localhost:2') }],
    ['a page, at a server', { ...isForeign, apiUrl: new URL('https://ghe.example:8443/api/v3') }],
    ['a page, without /api/v3', { ...isForeign, apiUrl: new URL('https://ghe.example:8443') }],
    ['a page, from the site', { ...isForeign, apiUrl: new URL('https://github.com') }],
    ['a page, from a tenant', { ...isForeign, apiUrl: new URL('https://octo.ghe.com') }],
    ['Forgejo', { ...isForeign, apiUrl: new URL('https://forgejo.example/api/v1') }],
    ['status 404', { kind: 'not-found' }],
    ['status 404, environment', { kind: 'not-found', secret: inEnvironment }],
    ['status 404, at the command', { kind: 'not-found' }, command],
    [
      'status 404, environment, at the command',
      { kind: 'not-found', secret: inEnvironment },
      command,
    ],
    ['status 404, organization, with gh', { kind: 'not-found', secret: inOrganization }, gh],
    ...[secret, inEnvironment, inOrganization].map((one): [string, Partial<RefusalFacts>] => [
      `status 404 for the metadata, ${one.place.kind}`,
      { kind: 'not-found', part: 'metadata', secret: one },
    ]),
    [
      'status 404 for a repository that is to share',
      { kind: 'not-found', part: 'repository' },
      command,
    ],
    ['no answer for it', { ...refused, part: 'repository' }, command],
    ['status 301', { kind: 'moved', status: 301 }],
    ['status 308, organization', { kind: 'moved', status: 308, secret: inOrganization }],
    ['status 308, at the command', { kind: 'moved', status: 308 }, command],
    ['status 302 for the repositories', { kind: 'unavailable', part: 'repositories', status: 302 }],
    ['status 503, at the command', { kind: 'unavailable', status: 503 }, command],
    ['no JSON', { kind: 'unexpected-field', part: 'metadata', field: 'the JSON' }],
    ['a key that libsodium refuses', { kind: 'unusable-key' }],
    ['an incomplete list', { kind: 'incomplete-list', part: 'repositories' }],
  ];
  const cases = rows.map(([title, facts, names = actionNames]) => [
    title,
    namedBy(names, () => refusal(facts)),
  ]);
  await expect(await errorTable(Object.fromEntries(cases))).toMatchFileSnapshot('./github.txt');
});

it('a write that failed comes with advice, and with a command that has its condition', async () => {
  const facts: [string, Partial<RefusalFacts>][] = [
    ['refused', refused],
    ['certificate', { ...noAnswer, error: untrusted.error }],
    ['status 301', { kind: 'moved', status: 301 }],
    ['status 302', { kind: 'unavailable', status: 302 }],
    ['status 401', { kind: 'token-rejected' }],
    ['status 403', {}],
    ['status 403, single sign-on', { policy: 'single sign-on' }],
    ['status 404', { kind: 'not-found', status: 404 }],
    ['status 422', { kind: 'unavailable', status: 422 }],
    ['status 429', { kind: 'rate-limited' }],
    ['no quota', { kind: 'no-quota' }],
    ['status 500', { kind: 'unavailable', status: 500 }],
  ];
  const adviceOf = (names: Names, more: Partial<RefusalFacts>) => {
    const state: FailedWrite = { kind: 'failed', refusal: refusal({ part: 'value', ...more }) };
    return describeFailedWrite(state, names).advice;
  };
  const advice = facts.flatMap(([title, more]) => {
    const [ofAction, ...others] = [actionNames, command, gh].map((names) => adviceOf(names, more));
    const [ofCommand, ofGh] = others;
    return [
      `${title}: ${ofAction}`,
      ...(ofCommand === ofAction ? [] : [`${title}, at the command: ${ofCommand}`]),
      ...(ofGh === ofCommand ? [] : [`${title}, with gh: ${ofGh}`]),
    ];
  });

  const code = (text: string) => `«${text}»`;
  const selected = { visibility: 'selected' } as const;
  const pasted = [
    recoveryFor(writeTo(repository, undefined, { updatedAt: new Date(1.5) }), undefined),
    recoveryFor(writeTo(repository, undefined, { updatedAt: undefined }), 'octo.ghe.com'),
    recoveryFor(writeTo({ ...environment, environment_name: '\u0345' } as never), undefined),
    recoveryFor(writeTo(organization, undefined, { sharing: selected }), 'ghe.example'),
  ].map((recovery) => recoveryCondition(recovery, code));
  const text = `${[...advice, ...pasted].join('\n')}\n`;
  await expect(text).toMatchFileSnapshot('./failed-write.txt');
});

const stored = { kind: 'stored', at: new Date() } as const;
const errorOf = (...writes: PendingWrite[]) => writeBackError(writes, true, actionNames);

it('a run has no error when no write failed', () => {
  expect(errorOf()).toBeUndefined();
  expect(errorOf(writeTo(repository, stored), writeTo(environment))).toBeUndefined();
});

it('a run has the error of the first write that failed', async () => {
  const forbidden = failedWrite(repository, 403);
  const keyRefusal = unusable('unusable-key', { part: 'public key', secret }, silentClient);
  const stale = failedWrite(repository, 422).state as FailedWrite;
  const archived = refusal({ part: 'value', policy: 'archived' });
  const table = await errorTable({
    'one of two places': () =>
      errorOf(writeTo(organization, stored), failedWrite(environment, 404)),
    'two places': () => errorOf(forbidden, failedWrite(environment, 404)),
    'without another try': () => writeBackError([forbidden], false, actionNames),
    'a stale key that cannot be read again': () =>
      errorOf(writeTo(repository, { ...stale, keyRefusal })),
    'an archived repository': () =>
      errorOf(writeTo(repository, { kind: 'failed', refusal: archived })),
  });
  await expect(table).toMatchFileSnapshot('./write-back-failed.txt');
});
