import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { unusable } from '../src/github/refusals';
import type { PendingWrite } from '../src/github/store';
import type { HttpOutcome } from '../src/http/outcome';
import { storeAtEndMs } from '../src/limits';
import { Redactor } from '../src/redactor';
import { storedAfterPrinting, TokenLifecycle } from '../src/token-lifecycle';
import {
  open,
  repository,
  scriptedGitHub,
  seal,
  silentClient,
  targetAt,
  writeTo,
} from './github/scripted-github';
import { type Answer, response, scriptedTransport } from './support/scripted-transport';

let lifecycle: TokenLifecycle;
/** The names of what each print was for, and the commands. */
let printed: string[];
let commands: string[];
let events: string[];
/** What goes wrong when a recovery is printed, if anything does. */
let printerError: Error | undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  [printed, commands, events, printerError] = [[], [], [], undefined];
  lifecycle = new TokenLifecycle({
    printRecoveries: (recoveries) => {
      if (printerError) throw printerError;
      printed.push(recoveries.map(({ label }) => label.split(' ')[0]).join());
      commands.push(...recoveries.map(({ command }) => command));
      events.push('print');
    },
    onChange: (writes) => {
      const states = writes.map(({ target: { name }, state, printedValue }) =>
        [name, state.kind, ...(printedValue === undefined ? [] : ['printed'])].join(' '),
      );
      events.push(states.join(', '));
    },
    onEarlyExit: () => events.push('early exit'),
  });
});
afterEach(() => {
  lifecycle.end();
  vi.useRealTimers();
});

const interrupt = () => void process.emit('SIGINT');
const crash = () =>
  process.listeners('unhandledRejection').at(-1)?.(new Error('boom'), undefined as never);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const kinds = () => lifecycle.writes.map(({ state }) => state.kind);

/** Asks GoTo, which answers `ms` later. */
function requestTokens(answer: HttpOutcome, ms = 100) {
  const transport = scriptedTransport({ 'POST /token': slow(ms, answer) });
  const request = {
    client: { clientId: 'client-1', clientSecret: 's3cret' },
    grant: { grant_type: 'refresh_token', refresh_token: 'r1' },
    tokenUrl: new URL('https://goto.example/token'),
  } as const;
  const context = { transport, redactor: new Redactor(() => undefined) };
  const done = lifecycle.requestTokens(request, context).catch((error: unknown) => error);
  return { done, sent: transport.sent };
}

/** A GitHub whose script names the secrets that are written. */
async function scripted(script: Record<string, Answer>) {
  const path = 'PUT /repos/octo/webinars/actions/secrets';
  const full = Object.entries(script).map(([name, answer]) => [`${path}/${name}`, answer]);
  const { github, transport } = await scriptedGitHub(Object.fromEntries(full));
  const sent = () => transport.sent.map((request) => request.split('/').at(-1));
  /** Waits for requests: sealing takes turns of the event loop, and no fake clock moves it. */
  const whenSent = async (count = 1) => {
    for (let turns = 0; sent().length < count; turns += 1) {
      if (turns === 100_000) throw new Error(`expected ${count} requests, not ${sent()}`);
      await new Promise(setImmediate);
    }
  };
  return { github, sent, whenSent };
}

/** Seals and stores secrets, given by name. */
async function store(names: string[], script: Record<string, Answer>) {
  const { github, ...more } = await scripted(script);
  const values = names.map((name) => ({
    target: targetAt(repository, { name }),
    value: `value of ${name}`,
  }));
  await lifecycle.seal([values], { seal, github });
  const storing = lifecycle.store(github);
  const done = storing.done.catch((error: unknown) => error);
  return { ...more, allSent: storing.sent, done };
}

/** What was sealed elsewhere. */
const writeOf = (name: string, state?: PendingWrite['state']) =>
  writeTo(repository, state, { name });
const stored = { kind: 'stored', at: new Date() } as const;

const slow = (ms: number, outcome: HttpOutcome) => () =>
  new Promise<HttpOutcome>((resolve) => setTimeout(resolve, ms, outcome));

/** A store of one value, which GitHub answers `ms` later. */
async function slowStore(ms: number, status = 204) {
  const { done, whenSent } = await store(['A'], { A: slow(ms, response(status)) });
  await whenSent();
  return { done };
}

