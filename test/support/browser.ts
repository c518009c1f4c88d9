import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Need } from './programs';

/** Where a Chromium may be. Debian's is what `.ci/run` installs. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function findChromium(): string | undefined {
  const { CHROME_PATH } = process.env;
  const candidates = CHROME_PATH === undefined ? places : [CHROME_PATH];
  return candidates.find((path) => existsSync(path));
}

/** What tests in a browser need of the machine. */
export const aBrowser: Need = [
  'Chromium (the package chromium, or a Chrome at CHROME_PATH)',
  findChromium() !== undefined,
];

/** A Chromium that sees no display, keeps nothing, and reaches nothing but loopback. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
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
}

/** Signs in and consents at the OAuth server's own pages, and waits for the page that follows. */
export async function signIn(page: Page, url: string, login: string): Promise<void> {
  await page.goto(url);
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any password');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/^http:\/\/localhost:\d+\/callback/);
}

/** Cancels at the page to sign in, and waits for the page that follows. */
export async function cancelSignIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.waitForURL(/^http:\/\/localhost:\d+\/callback/);
}
