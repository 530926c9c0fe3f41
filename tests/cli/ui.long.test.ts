/** `dnn ui` as a process, and in a real browser what a person does with it: watches, marks, compares, hosts the page. */
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { extname, join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunListing, SweepDetails } from '../../src/serve/ui/messages.js';
import { CHROMIUM, CHROMIUM_NOTICE, launchChromium } from '../helpers/chromium.js';
import { BIN, expectSuccess, Workspace } from '../helpers/cli.js';
import { TestServer } from '../helpers/http-server.js';
import { WINDOWS_NOTICE } from '../helpers/skips.js';
import { startUi, type UiServer } from '../helpers/ui-server.js';

const CHART = '#view-watch .chart';
const COUNT = '.sweep .run-row [role=status]';

const place = new Workspace();
const MOONS = ['--data', 'moons', '--layers', '2,8,1', '--activation', 'tanh'];
let ui: UiServer;

beforeAll(async () => {
  for (const [name, lr] of [
    ['slow', '0.01'],
    ['fast', '1'],
    ['again', '1'],
  ])
    expectSuccess(
      await place.dnn([
        'train',
        ...MOONS,
        '--lr',
        lr,
        '--iterations',
        '300',
        '--validation-split',
        '0.2',
        '--name',
        name,
      ]),
    );
  expectSuccess(
    await place.dnn([
      ...['tune', ...MOONS, '--lr', 'log:1e-3..1', '--optimizer', 'gd|adam', '--validation-split', '0.3'],
      ...['--iterations', '60', '--trials', '12', '--name', 'rates', '--jobs', '1'],
    ]),
  );
  ui = await startUi(place);
});
afterAll(async () => {
  await ui?.end();
});

describe('the process', () => {
  it('ends at a signal, also while its events are read', async () => {
    const other = await startUi(place);
    const response = await fetch(`${other.url}/api/events?run=slow`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    expect(await other.end()).toBe(143);
    for (let part = await reader.read(); !part.done; ) part = await reader.read();
  });

  it('answers to no name but its own, over the wire', async () => {
    expect(
      await raw(ui.url, 'GET /api/runs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 421/);
    const own = await raw(
      ui.url,
      `GET /api/runs HTTP/1.1\r\nHost: ${new URL(ui.url).host}\r\nConnection: close\r\n\r\n`,
    );
    expect(own).toMatch(/^HTTP\/1\.1 200/);
    const outside = `GET /../../../../etc/passwd HTTP/1.1\r\nHost: ${new URL(ui.url).host}\r\nConnection: close\r\n\r\n`;
    expect(await raw(ui.url, outside)).toMatch(/^HTTP\/1\.1 404/);
  });

  it('says that a port is taken', async () => {
    const { port } = new URL(ui.url);
    await place.refuses(['ui', '--port', port], 7, [`port ${port}`, 'taken', '--port']);
  });

  it.skipIf(process.platform === 'win32')(
    `opens a browser, or says that it cannot${WINDOWS_NOTICE}`,
    async () => {
      const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
      mkdirSync(place.at('programs'));
      writeFileSync(place.at(`programs/${opener}`), `#!/bin/sh\necho "$@" > ${place.at('opened')}\n`);
      chmodSync(place.at(`programs/${opener}`), 0o755);
      const opened = await startUi(place, ['--open'], {
        PATH: `${place.at('programs')}:${process.env.PATH}`,
      });
      await until(
        () => existsSync(place.at('opened')) && readFileSync(place.at('opened'), 'utf8').includes(opened.url),
      );
      await opened.end();
      const lonely = await startUi(place, ['--open'], { PATH: place.at('nothing') });
      await until(() => lonely.said().includes('yourself'));
      expect((await fetch(`${lonely.url}/api/runs`)).status).toBe(200);
      await lonely.end();
    },
  );

  it('lists a thousand runs, and looks again at those alone that change', async () => {
    const config = readFileSync(place.at('runs/slow/config.json'));
    const log = readFileSync(place.at('runs/slow/metrics.jsonl'));
    for (let i = 0; i < 1000; i++) {
      mkdirSync(place.at(`many/run-${i}`), { recursive: true });
      writeFileSync(place.at(`many/run-${i}/config.json`), config);
      writeFileSync(place.at(`many/run-${i}/metrics.jsonl`), log);
    }
    const many = await startUi(place, ['--runs', 'many']);
    const ask = async () => {
      const started = performance.now();
      const { runs } = (await (await fetch(`${many.url}/api/runs`)).json()) as RunListing;
      expect(runs).toHaveLength(1000);
      return performance.now() - started;
    };
    const first = await ask();
    const later: number[] = [];
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 450));
      later.push(await ask());
    }
    // A quarter at most, whatever the machine: what has not changed is not read.
    expect(Math.min(...later)).toBeLessThan(first / 4);
    await many.end();
  });
});

