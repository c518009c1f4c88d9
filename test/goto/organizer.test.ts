import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  lookUpOrganizer,
  OrganizerFailure,
  readAccounts,
  readOrganizerKey,
} from '../../src/goto/organizer';
import { organizerTimes } from '../../src/limits';
import type { PhaseTimes } from '../../src/process/phase';
import { Redactor } from '../../src/redactor';
import {
  type Answer,
  errorTable,
  inPhase,
  neverSent,
  response,
  scriptedTransport,
} from '../support/scripted-transport';

afterEach(() => void vi.useRealTimers());

function lookUp(
  answer: Answer,
  { scope, times }: { scope?: string | undefined; times?: PhaseTimes } = {},
) {
  const transport = scriptedTransport({ 'GET /identity/v1/Users/me': answer });
  const request = { accessToken: 'a2', scope, gotoApiUrl: 'https://api.goto.example' };
  const context = { transport, redactor: new Redactor(() => undefined) };
  const organizer = inPhase((phase) => lookUpOrganizer(request, phase, context), times);
  return { organizer, ...transport };
}

const failing = (answer: Answer, scope?: string) => async () => {
  const record = await lookUp(answer, { scope }).organizer;
  return [readOrganizerKey(record), readAccounts(record)];
};

const authenticate = (value: string) => response(401, undefined, { 'www-authenticate': value });
const extension = 'urn:scim:schemas:extension:getgo:1.0';

describe('the organizer', () => {
  it('is asked for with the access token, and again when GoTo is busy', async () => {
    vi.useFakeTimers();
    const answers = [response(503), response(200, { id: '1' })];
    const { organizer, requests, lines } = lookUp(answers, { times: organizerTimes });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await organizer).toEqual({ id: '1' });
    expect(lines).toEqual([expect.stringContaining('could not look up the organizer (api.goto')]);
    const request = {
      method: 'GET',
      url: new URL('https://api.goto.example/identity/v1/Users/me'),
      headers: { accept: 'application/json', authorization: 'Bearer a2' },
    };
    expect(requests).toEqual([request, request]);
  });

  const [seven, eight] = [{ value: '7' }, { value: '8', display: 'B', entitlements: ['g2w'] }];
  const key7 = { key: '7', name: '' };
  const key8 = { key: '8', name: 'B' };

  it.each<[string, unknown, unknown, object[]]>([
    ['no accounts', undefined, undefined, []],
    ['null for accounts', { accounts: null }, null, []],
    ['an extension that is no object', 'x', undefined, []],
    ['several accounts', { accounts: [seven, eight, { value: 9 }] }, undefined, [key7, key8]],
    ['an older shape beside an empty extension', { accounts: [] }, [eight], [key8]],
    ['both shapes', { accounts: [seven] }, [eight], [key7]],
    ['blank accounts', { accounts: {} }, [{ value: ' ' }, {}, null, seven], [key7]],
  ])('may have %s', (_what, extended, accounts, expected) => {
    expect(readAccounts({ [extension]: extended, accounts })).toEqual(expected);
  });

  it.each<[string, Answer, string | undefined, object]>([
    ['no scope is known', response(403), undefined, { hasScope: false }],
    ['the scope is granted', response(403), 'collab: identity:scim.me a', { hasScope: true }],
    ['a longer scope is granted', response(403), 'identity:scim.me.read', { hasScope: false }],
    ['no answer comes', neverSent, 'identity:scim.me', { hasScope: true, quotation: '' }],
    ['GoTo is down', response(500, { error: 'e' }), '', { quotation: ' GoTo said: "e".' }],
    [
      'the error is in quotes',
      authenticate('Bearer realm="g", error="invalid_token"'),
      '',
      { bearerError: 'invalid_token' },
    ],
    [
      'the error is bare',
      authenticate('Bearer error=invalid_token'),
      '',
      { bearerError: 'invalid_token' },
    ],
    [
      'the error is longer',
      authenticate('Bearer error=invalid_tokens'),
      '',
      { bearerError: undefined },
    ],
    [
      'another field has it',
      authenticate('Bearer my_error=invalid_token'),
      '',
      { bearerError: undefined },
    ],
  ])('fails with the facts: %s', async (_what, answer, scope, facts) => {
    const error = await lookUp(answer, { scope }).organizer.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(OrganizerFailure);
    expect(error.facts).toMatchObject({ kind: 'not-answered', ...facts });
  });
});

it('the error says what happened and what to do', async () => {
  const granted = 'identity:scim.me';
  const header = { 'www-authenticate': 'Bearer error="insufficient_scope"' };
  await expect(
    await errorTable({
      'no answer: refused': failing(neverSent),
      'status 403 with a reason': failing(response(403, { error: 'e', description: 'd' })),
      'status 403, insufficient_scope': failing(response(403, undefined, header), granted),
      'status 403, and the scope was granted': failing(response(403), granted),
      'status 401, invalid_token': failing(authenticate('Bearer error=invalid_token')),
      'status 308': failing(response(308, undefined, { location: 'https://new.goto.example/a?b' })),
      'status 201': failing(response(201, { id: '1' })),
      'status 429': failing(response(429)),
      'status 200 without JSON': failing(response(200)),
      'status 200 with a number for an id': failing(response(200, { id: 7 })),
      'status 200 with a number for the first key': failing(
        response(200, { id: '1', accounts: [{ value: 7 }, { value: '8' }] }),
      ),
    }),
  ).toMatchFileSnapshot('./organizer.txt');
});
