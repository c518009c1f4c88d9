import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtOn, type CommandRun } from '../support/command';
import {
  type AuthorizeWorld,
  expectNoSecret,
  inAuthorizeWorld,
  onRepository,
} from '../support/conversation';
import {
  accountId,
  type GoToOAuthServer,
  startGoToOAuthServer,
} from '../support/goto-oauth-server';
import { describeWith, type Need } from '../support/programs';

/*
 * From the click to the three secrets, with a person's browser and a real OAuth server. Set
 * SCREENSHOTS to a folder to see what the person sees.
 */

const { CHROME_PATH, SCREENSHOTS } = process.env;
const places = [
  '/usr/bin/chromium', // Debian's, which `.ci/run` installs
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = (CHROME_PATH === undefined ? places : [CHROME_PATH]).find(existsSync);
const aBrowser: Need = [
  'Chromium (the package chromium, or a Chrome at CHROME_PATH)',
  executablePath !== undefined,
];

/** Signs in and consents at the OAuth server's own pages. */
async function signIn(page: Page): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(accountId);
  await page.getByPlaceholder('and password').fill('any password');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

describeWith([aBrowser], 'a person with a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      // Its sandbox does not work for root, nor in most containers; the pages are our own.
      chromiumSandbox: false,
      args: [
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1',
      ],
    });
  });
  afterAll(() => browser?.close());

  interface SignIn {
    args?: string[];
    env?: Record<string, string>;
    /** What the person does once the URL is open. */
    act?: (page: Page) => Promise<void>;
    /** Changes the URL that was printed. */
    change?: (url: URL) => void;
  }
  type Seen = { world: AuthorizeWorld; goto: GoToOAuthServer; run: CommandRun; text: string };

  /** Runs the built command, and does what it says in a window that has seen nothing yet. */
  const play = (
    { args = onRepository, env, act = signIn, change }: SignIn,
    see: (seen: Seen) => Promise<void> | void,
  ) =>
    inAuthorizeWorld(async (world) => {
      const redirectUri = `http://localhost:${world.port}/callback`;
      const goto = await startGoToOAuthServer({ redirectUri });
      const page = await browser.newPage({ viewport: { width: 900, height: 600 } });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      try {
        world.github.addOrganization('octo');
        const addresses = ['--authorize-url', goto.authorizeUrl, '--token-url', goto.tokenUrl];
        const client = { GOTO_CLIENT_ID: goto.clientId, GOTO_CLIENT_SECRET: goto.clientSecret };
        const command = world.startAuthorize([...args, ...addresses], {
          env: { ...client, ...env },
        });
        const url = await command.waitForUrl();
        change?.(url);
        await page.goto(url.href);
        await act(page);
        await page.waitForURL((at) => at.href.startsWith(redirectUri));
        if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${Date.now()}.png`) });
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

  it.each([
    ['octo/webinars', onRepository],
    ['octo', ['--org', 'octo', '--scope', 'collab:']],
  ])('fills %s by signing in', (label, args) =>
    play({ args }, async ({ world, goto, run, text }) => {
      expect(run.exitCode, run.stderr).toBe(0);
      const [grant, ...others] = goto.grants;
      if (grant?.kind !== 'exchanged') throw new Error('The code was not exchanged.');
      expect(others).toEqual([]);
      const { clientId, clientSecret } = goto;
      const stored = {
        GOTO_REFRESH_TOKEN: grant.refreshToken,
        GOTO_CLIENT_ID: clientId,
        GOTO_CLIENT_SECRET: clientSecret,
      };
      for (const place of world.github.places()) {
        const held = place.secrets.map(({ name, value }) => [name, value]);
        expect(Object.fromEntries(held)).toEqual(place.label === label ? stored : {});
      }
      for (const words of [...Object.keys(stored), label, accountId]) expect(text).toContain(words);
      expect(await goto.isRefreshTokenValid(grant.refreshToken)).toBe(true);
      const scope = args.includes('--scope') ? 'collab:' : 'collab: identity:scim.me';
      expect(run.stderr).toContain(`Granted scopes: ${scope}\n`);
      const { sent, accessToken, refreshToken } = grant;
      expectNoSecret(run, [clientSecret, world.github.token, sent, accessToken, refreshToken]);
    }),
  );

  const others = createHash('sha256').update('another verifier').digest('base64url');
  it.each<[what: string, SignIn, shown: string]>([
    [
      'who cancels',
      { act: (page) => page.getByRole('link', { name: 'Cancel' }).click() },
      'access_denied',
    ],
    ['who has another client secret', { env: { GOTO_CLIENT_SECRET: 'another' } }, 'invalid_client'],
    // PKCE
    [
      'who did not begin the sign-in',
      { change: (url) => url.searchParams.set('code_challenge', others) },
      'invalid_grant',
    ],
  ])('stores nothing %s', (_who, how, shown) =>
    play(how, ({ world, run, text }) => {
      expect([run.exitCode, world.github.writes()]).toEqual([1, []]);
      for (const seen of [text, run.stderr]) expect(seen).toContain(shown);
    }),
  );
});
