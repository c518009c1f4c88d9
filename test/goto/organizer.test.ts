import { afterEach, describe, expect, it, vi } from 'vitest';
import { lookUpOrganizer, readAccounts, readOrganizerKey } from '../../src/goto/organizer';
import type { JsonObject } from '../../src/http/outcome';
import { organizerTimes } from '../../src/limits';
import type { PhaseTimes } from '../../src/process/phase';
import { Redactor } from '../../src/redactor';
import { errorTable } from '../support/error-table';
import {
  type Answer,
  inPhase,
  neverSent,
  noResponse,
  response,
  scriptedTransport,
  untrusted,
} from '../support/scripted-transport';

afterEach(() => void vi.useRealTimers());

const failing =
  (answer: Answer, scope = 'collab:') =>
  async () => {
    const record = await lookUp(answer, { scope }).organizer;
    return [readOrganizerKey(record), readAccounts(record)];
  };

function lookUp(answer: Answer, { scope, times }: { scope?: string; times?: PhaseTimes } = {}) {
  const transport = scriptedTransport({ 'GET /identity/v1/Users/me': answer });
  const request = { accessToken: 'a2', scope, gotoApiUrl: 'https://api.goto.example' };
  const context = { transport, redactor: new Redactor(() => undefined) };
  const organizer = inPhase((phase) => lookUpOrganizer(request, phase, context), times);
  return { organizer, ...transport };
}

const extension = 'urn:scim:schemas:extension:getgo:1.0';

describe('the organizer', () => {
  it('is asked for with the access token', async () => {
    const { organizer, requests } = lookUp(response(200, { id: '1' }));
    await organizer;
    expect(requests).toEqual([
      {
        method: 'GET',
        url: new URL('https://api.goto.example/identity/v1/Users/me'),
        headers: { accept: 'application/json', authorization: 'Bearer a2' },
      },
    ]);
  });

  it.each<[string, JsonObject, JsonObject[]]>([
    ['no accounts', {}, []],
    ['null for accounts', { [extension]: { accounts: null }, accounts: null }, []],
    ['an empty list', { [extension]: { accounts: [] } }, []],
    ['an extension that is no object', { [extension]: 'x' }, []],
    [
      'one account, with what the user may do there',
      { [extension]: { accounts: [{ value: '7', display: 'Acme', entitlements: ['g2w'] }] } },
      [{ key: '7', name: 'Acme' }],
    ],
    [
      'several accounts',
      { [extension]: { accounts: [{ value: '7' }, { value: '8', display: 'B' }, { value: 9 }] } },
      [
        { key: '7', name: '' },
        { key: '8', name: 'B' },
      ],
    ],
    [
      'an older shape',
      { accounts: [{ value: '7', display: 'Acme' }] },
      [{ key: '7', name: 'Acme' }],
    ],
    [
      'an older shape beside an empty extension',
      { [extension]: { accounts: [] }, accounts: [{ value: '7' }] },
      [{ key: '7', name: '' }],
    ],
    [
      'both shapes',
      { [extension]: { accounts: [{ value: '7' }] }, accounts: [{ value: '8' }] },
      [{ key: '7', name: '' }],
    ],
    [
      'an older shape beside an extension whose accounts are no list, or blank',
      { [extension]: { accounts: {} }, accounts: [{ value: ' ' }, {}, null, { value: '7' }] },
      [{ key: '7', name: '' }],
    ],
  ])('may have %s', (_what, record, accounts) => {
    expect(readAccounts(record)).toEqual(accounts);
  });

  it('is asked for again when GoTo is busy', async () => {
    vi.useFakeTimers();
    const { organizer, lines } = lookUp([response(503), response(200, { id: '1' })], {
      times: organizerTimes,
    });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await organizer).toEqual({ id: '1' });
    expect(lines).toEqual([expect.stringContaining('could not look up the organizer (api.goto')]);
  });
});

it('the error says what happened and what to do', async () => {
  const refused = { error: 'e', description: 'Beschreibung', detail: 'No scope.' };
  await expect(
    await errorTable({
      'no answer: refused': failing(neverSent),
      'no answer: certificate': failing(untrusted),
      'no answer: time-out': failing(noResponse('time-out', 'no answer in time', { sent: true })),
      'status 401': failing(response(401)),
      'status 403 with a detail': failing(response(403, refused)),
      'status 403 with a description': failing(response(403, { error: 'e', description: 'd' })),
      'status 403 with an error': failing(response(403, { error: 'e' })),
      'status 403, and the scope was granted': failing(
        response(403),
        'collab: identity:scim.me users.v1.read',
      ),
      'status 401, and a scope that only begins the same was granted': failing(
        response(401),
        'identity:scim.me.read',
      ),
      'status 403, insufficient_scope': failing(
        response(403, undefined, {
          'www-authenticate': 'Bearer realm="g", error="insufficient_scope"',
        }),
        'identity:scim.me',
      ),
      'status 401, invalid_token': failing(
        response(401, undefined, { 'www-authenticate': 'Bearer error=invalid_token' }),
      ),
      'status 401 with a list of errors': failing(
        response(401, { error: [{ description: 'No role.', code: 'scim.1', uri: '/me' }] }),
      ),
      'status 308': failing(response(308, undefined, { location: 'https://new.goto.example/a?b' })),
      'status 201': failing(response(201, { id: '1' })),
      'status 404': failing(response(404)),
      'status 429': failing(response(429)),
      'status 500': failing(response(500)),
      'status 200 without JSON': failing(response(200)),
      'status 200 without an id': failing(response(200, { accounts: [] })),
      'status 200 with a number for an id': failing(response(200, { id: 7 })),
      'status 200 with a number for the first key': failing(
        response(200, { id: '1', accounts: [{ value: 7 }, { value: '8' }] }),
      ),
    }),
  ).toMatchFileSnapshot('./organizer.txt');
});
