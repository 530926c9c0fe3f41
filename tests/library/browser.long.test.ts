/** The package in a page of Chromium: the bits of Node.js, without any special header. */
import { createHash } from 'node:crypto';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import { readPicture } from '../../src/data/pictures/image.js';
import { modelChunks } from '../../src/model/file/json.js';
import { createModel, type Model, parameterDigest } from '../../src/model/model.js';
import { type Prediction, Predictor } from '../../src/model/predict.js';
import { predictRows } from '../../src/model/predict-rows.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { CHROMIUM, CHROMIUM_NOTICE, launchChromium } from '../helpers/chromium.js';
import { CHURN_ROW, churnModel } from '../helpers/churn-model.js';
import { Consumer } from '../helpers/consumer.js';
import { codeBlocks } from '../helpers/documents.js';
import { TestServer, whole } from '../helpers/http-server.js';
import { classOf } from '../helpers/kinds.js';
import { runTraining } from '../helpers/runs.js';

const MODELS: Record<string, Partial<TrainingOptions>> = {
  'dense, float64': { iterations: 30 },
  'dense, float32, batch norm, tanh': {
    iterations: 10,
    dtype: 'float32',
    batchNorm: true,
    activation: ['tanh'],
  },
  'convolutions, float64': { layers: 'auto,conv3:4,pool2,conv5:6/2,8,auto', iterations: 3 },
  'convolutions, float32, dropout': {
    layers: 'auto,conv3:4,pool2,8,auto',
    iterations: 3,
    dtype: 'float32',
    keepProb: [0.8],
  },
};

/** The functions of the page's script, below. */
declare global {
  var predict: (model: string, values: string) => Promise<string>;
  var predictPixels: (model: string, pixels: string, width: number, height: number) => Promise<string>;
  var trainMoons: (options: Partial<TrainingOptions>) => Promise<string>;
  var messageOf: (text: string) => string;
}

const APP = `
import {
  createModel, defaultTrainingOptions, makeToy, modelChunks, parameterDigest, parseModel, pictureOf,
  planTraining, Predictor, train, type Prediction, type TrainingOptions,
} from '@l-layer/dnn/browser';
import { classOf } from '../helpers/kinds.js';

const fetched = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
const model = async (url: string) => parseModel(await fetched(url), url);
async function digest(predictions: Prediction[]) {
  const values = Float64Array.from(predictions.flatMap(({ probabilities }) => probabilities));
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', values));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
Object.assign(globalThis, {
  predict: async (url: string, values: string) =>
    digest(new Predictor(await model(url)).predictValues(await fetched(values))),
  predictPixels: async (url: string, pixels: string, width: number, height: number) => {
    const picture = pictureOf({ width, height, data: await fetched(pixels) });
    return digest([new Predictor(await model(url)).predictPicture(picture)]);
  },
  trainMoons: async (given: Partial<TrainingOptions>) => {
    const dataset = makeToy('moons');
    const options = { ...defaultTrainingOptions(), ...given };
    const run = train(dataset, options, planTraining(dataset, options, { cores: 4 }));
    let next = await run.next();
    while (!next.done) next = await run.next();
    const text = [...modelChunks(createModel(dataset, options, next.value))].join('');
    return parameterDigest(parseModel(text, 'moons.json').parameters);
  },
  messageOf: (text: string) => {
    try { parseModel(text, 'broken.json'); return 'none'; } catch (error) { return (error as Error).message; }
  },
});
`;

const consumer = new Consumer();
const dataset = await openDataset('demo-cats');
const test = dataset.test as NonNullable<typeof dataset.test>;
const churn = await churnModel();
const picture = await readPicture('datasets/samples/cat.png');

