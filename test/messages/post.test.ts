import { expect, it } from 'vitest';
import { type Asked, refusalOf, unusable } from '../../src/github/refusals';
import { type PendingWrite, store } from '../../src/github/store';
import type { HttpOutcome } from '../../src/http/outcome';
import { noTokenInPost, postError } from '../../src/messages/describe';
import {
  environment,
  failedWrite,
  repository,
  scriptedGitHub,
  secretAt,
  silentClient,
  writeTo,
} from '../github/scripted-github';
import { errorTable } from '../support/error-table';
import { response } from '../support/scripted-transport';

const secret = secretAt(repository);
const asked = (part: Asked['part']): Asked => ({ part, secret });

const refused = (part: Asked['part'], outcome: HttpOutcome) =>
  writeTo(repository, { kind: 'failed', refusal: refusalOf(outcome, asked(part), silentClient) });

const errorOf = (
  write: PendingWrite | PendingWrite[],
  { unreadable = 0, isAppToken = false } = {},
) => postError([write].flat(), { unreadable, isAppToken });

/** A write that was sealed elsewhere, and that GitHub answered with 422. */
async function writtenWithOldKey(): Promise<PendingWrite> {
  const write = writeTo(repository);
  const path = '/repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN';
  const { use } = await scriptedGitHub({ [`PUT ${path}`]: response(422, { message: 'No.' }) });
  await use((client) => store([write], client));
  return write;
}

it('the post step says what helps', async () => {
  const keyChanged = unusable('key-changed', asked('public key'), silentClient);
  const incompleteList = writeTo(repository, {
    kind: 'failed',
    refusal: unusable('incomplete-list', asked('repositories'), silentClient),
  });
  const oldKey = await writtenWithOldKey();
  const table = await errorTable({
    'no token': () => noTokenInPost('is empty'),
    'still refused': () => errorOf(refused('value', response(403))),
    'GitHub is down': () => errorOf(refused('metadata', response(503))),
    'a token that is not accepted': () => errorOf(refused('public key', response(401))),
    'a token of an App that is not accepted': () =>
      errorOf(refused('public key', response(401)), { isAppToken: true }),
    'a token that may not': () => errorOf(refused('public key', response(403))),
    'a token of an App that may not': () =>
      errorOf(refused('public key', response(403)), { isAppToken: true }),
    'an archived repository': () =>
      errorOf(refused('value', response(403, { message: 'Repository was archived.' }))),
    'a token that does not see the place': () => errorOf(refused('public key', response(404))),
    'a place that has moved': () => errorOf(refused('public key', response(301))),
    'a list that is not complete': () => errorOf(incompleteList),
    'a deleted secret': () => errorOf(refused('metadata', response(404))),
    'another key': () => errorOf(writeTo(repository, { kind: 'failed', refusal: keyChanged })),
    'another key, by the answer to the write': () => errorOf(oldKey),
    'two places, and two values that cannot be read': () =>
      errorOf([failedWrite(repository, 500), failedWrite(environment, 404)], { unreadable: 2 }),
    'values that cannot be read': () => errorOf([], { unreadable: 2 }),
  });
  await expect(table).toMatchFileSnapshot('./post.txt');
});

it('the post step has no error when nothing failed', () => {
  expect(errorOf([])).toBeUndefined();
  expect(errorOf(writeTo(repository, { kind: 'superseded' }))).toBeUndefined();
});