const bothTokens = response(200, { access_token: 'a2', refresh_token: 'r2' });

it.each([
  ['kept', response(200, { access_token: 'a2' })],
  ['unstored', bothTokens],
  ['unstored', response(200, { refresh_token: 'r2' })],
  ['rejected', response(400, { error: 'invalid_grant' })],
  ['asked', response(401)],
] as const)('from the request on, the stage is asked, and then %s', async (stage, answer) => {
  expect(lifecycle.progress).toEqual({ stage: 'not-asked', grantType: undefined });
  const { done } = requestTokens(answer);
  expect(lifecycle.progress).toEqual({ stage: 'asked', grantType: 'refresh_token' });
  await pass(100);
  await done;
  expect(lifecycle.state).toEqual(stage === 'unstored' ? { stage, writes: [] } : { stage });
  // Nothing is sealed yet.
  lifecycle.printRecoveries();
  expect(printed).toEqual([]);
});

it.each<[string, Record<string, Answer>, string, unknown]>([
  ['fails', { A: response(204), B: response(404) }, 'failed', undefined],
  ['meets a bug', { A: response(204) }, 'pending', expect.any(Error)],
])('the stage stays unstored when a write %s', async (_what, script, kind, error) => {
  const { done, allSent } = await store(['A', 'B'], script);
  await allSent;
  expect(await done).toEqual(error);
  expect(kinds()).toEqual(['stored', kind]);
  expect(lifecycle.state.stage).toBe('unstored');
});

it('nothing can be stored before it is sealed', async () => {
  const { github } = await scripted({});
  await expect(lifecycle.store(github).done).rejects.toThrow('nothing is sealed');
});

it('after a signal, a request that has not left is not sent', async () => {
  interrupt();
  const { done, sent } = requestTokens(response(200));
  expect(await done).toMatchObject({ facts: { kind: 'unavailable' } });
  expect(sent).toEqual([]);
  expect(lifecycle.state).toEqual({ stage: 'not-asked' });
});

it.each([
  ['an answer', 8_499, 'unstored'],
  ['an answer', 8_501, 'asked'],
  ['a write', 8_999, 'stored'],
  ['a write', 9_001, 'unstored'],
])('%s that takes %i ms after a signal leaves the token %s', async (what, ms, stage) => {
  const { done } = what === 'a write' ? await slowStore(ms) : requestTokens(bothTokens, ms);
  interrupt();
  await pass(10_000);
  await done;
  expect(lifecycle.state.stage).toBe(stage);
});

it('rounds are written one after the other, and after a signal all that is left', async () => {
  const never = slow(60_000, response(204));
  const { github, sent, whenSent } = await scripted({ A: response(404), B: never, C: never });
  const rounds = [[writeOf('A')], [writeOf('B')], [writeOf('C'), writeOf('D', stored)]];
  lifecycle.restore(rounds, github.apiUrl);
  let haveLeft = false;
  lifecycle.store(github).sent.then(() => {
    haveLeft = true;
  });
  await whenSent(2);
  await pass(1_000);
  expect(sent()).toEqual(['A', 'B']);
  expect(haveLeft).toBe(false);
  interrupt();
  await whenSent(3);
  await new Promise(setImmediate);
  expect(haveLeft).toBe(true);
  expect(sent()).toEqual(['A', 'B', 'C']);
  expect(kinds()).toEqual(['failed', 'pending', 'pending', 'stored']);
});

it('a check before the write counts for its time: 240 s', async () => {
  const { github, sent } = await scripted({ B: response(503) });
  lifecycle.restore([[writeOf('A'), writeOf('B')]], github.apiUrl);
  const check = ({ target: { name } }: PendingWrite) =>
    new Promise<PendingWrite['state'] | undefined>((resolve) =>
      setTimeout(resolve, 200_000, name === 'A' ? { kind: 'superseded' } : undefined),
    );
  const { done } = lifecycle.store(github, { limitMs: storeAtEndMs, check });
  await pass(240_000);
  await done;
  expect(kinds()).toEqual(['superseded', 'failed']);
  expect([...new Set(sent())]).toEqual(['B']);
});