describe('sweeps', () => {
  const ask = (name: string) => fetch(`${ui.url}/api/sweeps/${name}`);

  it('are told configuration by configuration, the best first', async () => {
    const sweep = (await (await ask('rates')).json()) as SweepDetails;
    expect(sweep).toMatchObject({ planned: 12, metric: 'validation_cost', isError: true });
    expect(sweep.axes).toMatchObject([
      { flag: '--optimizer', isChoice: true },
      { flag: '--lr', text: 'log:1e-3..1', isChoice: false },
    ]);
    // Those that came furthest are before all others.
    const metrics = sweep.rows.filter(({ part }) => part === 1).map(({ metric }) => metric as number);
    expect(metrics).toEqual(metrics.toSorted((a, b) => a - b));
    expect(sweep.commands.best).toContain(`--lr ${sweep.rows[0].values[1]}`);
    expect(sweep.digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await ask('slow')).status).toBe(404);
  });

  it('say what is damaged in them', async () => {
    cpSync(place.at('runs/rates'), place.at('runs/damaged'), { recursive: true });
    writeFileSync(place.at('runs/damaged/trials.jsonl'), '{"not":"a trial"}\n');
    await until(async () => (await ask('damaged')).status !== 404);
    const response = await ask('damaged');
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: expect.stringContaining('line 1') });
    rmSync(place.at('runs/damaged'), { recursive: true });
  });
});

