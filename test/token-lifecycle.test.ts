import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Recovery } from '../src/github/recovery';
import type { StoreEvents } from '../src/github/store';
import type { HttpOutcome } from '../src/http/outcome';
import { storeAtEndMs } from '../src/limits';
import { Redactor } from '../src/redactor';
import { type Stage, storedAfterPrinting, TokenLifecycle } from '../src/token-lifecycle';
import {
  keyAnswer,
  open,
  publicKey,
  repository,
  scriptedGitHub,
  seal,
  targetAt,
  writeTo,
} from './github/scripted-github';
import { type Answer, noResponse, response, scriptedTransport } from './support/scripted-transport';

const path = '/repos/octo/webinars/actions/secrets';
const target = (name: string) => targetAt(repository, { name });
const value = (name: string) => ({ target: target(name), value: `value of ${name}` });

let lifecycle: TokenLifecycle;
let printed: Recovery[][];
let events: string[];
let sentToGoTo: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  printed = [];
  events = [];
  lifecycle = new TokenLifecycle({
    printRecoveries: (recoveries) => {
      printed.push(recoveries);
      events.push('recoveries');
    },
    onChange: (writes) => {
      const states = writes.map(
        ({ target: { name }, state, printedValue }) =>
          `${name} ${state.kind}${printedValue === undefined ? '' : ', printed'}`,
      );
      events.push(states.join('; '));
    },
    onEarlyExit: () => events.push('early exit'),
  });
});
afterEach(() => {
  lifecycle.end();
  vi.useRealTimers();
});

it('a command that could not be printed is printed at the end', async () => {
  const { github } = await scriptedGitHub({});
  let isBroken = true;
  const shown: string[] = [];
  const broken = new TokenLifecycle({
    printRecoveries: ([recovery]) => {
      if (isBroken) throw new Error('no paper');
      shown.push(recovery?.label ?? '');
    },
  });
  broken.restore([[writeTo(repository)]], github.apiUrl);
  expect(() => broken.printRecoveries()).toThrow('no paper');
  isBroken = false;
  broken.end();
  expect(shown).toEqual(['GOTO_REFRESH_TOKEN of repository octo/webinars']);
});

const interrupt = () => void process.emit('SIGINT');
const crash = () =>
  process.listeners('unhandledRejection').at(-1)?.(new Error('boom'), undefined as never);
/** What stands where the process exits although the lifecycle has not ended. */
const exit = () => (process.listeners('exit').at(-1) as (code: number) => void)(0);

const labels = () => printed.map((recoveries) => recoveries.map(({ label }) => label));
const commands = () => printed.flat().map(({ command }) => command);
const labelOf = (name: string) => `${name} of repository octo/webinars`;

/** Asks GoTo, which answers `ms` later. */
function requestTokens(answer: HttpOutcome, ms = 100) {
  const transport = scriptedTransport({ 'POST /token': slow(ms, answer) });
  sentToGoTo = transport.sent;
  return lifecycle.requestTokens(
    {
      client: { clientId: 'client-1', clientSecret: 's3cret' },
      grant: { grant_type: 'refresh_token', refresh_token: 'r1' },
      tokenUrl: new URL('https://goto.example/token'),
    },
    {
      transport,
      redactor: new Redactor(() => undefined),
    },
  );
}

/** Holds and stores batches of secrets, given by name, at a GitHub that answers by the script. */
async function store(batches: string[][], script: Record<string, Answer>) {
  const { github, transport } = await scriptedGitHub(
    Object.fromEntries(Object.entries(script).map(([key, answer]) => [toKey(key), answer])),
  );
  await lifecycle.seal(
    batches.map((batch) => batch.map(value)),
    { seal, github },
  );
  const { sent, done } = lifecycle.store(github);
  return { sent, done: done.catch((error: unknown) => error), transport };
}

/** 'A' stands for the write of the secret A, 'key' for the read of the public key. */
const toKey = (name: string) => (name === 'key' ? `GET ${path}/public-key` : `PUT ${path}/${name}`);

/** An answer that comes when it is released. */
function hanging() {
  let release: (outcome: HttpOutcome) => void = () => undefined;
  const outcome = new Promise<HttpOutcome>((resolve) => {
    release = resolve;
  });
  return { answer: () => outcome, release };
}

const slow = (ms: number, outcome: HttpOutcome) => () =>
  new Promise<HttpOutcome>((resolve) => setTimeout(resolve, ms, outcome));

