import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtOn, type CommandRun } from '../support/command';
import { type AuthorizeWorld, expectNoSecret, inAuthorizeWorld } from '../support/conversation';
import {
  accountId,
  type GoToOAuthServer,
  startGoToOAuthServer,
} from '../support/goto-oauth-server';
import { describeWith } from '../support/programs';

/* From the click to the three secrets, with a person's browser and a real OAuth server. */

const places = [
  '/usr/bin/chromium', // Debian's, which `.ci/run` installs
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = process.env.CHROME_PATH ?? places.find(existsSync) ?? '';
const aBrowser = 'Chromium (the package chromium, or a Chrome at CHROME_PATH)';

/** Signs in and consents at the OAuth server's own pages. */
async function signIn(page: Page): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(accountId);
  await page.getByPlaceholder('and password').fill('any password');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

const cancel = (page: Page) => page.getByRole('link', { name: 'Cancel' }).click();

describeWith([[aBrowser, existsSync(executablePath)]], 'a person with a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      // Its sandbox does not work for root, nor in most containers; the pages are our own.
      chromiumSandbox: false,
      args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
    });
  });
  afterAll(() => browser?.close());

  type Seen = { world: AuthorizeWorld; goto: GoToOAuthServer; run: CommandRun; text: string };

  /** Runs the built command, and does what it says in a window that has seen nothing yet. */
  const play = (act: (page: Page) => Promise<void>, see: (seen: Seen) => Promise<void> | void) =>
    inAuthorizeWorld(async (world) => {
      const redirectUri = `http://localhost:${world.port}/callback`;
      const goto = await startGoToOAuthServer({ redirectUri });
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      try {
        const addresses = ['--authorize-url', goto.authorizeUrl, '--token-url', goto.tokenUrl];
        const env = { GOTO_CLIENT_ID: goto.clientId, GOTO_CLIENT_SECRET: goto.clientSecret };
        const command = world.startAuthorize(['--repo', 'octo/webinars', ...addresses], { env });
        await page.goto(String(await command.waitForUrl()));
        await act(page);
        await page.waitForURL((at) => at.href.startsWith(redirectUri));
        const text = (await page.textContent('body')) ?? '';
        // The page fits its own policy, which admits its style.
        expect(complaints.filter((one) => /Security Policy/i.test(one))).toEqual([]);
        expect(await page.evaluate('getComputedStyle(document.body).fontFamily')).toMatch(/sans/);
        await see({ world, goto, run: await command.result, text });
      } finally {
        await page.close();
        await goto.close();
      }
    }, builtOn(24));

  it('fills the three secrets by signing in', () =>
    play(signIn, async ({ world, goto, run, text }) => {
      expect(run.exitCode, run.stderr).toBe(0);
      const [grant, ...others] = goto.grants;
      if (grant?.kind !== 'exchanged') throw new Error('The code was not exchanged.');
      expect(others).toEqual([]);
      const { sent, accessToken, refreshToken } = grant;
      const { clientId, clientSecret } = goto;
      const { secrets } = world.repository;
      expect(Object.fromEntries(secrets.map(({ name, value }) => [name, value]))).toEqual({
        GOTO_REFRESH_TOKEN: refreshToken,
        GOTO_CLIENT_ID: clientId,
        GOTO_CLIENT_SECRET: clientSecret,
      });
      expect(text).toContain(`Stored in repository octo/webinars, for ${accountId}:`);
      expect(await goto.isRefreshTokenValid(refreshToken)).toBe(true);
      expect(run.stderr).toContain('Granted scopes: collab: identity:scim.me\n');
      expectNoSecret(run, [clientSecret, world.github.token, sent, accessToken, refreshToken]);
    }));

  it('stores nothing by canceling', () =>
    play(cancel, ({ world, run, text }) => {
      expect([run.exitCode, world.github.writes()]).toEqual([1, []]);
      for (const seen of [text, run.stderr]) expect(seen).toContain('access_denied');
    }));
});
