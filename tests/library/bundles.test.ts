/** What bundlers take of the package: what is used, and not the rest. */
import { describe, expect, it } from 'vitest';
import { Consumer } from '../helpers/consumer.js';

const consumer = new Consumer();

/** What a part of the library must not bring along, by files of dist/ and packages. */
const PARTS = {
  training: /^dist\/train\/(?!metrics|trainer)/,
  datasets: /^dist\/data\/(?!examples|dataset|picture|resize)/,
  formats: /^node_modules\/(jsfive|papaparse|fflate|pngjs|pako)\//,
  networks: /^dist\/nn\/(?!activations|architecture|losses|shapes)/,
  engine: /^dist\/engine\/(wasm|reference|threads|backends)/,
  schemas: /^node_modules\/zod\//,
  languages: /^node_modules\/zod\/v4\/locales\/(?!en\.js)/,
  commands: /^node_modules\/(commander|cli-progress)\/|^dist\/(cli|report|bin)\//,
} as const;

type Part = keyof typeof PARTS;

const USES: [source: string, without: readonly Part[], kilobytes: number][] = [
  [
    "import { RandomState } from 'dnn'; console.log(new RandomState(1).randn(3));",
    ['training', 'datasets', 'formats', 'networks', 'engine', 'schemas', 'commands'],
    5,
  ],
  [
    "import { loadModel } from 'dnn'; console.log(loadModel('model.json').classes);",
    ['training', 'datasets', 'formats', 'networks', 'languages', 'commands'],
    60,
  ],
  [
    "import { loadModel, Predictor } from 'dnn'; new Predictor(loadModel('m.json')).predictValues(new Uint8Array(4));",
    ['training', 'datasets', 'formats', 'languages', 'commands'],
    100,
  ],
  [
    "import { defaultTrainingOptions, makeToy, planTraining, train } from 'dnn'; const options = defaultTrainingOptions(); const moons = makeToy('moons'); train(moons, options, planTraining(moons, options));",
    ['formats', 'schemas', 'commands'],
    120,
  ],
];

describe('a bundle by esbuild', { timeout: 60_000 }, () => {
  it.each(USES)('%s', async (source, without, kilobytes) => {
    const { bytes, code } = await consumer.bundle(source, 'node');
    const files = [...bytes.keys()];
    const unused = Object.fromEntries(
      without.map((part) => [part, files.filter((file) => PARTS[part].test(file))]),
    );
    expect(unused).toEqual(Object.fromEntries(without.map((part) => [part, []])));
    expect(code.length).toBeLessThan(kilobytes * 1000);
    // Evaluation stands in the trainer's file, and is a hundredth of it.
    expect((bytes.get('dist/train/trainer.js') ?? 0) > 1000).toBe(!without.includes('training'));
  });

  it('of everything has every part, so that the names above mean something', async () => {
    const { bytes } = await consumer.bundle("export * from 'dnn';", 'node');
    const found = Object.entries(PARTS).filter(([, files]) =>
      [...bytes.keys()].some((file) => files.test(file)),
    );
    expect(found.map(([part]) => part)).toEqual(
      Object.keys(PARTS).filter((part) => !['languages', 'commands'].includes(part)),
    );
  });

  it('for a page that predicts is smaller than one that trains', async () => {
    const predicts = await consumer.bundle("export { parseModel, Predictor } from 'dnn/browser';", 'browser');
    const trains = await consumer.bundle("export * from 'dnn/browser';", 'browser');
    expect(predicts.code.length).toBeLessThan(160_000);
    expect(predicts.code.length).toBeLessThan(0.85 * trains.code.length);
  });
});
