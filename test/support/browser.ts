import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

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
  return CHROME_PATH === undefined ? places.find((path) => existsSync(path)) : CHROME_PATH;
}

/** Why tests in a browser are skipped; undefined where they run. Where CI is set they always do. */
export const noBrowser: string | undefined =
  findChromium() === undefined && !process.env.CI
    ? 'Skipped: there is no Chromium. Install the package chromium, or set CHROME_PATH to a Chrome'
    : undefined;

/** A Chromium that sees no display, keeps nothing, and reaches nothing but loopback. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      `There is no Chromium at ${places.join(', ')}. Install the package chromium, or set CHROME_PATH to a Chrome.`,
    );
  }
  return chromium.launch({
    executablePath,
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
