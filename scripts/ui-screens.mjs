/**
 * Takes the pictures of Watch and Compare in docs/images: trains some runs and a sweep in a directory of its own,
 * starts `dnn ui` there, and looks at it in Chromium. `node scripts/ui-screens.mjs`, after `npm run build`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import puppeteer from 'puppeteer-core';
import sharp from 'sharp';

const DNN = resolve('bin', 'dnn.js');
const IMAGES = resolve('docs', 'images');
const CHROMIUM = process.env.DNN_CHROMIUM ?? '/usr/bin/chromium';
const MOONS = [
  '--data',
  'moons:noise=0.3',
  '--layers',
  '2,8,1',
  '--activation',
  'tanh',
  '--validation-split',
  '0.2',
];
const TRAINED = [
  ['train', ...MOONS, '--lr', '0.1', '--iterations', '2000', '--name', 'moons-gd'],
  ['train', ...MOONS, '--optimizer', 'adam', '--lr', '0.01', '--iterations', '2000', '--name', 'moons-adam'],
  ['train', ...MOONS, '--optimizer', 'adam', '--lr', '0.01', '--iterations', '2000', '--name', 'moons-again'],
  ['train', '--name', 'cats', '--iterations', '1500'],
  [
    ...[
      'tune',
      '--data',
      'digits',
      '--optimizer',
      'gd|adam|rmsprop',
      '--lr',
      'log:1e-4..1',
      '--trials',
      '30',
    ],
    ...['--layers', 'auto,8..64,auto', '--batch-size', '64', '--epochs', '4', '--validation-split', '0.2'],
    ...['--name', 'digits-sweep'],
  ],
];
/** Each picture: what is shown, the scheme of the colours, the size, and what has to be there. */
const PICTURES = [
  ['ui-watch', '#watch?run=moons-gd&run=moons-adam', 'light', [1160, 700], '.run-legend li:nth-child(2)'],
  ['ui-sweep', '#watch?run=digits-sweep', 'dark', [1160, 640], '.parallel'],
  [
    'ui-compare',
    '#compare?run=moons-gd&run=moons-adam&run=moons-again',
    'light',
    [1160, 1010],
    '.compare td',
  ],
  [
    'ui-watch-narrow',
    '#watch?run=moons-gd&run=cats&log=1',
    'dark',
    [390, 1010],
    '.run-legend li:nth-child(2)',
  ],
];
/** Milliseconds for what is still drawn. */
const DRAWN = 1500;

const directory = mkdtempSync(join(tmpdir(), 'dnn-screens-'));
for (const words of TRAINED) spawnSync(process.execPath, [DNN, ...words, '--quiet'], { cwd: directory });
const server = spawn(process.execPath, [DNN, 'ui', '--port', '0'], { cwd: directory });
const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  const url = await new Promise((done) => {
    server.stderr.on('data', (text) => {
      const [found] = /http:\/\/\S+/.exec(text) ?? [];
      if (found) done(found);
    });
  });
  for (const picture of PICTURES) await take(url, ...picture);
} finally {
  await browser.close();
  server.kill();
  rmSync(directory, { recursive: true });
}

async function take(url, name, hash, value, [width, height], selector) {
  const page = await browser.newPage();
  await page.setViewport({ width, height, isMobile: width < 500 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
  await page.goto(`${url}/${hash}`);
  await page.waitForSelector(selector);
  await new Promise((done) => setTimeout(done, DRAWN));
  const png = await sharp(await page.screenshot())
    .png({ palette: true, colours: 24, effort: 10 })
    .toBuffer();
  writeFileSync(join(IMAGES, `${name}.png`), png);
  process.stdout.write(`${name}.png: ${png.length} bytes\n`);
  await page.close();
}