describe.skipIf(CHROMIUM === undefined)(`in a browser${CHROMIUM_NOTICE}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it('watches a run while the command line trains it', async () => {
    const page = await opened(browser, `${ui.url}/#watch`);
    await page.waitForSelector('.runs tbody tr');
    const training = place.spawn(process.execPath, [
      ...[BIN, 'train', ...MOONS, '--lr', '0.1', '--validation-split', '0.2'],
      ...['--iterations', '4000000', '--log-every', '1000', '--name', 'live'],
    ]);
    // It began last: nothing has to be chosen.
    await shows(page, '.run-legend', /live \d/);
    const updates = async () =>
      Number(/after ([\d,]+) updates/.exec(await labelOf(page, CHART))?.[1].replaceAll(',', ''));
    await until(async () => (await updates()) > 1000);
    const before = await updates();
    await until(async () => (await updates()) > before);
    expect(await textOf(page, '.state-running')).toMatch(/^running \d+ %/);
    training.kill('SIGINT');
    await shows(page, '#view-watch [role=status]', /live is interrupted: cost 0\.\d+/);
    expect(await textOf(page, '.state-running')).toBe('');
    await shows(page, '.run-facts .run-command', /dnn train --resume runs\/live/);
    await page.close();
  });

  it('watches a sweep while the command line searches, to its digest', async () => {
    const page = await opened(browser, `${ui.url}/#watch?run=search`);
    const searching = place.spawn(process.execPath, [
      ...[BIN, 'tune', ...MOONS, '--lr', 'log:1e-3..1', '--validation-split', '0.3'],
      ...['--iterations', '2000', '--trials', '12', '--prune', 'none', '--name', 'search', '--jobs', '1'],
    ]);
    const ended = once(searching, 'close');
    await shows(page, COUNT, /^[1-9]\d* of \d+ configurations$/);
    const count = async () => (await page.$$('.sweep tbody tr')).length;
    const before = await count();
    expect(before).toBeLessThan(12);
    await until(async () => (await count()) > before);
    await ended;
    await shows(page, COUNT, /^12 of 12 configurations$/);
    const { digest } = JSON.parse(readFileSync(place.at('runs/search/sweep.json'), 'utf8'));
    await shows(page, '.sweep', new RegExp(`Sweep digest ${digest}`));
    await page.close();
  });

  it('shows several runs, and a link restores them', async () => {
    const page = await opened(browser, `${ui.url}/#watch?run=slow&run=fast&log=1`);
    await until(async () =>
      /slow: [\d.]+, validation [\d.]+ after 299 updates\. fast/.test(await labelOf(page, CHART)),
    );
    const box = await page.waitForSelector('xpath/.//label[contains(., "again")]/input');
    await box?.click();
    await until(() => page.url().includes('run=again'));
    await until(async () => (await page.$$('.run-facts')).length === 3);
    await page.close();
  });

  it('marks a range of a sweep with the pointer and with the keys, which filters the table', async () => {
    const page = await opened(browser, `${ui.url}/#watch?run=rates`);
    await shows(page, COUNT, /^12 of 12 configurations$/);
    const { x, y, width, height } = await page.$eval('.parallel .reach', (axis) => {
      axis.scrollIntoView({ block: 'center' });
      const { left, top, width: wide, height: high } = axis.getBoundingClientRect();
      return { x: left, y: top, width: wide, height: high };
    });
    await page.mouse.move(x + width / 2, y + 10);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 3, { steps: 5 });
    await page.mouse.up();
    await shows(page, COUNT, /within the marks/);
    const marked = Number((await textOf(page, COUNT)).split(' ')[0]);
    expect(marked).toBeLessThan(12);
    expect((await page.$$('.sweep tbody tr')).length).toBe(marked);
    await page.$eval('.parallel [role=slider]', focus);
    await page.keyboard.press('Escape');
    await shows(page, COUNT, /^12 of 12/);
    // The upper end of the ranks, moved down: the best is left out.
    await page.$eval('.parallel g:last-of-type > [role=slider]:last-of-type', focus);
    await page.keyboard.press('PageDown');
    await shows(page, COUNT, /^1[01] of 12/);
    expect(await page.$eval('.sweep tbody td', (cell) => cell.textContent)).not.toBe('1');
    await page.close();
  });

  it('compares runs: what differs, the same bits, and the commands', async () => {
    const page = await opened(browser, `${ui.url}/#compare`);
    await page.locator('::-p-aria([role="button"][name="Add fast"])').click();
    await page.waitForSelector('.picker button[aria-label="Remove fast"]');
    for (const name of ['slow', 'again']) {
      await page.type('.picker input', name);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`.picker button[aria-label="Remove ${name}"]`);
    }
    await shows(
      page,
      '.same',
      /^fast and again have the same parameters to the last bit; slow has others\.$/,
    );
    const differing = await page.$$eval('.compare td.differs', (cells) =>
      cells.map((cell) => cell.textContent),
    );
    expect(differing).toEqual(['1', '0.01', '1']);
    await page.click('.picker button[aria-label="Remove again"]');
    await shows(page, '.compare', /dnn compare runs\/fast runs\/slow/);
    await page.close();
  });

  it('shows a report, made anew for several runs', async () => {
    const page = await browser.newPage();
    const kept = await page.goto(`${ui.url}/api/report?run=fast`);
    expect(kept?.status()).toBe(200);
    expect(await page.title()).toContain('fast');
    const made = await page.goto(`${ui.url}/api/report?run=fast&run=slow`);
    expect(made?.status()).toBe(200);
    expect(await page.title()).toContain('Comparison of 2 models');
    await page.close();
  });

  it.each([
    ['watch?run=slow&run=fast', 390, 'light'],
    ['watch?run=rates', 390, 'dark'],
    ['watch?run=rates&run=fast', 1280, 'light'],
    ['watch?run=slow&run=rates', 1280, 'dark'],
    ['compare?run=slow&run=fast', 390, 'light'],
    ['compare?run=slow&run=rates', 390, 'dark'],
    ['compare?run=fast&run=again', 1280, 'light'],
    ['compare?run=slow&run=fast&run=again', 1280, 'dark'],
  ] as const)('can be used by all: #%s at %i px, %s', async (hash, width, scheme) => {
    const page = await opened(browser, `${ui.url}/#${hash}`, width, scheme);
    await page.waitForSelector(
      hash.startsWith('compare') ? '.compare tbody tr' : '.run-facts .run-command, .parallel',
    );
    await page.evaluate(axe.source);
    const found = (await page.evaluate('axe.run(document)')) as AxeResults;
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const overflow = await page.$eval('html', ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.close();
  });

  it('is hosted by any file server, without what needs dnn ui', async () => {
    expectSuccess(await place.dnn(['ui', '--export', 'site']));
    const server = await TestServer.start();
    try {
      const url = serveFiles(server, place.at('site'));
      const complaints: string[] = [];
      const page = await browser.newPage();
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('requestfailed', (request) => complaints.push(request.url()));
      await page.goto(url, { waitUntil: 'networkidle0' });
      const tabs = await page.$$eval('.tabs a', (links) => links.map(({ textContent }) => textContent));
      expect(tabs).toContain('Play');
      expect(tabs).toContain('Understand');
      expect(tabs).not.toContain('Watch');
      expect(tabs).not.toContain('Compare');
      expect(complaints).toEqual([]);
      await page.close();
    } finally {
      await server.stop();
    }
  });
});

