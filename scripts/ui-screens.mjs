/**
 * Takes the pictures of the page in docs/images: trains some runs and a sweep in a directory of its own, starts `dnn ui`
 * there, and looks at it in Chromium. `node scripts/ui-screens.mjs`, after `npm run build`; with names, such as
 * `ui-play`, those pictures alone.
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
/** The models that Try is shown with. */
const TRIED = [
  [
    ...['train', '--data', 'digits', '--layers', 'auto,conv3:12,pool2,32,auto', '--optimizer', 'adam'],
    ...['--lr', '0.003', '--batch-size', '64', '--epochs', '12', '--name', 'digits'],
  ],
  [
    ...['train', '--data', resolve('datasets', 'train_churn.csv'), '--target', 'churned'],
    ...['--drop', 'customer_id', '--missing', 'mean', '--layers', 'auto,8,auto', '--name', 'churn'],
  ],
];
/** A digit as a hand draws it: parts of the sheet. */
const THREE = [
  ...[
    [0.3, 0.22],
    [0.45, 0.13],
    [0.6, 0.16],
    [0.66, 0.28],
    [0.6, 0.4],
    [0.46, 0.47],
  ],
  ...[
    [0.6, 0.52],
    [0.69, 0.65],
    [0.64, 0.8],
    [0.48, 0.87],
    [0.3, 0.8],
  ],
];
/** Each picture: what is shown, the scheme of the colours, the size, and what has to be there; Play trains first. */
const PICTURES = [
  [
    'ui-play',
    '#play?data=moons&layers=2,8,1&activation=tanh&learningRate=0.5',
    'light',
    [1160, 1080],
    '.digest',
  ],
  [
    'ui-play-digits',
    '#play?data=digits&layers=auto,32,auto&optimizer=adam&learningRate=0.003&iterations=700&batchSize=64',
    'dark',
    [1160, 1080],
    '.digest',
  ],
  [
    'ui-play-narrow',
    `#play?data=points&points=${drawnPoints()}&layers=auto,8,auto&activation=tanh&learningRate=0.5&iterations=1500`,
    'light',
    [390, 1010],
    '.digest',
  ],
  ['ui-try', '#try?model=run:digits', 'light', [1160, 1010], '.heat:nth-child(3)'],
  ['ui-try-row', '#try?model=run:churn', 'dark', [1160, 900], '.effect'],
  ['ui-try-narrow', '#try?model=run:digits', 'dark', [390, 1060], '.heat:nth-child(3)'],
  [
    'ui-understand',
    '#understand?data=moons:examples=6&layers=auto,3,auto&activation=tanh&learningRate=0.5&at=12&step=dW1',
    'light',
    [1160, 960],
    '.walk',
  ],
  [
    'ui-understand-narrow',
    '#understand?data=moons:examples=6&layers=auto,3,auto&activation=tanh&learningRate=0.5&step=Z1',
    'dark',
    [390, 1560],
    '.walk',
  ],
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
const wanted = PICTURES.filter(([name]) => process.argv.length < 3 || process.argv.includes(name));
const trained = wanted.every(([name]) => /^ui-(play|try|understand)/.test(name)) ? [] : TRAINED;
const tried = wanted.some(([name]) => name.startsWith('ui-try')) ? TRIED : [];
for (const words of [...trained, ...tried])
  spawnSync(process.execPath, [DNN, ...words, '--quiet'], { cwd: directory });
const server = spawn(process.execPath, [DNN, 'ui', '--port', '0'], { cwd: directory });
const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  const url = await new Promise((done) => {
    server.stderr.on('data', (text) => {
      const [found] = /http:\/\/\S+/.exec(text) ?? [];
      if (found) done(found);
    });
  });
  for (const picture of wanted) await take(url, ...picture);
} finally {
  await browser.close();
  server.kill();
  rmSync(directory, { recursive: true });
}

async function train(page) {
  await page.waitForSelector('.train:not(:disabled)');
  await page.select('.controls select', 'full');
  await page.click('.train');
}

/** Draws the digit with the mouse, or fills a row. */
async function tryOut(page) {
  await page.waitForSelector('.try-input');
  const pad = await page.$('.pad');
  if (pad === null) {
    const fields = await page.$$('.row-form input');
    for (const [i, value] of ['31', '30500', '5', '4'].entries()) {
      await fields[i].click({ count: 3 });
      await page.keyboard.type(value);
    }
    return;
  }
  const { x, y, width, height } = await pad.boundingBox();
  const [first, ...others] = THREE.map(([u, v]) => [x + u * width, y + v * height]);
  await page.mouse.move(...first);
  await page.mouse.down();
  for (const place of others) await page.mouse.move(...place, { steps: 4 });
  await page.mouse.up();
}

/** Three clouds of points, as a link of Play has them: 10 bits of x, 10 of y, and 4 of the class. */
function drawnPoints() {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const place = (value) => Math.round((value + 2) * 256);
  const points = Array.from({ length: 90 }, (_, i) => {
    const angle = (2 * Math.PI * (i % 3)) / 3;
    const [far, turn] = [0.75 * Math.sqrt(i / 90), i * 2.4];
    const [x, y] = [Math.cos(angle) + far * Math.cos(turn), Math.sin(angle) + far * Math.sin(turn)];
    return (place(x) << 14) | (place(y) << 4) | (i % 3);
  });
  return points.map((bits) => [18, 12, 6, 0].map((shift) => letters[(bits >> shift) & 63]).join('')).join('');
}

async function take(url, name, hash, value, [width, height], selector) {
  const page = await browser.newPage();
  await page.setViewport({ width, height, isMobile: width < 500 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
  await page.goto(`${url}/${hash}`);
  if (name.startsWith('ui-play')) await train(page);
  if (name.startsWith('ui-try')) await tryOut(page);
  await page.waitForSelector(selector);
  if (name === 'ui-try-narrow') await page.$eval('.looks', (looks) => looks.scrollIntoView());
  await new Promise((done) => setTimeout(done, DRAWN));
  const png = await sharp(await page.screenshot())
    .png({ palette: true, colours: 24, dither: 0, effort: 10 })
    .toBuffer();
  writeFileSync(join(IMAGES, `${name}.png`), png);
  process.stdout.write(`${name}.png: ${png.length} bytes\n`);
  await page.close();
}
