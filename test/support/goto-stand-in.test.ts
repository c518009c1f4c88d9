import { afterEach, beforeEach, expect, it } from 'vitest';
import { oauthError, tokenAnswer, userAnswer } from './goto-answers';
import { type GoToStandIn, startGoTo } from './goto-stand-in';

let goto: GoToStandIn;
beforeEach(async () => {
  goto = await startGoTo();
});
afterEach(() => goto.close());

const post = (body = 'a=1&a=2', headers = {}) => fetch(goto.url, { method: 'POST', body, headers });

it('gives the answers in their order, then the standing one', async () => {
  goto.always(tokenAnswer({ token_type: undefined }));
  goto.next(oauthError('invalid_client', { status: 401 }), { status: 503, body: '<h1>busy</h1>' });
  const statuses = [(await post()).status, (await post()).status];
  const last = await post();
  expect([...statuses, last.status]).toEqual([401, 503, 200]);
  expect(await last.json()).not.toHaveProperty('token_type');
  expect(goto.unspentFaults()).toEqual([]);
});

it('answers what nobody scripted with an error that is not tried again', async () => {
  const response = await post();
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: 'unscripted_request' });
});

it('takes a token request apart without judging it', async () => {
  const authorization = `Basic ${Buffer.from('id:a+b/c==').toString('base64')}`;
  await post('grant_type=refresh_token&a=%2B&a=+', { authorization });
  expect(goto.tokenRequests()).toMatchObject([
    {
      basic: 'id:a+b/c==',
      form: [
        ['grant_type', 'refresh_token'],
        ['a', '+'],
        ['a', ' '],
      ],
    },
  ]);
});

it("scripts the user's record on its own", async () => {
  goto.next(tokenAnswer());
  goto.nextUser({ status: 429 });
  goto.alwaysUser(userAnswer({ id: '5' }));
  const read = () => fetch(`${goto.apiUrl}/identity/v1/Users/me`);
  expect((await read()).status).toBe(429);
  expect(await (await read()).json()).toMatchObject({ id: '5' });
  expect(goto.userRequests()).toHaveLength(2);
  expect(goto.unspentFaults()).toHaveLength(1);
});