/** A page that says nothing to the console and holds up nothing: both are checked at its end. */
async function opened(browser: Browser, url: string, width = 1280, scheme = 'light'): Promise<Page> {
  const page = await browser.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') throw new Error(`the page says: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.setViewport({ width, height: 900, isMobile: width < 500, hasTouch: width < 500 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(url);
  return page;
}

/** Focuses a drawn element, which Puppeteer itself does not. */
function focus(element: { focus?: () => void }): void {
  element.focus?.();
}

/** The text of all elements that match; '' if none does. */
async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.$$eval(selector, (all) => all.map(({ textContent }) => textContent?.trim()))).join(' ');
}

/** The name of the first element that matches, as a screen reader says it. */
async function labelOf(page: Page, selector: string): Promise<string> {
  return (await page.$$eval(selector, ([first]) => first?.getAttribute('aria-label'))) ?? '';
}

/** Waits until the text of the elements is so. */
async function shows(page: Page, selector: string, text: RegExp): Promise<void> {
  await until(async () => text.test(await textOf(page, selector)));
}

/** Waits for a fact. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** The answer to bytes that no client of HTTP would send. */
function raw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** Serves the files of a directory as any web server would; the address of its index.html. */
function serveFiles(server: TestServer, directory: string): string {
  const types: Record<string, string> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
  };
  const names = Object.keys(JSON.parse(readFileSync(join(directory, 'dnn-site.json'), 'utf8')).files);
  for (const name of names) {
    server.serve(`/lessons/${name}`, (_, response) => {
      response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' });
      response.end(readFileSync(join(directory, name)));
    });
  }
  return server.serve('/lessons/', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(readFileSync(join(directory, 'index.html')));
  });
}