/** Waits for requests: sealing takes turns of the event loop, and no fake clock moves it. */
async function whenSent(sent: string[], count = 1): Promise<void> {
  for (let turns = 0; sent.length < count; turns += 1) {
    if (turns === 100_000) throw new Error(`expected ${count} requests, not ${sent}`);
    await new Promise(setImmediate);
  }
}

describe('the stage', () => {
  it('goes from asked to kept', async () => {
    expect(lifecycle.state).toEqual({ stage: 'not-asked' });
    const response200 = response(200, { access_token: 'a2' });
    const done = requestTokens(response200);
    expect(lifecycle.state).toEqual({ stage: 'asked' });
    await vi.advanceTimersByTimeAsync(100);
    expect(await done).toMatchObject({ kind: 'issued' });
    expect(lifecycle.state).toEqual({ stage: 'kept' });
  });

  it.each([
    ['issued', { access_token: 'a2', refresh_token: 'r2' }],
    ['unusable', { refresh_token: 'r2' }],
  ])('is unstored when the answer is %s and has a new token', async (kind, json) => {
    const done = requestTokens(response(200, json));
    await vi.advanceTimersByTimeAsync(100);
    expect(await done).toMatchObject({ kind });
    expect(lifecycle.state).toEqual({ stage: 'unstored', writes: [] });
  });

  it.each([
    ['is rejected when GoTo rejects the grant', response(400, { error: 'invalid_grant' })],
    ['stays asked when GoTo rejects the client', response(401)],
  ])('%s', async (what, answer) => {
    const done = requestTokens(answer).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    await done;
    const stage = what.startsWith('is rejected') ? 'rejected' : 'asked';
    expect(lifecycle.state).toEqual({ stage });
  });

  it('is stored once everything is stored', async () => {
    const { answer, release } = hanging();
    const { done, transport } = await store([['A']], { A: answer });
    await whenSent(transport.sent);
    expect(lifecycle.state).toMatchObject({ stage: 'unstored', writes: [{ target: target('A') }] });
    release(response(204));
    await done;
    const { writes } = lifecycle;
    expect(lifecycle.state).toEqual({ stage: 'stored', writes });
    expect(writes).toMatchObject([{ state: { kind: 'stored' } }]);
  });

  it('stays unstored when a write fails, or meets a bug', async () => {
    await (await store([['A', 'B']], { A: response(204), B: response(404) })).done;
    expect(lifecycle.writes.map(({ state }) => state.kind)).toEqual(['stored', 'failed']);
    expect(lifecycle.state.stage).toBe('unstored');
    const bug = await store([['A', 'B']], { A: response(204) });
    expect(await bug.done).toEqual(new Error(`unplanned request: ${toKey('B')}`));
    expect(lifecycle.state.stage).toBe('unstored');
  });
});

describe('after a signal', () => {
  it('a request that has not left is not sent', async () => {
    interrupt();
    const error = await requestTokens(response(200)).catch((error: unknown) => error);
    expect(error).toMatchObject({ facts: { kind: 'unavailable' } });
    expect(sentToGoTo).toEqual([]);
    expect(lifecycle.state).toEqual({ stage: 'not-asked' });
  });

  it.each([
    [8_499, 'unstored'],
    [8_501, 'asked'],
  ])('an answer that comes %i ms later leaves the token %s', async (ms, stage) => {
    const json = { access_token: 'a2', refresh_token: 'r2' };
    const done = requestTokens(response(200, json), ms).catch(() => undefined);
    interrupt();
    await vi.advanceTimersByTimeAsync(9_000);
    await done;
    expect(lifecycle.state.stage).toBe(stage);
  });

  it.each([
    [8_999, 'stored'],
    [9_001, 'unstored'],
  ])('a write that takes %i ms leaves the token %s', async (ms, stage) => {
    const { done, transport } = await store([['A']], { A: slow(ms, response(204)) });
    await whenSent(transport.sent);
    interrupt();
    await vi.advanceTimersByTimeAsync(10_000);
    await done;
    expect(lifecycle.state.stage).toBe(stage);
  });

  it('the batches are written at the same time, otherwise one after the other', async () => {
    const hangs = hanging();
    const script = { A: hangs.answer, B: response(204), C: response(204) };
    const { done, transport } = await store([['A'], ['B', 'C']], script);
    await whenSent(transport.sent);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(transport.sent).toEqual([toKey('A')]);
    interrupt();
    await whenSent(transport.sent, 3);
    hangs.release(response(204));
    await done;
    expect(lifecycle.state.stage).toBe('stored');
  });

  it('the next batch waits for the one before, whatever becomes of it', async () => {
    const { done, transport } = await store([['A'], ['B']], { A: response(404), B: response(204) });
    await done;
    expect(lifecycle.writes.map(({ state }) => state.kind)).toEqual(['failed', 'stored']);
    expect(transport.sent).toEqual([toKey('A'), toKey('B')]);
  });
});