it('a recovery is printed five seconds after a signal, while the write goes on', async () => {
  const { done } = await slowStore(7_000);
  await pass(1_000);
  interrupt();
  await pass(4_999);
  expect(printed).toEqual([]);
  await pass(1);
  expect(printed).toEqual(['A']);
  await pass(1_000);
  await done;
  expect(lifecycle.state).toEqual({ stage: 'stored', writes: lifecycle.writes });
  expect(storedAfterPrinting(lifecycle.writes)).toEqual(lifecycle.writes);
  const [, sealed = ''] = /encrypted_value=([^"]+)"/.exec(commands[0] ?? '') ?? [];
  expect(open(sealed)).toBe('value of A');
});

it('a recovery is printed then too if the store began after the signal', async () => {
  interrupt();
  await pass(4_999);
  await slowStore(60_000);
  expect(printed).toEqual([]);
  await pass(1);
  expect(printed).toEqual(['A']);
});

it('a recovery is printed at once after a crash', async () => {
  await slowStore(60_000);
  crash();
  expect(printed).toEqual(['A']);
});

it.each([
  ['not printed when the token was stored in time', 204, []],
  ['printed at the end when it was refused in time', 404, ['A']],
])('a recovery is %s', async (_what, status, expected) => {
  const { done } = await slowStore(4_000, status);
  interrupt();
  await pass(4_000);
  await done;
  expect(vi.getTimerCount()).toBe(0);
  expect(printed).toEqual([]);
  lifecycle.end();
  expect(printed).toEqual(expected);
  expect(storedAfterPrinting(lifecycle.writes)).toEqual([]);
});

it('a recovery is printed once, and only for what is not stored and of use', async () => {
  const asked = { part: 'public key', secret: writeOf('A').target } as const;
  const [useless, failed] = (['key-changed', 'unusable-key'] as const).map((kind) => ({
    kind: 'failed' as const,
    refusal: unusable(kind, asked, silentClient),
  }));
  const writes = [writeOf('A', stored), writeOf('B', failed), writeOf('C', useless), writeOf('D')];
  lifecycle.restore([writes], silentClient.apiUrl);
  expect(events).toEqual([]);
  lifecycle.printRecoveries();
  lifecycle.printRecoveries();
  lifecycle.end();
  expect(printed).toEqual(['B,D']);
});

it('a recovery is printed again when the value was sealed again', () => {
  const write = writeOf('A');
  lifecycle.restore([[write]], new URL('https://ghe.example/api/v3'));
  lifecycle.printRecoveries();
  write.encryptedValue = 'bmV3';
  lifecycle.printRecoveries();
  expect(commands).toEqual([
    expect.stringContaining('--hostname "ghe.example" -f "encrypted_value=c2VhbGVk"'),
    expect.stringContaining('--hostname "ghe.example" -f "encrypted_value=bmV3"'),
  ]);
});

it('a recovery that could not be printed is printed at the end', () => {
  lifecycle.restore([[writeOf('A')]], silentClient.apiUrl);
  printerError = new Error('no paper');
  expect(() => lifecycle.printRecoveries()).toThrow(printerError);
  printerError = undefined;
  lifecycle.end();
  expect(printed).toEqual(['A']);
});

it('what is sealed is saved before the write, and whenever something has changed', async () => {
  const script = { A: slow(60_000, response(204)), B: response(404) };
  const { done } = await store(['A', 'B'], script);
  expect(events).toEqual(['A pending, B pending']);
  expect(JSON.stringify(lifecycle.state)).not.toContain('value of');
  await vi.waitFor(() => expect(events).toHaveLength(2));
  lifecycle.printRecoveries();
  await pass(60_000);
  await done;
  expect(events.slice(1)).toEqual([
    'A pending, B failed',
    'print',
    'A pending printed, B failed printed',
    'A stored printed, B failed printed',
  ]);
});

it('an exit before the end prints the recoveries first, and fails', () => {
  const { exitCode } = process;
  lifecycle.restore([[writeOf('A')]], silentClient.apiUrl);
  (process.listeners('exit').at(-1) as (code: number) => void)(0);
  expect(process.exitCode).toBe(1);
  process.exitCode = exitCode;
  expect(events).toEqual(['print', 'A pending printed', 'early exit']);
});

it('the end leaves the process as it was', () => {
  const count = () => [process.listenerCount('exit'), process.listenerCount('SIGINT')];
  const before = count();
  new TokenLifecycle({ printRecoveries: () => undefined }).end();
  expect(count()).toEqual(before);
});
