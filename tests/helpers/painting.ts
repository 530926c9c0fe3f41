/** When and how often a page paints, by the browser's own clock. */
import type { Page } from 'puppeteer-core';

/** Milliseconds in which frames are counted. */
const COUNTED = 1500;

/** Loads the address anew, and returns the milliseconds until something of it is painted. */
export async function timeUntilPaint(page: Page, address: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.waitForSelector('nav');
  const painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
  const time = await page.waitForFunction(painted);
  return (await time.jsonValue()) as number;
}

/** The frames that the page is asked to draw in a second. */
export async function framesASecond(page: Page): Promise<number> {
  return (await page.evaluate(`new Promise((resolve) => {
    const start = performance.now();
    let frames = 0;
    const count = () => {
      const time = performance.now() - start;
      if (time >= ${COUNTED}) return resolve((1000 * frames) / time);
      frames++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  })`)) as number;
}
