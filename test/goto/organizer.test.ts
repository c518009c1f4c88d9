import { afterEach, describe, expect, it, vi } from 'vitest';
import { actionVocabulary } from '../../src/action/vocabulary';
import { lookUpOrganizer, organizerTimes } from '../../src/goto/organizer';
import type { JsonObject } from '../../src/http/outcome';
import type { PhaseTimes } from '../../src/process/phase';
import { Redactor } from '../../src/redactor';
import { errorTable } from '../support/error-table';
import { inPhase } from '../support/in-phase';
import { neverSent, noResponse, response, untrusted } from '../support/outcomes';
import { type Answer, scriptedTransport } from '../support/scripted-transport';

afterEach(() => void vi.useRealTimers());

function lookUp(answer: Answer, times?: PhaseTimes) {
  const transport = scriptedTransport({ 'GET /identity/v1/Users/me': answer });
  const request = { accessToken: 'a2', gotoApiUrl: 'https://api.goto.example' };
  const context = {
    transport,
    redactor: new Redactor(() => undefined),
    vocabulary: actionVocabulary,
  };
  const organizer = inPhase((phase) => lookUpOrganizer(request, phase, context), times);
  return { organizer, ...transport };
}

const found = (json: JsonObject) => lookUp(response(200, json)).organizer;
const failing = (answer: Answer) => () => lookUp(answer).organizer;

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

  it.each([
    ['no accounts', {}, undefined, 0],
    ['null for accounts', { accounts: null }, undefined, 0],
    ['an empty list', { accounts: [] }, undefined, 0],
    ['one account', { accounts: [{ value: '7' }] }, '7', 1],
    ['several accounts', { accounts: [{ value: '7' }, { value: '8' }, {}] }, '7', 3],
  ])('may have %s', async (_what, accounts, accountKey, accountCount) => {
    expect(await found({ id: '12345678901234567890', ...accounts })).toEqual({
      organizerKey: '12345678901234567890',
      accountKey,
      accountCount,
    });
  });

  it('is asked for again when GoTo is busy', async () => {
    vi.useFakeTimers();
    const { organizer, lines } = lookUp(
      [response(503), response(200, { id: '1' })],
      organizerTimes,
    );
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await organizer).toMatchObject({ organizerKey: '1' });
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
      'status 201': failing(response(201, { id: '1' })),
      'status 404': failing(response(404)),
      'status 429': failing(response(429)),
      'status 500': failing(response(500)),
      'status 200 without JSON': failing(response(200)),
      'status 200 without an id': failing(response(200, { accounts: [] })),
      'status 200 with a number for an id': failing(response(200, { id: 7 })),
      'status 200 with accounts that are no list': failing(
        response(200, { id: '1', accounts: {} }),
      ),
      'status 200 with an account without a key': failing(
        response(200, { id: '1', accounts: [{}] }),
      ),
      'status 200 with an account that is null': failing(
        response(200, { id: '1', accounts: [null] }),
      ),
    }),
  ).toMatchFileSnapshot('./organizer.txt');
});
