/** Bundles contain the used parts of the package only. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundled, Consumer } from '../helpers/consumer.js';

const consumer = new Consumer();

/** Parts of the library, by files of dist/ and packages. */
const PARTS = {
  // Without what a model's records are checked by: the options and the names in them.
  training:
    /^dist\/train\/(?!metrics|number-metrics|metric-name|splits|class-weights|known-categories|table-scaling|confusion|records|work\.|options\/|optimizers|schedules|shuffle)/,
  datasets:
    /^dist\/data\/(?!examples|dataset|given|picture|resize|hold-out|class-map|other-scale|brightness|target-scale|tables\/(column|features|scaling))/,
  formats: /^node_modules\/(jsfive|papaparse|fflate|pngjs|pako)\//,
  networks: /^dist\/nn\/(?!activations|architecture|init|layers\/|losses|parameter|shapes|spec)/,
  engine: /^dist\/engine\/(wasm|reference|threads|backends)/,
  schemas: /^node_modules\/zod\//,
  languages: /^node_modules\/zod\/v4\/locales\/(?!en\.js)/,
  commands: /^node_modules\/(commander|cli-progress)\/|^dist\/(cli|report|bin)\//,
} as const;

type Part = keyof typeof PARTS;

/** A program, the parts that its bundle must not contain, and the bundle's largest size in kB. */
const USES: [source: string, without: readonly Part[], most: number][] = [
  [
    "import { RandomState } from '@l-layer/dnn'; console.log(new RandomState(1).randn(3));",
    ['training', 'datasets', 'formats', 'networks', 'engine', 'schemas', 'commands'],
    5,
  ],
  [
    "import { loadModel } from '@l-layer/dnn'; console.log(loadModel('model.json').classes);",
    ['training', 'datasets', 'formats', 'networks', 'languages', 'commands'],
    127,
  ],
  [
    "import { loadModel, Predictor } from '@l-layer/dnn'; new Predictor(loadModel('m.json')).predictValues(new Uint8Array(4));",
    ['training', 'datasets', 'formats', 'languages', 'commands'],
    154,
  ],
  [
    "import { defaultTrainingOptions, makeToy, planTraining, train } from '@l-layer/dnn'; const options = defaultTrainingOptions(); const moons = makeToy('moons'); train(moons, options, planTraining(moons, options));",
    ['formats', 'schemas', 'commands'],
    155,
  ],
];

describe('a bundle by esbuild', () => {
  let bundles: Bundled[];
  let everything: Bundled;
  beforeAll(async () => {
    const sources = USES.map(([source]) => source);
    bundles = await consumer.bundle([...sources, "export * from '@l-layer/dnn';"], 'node');
    everything = bundles[USES.length];
  });

  it.each(USES.map((use, i) => [i, ...use] as const))('%i: %s', (i, _, without, most) => {
    const { bytes, code } = bundles[i];
    const files = [...bytes.keys()];
    const unwanted = without.flatMap((part) => files.filter((file) => PARTS[part].test(file)));
    expect(unwanted).toEqual([]);
    expect(code.length).toBeLessThan(most * 1000);
  });

  it('of everything contains every part, so the patterns above match', () => {
    const files = [...everything.bytes.keys()];
    const found = Object.entries(PARTS).filter(([, part]) => files.some((file) => part.test(file)));
    const expected = Object.keys(PARTS).filter((part) => part !== 'languages' && part !== 'commands');
    expect(found.map(([part]) => part)).toEqual(expected);
  });

  it('for a page that predicts is smaller than one that trains', async () => {
    const [predicts, trains] = await consumer.bundle(
      [
        "export { parseModel, Predictor } from '@l-layer/dnn/browser';",
        "export * from '@l-layer/dnn/browser';",
      ],
      'browser',
    );
    expect([...trains.bytes.keys()]).toEqual(['dist/browser/dnn.js']);
    expect(predicts.code.length).toBeLessThan(229_000);
    expect(predicts.code.length).toBeLessThan(0.85 * trains.code.length);
  });
});
