import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ghHostname } from '../../src/github/client';
import type { HttpOutcome } from '../../src/http/outcome';
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

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe('a request', () => {
  it('of a read has no body', async () => {
    const { transport, use } = await scriptedGitHub({ 'GET /users/a%20b': response(200) });
    await use((client) => client.send(read));
    expect(transport.requests).toStrictEqual([
      {
        method: 'GET',
        url: new URL('https://api.github.com/users/a%20b'),
        headers: {
          accept: 'application/vnd.github+json',
          authorization: 'Bearer github_pat_1',
          'x-github-api-version': '2022-11-28',
        },
      },
    ]);
  });

  it('of a write has its parameters as JSON', async () => {
    const { transport, use } = await scriptedGitHub({ 'PUT /user/following/1': response(204) });
    await use((client) => client.send(write));
    expect(transport.requests[0]).toMatchObject({
      headers: { 'content-type': 'application/json' },
      body: '{"body":2}',
    });
  });

  it('goes to the API that is set', async () => {
    const script = { 'GET /api/v3/users/a%20b': response(200) };
    const { use } = await scriptedGitHub(script, { baseUrl: 'https://ghe.example:8443/api/v3' });
    await use(async (client) => {
      expect(client.apiUrl.host).toBe('ghe.example:8443');
      expect(await client.send(read)).toMatchObject({ status: 200 });
    });
  });
});

describe('retries', () => {
  beforeEach(() => void vi.useFakeTimers());

  const times = { limitMs: 120_000, tryTimeoutMs: 15_000, firstWaitMs: 500, maxTries: 5 };

  async function triesOf(answers: HttpOutcome[], call: typeof read, token = 'github_pat_1') {
    const { transport, use } = await scriptedGitHub({ 'GET /users/a%20b': answers }, { token });
    const done = use((client) => client.send(call), times);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await done).toBe(answers.at(-1));
    return transport;
  }

  it("follow GitHub's rules", async () => {
    const limited = response(403, undefined, { 'retry-after': '7' });
    const { sent, lines } = await triesOf([limited, response(200)], read);
    expect(sent).toHaveLength(2);
    expect(lines).toEqual([
      expect.stringMatching(/^Trying again in 7\.\d s: could not read it \(api\.github\.com: st/),
    ]);
  });

  it('follow the rule of the call first', async () => {
    const retryRefusal = ({ status }: { status: number }) =>
      status === 401 ? { waitMs: 100 } : undefined;
    const call = { ...read, retryRefusal };
    expect((await triesOf([response(401)], call)).sent).toHaveLength(5);
    expect((await triesOf([response(404)], call)).sent).toHaveLength(1);
    expect((await triesOf([response(503)], call)).sent).toHaveLength(5);
  });

  it('follow the rule for the token of an App instead', async () => {
    const retryRefusal = () => undefined;
    const call = { ...read, retryRefusal };
    expect((await triesOf([response(403), response(200)], call, 'ghs_1')).sent).toHaveLength(2);
  });
});

describe('at once', () => {
  /** Starts calls that hang, and counts those that are on their way. */
  async function started(
    call: typeof read | typeof write,
    { interrupt = false } = {},
  ): Promise<number> {
    let release: (outcome: HttpOutcome) => void = () => undefined;
    const hanging = new Promise<HttpOutcome>((resolve) => {
      release = resolve;
    });
    const key = call.route.startsWith('GET') ? 'GET /users/a%20b' : 'PUT /user/following/1';
    const { transport, github } = await scriptedGitHub({ [key]: () => hanging });
    const cancellation = new Cancellation();
    const times = { limitMs: 5_000, tryTimeoutMs: 5_000, firstWaitMs: 500, graceMs: () => 5_000 };
    let count = 0;
    await runPhase(times, cancellation, async (phase) => {
      const client = github.during(phase);
      const calls = Array.from({ length: 15 }, () => client.send(call));
      await new Promise((resolve) => setImmediate(resolve));
      if (interrupt) process.emit('SIGINT');
      await new Promise((resolve) => setImmediate(resolve));
      count = transport.sent.length;
      release(response(200));
      await Promise.all(calls);
    });
    cancellation.stopListening();
    return count;
  }

  it('there are ten reads', async () => {
    expect(await started(read)).toBe(10);
  });

  it('there are three writes, and all after an interruption', async () => {
    expect(await started(write)).toBe(3);
    expect(await started(write, { interrupt: true })).toBe(15);
  });

  it('there are others while one waits for its next try', async () => {
    vi.useFakeTimers();
    const { transport, use } = await scriptedGitHub({
      'PUT /user/following/1': response(503),
      'PUT /user/following/2': response(204),
    });
    const other = { ...write, parameters: { username: '2' } };
    const times = { limitMs: 5_000, tryTimeoutMs: 1_000, firstWaitMs: 1_000 };
    const done = use(
      (client) => Promise.all([write, write, write, other].map((call) => client.send(call))),
      times,
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(transport.sent).toContain('PUT /user/following/2');
    await vi.advanceTimersByTimeAsync(5_000);
    await done;
  });
});

describe('a quote', () => {
  it.each([
    [{ message: 'No.' }, ' GitHub said: "No."'],
    [{ message: 7 }, ' GitHub said: "7".'],
    [{ error: 'Not Found' }, ' GitHub said: "Not Found".'],
    [{ message: 'No', errors: ['a', { message: 'b' }, null] }, ' GitHub said: "No: a: b".'],
    [undefined, ''],
  ])('of %j is %j', async (json, quote) => {
    const { use } = await scriptedGitHub({});
    await use(async (client) => {
      expect(client.quote(response(403, json))).toBe(quote);
      expect(client.quote(neverSent)).toBe('');
    });
  });
});

it('a quote withholds the address of single sign-on', async () => {
  const url = 'https://github.com/orgs/octo/sso?authorization_request=A';
  const headers = { 'x-github-sso': `required; url=${url}` };
  const { use } = await scriptedGitHub({});
  const quoted = await use(async (client) =>
    client.quote(response(403, { message: `Visit ${url} now.` }, headers)),
  );
  expect(quoted).toBe(' GitHub said: "Visit … now."');
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
