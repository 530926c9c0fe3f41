/** The report of a sweep in a real browser: it asks for nothing, fits phones and paper, and is readable in light and dark. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepPage } from '../../../src/report/page/sweep-page.js';
import { CHROMIUM, CHROMIUM_NOTICE, launchChromium, visit } from '../../helpers/chromium.js';
import { contrast, luminance } from '../../helpers/contrast.js';
import { AXES, choiceAxis, logAxis, sweptBy, wholeAxis } from '../../helpers/swept.js';

/** The browser's own, for what runs in the page. */
declare function getComputedStyle(element: unknown): Record<'color' | 'backgroundColor' | 'stroke', string>;
declare const document: { documentElement: { scrollWidth: number } };

const MANY = [
  ...AXES,
  logAxis('--l2', 1e-4, 1),
  choiceAxis('--optimizer', ['gd', 'momentum', 'nesterov', 'rmsprop', 'adam']),
  wholeAxis('--layers[2]', 0, 20),
  logAxis('--early-stopping', 1, 100),
];
const SWEEPS = {
  'halved.html': sweptBy(),
  'noisy.html': sweptBy({ configurations: 60, parts: [1], seeds: 3 }),
  'many.html': sweptBy({ dimensions: MANY, configurations: 81, folds: 5 }),
  'one.html': sweptBy({ configurations: 1, parts: [1] }),
} as const;
const NAMES = Object.keys(SWEEPS) as (keyof typeof SWEEPS)[];

describe.skipIf(CHROMIUM === undefined)(`the report of a sweep in Chromium${CHROMIUM_NOTICE}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'dnn-sweep-page-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    const origin = { dnn: '0.1.0', node: '20', machine: 'x', made: new Date(0), seconds: 0.1 };
    for (const name of NAMES) writeFileSync(join(directory, name), sweepPage(SWEEPS[name], origin));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true });
  });

  it.each(NAMES)('%s neither complains nor asks for anything', async (name) => {
    const { page, complaints } = await visit(browser, join(directory, name));
    expect(await page.$$eval('main > section', (sections) => sections.length)).toBe(8);
    expect(complaints).toEqual([]);
    const drawings = await page.$$eval('svg.plot', (found) =>
      found.map((svg) =>
        [svg.querySelector(':scope > title'), svg.querySelector(':scope > desc')].every(Boolean),
      ),
    );
    expect(drawings.length).toBeGreaterThan(4);
    expect(drawings).not.toContain(false);
  });

  it.each(NAMES)('%s fits a phone of 360 pixels, all unfolded, and A4', async (name) => {
    const { page } = await visit(browser, join(directory, name), { width: 360 });
    await page.$$eval('details', (found) => {
      for (const each of found) each.open = true;
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.setViewport({ width: 718, height: 1000 });
    await page.emulateMediaType('print');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(718);
  });

  it.each(NAMES)('%s has no text beyond its drawings', async (name) => {
    const { page } = await visit(browser, join(directory, name));
    const beyond = await page.$$eval('svg.plot', (found) =>
      found.flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')]
          .filter((text) => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            const [outX, outY] = [frame.left - left, frame.top - top];
            return Math.max(outX, outY, right - frame.right, bottom - frame.bottom) > 1;
          })
          .map((text) => `${svg.querySelector('title')?.textContent}: ${text.textContent}`);
      }),
    );
    expect(beyond).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is readable in %s: text 4.5:1 or more, lines 3:1', async (scheme) => {
    const { page } = await visit(browser, join(directory, 'noisy.html'), { scheme });
    const paper = await page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    expect(luminance(paper) > 0.5).toBe(scheme === 'light');
    for (const selector of [
      'p',
      'a',
      'figcaption',
      'dt',
      'th',
      'td',
      'summary',
      'footer',
      'pre',
      'svg text',
    ]) {
      const colour = await page.$eval(selector, (element) => getComputedStyle(element).color);
      expect(contrast(colour, paper), selector).toBeGreaterThanOrEqual(4.5);
    }
    const lines = await page.$$eval('svg [stroke^=rgb]', (found) =>
      found.map((each) => getComputedStyle(each).stroke),
    );
    expect(lines.length).toBeGreaterThan(4);
    for (const line of new Set(lines)) expect(contrast(line, paper), line).toBeGreaterThanOrEqual(3);
  });
});
