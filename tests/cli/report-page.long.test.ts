/** The page of `dnn report` in a real browser: it asks for nothing, holds the right numbers, and suits its reader. */
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, CHROMIUM_NOTICE, launchChromium, visit } from '../helpers/chromium.js';
import { expectSuccess, toyArrays, Workspace } from '../helpers/cli.js';
import { contrast, luminance } from '../helpers/contrast.js';

/** A class name that would do harm if it could. */
const EVIL = '<img src=x onerror=alert(1)>"\'&';
const TOY =
  '--data toy.h5 --layers auto,6,auto --iterations 60 --validation-split 0.2 --log-every 5 --log-stats';
/** A name that is longer than a bar's side. */
const ADAM = 'adam-as-the-course-has-it';
const CIRCLES = '--data circles --layers 2,6,1 --activation tanh --lr 0.3 --iterations 40 --log-every 5';

/** The browser's own, for what runs in the page. */
declare function getComputedStyle(element: unknown): Record<'color' | 'backgroundColor' | 'stroke', string>;
interface Drawn {
  getBBox(): Record<'x' | 'y' | 'width' | 'height', number>;
}
declare const document: {
  activeElement: Record<'tagName' | 'className' | 'textContent', string>;
  documentElement: { scrollWidth: number };
};

const place = new Workspace();
let browser: Browser;

async function dnn(words: string): Promise<string> {
  const result = await place.dnn(words.split(' '));
  expectSuccess(result);
  return result.stdout;
}

