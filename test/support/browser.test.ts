import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { aBrowser, cancelSignIn, signIn, startBrowser } from './browser';
import { freePort } from './free-port';
import { accountId, type GoToOAuthServer, startGoToOAuthServer } from './goto-oauth-server';
import { describeWith } from './programs';

describeWith([aBrowser], 'A real browser at the OAuth server', () => {
  let browser: Browser;
  let goto: GoToOAuthServer;
  let client: Server;
  let redirectUri: string;
  const callbacks: URLSearchParams[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    const port = await freePort();
    redirectUri = `http://localhost:${port}/callback`;
    goto = await startGoToOAuthServer({ redirectUri });
    callbacks.length = 0;
    client = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', redirectUri);
      if (pathname === '/callback') callbacks.push(searchParams);
      response.end('<h1>Back at the client</h1>');
    }).listen(port, '127.0.0.1');
    await once(client, 'listening');
  });
  afterEach(async () => {
    client.closeAllConnections();
    client.close();
    await goto.close();
  });

  const url = (more: Record<string, string> = {}) =>
    `${goto.authorizeUrl}?${new URLSearchParams({
      response_type: 'code',
      client_id: goto.clientId,
      redirect_uri: redirectUri,
      state: 'of-this-sign-in',
      ...more,
    })}`;
  const exchange = async (code: string) => {
    const credential = Buffer.from(`${goto.clientId}:${goto.clientSecret}`).toString('base64');
    const response = await fetch(goto.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${credential}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
      }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const signInFor = async (address: string) => {
    const page = await browser.newPage();
    await signIn(page, address, accountId);
    expect(await page.textContent('h1')).toBe('Back at the client');
    await page.close();
    return callbacks.at(-1)?.get('code') ?? '';
  };

  it('signs in, and gets a code that is good once', async () => {
    const code = await signInFor(url());
    expect(callbacks).toHaveLength(1);
    expect(callbacks[0]?.get('state')).toBe('of-this-sign-in');
    const { status, body } = await exchange(code);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'collab: identity:scim.me',
      principal: accountId,
    });
    expect(await goto.isAccessTokenValid(body.access_token ?? '')).toBe(true);
    expect(await goto.isRefreshTokenValid(body.refresh_token ?? '')).toBe(true);

    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await goto.isRefreshTokenValid(body.refresh_token ?? '')).toBe(false);
    expect(goto.grants).toMatchObject([
      { kind: 'exchanged', sent: code, refreshToken: body.refresh_token },
      { kind: 'refused', sent: code, error: 'invalid_grant' },
    ]);
  });

  it('gets what the scope it names allows', async () => {
    const { body } = await exchange(await signInFor(url({ scope: 'collab:' })));
    expect(body.scope).toBe('collab:');
  });

  it('brings the refusal of a person who cancels', async () => {
    const page = await browser.newPage();
    await cancelSignIn(page, url());
    await page.close();
    expect(callbacks).toHaveLength(1);
    expect(callbacks[0]?.get('error')).toBe('access_denied');
    expect(callbacks[0]?.get('state')).toBe('of-this-sign-in');
  });

  it('is not sent to an address that is not registered', async () => {
    const page = await browser.newPage();
    const response = await page.goto(url({ redirect_uri: 'http://localhost:1/callback' }));
    expect(response?.status()).toBe(400);
    expect(await page.textContent('body')).toContain('invalid_redirect_uri');
    await page.close();
  });
});
