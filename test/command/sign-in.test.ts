import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoSecret, inSignInWorld } from '../support/conversation';
import type { GitHubPlace, GitHubStandIn } from '../support/github-stand-in';
import { accountId } from '../support/goto-oauth-server';
import { describeWith, type Need } from '../support/programs';

/*
 * From the click to the three secrets, with a person's browser and a real OAuth server. Set
 * SCREENSHOTS to a folder to see what the person sees.
 */

const names = ['GOTO_REFRESH_TOKEN', 'GOTO_CLIENT_ID', 'GOTO_CLIENT_SECRET'];

async function keepScreenshot(page: Page, name: string): Promise<void> {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

const { CHROME_PATH } = process.env;
const places = [
  '/usr/bin/chromium', // Debian's, which `.ci/run` installs
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = (CHROME_PATH === undefined ? places : [CHROME_PATH]).find((path) =>
  existsSync(path),
);

/** A Chromium that sees no display, keeps nothing, and reaches nothing but loopback. */
const startBrowser = (path: string): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    headless: true,
    // Its sandbox does not work for root, nor in most containers; the pages are our own.
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1',
    ],
  });

const callback = /^http:\/\/localhost:\d+\/callback/;

/** Signs in and consents at the OAuth server's own pages, and waits for the page that follows. */
async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByPlaceholder('Enter any login').fill(accountId);
  await page.getByPlaceholder('and password').fill('any password');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(callback);
}

const aBrowser: Need = [
  'Chromium (the package chromium, or a Chrome at CHROME_PATH)',
  executablePath !== undefined,
];

describeWith([aBrowser], 'a person with a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(executablePath ?? '');
  });
  afterAll(() => browser?.close());

  /** Opens a window that has seen nothing yet, for the time of `act`. */
  const inWindow = async (act: (page: Page) => Promise<void>) => {
    const page = await browser.newPage({ viewport: { width: 900, height: 600 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    try {
      await act(page);
      // The page must fit its own policy.
      expect(complaints.filter((text) => /Security Policy/i.test(text))).toEqual([]);
    } finally {
      await page.close();
    }
  };

  it.each<[string, string[], (github: GitHubStandIn) => GitHubPlace]>([
    ['repository', ['--repo', 'octo/other'], (github) => github.addRepository('octo/other')],
    [
      'environment',
      ['--repo', 'octo/webinars', '--env', 'production/eu #1'],
      (github) => github.addEnvironment('octo/webinars', 'production/eu #1'),
    ],
    ['organization', ['--org', 'octo'], (github) => github.addOrganization('octo')],
  ])('fills the %s by signing in', (where, args, add) =>
    inSignInWorld(async ({ startAuthorize, goto, github, repository }) => {
      const place = add(github);
      const command = startAuthorize(args);
      const url = await command.waitForUrl();
      await inWindow(async (page) => {
        await signIn(page, url.href);
        await keepScreenshot(page, `success-${where}`);
        const text = (await page.textContent('body')) ?? '';
        for (const words of [...names, args.at(-1), accountId]) expect(text).toContain(words);
        // The style that the policy admits is the one of the page.
        const family = await page.evaluate('getComputedStyle(document.body).fontFamily');
        expect(family).toMatch(/sans-serif/);
      });
      const run = await command.result;
      expect(run.exitCode, run.stderr).toBe(0);

      const [grant, ...others] = goto.grants;
      if (grant?.kind !== 'exchanged') throw new Error('The code was not exchanged.');
      expect(others).toEqual([]);
      expect(names.map((name) => place.secret(name).value)).toEqual([
        grant.refreshToken,
        goto.clientId,
        goto.clientSecret,
      ]);
      expect(await goto.isRefreshTokenValid(place.secret('GOTO_REFRESH_TOKEN').value)).toBe(true);
      expect(repository.find('GOTO_REFRESH_TOKEN')).toBeUndefined();
      const { clientSecret } = goto;
      const { sent, accessToken, refreshToken } = grant;
      const values = [clientSecret, github.token, sent, accessToken, refreshToken];
      expectNoSecret(run, { values });
    }),
  );

  it('shows the person who cancels that nothing was stored', () =>
    inSignInWorld(async ({ startAuthorize, goto, github }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      await inWindow(async (page) => {
        await page.goto(url.href);
        await page.getByRole('link', { name: 'Cancel' }).click();
        await page.waitForURL(callback);
        await keepScreenshot(page, 'denied');
        expect(await page.textContent('body')).toContain('access_denied');
      });
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('access_denied');
      expect(goto.grants).toEqual([]);
      expect(github.writes()).toEqual([]);
    }));

  it('shows the person that the OAuth client is not the one', () =>
    inSignInWorld(async ({ startAuthorize, github }) => {
      const command = startAuthorize(undefined, {
        env: { GOTO_CLIENT_SECRET: 'not-the-one-of-it' },
      });
      const url = await command.waitForUrl();
      await inWindow(async (page) => {
        await signIn(page, url.href);
        await keepScreenshot(page, 'client-rejected');
        expect(await page.textContent('body')).toContain('invalid_client');
      });
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('client-rejected');
      expect(github.writes()).toEqual([]);
    }));

  it('is refused the tokens when it did not begin the sign-in: PKCE', () =>
    inSignInWorld(async ({ startAuthorize, github }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      const others = createHash('sha256').update('another verifier').digest('base64url');
      url.searchParams.set('code_challenge', others);
      await inWindow(async (page) => signIn(page, url.href));
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('GoTo rejected the code of this sign-in (invalid_grant)');
      expect(github.writes()).toEqual([]);
    }));

  it('has only the scopes that --scope names', () =>
    inSignInWorld(async ({ startAuthorize, goto, repository }) => {
      const command = startAuthorize(['--repo', 'octo/webinars', '--scope', 'collab:']);
      const url = await command.waitForUrl();
      expect(url.searchParams.get('scope')).toBe('collab:');
      await inWindow(async (page) => signIn(page, url.href));
      expect(await command.result).toMatchObject({ exitCode: 0 });
      const credential = Buffer.from(`${goto.clientId}:${goto.clientSecret}`).toString('base64');
      const response = await fetch(goto.tokenUrl, {
        method: 'POST',
        headers: { authorization: `Basic ${credential}` },
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: repository.secret('GOTO_REFRESH_TOKEN').value,
        }),
      });
      expect(await response.json()).toMatchObject({ scope: 'collab:', principal: accountId });
    }));
});
