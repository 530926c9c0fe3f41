/** Headless Chromium, where it is installed; tests that need it are skipped elsewhere, saying so. */
import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';

const PLACES = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].filter(
  (place) => place !== undefined,
);
const CHROMIUM = PLACES.find((place) => existsSync(place));

if (CHROMIUM === undefined && process.env.DNN_REQUIRE_CHROMIUM === '1') {
  throw new Error(`DNN_REQUIRE_CHROMIUM is 1, but there is no Chromium at ${PLACES.join(' or ')}`);
}

export const HAS_CHROMIUM = CHROMIUM !== undefined;

export const CHROMIUM_NOTICE = HAS_CHROMIUM
  ? ''
  : ' (SKIPPED: there is no Chromium on this machine; CHROMIUM_PATH names one)';

/** Starts it without its sandbox, which containers do not let it have: it sees pages of ours alone. */
export function launchChromium(): Promise<Browser> {
  return puppeteer.launch({ executablePath: CHROMIUM ?? '', headless: true, args: ['--no-sandbox'] });
}
