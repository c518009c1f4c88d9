import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ghHostname, tokenExpiration } from '../../src/github/client';
import type { HttpOutcome, HttpResponse } from '../../src/http/outcome';
import { Cancellation, runPhase } from '../../src/process/phase';
import { neverSent, response } from '../support/scripted-transport';
import { scriptedGitHub } from './scripted-github';

const read = {
  operation: 'read it',
  route: 'GET /users/{username}',
  parameters: { username: 'a b' },
} as const;
const write = {
  operation: 'write it',
  route: 'PUT /user/following/{username}',
  parameters: { username: '1', body: 2 },
} as const;
const requestOfRead = 'GET /users/a%20b';
const requestOfWrite = 'PUT /user/following/1';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

it('a request has what GitHub asks for, and goes to the API that is set', async () => {
  const script = {
    'GET /api/v3/users/a%20b': response(200),
    'PUT /api/v3/user/following/1': response(204),
  };
  const baseUrl = 'https://ghe.example:8443/api/v3';
  const { transport, use } = await scriptedGitHub(script, { baseUrl });
  await use(async (client) => {
    expect(client.apiUrl.href).toBe(baseUrl);
    await client.send(read);
    await client.send(write);
  });
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: 'Bearer github_pat_1',
    'x-github-api-version': '2022-11-28',
  };
  expect(transport.requests).toStrictEqual([
    { method: 'GET', url: new URL(`${baseUrl}/users/a%20b`), headers },
    {
      method: 'PUT',
      url: new URL(`${baseUrl}/user/following/1`),
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"body":2}',
    },
  ]);
});

describe('retries', () => {
  beforeEach(() => void vi.useFakeTimers());

  const limited = response(403, {}, { 'retry-after': '7' });
  const retryRefusal = ({ status }: HttpResponse) => (status === 401 ? { waitMs: 100 } : undefined);

  it.each<[string, HttpOutcome[], object, number]>([
    ['follow the rule of the call first', [response(401)], { retryRefusal }, 5],
    ["follow GitHub's rules then", [limited, response(200)], { retryRefusal }, 2],
    ['are not made where no rule says so', [response(404)], { retryRefusal }, 1],
    [
      'follow the rule for the token of an App in its place',
      [response(403), response(200)],
      { retryRefusal, token: 'ghs_1' },
      2,
    ],
  ])(
    '%s',
    async (_what, answers, { token = 'github_pat_1', ...call }: { token?: string }, tries) => {
      const { transport, use } = await scriptedGitHub({ [requestOfRead]: answers }, { token });
      const times = { limitMs: 120_000, tryTimeoutMs: 15_000, firstWaitMs: 500, maxTries: 5 };
      const done = use((client) => client.send({ ...read, ...call }), times);
      await vi.advanceTimersByTimeAsync(120_000);
      expect(await done).toBe(answers.at(-1));
      expect(transport.sent).toHaveLength(tries);
      const line = /^Trying again in \d+\.\d s: could not read it \(api\.github\.com: st/;
      expect(transport.lines).toEqual(Array(tries - 1).fill(expect.stringMatching(line)));
    },
  );
});

describe('at once', () => {
  it.each<[string, { call: typeof read | typeof write; request: string; signal?: true }, number]>([
    ['ten reads', { call: read, request: requestOfRead }, 10],
    ['three writes', { call: write, request: requestOfWrite }, 3],
    ['all writes after a signal', { call: write, request: requestOfWrite, signal: true }, 15],
  ])('there are %s', async (_what, { call, request, signal = false }, atOnce) => {
    let release: (outcome: HttpOutcome) => void = () => undefined;
    const hanging = new Promise<HttpOutcome>((resolve) => {
      release = resolve;
    });
    const { transport, github } = await scriptedGitHub({ [request]: () => hanging });
    const cancellation = new Cancellation();
    const times = { limitMs: 5_000, firstWaitMs: 500, graceMs: () => 5_000 };
    await runPhase(times, cancellation, async (phase) => {
      const client = github.during(phase);
      const calls = Array.from({ length: 15 }, () => client.send(call));
      await new Promise(setImmediate);
      if (signal) process.emit('SIGINT');
      await new Promise(setImmediate);
      expect(transport.sent).toHaveLength(atOnce);
      release(response(200));
      await Promise.all(calls);
    });
    cancellation.stopListening();
  });

  it('there are others while one waits for its next try', async () => {
    vi.useFakeTimers();
    const other = { ...write, parameters: { username: '2' } };
    const { transport, use } = await scriptedGitHub({
      [requestOfWrite]: response(503),
      'PUT /user/following/2': response(204),
    });
    const times = { limitMs: 5_000, tryTimeoutMs: 1_000, firstWaitMs: 1_000 };
    const calls = [write, write, write, other];
    const done = use((client) => Promise.all(calls.map((call) => client.send(call))), times);
    await vi.advanceTimersByTimeAsync(0);
    expect(transport.sent).toContain('PUT /user/following/2');
    await vi.advanceTimersByTimeAsync(5_000);
    await done;
  });
});

const ssoUrl = 'https://github.com/orgs/octo/sso?authorization_request=A';
const ssoHeader = { 'x-github-sso': `required; url=${ssoUrl}` };
const toSso = response(403, { message: `Visit ${ssoUrl} now.` }, ssoHeader);

it.each<[string, HttpOutcome, string]>([
  ['its reasons', response(403, { message: 'No', errors: ['a', null] }), ' GitHub said: "No: a".'],
  ['nothing where it said none', response(403), ''],
  ['nothing where it did not answer', neverSent, ''],
  ['without the address of single sign-on', toSso, ' GitHub said: "Visit … now."'],
])('GitHub is quoted: %s', async (_what, outcome, quotation) => {
  const { use } = await scriptedGitHub({});
  expect(await use(async (client) => client.quote(outcome))).toBe(quotation);
});

it.each([
  ['https://api.github.com', undefined],
  ['https://ghe.example/api/v3', 'ghe.example'],
  ['https://api.ghe.example/api/v3', 'api.ghe.example'],
  ['https://api.octo.ghe.com', 'octo.ghe.com'],
  ['https://octo.api.ghe.com', 'octo.api.ghe.com'],
  ['http://localhost:3000/api', 'localhost'],
])('gh reaches %s as %s', (url, hostname) => {
  expect(ghHostname(new URL(url))).toBe(hostname);
});

it.each([
  ['2026-12-13 00:00:00 UTC', '2026-12-13T00:00:00.000Z'],
  ['2026-12-13 00:00:00 gmt', '2026-12-13T00:00:00.000Z'],
  ['2026-12-13 00:00:00 +0100', '2026-12-12T23:00:00.000Z'],
  ['2026-12-13 00:00:00 -05:30', '2026-12-13T05:30:00.000Z'],
  [' 2026-12-13T00:00:00.123456Z ', '2026-12-13T00:00:00.000Z'],
  // In UTC unless the header names a zone.
  ['2026-12-13 00:00:00', '2026-12-13T00:00:00.000Z'],
  [undefined, undefined],
  ['2026-12-13', undefined],
  ['on 2026-12-13 00:00:00 UTC', undefined],
  ['2026-12-13 00:00:00 UTC or so', undefined],
  ['2026-12-13 00:00:00 CET', undefined],
  ['2026-13-45 00:00:00 UTC', undefined],
])('a token expires at %j: %s', (header, expected) => {
  vi.stubEnv('TZ', 'America/New_York');
  const headers = { 'github-authentication-token-expiration': header };
  expect(tokenExpiration({ headers })?.toISOString()).toBe(expected);
});
