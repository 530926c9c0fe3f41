/** A real browser for tests: Debian's Chromium, headless; where there is none the tests are skipped with a notice. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

const PLACES = [process.env.DNN_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].filter(
  (place) => place !== undefined,
);

/** The browser's program, or undefined: tests then skip, saying {@link CHROMIUM_NOTICE}. */
export const CHROMIUM: string | undefined = PLACES.find((place) => existsSync(place));

if (CHROMIUM === undefined && process.env.DNN_REQUIRE_CHROMIUM === '1') {
  throw new Error(`DNN_REQUIRE_CHROMIUM is 1, but there is none of ${PLACES.join(', ')}`);
}

export const CHROMIUM_NOTICE = CHROMIUM
  ? ''
  : ' (SKIPPED: Chromium is not on this machine; apt-get install chromium, or DNN_CHROMIUM names one)';

export function launchChromium(): Promise<Browser> {
  // Tests are run by root too, in containers that have no sandbox and little shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  return puppeteer.launch({ executablePath: CHROMIUM as string, headless: true, args });
}

/** Calls `use` with a page of a browser of its own, and returns its result. */
export async function inBrowser<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
  try {
    return await use(await browser.newPage());
  } finally {
    await browser.close();
  }
}

/** A page, and what it has complained of or asked for beside itself. */
export interface Visit {
  readonly page: Page;
  /** Console messages, errors, and requests. */
  readonly complaints: string[];
}

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
}

/** Opens the file at `path` as a reader's browser would. */
export async function visit(browser: Browser, path: string, look: Look = {}): Promise<Visit> {
  const { width = 1100, scheme = 'light' } = look;
  const page = await browser.newPage();
  const complaints: string[] = [];
  const address = pathToFileURL(path).href;
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error}`));
  page.on('request', (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith('data:')) complaints.push(`request: ${url}`);
  });
  await page.setViewport({ width, height: 800, isMobile: width < 500 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(address, { waitUntil: 'networkidle0' });
  return { page, complaints };
}