describe.skipIf(CHROMIUM === undefined)(`in Chromium${CHROMIUM_NOTICE}`, () => {
  const models = new Map<string, Model>();
  const faults: string[] = [];
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let documented: string;

  beforeAll(async () => {
    server = await TestServer.start();
    for (const [name, given] of Object.entries(MODELS)) {
      const options = { ...defaultTrainingOptions(), ...given };
      const model = createModel(dataset, options, await runTraining(dataset, given));
      models.set(name, model);
      server.serve(urlOf(name), whole(Buffer.from([...modelChunks(model)].join(''))));
    }
    server.serve('/values', whole(test.values as Uint8Array));
    server.serve('/pixels', whole(rgba()));
    server.serve('/model.json', whole(Buffer.from([...modelChunks(firstModel())].join(''))));
    server.serve('/churn.json', whole(Buffer.from([...modelChunks(churn)].join(''))));
    const [app, script, form] = await consumer.bundle(
      [APP, ...codeBlocks('docs/LIBRARY.md', 'browser')],
      'browser',
    );
    serveScript('/app.js', app.code);
    serveScript('/documented.js', script.code);
    serveScript('/form.js', form.code);
    const home = servePage('/', '<script type="module" src="/app.js"></script>');
    documented = serveDocumented();
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('console', (message) => faults.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(home) && !/favicon/.test(request.url())) faults.push(request.url());
    });
    await page.goto(home);
    await page.waitForFunction(() => typeof globalThis.predict === 'function');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const firstModel = () => models.get('dense, float64') as Model;
  const serveScript = (path: string, code: string) =>
    server.serve(path, whole(Buffer.from(code), { 'content-type': 'text/javascript' }));
  const servePage = (path: string, body: string) =>
    server.serve(
      path,
      whole(Buffer.from(`<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${body}`), {
        'content-type': 'text/html',
      }),
    );

  /** A page with the script of docs/LIBRARY.md and the elements that it needs; the picture is drawn before it runs. */
  function serveDocumented(): string {
    const { width, height } = picture;
    return servePage(
      '/documented',
      `<canvas width="${width}" height="${height}"></canvas><output></output><script type="module">
        const pixels = new Uint8ClampedArray(await (await fetch('/pixels')).arrayBuffer());
        const image = new ImageData(pixels, ${width}, ${height});
        document.querySelector('canvas').getContext('2d').putImageData(image, 0, 0);
        await import('/documented.js');
      </script>`,
    );
  }

  it('is an ordinary page, without cross-origin isolation', async () => {
    expect(await page.evaluate('crossOriginIsolated')).toBe(false);
  });

  it.each(Object.keys(MODELS))('predicts a test set with the same bits as Node.js: %s', async (name) => {
    const here = new Predictor(models.get(name) as Model).predictValues(test.values);
    const there = await page.evaluate((url) => globalThis.predict(url, '/values'), urlOf(name));
    expect(new Set(here.map(({ probability }) => probability)).size).toBeGreaterThan(10);
    expect(there).toBe(digestOf(here));
  });

  it('resizes and predicts a picture with the same bits as Node.js', async () => {
    const here = new Predictor(firstModel()).predictPicture(picture);
    const there = await page.evaluate(
      (url, width, height) => globalThis.predictPixels(url, '/pixels', width, height),
      urlOf('dense, float64'),
      picture.width,
      picture.height,
    );
    expect(there).toBe(digestOf([here]));
  });

  it.each([
    { layers: '2,8,1', activation: ['tanh'], learningRate: 1, iterations: 300 },
    { layers: '2,8,4,1', optimizer: 'adam', learningRate: 0.01, batchSize: 64, epochs: 20, dtype: 'float32' },
    { layers: '2,8,1', iterations: 50, threads: 2 },
  ] as Partial<TrainingOptions>[])('trains with the same bits as Node.js: %j', async (options) => {
    const { makeToy } = await import('../../src/data/toys/toys.js');
    const { parameters } = await runTraining(makeToy('moons'), options);
    expect(await page.evaluate((given) => globalThis.trainMoons(given), options)).toBe(
      parameterDigest(parameters),
    );
  });

  it('refuses a damaged model with the same message as in Node.js', async () => {
    const text = [...modelChunks(firstModel())].join('').replace('"shape":[20,', '"shape":[21,');
    const message = await page.evaluate((broken) => globalThis.messageOf(broken), text);
    expect(message).toBe(
      'broken.json is a damaged model: parameters.W1 has shape 21x12288, the layers need 20x12288',
    );
  });

  it('runs the script of docs/LIBRARY.md', async () => {
    const other = await browser.newPage();
    await other.goto(documented);
    const shown = await other.waitForFunction("document.querySelector('output').textContent");
    const { label, probability } = classOf(new Predictor(firstModel()).predictPicture(picture));
    expect(await shown.jsonValue()).toBe(`${label}, ${(100 * probability).toFixed(2)} %`);
  });

  it('predicts a row of a form, as docs/LIBRARY.md has it, with the same bits as Node.js', async () => {
    const fields = Object.entries(CHURN_ROW).map(
      ([name, value]) => `<input name="${name}" value="${value}">`,
    );
    const body = `<form onsubmit="return false">${fields.join('')}<button>Predict</button></form><output></output>`;
    const other = await browser.newPage();
    await other.goto(servePage('/form', `${body}<script type="module" src="/form.js"></script>`));
    // The script listens once it has the model.
    const shown = async (words: string) => {
      const text = "document.querySelector('output').textContent";
      const predicted = `(document.querySelector('button').click(), ${text}.includes('${words}') && ${text})`;
      const output = await other.waitForFunction(predicted);
      return output.jsonValue();
    };
    const [{ label, probability = 0 }] = predictRows(churn, [CHURN_ROW]);
    expect(await shown('%')).toBe(`${label}, ${(100 * probability).toFixed(2)} %`);
    await other.evaluate("document.querySelector('input[name=plan]').value = 'gold'");
    expect(await shown('gold')).toContain('row 1, column plan: gold, which training has not seen');
  });

  it('has printed nothing and requested nothing from other servers', () => {
    expect(faults).toEqual([]);
  });
});

function urlOf(name: string): string {
  return `/${name.replace(/\W+/g, '-')}.json`;
}

function digestOf(predictions: readonly Prediction[]): string {
  const values = Float64Array.from(predictions.flatMap(({ probabilities }) => probabilities));
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}

/** The picture's pixels, opaque. */
function rgba(): Uint8Array {
  const { width, height, pixels } = picture;
  return Uint8Array.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : pixels[3 * Math.floor(i / 4) + (i % 4)],
  );
}
