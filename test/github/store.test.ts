import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { namesAt, sealFor, store } from '../../src/github/store';
import type { HttpOutcome } from '../../src/http/outcome';
import { storeTimes } from '../../src/limits';
import { type Answer, neverSent, response } from '../support/scripted-transport';
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

const put = 'PUT /repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN';
const putInEnvironment =
  'PUT /repos/octo/webinars/environments/production/secrets/GOTO_REFRESH_TOKEN';
const putInOrganization = 'PUT /orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN';
const getKey = 'GET /repos/octo/webinars/actions/secrets/public-key';

/** Stores 'r2' at each target. */
async function stored(script: Record<string, Answer>, targets = [targetAt(repository)]) {
  const { use, transport } = await scriptedGitHub(script);
  const writes = await Promise.all(targets.map((target) => sealFor(target, 'r2', seal)));
  const before = writes.map((write) => ({ ...write }));
  const events: string[] = [];
  const storing = use((client) =>
    store(writes, client, {
      onSent: ({ target }) => events.push(`sent ${target.place.kind}`),
      onChange: () => events.push('changed'),
    }),
  );
  const bug = await storing.catch((error: unknown) => error);
  const bodies = transport.requests.map(({ body }) => body && JSON.parse(body));
  return { writes, before, bug, events, bodies, sent: transport.sent };
}

const stateAfter = async (answer: Answer) => (await stored({ [put]: answer })).writes[0]?.state;

describe('a write', () => {
  it('sends the sealed value, the id of the key, and how the secret is shared', async () => {
    const sharing = { visibility: 'selected' as const, selected_repository_ids: [1, 2] };
    const { bodies, writes, sent } = await stored(
      { [put]: response(204), [putInOrganization]: response(204) },
      [targetAt(repository), targetAt(organization, { sharing })],
    );
    expect(sent).toEqual([put, putInOrganization]);
    const [value, inOrganization] = writes.map(({ encryptedValue }) => encryptedValue);
    const key_id = publicKey.keyId;
    expect(bodies).toEqual([
      { encrypted_value: value, key_id },
      { encrypted_value: inOrganization, key_id, ...sharing },
    ]);
    expect(open(value ?? '')).toBe('r2');
  });

  it.each([201, 204])("is done by %i, at the time of GitHub's clock", async (status) => {
    const answer = response(status, undefined, { date: 'Tue, 01 Dec 2026 00:00:07 GMT' });
    const at = new Date('2026-12-01T00:00:07Z');
    expect(await stateAfter(answer)).toEqual({ kind: 'stored', at });
  });

  it.each([200, 202, 203, 205, 302])('is not done by %i', async (status) => {
    expect(await stateAfter(response(status))).toMatchObject({
      kind: 'failed',
      refusal: { facts: { kind: 'unavailable', part: 'value', status } },
    });
  });

  it('that meets a bug throws it, after the others', async () => {
    const late = () =>
      new Promise<HttpOutcome>((resolve) => setTimeout(resolve, 50, response(204)));
    const targets = [environment, repository, environment].map((place) => targetAt(place));
    const { writes, bug } = await stored({ [putInEnvironment]: late }, targets);
    expect(bug).toEqual(new Error(`unplanned request: ${put}`));
    expect(namesAt(environment, writes, 'stored')).toHaveLength(2);
    expect(namesAt(repository, writes, 'pending')).toEqual(['GOTO_REFRESH_TOKEN']);
    expect(namesAt(repository, writes, 'stored')).toEqual([]);
  });

  it.each<[string, Answer, string[]]>([
    ['is never sent', neverSent, ['changed']],
    [
      'is sealed again',
      [response(422), response(204)],
      ['sent repository', 'changed', 'sent repository', 'changed'],
    ],
  ])('that %s says when it left, and when its state has changed', async (_what, answer, events) => {
    const script = { [put]: answer, [getKey]: keyAnswer() };
    expect((await stored(script)).events).toEqual(events);
  });
});

it('a write that GitHub is too busy for is tried again for two minutes, with a line in the log', async () => {
  const { use, transport } = await scriptedGitHub({ [put]: response(503) });
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const done = use((client) => store([writeTo(repository)], client), storeTimes);
  await vi.advanceTimersByTimeAsync(120_000);
  await done;
  // 2, 4 and 8 s, then 15 s each, while another try fits.
  expect(transport.lines.length).toBeGreaterThanOrEqual(8);
  expect(transport.lines.length).toBeLessThanOrEqual(12);
  expect(transport.lines[0]).toContain(
    ': could not store GOTO_REFRESH_TOKEN of repository octo/webinars (api.github.com: ',
  );
});

describe('a stale key', () => {
  const newKey = keyAnswer({ key_id: 'new' });

  it('is read again, and the value sealed again', async () => {
    const script = { [put]: [response(422), response(204)], [getKey]: newKey };
    const { writes, bodies, sent } = await stored(script);
    expect(sent).toEqual([put, getKey, put]);
    expect(writes).toMatchObject([
      { state: { kind: 'stored' }, target: { publicKey: { keyId: 'new' } } },
    ]);
    expect(bodies[2]).toEqual({ encrypted_value: writes[0]?.encryptedValue, key_id: 'new' });
    expect(bodies[2].encrypted_value).not.toBe(bodies[0].encrypted_value);
    expect(open(bodies[2].encrypted_value)).toBe('r2');
  });

  it('is read again once', async () => {
    const { writes, sent } = await stored({ [put]: response(422), [getKey]: newKey });
    expect(sent).toEqual([put, getKey, put]);
    expect(writes).toMatchObject([
      { state: { kind: 'failed', refusal: { facts: { kind: 'unavailable', status: 422 } } } },
    ]);
  });

  it.each([
    [403, 'forbidden'],
    [422, 'key-changed'],
  ])('is not read again where the value is not known: %i is %s', async (status, kind) => {
    const { use, transport } = await scriptedGitHub({ [put]: response(status) });
    const write = writeTo(repository);
    await use((client) => store([write], client));
    expect(transport.sent).toEqual([put]);
    expect(write.state).toMatchObject({ kind: 'failed', refusal: { facts: { kind, status } } });
  });

  it('is not the reason of a bug', async () => {
    const { bug, writes } = await stored({ [put]: response(422) });
    expect(bug).toEqual(new Error(`unplanned request: ${getKey}`));
    expect(writes[0]?.state.kind).toBe('pending');
  });

  it.each([
    ['cannot be read', response(403), 'forbidden'],
    ['libsodium refuses', keyAnswer({ key: btoa('\0'.repeat(32)) }), 'unusable-key'],
  ])('whose successor %s leaves the sealed value as it was', async (_what, answer, kind) => {
    const { writes, before } = await stored({ [put]: response(422), [getKey]: answer });
    expect(writes).toEqual([{ ...before[0], state: expect.anything() }]);
    expect(writes[0]?.state).toMatchObject({
      refusal: { facts: { status: 422 } },
      keyRefusal: { facts: { kind } },
    });
  });
});
