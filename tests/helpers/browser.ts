/** Chromium without a window: /usr/bin/chromium, or what DNN_CHROMIUM names. Tests skip where it is missing. */
import { existsSync } from 'node:fs';
import puppeteer, { type Page } from 'puppeteer-core';

const PATH = process.env.DNN_CHROMIUM ?? '/usr/bin/chromium';
const FOUND = existsSync(PATH);

if (!FOUND && process.env.DNN_REQUIRE_CHROMIUM === '1') {
  throw new Error(`DNN_REQUIRE_CHROMIUM is 1, but there is no ${PATH}`);
}

/** '' where there is a browser, else what a test's title says of its being skipped. */
export const BROWSER_NOTICE = FOUND ? '' : ` (SKIPPED: there is no ${PATH}; DNN_CHROMIUM names another)`;

/** What `use` makes of a page of a browser of its own. */
export async function inBrowser<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const browser = await puppeteer.launch({ executablePath: PATH, args: ['--no-sandbox'] });
  try {
    return await use(await browser.newPage());
  } finally {
    await browser.close();
  }
}