describe.skipIf(CHROMIUM === undefined)(`the page in Chromium${CHROMIUM_NOTICE}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
    await place.writeHdf5('toy.h5', toyArrays({ classes: ['plain', EVIL] }));
    await dnn(`train ${TOY} --quiet --out toy.json`);
    await dnn('report toy.json --out toy.html --quiet');
    await dnn(`train ${CIRCLES} --quiet --out gd.json`);
    await dnn(`train ${CIRCLES} --optimizer adam --quiet --out ${ADAM}.json`);
    await dnn('report gd.json --out gd.html --quiet');
    // A straight line between the classes ends at the edges of the plane.
    await dnn('train --data moons --layers 2,1 --lr 1 --iterations 1 --quiet --out moons.json');
    await dnn('report moons.json --out moons.html --quiet');
    await dnn(`report gd.json ${ADAM}.json --out both.html --quiet`);
  });
  afterAll(() => browser?.close());

  const texts = (page: Page, selector: string) =>
    page.$$eval(selector, (found) => found.map(({ textContent }) => textContent ?? ''));

  it('has every section, and neither complains nor asks for anything', async () => {
    const { page, complaints } = await visit(browser, place.at('toy.html'));
    const ids = await page.$$eval('main > section', (sections) => sections.map(({ id }) => id));
    expect(ids).toEqual(['accuracy', 'mistakes', 'cost', 'curves', 'train', 'weights', 'layers', 'run']);
    expect(await texts(page, 'nav a')).toEqual(await texts(page, 'main > section h2'));
    expect(await texts(page, '#layers h3')).toEqual(['Layer 1', 'Layer 2']);
    expect(await page.$$('#layers svg')).toHaveLength(4);
    expect(await texts(page, '#cost .legend li')).toEqual([' training cost', ' validation cost']);
    const plane = await visit(browser, place.at('gd.html'));
    expect(await page.title()).toBe('Report on toy');
    expect(await texts(plane.page, '#accuracy .legend li')).toEqual(['● outer', '■ inner']);
    const [examples, rings] = await plane.page.$$eval('#accuracy svg g[aria-label=dot]', (marks) =>
      marks.map(({ children }) => children.length),
    );
    expect(examples).toBe(400);
    const splits = JSON.parse(await dnn('evaluate --model gd.json --split all --json'));
    const wrong = splits.map((each: { examples: number; right: number }) => each.examples - each.right);
    expect(rings).toBe(wrong[0] + wrong[1]);
    expect([...complaints, ...plane.complaints]).toEqual([]);
  });

  it('begins with a conclusion and the accuracies, and repeats no record that is the same', async () => {
    const toy = await visit(browser, place.at('toy.html'));
    const [train, test] = JSON.parse(await dnn('evaluate --model toy.json --split all --json'));
    const percent = ({ accuracy }: { accuracy: number }) => `${(100 * accuracy).toFixed(1)}\u00a0%`;
    const [conclusion] = await texts(toy.page, 'header .conclusion');
    expect(conclusion).toContain(`right on ${percent(train)} of the training examples`);
    expect(conclusion).toContain(`${percent(test)} of the test examples`);
    const tiles = await texts(toy.page, 'header .tiles b');
    expect(tiles.slice(0, 2)).toEqual([test.accuracy.toFixed(4), train.accuracy.toFixed(4)]);
    const splitsOf = (page: Page) => texts(page, '#accuracy .pane[aria-label^=Accuracy] tbody th');
    // Of a run that held examples out.
    expect(await splitsOf(toy.page)).toEqual(['train', 'train, recorded', 'validation, recorded', 'test']);
    const gd = await visit(browser, place.at('gd.html'));
    expect(await splitsOf(gd.page)).toEqual(['train', 'test']);
  });

  it('draws the running mean of mini-batches before their costs', async () => {
    await dnn(`train ${CIRCLES} --batch-size 16 --quiet --log-every 1 --out batches.json`);
    await dnn('report batches.json --out batches.html --quiet');
    const { page } = await visit(browser, place.at('batches.html'));
    expect((await texts(page, '#cost figcaption p'))[0]).toContain('running mean of 3 costs');
    const lengths = await page.$$eval('#cost svg g[aria-label=line]', (lines) =>
      lines.map((line) => line.querySelector('path')?.getAttribute('d')?.split(/[LM]/).length),
    );
    expect(lengths).toEqual([41, 41]);
  });

  it('shows of many classes the worst and what is confused most, in bounded size', async () => {
    const classes = Array.from({ length: 40 }, (_, i) => `class ${i} ${'of a long name '.repeat(20)}`);
    await place.writeHdf5('many.h5', toyArrays({ classes, train: 400, test: 200 }));
    await dnn('train --data many.h5 --layers auto,auto --iterations 5 --quiet --out many.json');
    await dnn('report many.json --out many.html --quiet');
    const { page } = await visit(browser, place.at('many.html'));
    expect(await page.$$('.confusion')).toHaveLength(0);
    const [, test] = JSON.parse(await dnn('evaluate --model many.json --split all --json'));
    const worst = test.perClass.map(({ f1 }: { f1: number }) => f1.toFixed(4)).sort();
    const scores = await texts(page, '#accuracy .pane[aria-label*=F1] td:nth-child(4)');
    expect(scores).toEqual(worst.slice(0, 12));
    const counts = (await texts(page, '#accuracy .pane[aria-label*=confusions] td:nth-child(3)')).map(Number);
    expect(counts).toHaveLength(12);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280);
  });

  it('fits the paper that it is printed on', async () => {
    const { page } = await visit(browser, place.at('toy.html'));
    // The width of A4 between margins of 1 cm.
    await page.setViewport({ width: 718, height: 1000 });
    await page.emulateMediaType('print');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(718);
  });

  it('draws where predictions turn, and nothing along the edges of the plane', async () => {
    const { page } = await visit(browser, place.at('moons.html'));
    const [line, frame] = await Promise.all(
      ['g[aria-label=contour]', 'rect[aria-label=frame]'].map((mark) =>
        page.$eval(`#accuracy svg ${mark}`, (drawn) => {
          const { x, y, width, height } = (drawn as unknown as Drawn).getBBox();
          return [x, y, x + width, y + height];
        }),
      ),
    );
    const clip = await page.$eval('#accuracy g[aria-label=contour]', (group) =>
      group.getAttribute('clip-path'),
    );
    expect(clip).toMatch(/^url\(#/);
    // What closes the area lies beyond the frame, where it is cut off.
    expect(line.filter((place, i) => Math.abs(place - frame[i]) < 1)).toEqual([]);
  });

  it('counts iterations in whole numbers, however few', async () => {
    const { page } = await visit(browser, place.at('moons.html'));
    const ticks = await texts(page, '#cost svg g[aria-label="x-axis tick label"] text');
    expect(ticks).toEqual(['0', '1']);
  });

  it('shows the numbers of dnn evaluate, class names as they are', async () => {
    const { page } = await visit(browser, place.at('toy.html'));
    const [train, test] = JSON.parse(await dnn('evaluate --model toy.json --split all --mislabeled --json'));
    for (const [id, wanted, gallery] of [
      ['train', train, 'train'],
      ['accuracy', test, 'mistakes'],
    ] as const) {
      const cells = await texts(page, `#${id} .confusion td.number`);
      expect(cells.map(Number)).toEqual(wanted.confusion.flat());
      expect(await texts(page, `#${id} .confusion thead th`)).toEqual(['plain', EVIL]);
      const rows = await page.$$eval(`#${id} .pane[aria-label=Classes] tbody tr`, (found) =>
        found.map((row) => [...row.children].map(({ textContent }) => textContent)),
      );
      expect(rows).toEqual(
        wanted.perClass.map((each: Record<string, number>) => [
          each.class,
          ...[each.precision, each.recall, each.f1].map((value) => value.toFixed(4)),
          String(each.support),
        ]),
      );
      const name = id === 'train' ? 'first' : 'last';
      const [, examples, accuracy, cost] = await texts(page, `#accuracy tbody tr:${name}-child > *`);
      expect([examples, accuracy, cost]).toEqual([
        String(wanted.examples),
        wanted.accuracy.toFixed(4),
        wanted.cost.toFixed(6),
      ]);
      expect(await page.$$(`#${gallery} .gallery li`)).toHaveLength(wanted.mislabeled.length);
    }
    const pictures = await page.$$eval('img', (found) =>
      found.map((img) => [img.naturalWidth, img.alt.length]),
    );
    expect(pictures.length).toBe(1 + train.mislabeled.length + test.mislabeled.length);
    for (const [width, words] of pictures) expect(Math.min(width, words)).toBeGreaterThan(0);
  });

  it('compares models: the best first, with what differs, boundaries and costs', async () => {
    const { page, complaints } = await visit(browser, place.at('both.html'));
    const found = [];
    for (const name of ['gd', ADAM]) {
      const [train, test] = JSON.parse(await dnn(`evaluate --model ${name}.json --split all --json`));
      const figures = [test.accuracy.toFixed(4), train.accuracy.toFixed(4), test.cost.toFixed(6)];
      found.push({
        order: test.accuracy - test.cost / 1000,
        figures,
        optimizer: name === 'gd' ? 'gd' : 'adam',
        name,
      });
    }
    const best = found.sort((a, b) => b.order - a.order);
    const rows = await page.$$eval('#ranking tbody tr', (each) =>
      each.map((row) => [...row.children].map(({ textContent }) => textContent)),
    );
    expect(rows).toEqual(
      best.map(({ name, figures, optimizer }, i) => [`${i + 1}. ${name}`, '', ...figures, optimizer]),
    );
    expect(await texts(page, '#boundaries figcaption b')).toEqual(best.map(({ name }) => name));
    expect(await page.$$('#costs svg.plot')).toHaveLength(1);
    expect(await page.$$('#costs svg.plot g[aria-label=line] path')).toHaveLength(2);
    const ids = await page.$$eval('[id]', (each) => each.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    const targets = await page.$$eval('a', (each) => each.map(({ hash }) => hash.slice(1)));
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each(['toy.html', 'gd.html', 'both.html'])(
    '%s fits a phone of 360 pixels, all unfolded',
    async (name) => {
      const { page } = await visit(browser, place.at(name), { width: 360 });
      await page.$$eval('details', (found) => {
        for (const each of found) each.open = true;
      });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    },
  );

  it.each(['light', 'dark'] as const)('is readable in %s: text 4.5:1 or more, lines 3:1', async (scheme) => {
    const { page } = await visit(browser, place.at('toy.html'), { scheme });
    const paper = await page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    expect(luminance(paper) > 0.5).toBe(scheme === 'light');
    for (const selector of ['p', 'a', 'figcaption', 'dt', 'th', 'td', 'summary', 'footer']) {
      const colour = await page.$eval(selector, (element) => getComputedStyle(element).color);
      expect(contrast(colour, paper), selector).toBeGreaterThanOrEqual(4.5);
    }
    const lines = await page.$$eval('svg [stroke^=rgb]', (found) =>
      found.map((each) => getComputedStyle(each).stroke),
    );
    expect(lines.length).toBeGreaterThan(4);
    for (const line of new Set(lines)) expect(contrast(line, paper), line).toBeGreaterThanOrEqual(3);
  });

  it('is reached by keyboard: links, panes and what is folded', async () => {
    const { page } = await visit(browser, place.at('toy.html'));
    const reached = new Set<string>();
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const { tagName, className, textContent } = document.activeElement;
        return `${tagName} ${className || textContent}`;
      });
      reached.add(name);
      if (name === 'SUMMARY Training set') break;
    }
    expect([...reached]).toEqual(expect.arrayContaining(['A Accuracy', 'DIV pane', 'SUMMARY Training set']));
    await page.keyboard.press('Enter');
    expect(await page.$eval('#train details', (details) => details.open)).toBe(true);
  });

  it('names each figure for those who cannot see it', async () => {
    const { page } = await visit(browser, place.at('toy.html'));
    const figures = await page.$$eval('svg.plot', (found) =>
      found.map((svg) => [
        svg.getAttribute('role') ?? '',
        ...['title', 'desc'].map((tag) => svg.querySelector(`:scope > ${tag}`)?.textContent ?? ''),
      ]),
    );
    expect(figures.length).toBeGreaterThan(8);
    for (const [role, label, description] of figures) {
      expect(role).toBe('img');
      expect(Math.min(label.length, description.length)).toBeGreaterThan(5);
    }
    const tables = await page.$$eval('table', (found) =>
      found.map((table) => table.caption?.textContent ?? ''),
    );
    for (const caption of tables) expect(caption).not.toBe('');
    expect(await page.$$eval('html', ([root]) => root.lang)).toBe('en');
  });

  it('prints what is folded too, on white paper', async () => {
    const { page } = await visit(browser, place.at('toy.html'), { scheme: 'dark' });
    const height = () => page.$eval('#train', (section) => section.getBoundingClientRect().height);
    expect(await height()).toBeLessThan(100);
    await page.emulateMediaType('print');
    expect(await height()).toBeGreaterThan(500);
    expect(await page.$eval('body', (body) => getComputedStyle(body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
  });
});
