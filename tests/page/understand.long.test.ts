/** Understand in Chromium, by doing what a person does: its numbers are those of `dnn train --trace`, to the bit. */
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { CHROMIUM, CHROMIUM_NOTICE, type Look, launchChromium } from '../helpers/chromium.js';
import { expectSuccess, Workspace } from '../helpers/cli.js';
import { longestTask, shortTasks } from '../helpers/main-thread.js';
import { type ServedPage, servePage } from '../helpers/page-server.js';

const workspace = new Workspace();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ADAM =
  '#understand?data=moons:examples=7&layers=auto,3,2,auto&activation=tanh&learningRate=0.05&optimizer=adam&l2=0.1&at=1';

describe.skipIf(CHROMIUM === undefined)(`Understand in Chromium${CHROMIUM_NOTICE}`, () => {
  let browser: Browser;
  let served: ServedPage;
  const complaints: string[] = [];

  beforeAll(async () => {
    served = await servePage();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.server.stop();
    expect(complaints).toEqual([]);
  });

  /** Opens the view; whatever the page complains of, or asks of others, fails the tests. */
  async function open(hash: string, { width = 1280, scheme = 'light' }: Look = {}): Promise<Page> {
    const page = await browser.newPage();
    page.on('console', (message) => complaints.push(`${hash}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`${hash}: ${error}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(served.address) && !/^(data|blob):/.test(url)) complaints.push(url);
    });
    await page.setViewport({ width, height: 900, isMobile: width < 500, hasTouch: width < 500 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(served.address + hash);
    await page.waitForSelector('#view-understand .walk, #view-understand [role=alert]');
    return page;
  }

  const press = (page: Page, name: string) =>
    page.locator(`::-p-aria([role="button"][name="${name}"])`).click();
  const text = (page: Page, selector: string) => page.$eval(selector, ({ textContent }) => textContent ?? '');
  const stepOf = (page: Page) => text(page, '.walk .place');
  /** Waits until the text of the first `selector` has these words. */
  const reads = (page: Page, selector: string, words: string) =>
    page.waitForFunction(
      `document.querySelector(${JSON.stringify(selector)})?.textContent.includes(${JSON.stringify(words)})`,
    );
  const arrives = (page: Page, words: string) => reads(page, '.walk .place', words);
  const examples = (page: Page, count: number) =>
    page.waitForFunction(`document.querySelectorAll('.matrix.result th[scope=col]').length === ${count}`);
  const cell = (row: number, col: number) => `.matrix.result [data-cell="${row},${col}"]`;

  /** Goes through a whole iteration, by the button and by keys; returns the numbers of each result, row by row. */
  async function walked(page: Page): Promise<Map<string, number[]>> {
    const found = new Map<string, number[]>();
    const count = Number(/of (\d+)/.exec(await stepOf(page))?.[1]);
    for (let i = 1; i <= count; i++) {
      await arrives(page, `step ${i} of`);
      const name = await page.$eval('.matrix.result', (matrix) => matrix.getAttribute('data-array') ?? '');
      found.set(
        name,
        await page.$$eval('.matrix.result .cell', (all) =>
          all.map((each) => Number(each.getAttribute('value'))),
        ),
      );
      if (i === 1) await press(page, 'Next');
      else if (i < count) await page.keyboard.press('ArrowRight');
    }
    return found;
  }

  it('walks through iterations whose numbers are those of the trace that its command writes', async () => {
    const page = await open(ADAM);
    for (const iteration of [1, 101]) {
      const numbers = await walked(page);
      expect(numbers.size).toBe(38);
      const commands = await page.$$eval('.iteration-commands .command-line', (all) =>
        all.map((each) => each.textContent ?? ''),
      );
      const whole = await text(page, '.iteration-commands > .note code');
      const run = (command: string) => workspace.shell(`$DNN ${command.replace(/^dnn /, '')}`);
      expectSuccess(await run(commands[0]));
      const file = workspace.at(`model.trace-${iteration}.npz`);
      const traced = new Map(readNpz(file, 'trace', () => {}).map((each) => [each.name, each]));
      for (const [name, values] of numbers) {
        if (name !== 'L')
          expect(values, name).toEqual(Array.from(traced.get(name)?.values() as Float64Array));
      }
      const losses = numbers.get('L') as number[];
      expect(losses).toHaveLength(7);
      copyFileSync(file, workspace.at('work.npz'));
      for (const command of iteration === 1 ? [whole] : [commands[1]]) {
        const { code, stdout, stderr } = await run(command);
        expect(code, stdout + stderr).toBe(0);
      }
      await page.click('.phases button');
      await press(page, 'Run 100 iterations');
      await arrives(page, 'Iteration 101, step 1 ');
    }
    await page.close();
  });

  it('shows by pointer and by keys which matrix a symbol is, and what a number is made of', async () => {
    const page = await open(
      '#understand?data=moons:examples=6&layers=auto,3,auto&activation=tanh&learningRate=0.5&step=Z1',
    );
    await page.hover('.formula .operand-1');
    await page.waitForSelector('.matrix.operand-1.marked');
    await page.focus('.formula .operand-0');
    await page.waitForSelector('.matrix.operand-0.marked');
    await page.hover(cell(1, 4));
    await reads(page, '.sum', 'unit 2, example 5');
    const used = await page.$$eval('.equation .used', (all) =>
      all.map((each) => [each.closest('.matrix')?.getAttribute('data-array'), each.textContent]),
    );
    expect(used.map(([name]) => name)).toEqual(['Z1', 'W1', 'W1', 'X', 'X', 'b1']);
    const [z, w1, w2, x1, x2, b] = used.map(([, number]) => number);
    expect(await text(page, '.sum')).toContain(`${w1} · ${x1} + ${w2} · ${x2} + ${b} = ${z}`);

    await page.mouse.move(0, 0);
    await reads(page, '.sum', 'unit 1, example 1');
    await page.focus('.matrix.result .cell[tabindex="0"]');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown'] as const) await page.keyboard.press(key);
    await reads(page, '.sum', 'unit 2, example 3');
    expect(await page.$eval(':focus', (own) => own.getAttribute('data-cell'))).toBe('1,2');
    expect(await stepOf(page)).toContain('step 2 of');

    await page.focus('.formula .operand-0');
    await page.keyboard.press('ArrowRight');
    await arrives(page, 'step 3 of');
    await page.keyboard.press('ArrowLeft');
    await arrives(page, 'step 2 of');
    await press(page, 'Next layer');
    await arrives(page, 'step 4 of');
    expect(await page.$eval('.walk [role=status]', ({ textContent }) => textContent)).toContain(
      'Iteration 0, step 4 of 18.',
    );
    const link = new URL(page.url()).hash;
    await page.close();
    const again = await open(link);
    expect(await text(again, '.walk h2')).toBe('Forward, layer 2: weights and bias');
    await again.close();
  });

  it('takes taps on a phone, and is no wider than it', async () => {
    const page = await open('#understand?data=blobs:examples=8&layers=auto,4,auto&activation=relu&step=dW2', {
      width: 390,
    });
    await page.tap('.formula .operand-1');
    await page.waitForSelector('.matrix.operand-1.marked');
    await page.tap(cell(2, 3));
    await reads(page, '.sum', 'unit 3, input 4');
    expect(await page.$eval('html', ({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(390);
    await page.tap('.phases > li:last-child li:last-child button');
    await arrives(page, 'step 18 of 18');
    await page.close();
  });

  it('refuses what is too large with a way on, and draws points of the reader', async () => {
    const page = await open('#understand?data=moons&layers=2,20,1');
    expect(await text(page, '[role=alert]')).toContain('cannot be shown whole');
    await press(page, 'Show a small network');
    await page.waitForSelector('.walk');
    await page.select('.side select', 'points');
    await page.waitForSelector('.editor');
    await examples(page, 5);
    await page.click('.editor', { offset: { x: 60, y: 60 } });
    await examples(page, 6);
    expect(await text(page, '.iteration-commands .command-line')).toContain('--data points.csv');
    await page.close();
  });

  it.each([
    [390, 'light', 'L'],
    [390, 'dark', 'dA1'],
    [1280, 'light', 'cost'],
    [1280, 'dark', 'W2_new'],
  ] as const)('at %i pixels, %s, step %s: axe finds nothing', async (width, scheme, step) => {
    const page = await open(`${ADAM}&step=${step}`, { width, scheme });
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: unknown[] }> } };
      return (await axe.run()).violations;
    });
    expect(violations).toEqual([]);
    expect(await page.$eval('html', ({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(width);
    await page.close();
  });

  it('no task of the main thread takes 50 ms of the processor, also with the largest network', async () => {
    const { tasks, longest } = await shortTasks(async () => {
      const page = await open(
        '#understand?data=moons:examples=10&layers=2,10,10,10,10,1&activation=tanh&step=Z2',
      );
      const measured = await longestTask(page, async () => {
        // By selectors: a search by names has the browser build its tree for readers, which is no task of the page.
        for (const button of ['.near .primary', '.near :last-child', '.far button:nth-child(2)'])
          await page.click(button);
        await arrives(page, 'Iteration 100,');
        await page.hover(cell(5, 5));
      });
      await page.close();
      return measured;
    });
    expect(tasks).toBeGreaterThan(10);
    expect(longest).toBeLessThan(50);
  });
});
