import { afterEach, describe, expect, it, vi } from 'vitest';
import { type PendingWrite, sealFor, store } from '../../src/github/store';
import type { HttpOutcome } from '../../src/http/outcome';
import { storeTimes } from '../../src/limits';
import type { Answer } from '../support/scripted-transport';
import { neverSent, response } from '../support/scripted-transport';
import {
  environment,
  keyAnswer,
  open,
  organization,
  publicKey,
  repository,
  scriptedGitHub,
  seal,
  targetAt,
  writeTo,
} from './scripted-github';

const atRepository = '/repos/octo/webinars/actions/secrets';
const put = `PUT ${atRepository}/GOTO_REFRESH_TOKEN`;
const getKey = `GET ${atRepository}/public-key`;

/** Stores 'r2' at each target. */
async function stored(script: Record<string, Answer>, targets = [targetAt(repository)]) {
  const { use, transport } = await scriptedGitHub(script);
  const writes = await Promise.all(targets.map((target) => sealFor(target, 'r2', seal)));
  const before = writes.map((write) => ({ ...write }));
  const events: string[] = [];
  const bug = await use((client) =>
    store(writes, client, {
      onSent: ({ target }) => events.push(`sent ${target.place.kind}`),
      onChange: () => events.push('changed'),
    }),
  ).then(
    () => 'no bug',
    (error: unknown) => error,
  );
  const bodies = transport.requests.map(({ body }) => body && JSON.parse(body));
  return { writes, before, bug, events, bodies, sent: transport.sent };
}

const stateOf = async (script: Record<string, Answer>) =>
  (await stored(script)).writes[0]?.state as PendingWrite['state'];

it('a value is sealed for its target', async () => {
  const write = await sealFor(targetAt(repository), 'r2', seal);
  const state = { kind: 'pending' };
  expect(write).toEqual({
    target: targetAt(repository),
    sealWith: expect.any(Function),
    encryptedValue: expect.any(String),
    state,
  });
  expect(open(write.encryptedValue)).toBe('r2');
});

describe('a write', () => {
  it('sends the sealed value and the id of the key', async () => {
    const { bodies, writes, sent } = await stored({ [put]: response(204) });
    expect(sent).toEqual([put]);
    const encrypted_value = writes[0]?.encryptedValue;
    expect(bodies).toEqual([{ encrypted_value, key_id: publicKey.keyId }]);
  });

  it('sends back how a secret of an organization is shared', async () => {
    const sharing = { visibility: 'selected' as const, selected_repository_ids: [1, 2] };
    const { bodies } = await stored(
      { 'PUT /orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN': response(204) },
      [targetAt(organization, { sharing })],
    );
    expect(bodies).toEqual([expect.objectContaining(sharing)]);
  });

  it.each([201, 204])('is done by %i', async (status) => {
    expect(await stateOf({ [put]: response(status) })).toEqual({
      kind: 'stored',
      at: expect.any(Date),
    });
  });

  it("is dated by GitHub's clock", async () => {
    const answer = response(204, undefined, { date: 'Tue, 01 Dec 2026 00:00:07 GMT' });
    const at = new Date('2026-12-01T00:00:07Z');
    expect(await stateOf({ [put]: answer })).toEqual({ kind: 'stored', at });
  });

  it.each([200, 202, 203, 205, 302])('is not done by %i', async (status) => {
    expect(await stateOf({ [put]: response(status) })).toMatchObject({ kind: 'failed' });
  });

  it('that fails does not stop another', async () => {
    const path = '/repos/octo/webinars/environments/production/secrets/GOTO_REFRESH_TOKEN';
    const { writes, bug } = await stored({ [put]: response(403), [`PUT ${path}`]: response(201) }, [
      targetAt(repository),
      targetAt(environment),
    ]);
    expect(writes.map(({ state }) => state.kind)).toEqual(['failed', 'stored']);
    expect(bug).toBe('no bug');
  });

  it('says when it has left, and when its state has changed', async () => {
    expect((await stored({ [put]: response(403) })).events).toEqual(['sent repository', 'changed']);
    expect((await stored({ [put]: neverSent })).events).toEqual(['changed']);
    const twice = { [put]: [response(422), response(204)], [getKey]: keyAnswer() };
    expect((await stored(twice)).events).toEqual([
      'sent repository',
      'changed',
      'sent repository',
      'changed',
    ]);
  });

  it('that meets a bug throws it, after the others', async () => {
    const path = '/repos/octo/webinars/environments/production/secrets/GOTO_REFRESH_TOKEN';
    const slow = () =>
      new Promise<HttpOutcome>((resolve) => setTimeout(resolve, 50, response(204)));
    const { writes, bug } = await stored({ [`PUT ${path}`]: slow }, [
      targetAt(environment),
      targetAt(repository),
      targetAt(environment),
    ]);
    expect(bug).toEqual(new Error(`unplanned request: ${put}`));
    expect(writes.map(({ state }) => state.kind)).toEqual(['stored', 'pending', 'stored']);
  });
});

