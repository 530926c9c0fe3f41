/** Try in Chromium, by doing what a person does: the bits of dnn predict for pictures and rows, where it looks, access. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, CHROMIUM_NOTICE, type Look, launchChromium } from '../helpers/chromium.js';
import { expectSuccess, Workspace } from '../helpers/cli.js';
import { TestServer, whole } from '../helpers/http-server.js';
import { longestTask, shortTasks } from '../helpers/main-thread.js';
import { chunk, writePng } from '../helpers/png-writer.js';
import { startUi, type UiServer } from '../helpers/ui-server.js';

const place = new Workspace();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CHURN = ['--data', 'churn.csv', '--target', 'churned', '--drop', 'customer_id', '--missing', 'mean'];
const TRAINED = [
  [
    '--data',
    'digits',
    '--layers',
    'auto,32,auto',
    '--optimizer',
    'adam',
    '--lr',
    '0.003',
    '--batch-size',
    '64',
  ],
  [...CHURN, '--layers', 'auto,6,auto'],
  ['--data', 'rents.csv', '--target', 'rent', '--layers', 'auto,6,auto'],
  ['--data', 'moons', '--layers', '2,6,1', '--activation', 'tanh', '--lr', '0.5'],
  [...CHURN, '--layers', 'auto,6,auto', '--scale', 'auto'],
  [...CHURN, '--layers', 'auto,6,auto', '--scale', 'minmax'],
  ['--data', 'moons', '--layers', '2,6,1', '--scale', 'minmax'],
];
const NAMES = ['digits', 'churn', 'rents', 'moons', 'auto', 'minmax', 'scaled'];

/** A PNG that a browser's own decoder would change: half transparent, and with a gamma. */
function trickyPng(side: number): Buffer {
  const samples = Array.from({ length: side * side * 4 }, (_, i) => (i * i * 31 + (i >> 2) * 7) % 256);
  const gamma = chunk('gAMA', Buffer.from([0, 0, 0x40, 0]));
  return writePng({ width: side, height: side, colourType: 6, depth: 8, samples, extra: [gamma] });
}

