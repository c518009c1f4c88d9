import { afterEach, expect, it } from 'vitest';
import { type GoToOAuthServer, startGoToOAuthServer } from './goto-oauth-server';

let goto: GoToOAuthServer;
afterEach(() => goto.close());

async function refresh(refreshToken: string) {
  const response = await fetch(goto.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${goto.clientId}:${goto.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

it('a replaced refresh token is refused, and its use revokes the one that replaced it', async () => {
  goto = await startGoToOAuthServer({ rotate: (grant) => grant === 2 });
  const first = await goto.firstRefreshToken();
  expect((await refresh(first)).body.refresh_token).toBeUndefined();
  const second = (await refresh(first)).body.refresh_token ?? '';
  expect(second).not.toBe(first);
  expect((await refresh(second)).status).toBe(200);
  expect(await refresh(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await goto.isRefreshTokenValid(second)).toBe(false);
  expect(goto.grants.map(({ kind }) => kind)).toEqual(['kept', 'rotated', 'kept', 'refused']);
});

it('a server with the memory of another honours its tokens, and refuses those it replaced', async () => {
  const memory = new Map();
  goto = await startGoToOAuthServer({ rotate: () => true, memory });
  const first = await goto.firstRefreshToken();
  const second = (await refresh(first)).body.refresh_token ?? '';
  await goto.close();
  goto = await startGoToOAuthServer({ memory: new Map(JSON.parse(JSON.stringify([...memory]))) });
  expect((await refresh(second)).status).toBe(200);
  expect(await refresh(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});
