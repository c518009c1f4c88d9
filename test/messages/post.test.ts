import { expect, it } from 'vitest';
import { type Asked, GitHubRefusal, refusalOf, unusable } from '../../src/github/refusals';
import type { HttpOutcome } from '../../src/http/outcome';
import { noTokenInPost, postError } from '../../src/messages/describe';
import {
  environment,
  failedWrite,
  repository,
  secretAt,
  silentClient,
  writeTo,
} from '../github/scripted-github';
import { errorTable, response } from '../support/scripted-transport';

const secret = secretAt(repository);
const nothingElse = { unreadable: 0, isAppToken: false };

const refused = (part: Asked['part'], outcome: HttpOutcome, isAppToken = false) => {
  const refusal = refusalOf(outcome, { part, secret }, silentClient);
  return postError([writeTo(repository, { kind: 'failed', refusal })], {
    unreadable: 0,
    isAppToken,
  });
};
const unusableFor = (kind: 'key-changed' | 'incomplete-list', part: Asked['part']) => {
  const { facts } = unusable(kind, { part, secret }, silentClient);
  const refusal = new GitHubRefusal({ ...facts, quotation: ' GitHub said: "No."' });
  return postError([writeTo(repository, { kind: 'failed', refusal })], nothingElse);
};

it('the post step says what helps', async () => {
  const table = await errorTable({
    'no token': () => noTokenInPost('is empty'),
    'still refused': () => refused('value', response(403)),
    'GitHub is down': () => refused('metadata', response(503)),
    'a token that is not accepted': () => refused('public key', response(401)),
    'a token of an App that is not accepted': () => refused('public key', response(401), true),
    'a token that may not': () => refused('public key', response(403)),
    'a token of an App that may not': () => refused('public key', response(403), true),
    'an archived repository': () =>
      refused('value', response(403, { message: 'Repository was archived.' })),
    'a token that does not see the place': () => refused('public key', response(404)),
    'a place that has moved': () => refused('public key', response(301)),
    'a list that is not complete': () => unusableFor('incomplete-list', 'repositories'),
    'a deleted secret': () => refused('metadata', response(404)),
    'another key': () => unusableFor('key-changed', 'public key'),
    'two places, and two values that cannot be read': () =>
      postError([failedWrite(repository, 500), failedWrite(environment, 404)], {
        ...nothingElse,
        unreadable: 2,
      }),
    'values that cannot be read': () => postError([], { ...nothingElse, unreadable: 2 }),
  });
  await expect(table).toMatchFileSnapshot('./post.txt');
});

it('the post step has no error when nothing failed', () => {
  expect(postError([writeTo(repository, { kind: 'superseded' })], nothingElse)).toBeUndefined();
});