describe('a write that GitHub is too busy for', () => {
  afterEach(() => void vi.useRealTimers());

  it('is tried again for two minutes, with a line in the log', async () => {
    const { use, transport } = await scriptedGitHub({ [put]: response(503) });
    const write = await sealFor(targetAt(repository), 'r2', seal);
    vi.useFakeTimers();
    const startedAt = performance.now();
    let tookMs = 0;
    const done = use((client) => store([write], client), storeTimes).then(() => {
      tookMs = performance.now() - startedAt;
    });
    await vi.advanceTimersByTimeAsync(120_000);
    await done;
    expect(write.state).toMatchObject({ kind: 'failed' });
    // 2, 4 and 8 s, then 15 s each, while another try fits.
    expect(tookMs).toBeGreaterThan(100_000);
    expect(transport.lines.length).toBeGreaterThanOrEqual(8);
    const waits = transport.lines.map((line) => Number(/in ([\d.]+) s/.exec(line)?.[1]));
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.2 * 15);
    expect(transport.lines[0]).toContain(
      ': could not store GOTO_REFRESH_TOKEN of repository octo/webinars (api.github.com: ',
    );
  });
});

describe('a stale key', () => {
  const newKey = keyAnswer({ key_id: 'new' });

  it('is read again, and the value sealed again', async () => {
    const script = { [put]: [response(422), response(204)], [getKey]: newKey };
    const { writes, before, bodies, sent } = await stored(script);
    expect(sent).toEqual([put, getKey, put]);
    const [write] = writes;
    expect(write).toMatchObject({
      state: { kind: 'stored' },
      target: { publicKey: { keyId: 'new' } },
    });
    expect(write?.encryptedValue).not.toBe(before[0]?.encryptedValue);
    expect(bodies[2]).toEqual({ encrypted_value: write?.encryptedValue, key_id: 'new' });
    expect(open(bodies[2].encrypted_value)).toBe('r2');
  });

  it('is read again once', async () => {
    const { writes, sent } = await stored({ [put]: response(422), [getKey]: newKey });
    expect(sent).toEqual([put, getKey, put]);
    expect(writes[0]?.state).toMatchObject({ kind: 'failed' });
  });

  it('is not read again where the value is not known', async () => {
    const { use, transport } = await scriptedGitHub({ [put]: response(422) });
    const write = writeTo(repository);
    await use((client) => store([write], client));
    expect(transport.sent).toEqual([put]);
    expect(write.state).toMatchObject({ kind: 'failed', refusal: { facts: { status: 422 } } });
  });

  it('is not the reason of a bug', async () => {
    const { bug, writes } = await stored({ [put]: response(422) });
    expect(bug).toEqual(new Error(`unplanned request: ${getKey}`));
    expect(writes[0]?.state.kind).toBe('pending');
  });

  it('that cannot be read again leaves the sealed value as it was', async () => {
    const { writes, before } = await stored({ [put]: response(422), [getKey]: response(403) });
    expect(writes).toEqual([{ ...before[0], state: expect.anything() }]);
  });

  it.each([
    ['cannot be read', response(403), 'forbidden'],
    ['libsodium refuses', keyAnswer({ key: Buffer.alloc(32).toString('base64') }), 'unusable-key'],
  ])('whose successor %s is told beside the refusal', async (_what, answer, kind) => {
    expect(await stateOf({ [put]: response(422), [getKey]: answer })).toMatchObject({
      refusal: { facts: { status: 422 } },
      keyRefusal: { facts: { kind } },
    });
  });
});
