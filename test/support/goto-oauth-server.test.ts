import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type GoToOAuthServer,
  type OAuthServerOptions,
  startGoToOAuthServer,
} from './goto-oauth-server';

describe('startGoToOAuthServer', () => {
  let goto: GoToOAuthServer;
  afterEach(() => goto.close());

  const start = async (options: OAuthServerOptions = {}) => {
    goto = await startGoToOAuthServer(options);
    return goto.firstRefreshToken();
  };
  const refresh = async (refreshToken: string, secret = goto.clientSecret) => {
    const response = await fetch(goto.tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${goto.clientId}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  it('issues access tokens that are good, without a word on the console', async () => {
    const spoken = ['log', 'info', 'warn', 'error'] as const;
    const spies = spoken.map((name) => vi.spyOn(console, name));
    const token = await start();
    const { status, body } = await refresh(token);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'collab: identity:scim.me',
      principal: 'organizer@example.com',
    });
    expect(await goto.isAccessTokenValid(body.access_token ?? '')).toBe(true);
    expect(await goto.isAccessTokenValid('made-up')).toBe(false);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('rotates by its policy and refuses a token that was replaced', async () => {
    const first = await start({ rotate: (grant) => grant === 2 });
    expect((await refresh(first)).body.refresh_token).toBeUndefined();
    const second = (await refresh(first)).body.refresh_token ?? '';
    expect(second).not.toBe(first);
    expect((await refresh(second)).status).toBe(200);
    expect(await refresh(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await goto.isRefreshTokenValid(second)).toBe(false);
    expect(goto.grants.map(({ kind }) => kind)).toEqual(['kept', 'rotated', 'kept', 'refused']);
  });

  it('rotates although the answer is lost', async () => {
    const token = await start({ rotate: 'always' });
    goto.on({ method: 'POST' }, { lost: 'reset' });
    await expect(refresh(token)).rejects.toThrow();
    expect(goto.grants).toMatchObject([{ kind: 'rotated', sent: token }]);
    expect((await refresh(token)).body.error).toBe('invalid_grant');
  });

  it('goes on where another left off, given its memory', async () => {
    const memory: NonNullable<OAuthServerOptions['memory']> = new Map();
    const first = await start({ rotate: 'always', memory });
    const second = (await refresh(first)).body.refresh_token ?? '';
    await goto.close();
    goto = await startGoToOAuthServer({ memory: new Map(JSON.parse(JSON.stringify([...memory]))) });
    expect((await refresh(second)).status).toBe(200);
    expect(await refresh(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('refuses a wrong client secret', async () => {
    const token = await start();
    expect(await refresh(token, 'wrong')).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });

  it("shows the user's record to a valid access token only", async () => {
    const token = await start();
    const { body } = await refresh(token);
    const record = (accessToken: string | undefined) =>
      fetch(`${goto.apiUrl}/identity/v1/Users/me`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
    expect((await record(body.access_token)).status).toBe(200);
    expect((await record('made-up')).status).toBe(401);
  });
});