describe.skipIf(CHROMIUM === undefined)(`Try in Chromium${CHROMIUM_NOTICE}`, () => {
  let browser: Browser;
  let ui: UiServer;
  const complaints: string[] = [];

  beforeAll(async () => {
    for (const name of ['churn', 'rents'])
      place.write(`${name}.csv`, readFileSync(`datasets/train_${name}.csv`));
    const runs = TRAINED.map((words, i) =>
      place.dnn(['train', ...words, '--iterations', '300', '--name', NAMES[i], '--quiet']),
    );
    for (const run of await Promise.all(runs)) expectSuccess(run);
    ui = await startUi(place);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await ui?.end();
    expect(complaints).toEqual([]);
  });

  /** Opens an address; whatever the page complains of, or asks of others, fails the tests. */
  async function open(url: string, { width = 1280, scheme = 'light' }: Look = {}): Promise<Page> {
    const page = await browser.newPage();
    page.on('console', (message) => complaints.push(`${url}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`${url}: ${error}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(url).origin) && !/^(data|blob):/.test(request.url()))
        complaints.push(request.url());
    });
    await page.setViewport({ width, height: 900, isMobile: width < 500 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(url);
    await page.waitForSelector('.try-input, .play');
    return page;
  }

  const tried = (name: string, look?: Look) => open(`${ui.url}/#try?model=run:${name}`, look);
  const press = (page: Page, label: string) =>
    page.locator(`::-p-aria([role="button"][name="${label}"])`).click();
  const text = (page: Page, selector: string) => page.$eval(selector, ({ textContent }) => textContent ?? '');
  /** Waits until an element that matches has this part in its text. */
  const shows = async (page: Page, selector: string, part: string) => {
    const texts = () => page.$$eval(selector, (all) => all.map(({ textContent }) => textContent ?? ''));
    while (!(await texts()).some((own) => own.includes(part))) await sleep(20);
  };
  const answered = async (page: Page, part = '"') => {
    await shows(page, '.try-json', part);
    return text(page, '.try-json');
  };
  const choose = async (page: Page, label: string, ...paths: string[]) => {
    const [chooser] = await Promise.all([
      page.waitForFileChooser(),
      page.locator(`::-p-xpath(//label[text()="${label}"])`).click(),
    ]);
    await chooser.accept(paths.map((path) => place.at(path)));
  };
  const fill = async (page: Page, label: string, value: string) => {
    await page.locator(`::-p-aria([role="textbox"][name="${label}"])`).click({ count: 3 });
    await page.keyboard.press('Backspace');
    await page.keyboard.type(value);
  };
  /** The output of the command that the page shows. */
  const printed = async (page: Page) => {
    const command = (await text(page, '.try-command code')).replace(/\bdnn predict/, '$DNN predict');
    const { stdout, stderr, code } = await place.shell(command);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const draw = async (page: Page, points: readonly (readonly [number, number])[]) => {
    const box = await (await page.waitForSelector('.pad'))?.boundingBox();
    const at = ([x, y]: readonly [number, number]) =>
      [(box?.x ?? 0) + x * (box?.width ?? 0), (box?.y ?? 0) + y * (box?.height ?? 0)] as const;
    await page.mouse.move(...at(points[0]));
    await page.mouse.down();
    for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 5 });
    await page.mouse.up();
  };
  const mapped = (page: Page) => page.waitForSelector('.heat ~ .heat');
  const ONE = [
    [0.5, 0.15],
    [0.5, 0.85],
  ] as const;

  it('answers a PNG with the bits of dnn predict, whatever the browser makes of such a file', async () => {
    place.write('tricky.png', trickyPng(40));
    const page = await tried('digits');
    await choose(page, 'Open a picture', 'tricky.png');
    const json = await answered(page, 'tricky.png');
    expect(await printed(page)).toBe(`[${json}]\n`);
    expect(await page.$$eval('.shares li', (all) => all.length)).toBe(10);
    await mapped(page);
    expect(await text(page, '.looks')).toMatch(
      /Most at 2 × 2 pixels from row \d, column \d: the probability/,
    );
    await page.select('.cover-form select', '4');
    await shows(page, '.looks', 'Most at 4 × 4 pixels');
    expect(page.url()).toContain('patch=4');
    await page.close();
  });

  it('answers what is drawn, says what was done to it, and saves it for the command', async () => {
    const page = await tried('digits', { width: 390 });
    await draw(page, [
      [0.2, 0.2],
      [0.8, 0.2],
    ]);
    await answered(page, 'drawing.png');
    await press(page, 'Undo');
    await page.waitForSelector('.try-json', { hidden: true });
    await draw(page, ONE);
    expect(JSON.parse(await answered(page, 'drawing.png')).label).toBe('1');
    expect(await text(page, '.seen')).toContain('scaled to the full height');
    const session = await page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: place.path });
    await press(page, 'Save drawing.png');
    while (!readdirSync(place.path).includes('drawing.png')) await sleep(20);
    expect(await printed(page)).toBe(`[${await answered(page)}]\n`);
    await press(page, 'Clear');
    await page.waitForSelector('.try-json', { hidden: true });
    await page.close();
  });

  it('takes pictures that are dropped or pasted, and refuses what is none in the words of dnn predict', async () => {
    const page = await tried('digits');
    const give = (kind: 'drop' | 'paste', name: string, bytes: Buffer) =>
      page.evaluate(`(() => {
        const data = new DataTransfer();
        const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], '${name}', { type: 'image/png' }));
        const how = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
        const event = '${kind}' === 'drop' ? new DragEvent('drop', how) : new ClipboardEvent('paste', how);
        document.querySelector('.try').dispatchEvent(event);
      })()`);
    for (const [kind, side] of [
      ['drop', 9],
      ['paste', 11],
    ] as const) {
      const name = `${kind}.png`;
      place.write(name, trickyPng(side));
      await give(kind, name, trickyPng(side));
      const json = await answered(page, name);
      expect(await printed(page)).toBe(`[${json}]\n`);
    }
    const broken = trickyPng(9).subarray(0, 100);
    place.write('broken.png', broken);
    await give('drop', 'broken.png', broken);
    await page.waitForSelector('.try-answer [role=alert]');
    const { stderr } = await place.dnn(['predict', 'broken.png', '--model', 'runs/digits/model.json']);
    expect(stderr).toContain((await text(page, '.try-answer [role=alert]')).split('. ')[0]);
    await page.close();
  });

  it('answers rows with the bits of dnn predict; words and numbers that training has not seen are told', async () => {
    const page = await tried('churn');
    await answered(page);
    await fill(page, 'age', '41');
    await fill(page, 'income', '');
    await page.select('.row-form .field:nth-child(3) select', 'family');
    await shows(page, '.try-command code', 'family');
    expect(await printed(page)).toBe(`[${await answered(page)}]\n`);
    expect(await text(page, '.try-answer')).toContain('income is missing');
    await page.select('.row-form .field:nth-child(3) select', '\u0000');
    await page.locator('[aria-label="Another word for plan"]').fill('gold');
    await fill(page, 'age', '400');
    await shows(page, '.try-answer', '400 is outside');
    expect(await text(page, '.try-answer')).toContain('training has not seen “gold”');
    expect(await text(page, '.try-command code')).toContain('--unseen ignore');
    expect(await printed(page)).toBe(`[${await answered(page)}]\n`);
    await page.waitForSelector('.effect');
    expect(await page.$$eval('.effects tbody tr', (rows) => rows.length)).toBe(6);
    await page.locator('.try-answer input').fill('0.001');
    await page.keyboard.press('Enter');
    await shows(page, '.try-command code', '0.001');
    expect(await printed(page)).toBe(`[${await answered(page)}]\n`);
    // The link restores the model and the threshold, and holds no row.
    const link = page.url();
    expect(link).toMatch(/#try\?model=run:churn&threshold=0\.001$/);
    await page.close();
    const again = await open(link);
    await answered(again);
    expect(await text(again, '.try-command code')).toContain('--threshold 0.001');
    await again.close();
  });

  it.each([
    ['auto', { age: '29', income: '61500.5', calls: '', months: '58.5' }, undefined],
    [
      'minmax',
      { age: '29', income: '250000', calls: '', months: '71.25' },
      '250000 is outside of 3850 to 198300',
    ],
    ['scaled', { x1: '-0.75', x2: '1.125' }, undefined],
  ])(
    'answers typed rows of the model %s, whose numbers are scaled, as dnn predict does',
    async (name, cells, told) => {
      const page = await tried(name);
      const before = await answered(page);
      for (const [label, value] of Object.entries(cells)) await fill(page, label, value);
      await shows(page, '.try-command code', Object.values(cells).at(-1) ?? '');
      const json = await answered(page);
      expect(json).not.toBe(before);
      expect(await printed(page)).toBe(`[${json}]\n`);
      if (told) expect(await text(page, '.try-answer')).toContain(told);
      await page.close();
    },
  );

  it('answers numbers in the units of the target, and models without columns by plain numbers', async () => {
    const page = await tried('rents');
    const { prediction } = JSON.parse(await answered(page));
    expect(await printed(page)).toBe(`[${await answered(page)}]\n`);
    expect(await text(page, '.try-number')).toMatch(/^rent/);
    expect(prediction).toBeGreaterThan(100);
    await page.select('.try-model select', 'run:moons');
    await page.waitForSelector('::-p-aria([role="textbox"][name="x2"])');
    await fill(page, 'x1', '0.5');
    await fill(page, 'x2', '-0.25');
    await shows(page, '.try-command code', '-0.25');
    expect(await printed(page)).toBe(`[${await answered(page)}]\n`);
    await page.close();
  });

  it('tries the network of Play, and a model file', async () => {
    const page = await open(
      `${ui.url}/#play?data=digits&layers=auto,8,auto&optimizer=adam&batchSize=64&iterations=60`,
    );
    await page.waitForSelector('.train:not(:disabled)');
    await page.select('.controls select', 'full');
    await press(page, 'Train');
    await press(page, 'Try it');
    await draw(page, ONE);
    await answered(page);
    expect(await text(page, '.try-command code')).toContain('--model model.json');
    await choose(page, 'Open a model file', 'runs/moons/model.json');
    await page.waitForSelector('.row-form');
    writeFileSync(place.at('none.json'), '{"format":"dnn-model"}');
    await choose(page, 'Open a model file', 'none.json');
    await page.waitForSelector('.try-model [role=alert]');
    expect(await text(page, '.try-model [role=alert]')).toContain('none.json');
    await page.close();
  });

  it('of an exported page opens the model beside it', async () => {
    expectSuccess(await place.dnn(['ui', '--export', 'site', '--model', 'runs/digits']));
    const server = await TestServer.start();
    const types: Readonly<Record<string, string>> = {
      '.html': 'text/html',
      '.js': 'text/javascript',
      '.css': 'text/css',
    };
    for (const name of readdirSync(place.at('site'), { recursive: true, encoding: 'utf8' })) {
      if (extname(name) === '') continue;
      const type = types[extname(name)] ?? 'application/octet-stream';
      server.serve(
        `/course/${name}`,
        whole(readFileSync(place.at(join('site', name))), { 'content-type': type }),
      );
    }
    const index = whole(readFileSync(place.at('site/index.html')), { 'content-type': 'text/html' });
    const page = await open(`${server.serve('/course/', index)}#try`);
    await draw(page, ONE);
    expect(JSON.parse(await answered(page)).label).toBe('1');
    await page.close();
    await server.stop();
  });

  it('holds up the main thread for no 50 ms, with a picture of 3 million pixels and while parts are covered', async () => {
    const samples = new Uint8Array(2000 * 1500).map((_, i) => (i * 31 + (i >> 9)) & 255);
    place.write('large.png', writePng({ width: 2000, height: 1500, colourType: 0, depth: 8, samples }));
    const { longest } = await shortTasks(async () => {
      const page = await tried('digits');
      const measured = await longestTask(page, async () => {
        await choose(page, 'Open a picture', 'large.png');
        await answered(page, 'large.png');
        await page.select('.cover-form select', '1');
        await mapped(page);
      });
      await page.close();
      return measured;
    });
    expect(longest).toBeLessThan(50);
  });

  it.each([
    [390, 'light', 'digits'],
    [390, 'dark', 'churn'],
    [1280, 'light', 'churn'],
    [1280, 'dark', 'digits'],
  ] as const)(
    'at %i pixels, %s, on %s: axe finds nothing, and nothing is wider than the screen',
    async (width, scheme, name) => {
      const page = await tried(name, { width, scheme });
      if (name === 'digits') {
        await draw(page, ONE);
        await mapped(page);
      } else await page.waitForSelector('.effect');
      await page.evaluate(AXE);
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: unknown[] }> } };
        return (await axe.run()).violations;
      });
      expect(violations).toEqual([]);
      expect(await page.$eval('html', ({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(width);
      await page.close();
    },
  );
});