describe('a recovery', () => {
  /** A store that hangs. */
  async function hangingStore(names = ['A']) {
    const { answer, release } = hanging();
    const script = Object.fromEntries(names.map((name) => [name, answer]));
    const { done, transport } = await store([names], script);
    await whenSent(transport.sent, names.length);
    return { done, release };
  }

  it('is printed five seconds after a signal, while the write goes on', async () => {
    const { done, release } = await hangingStore(['A', 'B']);
    await vi.advanceTimersByTimeAsync(1_000);
    interrupt();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(printed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(labels()).toEqual([[labelOf('A'), labelOf('B')]]);
    release(response(204));
    await done;
    expect(lifecycle.state.stage).toBe('stored');
    const names = storedAfterPrinting(lifecycle.writes).map((write) => write.target.name);
    expect(names).toEqual(['A', 'B']);
    const [, sealed = ''] = /encrypted_value=([^"]+)"/.exec(commands()[0] ?? '') ?? [];
    expect(open(sealed)).toBe('value of A');
  });

  it('is printed at once if five seconds have passed', async () => {
    interrupt();
    await vi.advanceTimersByTimeAsync(5_000);
    await hangingStore();
    expect(labels()).toEqual([[labelOf('A')]]);
  });

  it('is printed as soon as five seconds have passed, if they have not', async () => {
    interrupt();
    await vi.advanceTimersByTimeAsync(4_000);
    const { release } = await hangingStore();
    await vi.advanceTimersByTimeAsync(999);
    expect(printed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(labels()).toEqual([[labelOf('A')]]);
    release(response(204));
  });

  it('is printed at once after a crash', async () => {
    await hangingStore();
    crash();
    expect(labels()).toEqual([[labelOf('A')]]);
  });

  it('is not printed when the token is stored in time', async () => {
    const { done, release } = await hangingStore();
    interrupt();
    await vi.advanceTimersByTimeAsync(4_000);
    release(response(204));
    await done;
    await vi.advanceTimersByTimeAsync(10_000);
    lifecycle.end();
    expect(printed).toEqual([]);
    expect(storedAfterPrinting(lifecycle.writes)).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not printed when the token was refused in time, but at the end', async () => {
    const { done, release } = await hangingStore();
    interrupt();
    release(response(404));
    await done;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(printed).toEqual([]);
    lifecycle.end();
    expect(labels()).toEqual([[labelOf('A')]]);
    expect(storedAfterPrinting(lifecycle.writes)).toEqual([]);
  });

  it('is printed once, and only for what is not stored', async () => {
    await (await store([['A', 'B']], { A: response(204), B: response(404) })).done;
    lifecycle.printRecoveries();
    lifecycle.printRecoveries();
    lifecycle.end();
    expect(labels()).toEqual([[labelOf('B')]]);
  });

  it('is printed again when the value was sealed again', async () => {
    const first = hanging();
    const second = hanging();
    const answers = [first, second];
    const script = {
      A: () => (answers.shift() ?? second).answer(),
      key: keyAnswer({ key_id: 'new' }),
    };
    const { transport } = await store([['A']], script);
    await whenSent(transport.sent);
    lifecycle.printRecoveries();
    first.release(response(422));
    await whenSent(transport.sent, 3);
    lifecycle.printRecoveries();
    expect(commands().map((command) => /key_id=(.*?)"/.exec(command)?.[1])).toEqual([
      publicKey.keyId,
      'new',
    ]);
  });

  it('is not printed while nothing is sealed', async () => {
    const expectNone = (stage: Stage) => {
      expect(lifecycle.state.stage).toBe(stage);
      lifecycle.printRecoveries();
      expect(printed).toEqual([]);
    };
    expectNone('not-asked');
    const done = requestTokens(response(200, { access_token: 'a2', refresh_token: 'r2' }));
    expectNone('asked');
    await vi.advanceTimersByTimeAsync(100);
    await done;
    expectNone('unstored');
  });
});

describe('what is sealed', () => {
  it('is saved before the write, and whenever something has changed', async () => {
    const { answer, release } = hanging();
    const { done } = await store([['A', 'B']], { A: answer, B: response(404) });
    expect(events).toEqual(['A pending; B pending']);
    await vi.waitFor(() => expect(events).toHaveLength(2));
    lifecycle.printRecoveries();
    release(response(204));
    await done;
    expect(events.slice(1)).toEqual([
      'A pending; B failed',
      'recoveries',
      'A pending, printed; B failed, printed',
      'A stored, printed; B failed, printed',
    ]);
  });

  it('is sealed: the value itself is nowhere in it', async () => {
    await (await store([['A']], { A: response(404) })).done;
    expect(JSON.stringify(lifecycle.state)).not.toContain('value of');
  });

  it('may have been sealed elsewhere, and is stored and printed like what was sealed here', async () => {
    const { github, transport } = await scriptedGitHub({ [toKey('A')]: response(403) });
    const write = writeTo(repository, { kind: 'pending' }, { name: 'A' });
    lifecycle.restore([[write]], github.apiUrl);
    expect(events).toEqual([]);
    await lifecycle.store(github).done;
    expect(transport.sent).toEqual([toKey('A')]);
    lifecycle.printRecoveries();
    expect(commands()).toEqual([expect.stringContaining('"encrypted_value=c2VhbGVk"')]);
  });

  it('may be checked first, each by itself, and in the time of the write', async () => {
    const read = 'GET /user';
    const script = { [toKey('B')]: response(204), [read]: hanging().answer };
    const { github, transport } = await scriptedGitHub(script);
    const writes = ['A', 'B', 'C'].map((name) =>
      writeTo(repository, { kind: 'pending' }, { name }),
    );
    lifecycle.restore([writes], github.apiUrl);
    const check: StoreEvents['check'] = async ({ target: { name } }, client) => {
      if (name === 'A') return { kind: 'superseded' };
      if (name === 'C') await client.send({ operation: 'read', route: read, parameters: {} });
      return undefined;
    };
    let isDone = false;
    const done = lifecycle.store(github, { limitMs: storeAtEndMs, check }).done.then(() => {
      isDone = true;
    });
    await whenSent(transport.sent, 2);
    expect([...transport.sent].sort()).toEqual([read, toKey('B')]);
    // 240 s, reads included.
    await vi.advanceTimersByTimeAsync(239_999);
    expect(isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await done;
    expect(writes.map(({ state }) => state.kind)).toEqual(['superseded', 'stored', 'failed']);
  });

  it('is necessary for a store', async () => {
    const { github } = await scriptedGitHub({});
    await expect(lifecycle.store(github).done).rejects.toThrow('nothing is sealed');
  });
});

describe('the writes have left', () => {
  it('when the last of them has', async () => {
    const hangs = hanging();
    const script = { A: hangs.answer, B: hangs.answer };
    const { sent, done, transport } = await store([['A'], ['B']], script);
    let left = false;
    const leaves = sent.then(() => {
      left = true;
    });
    await whenSent(transport.sent, 1);
    await new Promise(setImmediate);
    expect(left).toBe(false);
    interrupt();
    await leaves;
    expect(transport.sent).toHaveLength(2);
    hangs.release(response(204));
    await done;
  });

  it.each([
    ['fails without being sent', { A: noResponse('tls', 'EPROTO') }],
    ['meets a bug', {}],
  ])('also when one %s', async (_what, script) => {
    const { sent, done } = await store([['A']], script as Record<string, Answer>);
    await sent;
    await done;
    expect(lifecycle.state.stage).toBe('unstored');
  });
});

describe('an exit before the end', () => {
  const exitCode = process.exitCode;
  afterEach(() => {
    process.exitCode = exitCode;
  });

  it('prints the recoveries first, and fails', async () => {
    await (await store([['A']], { A: response(404) })).done;
    exit();
    expect(process.exitCode).toBe(1);
    expect(events.slice(-3)).toEqual(['recoveries', 'A failed, printed', 'early exit']);
  });

  it('works without a listener', () => {
    const another = new TokenLifecycle({ printRecoveries: () => undefined });
    exit();
    another.end();
    expect(process.exitCode).toBe(1);
  });
});

it('the end leaves the process as it was', () => {
  const names = ['exit', 'SIGINT', 'unhandledRejection'];
  const count = () => names.map((name) => process.listenerCount(name));
  const before = count();
  const another = new TokenLifecycle({ printRecoveries: () => undefined });
  expect(count()).toEqual(before.map((number) => number + 1));
  another.end();
  expect(count()).toEqual(before);
});
