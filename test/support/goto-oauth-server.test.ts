import { expect, it } from 'vitest';
import { startGoToOAuthServer } from './goto-oauth-server';

it('refuses a token that was replaced before a restart, and revokes what replaced it', async () => {
  const memory = new Map();
  const before = await startGoToOAuthServer({ rotate: () => true, memory });
  const first = await before.firstRefreshToken();
  const refresh = async (tokenUrl: string, token: string) => {
    const authorization = `Basic ${btoa(`${before.clientId}:${before.clientSecret}`)}`;
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token });
    const response = await fetch(tokenUrl, { method: 'POST', headers: { authorization }, body });
    return (await response.json()) as Record<string, string>;
  };
  const { refresh_token: second = '' } = await refresh(before.tokenUrl, first);
  await before.close();
  const goto = await startGoToOAuthServer({
    memory: new Map(JSON.parse(JSON.stringify([...memory]))),
  });
  expect(await refresh(goto.tokenUrl, second)).not.toHaveProperty('refresh_token');
  expect(await refresh(goto.tokenUrl, first)).toMatchObject({ error: 'invalid_grant' });
  expect(await goto.isRefreshTokenValid(second)).toBe(false);
  expect(goto.grants.map(({ kind }) => kind)).toEqual(['kept', 'refused']);
  await goto.close();
});
