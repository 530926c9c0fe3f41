/** A run that goes on from a snapshot ends in the same bits as one that never stopped, wherever it was taken. */
import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../../src/data/dataset.js';
import { createBackend } from '../../../src/engine/backends.js';
import { RandomState } from '../../../src/engine/rng.js';
import { parameterDigest } from '../../../src/model/model.js';
import type { FirstLayerForm } from '../../../src/train/first-layer.js';
import { OPTIMIZERS, type OptimizerName } from '../../../src/train/optimizers.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import { defaultTrainingOptions, parsedOptions } from '../../../src/train/options/options.js';
import { planTraining } from '../../../src/train/plan.js';
import { NO_STAGES } from '../../../src/train/stages.js';
import { copySnapshot, type Snapshot } from '../../../src/train/state/snapshot.js';
import { trainOn } from '../../../src/train/trainer.js';
import { dnnError } from '../../helpers/errors.js';
import { syntheticDataset } from '../../helpers/runs.js';
import { type Watched, watchTraining } from '../../helpers/snapshots.js';

const ITERATIONS = 13;
const wide = syntheticDataset(17, 40);

/** Little pictures, for --augment. */
const pictures: Dataset = {
  ...wide,
  shape: [5, 4, 2],
  divisor: 255,
  train: picturesOf(17, 1),
  test: picturesOf(5, 2),
};

function picturesOf(examples: number, seed: number): Split {
  const rng = new RandomState(seed);
  const values = Uint8Array.from(rng.randint(0, 256, examples * 40));
  return { examples, values, labels: Int32Array.from(rng.randint(0, 2, examples)), dtype: 'uint8' };
}

type Case = [string, Partial<TrainingOptions>, FirstLayerForm, Dataset?];

const optimizers = Object.keys(OPTIMIZERS) as OptimizerName[];
const MINI: Partial<TrainingOptions> = { batchSize: 5 };
const CASES: Case[] = [
  ...optimizers.flatMap((optimizer): Case[] =>
    (OPTIMIZERS[optimizer].linear ? (['dual', 'direct'] as const) : (['direct'] as const)).flatMap(
      (form): Case[] => [
        [`${optimizer}, ${form}`, { optimizer }, form],
        [`${optimizer}, ${form}, mini-batches, float32`, { optimizer, ...MINI, dtype: 'float32' }, form],
      ],
    ),
  ),
  ['L2, dual', { l2: 0.7, optimizer: 'momentum' }, 'dual'],
  ['L2, direct', { l2: 0.7, optimizer: 'nesterov' }, 'direct'],
  ['dropout', { keepProb: [0.7, 0.8], ...MINI }, 'dual'],
  ['dropout on the whole set', { keepProb: [0.7, 0.8], optimizer: 'adam' }, 'direct'],
  ['batch norm', { batchNorm: true, ...MINI, batchSize: 4 }, 'dual'],
  ['batch norm, direct, float32', { batchNorm: true, optimizer: 'rmsprop', dtype: 'float32' }, 'direct'],
  ['gelu', { activation: ['gelu'], ...MINI }, 'dual'],
  ['average pooling', { layers: 'auto,conv3:2,avgpool2,4,auto', ...MINI }, 'direct', pictures],
  ['biases drawn', { biasInit: 'normal:0.1', ...MINI }, 'dual'],
  ['in order', { shuffle: 'none', ...MINI }, 'dual'],
  ['by epochs of seeds', { shuffle: 'seed:10', ...MINI }, 'dual'],
  ['batches of 1', { batchSize: 1 }, 'direct'],
  ['a schedule', { lrDecay: 'exponential:0.9', ...MINI }, 'dual'],
  [
    'a schedule from its second epoch, costs of epochs',
    { lrDecay: 'inverse:1', lrDecayFrom: 1, ...MINI, logEpochs: 2 },
    'dual',
  ],
  ['ε in the root', { optimizer: 'adam', epsilonInRoot: true }, 'direct'],
  ['cosine', { lrDecay: 'cosine', optimizer: 'momentum' }, 'direct'],
  ['validation', { validationSplit: 0.3, ...MINI, logEvery: 2 }, 'dual'],
  ['early stopping that stops', { earlyStopping: 2, learningRate: 2, optimizer: 'momentum' }, 'dual'],
  [
    'early stopping, held out',
    { earlyStopping: 2, validationSplit: 0.3, ...MINI, learningRate: 1 },
    'direct',
  ],
  ['augmentation', { augment: 'flip,shift:1,rotate:10,brightness:0.2', ...MINI }, 'direct', pictures],
  [
    'everything',
    {
      optimizer: 'adam',
      ...{ keepProb: [0.8], batchNorm: true, l2: 0.3, augment: 'shift:1', lrDecay: 'inverse:0.1' },
      ...{ batchSize: 6, validationSplit: 0.2, earlyStopping: 3, learningRate: 0.05, biasInit: 'normal:0.1' },
    },
    'direct',
    pictures,
  ],
  ['the reference backend', { backend: 'js', ...MINI, keepProb: [0.9] }, 'dual'],
];

const digest = ({ trained }: Watched) => parameterDigest(trained.parameters);

describe.each(CASES)('%s', (_, given, form, dataset = wide) => {
  const options = {
    layers: 'auto,6,4,auto',
    iterations: ITERATIONS,
    logEvery: 5,
    learningRate: 0.1,
    ...given,
  };

  it('stopped at any iteration and resumed: the same bits, costs and evaluations', async () => {
    const whole = await watchTraining(dataset, options, { form, checkpointEvery: 1 });
    expect(whole.snapshots.size).toBeGreaterThan(3);
    for (const [iteration, from] of whole.snapshots) {
      const rest = await watchTraining(dataset, options, { form, from });
      expect(digest(rest), `from iteration ${iteration}`).toBe(digest(whole));
      expect(rest.trained.costs).toEqual(whole.trained.costs);
      expect(rest.trained.evaluations).toEqual(whole.trained.evaluations);
      expect(rest.trained.iterations).toBe(whole.trained.iterations);
      expect(rest.events[0]).toMatchObject({ event: 'start', resumed: iteration });
      const later = whole.events.filter((event) => 'iteration' in event && event.iteration >= iteration);
      expect(rest.events.filter((event) => 'iteration' in event && event.iteration >= iteration)).toEqual(
        later,
      );
    }
  });

  it('taking snapshots changes no bit', async () => {
    const plain = await watchTraining(dataset, options, { form });
    const watched = await watchTraining(dataset, options, { form, checkpointEvery: 1 });
    expect(digest(watched)).toBe(digest(plain));
    expect(plain.snapshots.size).toBe(0);
  });

  it('interrupted again and again: the same bits', async () => {
    const whole = await watchTraining(dataset, options, { form });
    let from: Snapshot | undefined;
    let part: Watched;
    for (let until = 1; ; until++) {
      part = await watchTraining(dataset, options, { form, from, endAfter: until });
      if (!part.trained.interrupted) break;
      expect(part.trained.iterations).toBe(until);
      expect([...part.snapshots.keys()]).toEqual([until]);
      from = part.snapshots.get(until);
    }
    expect(from).toBeDefined();
    expect(digest(part)).toBe(digest(whole));
  });
});

describe('training on', () => {
  it.each<[string, Partial<TrainingOptions>]>([
    ['the whole set', { optimizer: 'adam' }],
    ['mini-batches', { ...MINI, keepProb: [0.8] }],
    ['early stopping', { earlyStopping: 50 }],
    ['a schedule', { lrDecay: 'inverse:0.1' }],
  ])('%s: a run of 9 that goes on to 13 is a run of 13', async (_, given) => {
    const options = { layers: 'auto,6,auto', learningRate: 0.1, ...given };
    const short = await watchTraining(wide, { ...options, iterations: 9 }, { checkpointEvery: 100 });
    expect([...short.snapshots.keys()]).toEqual([9]);
    const from = short.snapshots.get(9);
    const longer = await watchTraining(
      wide,
      { ...options, iterations: 13 },
      { form: from?.firstLayer, from },
    );
    const whole = await watchTraining(wide, { ...options, iterations: 13 }, { form: from?.firstLayer });
    expect(digest(longer)).toBe(digest(whole));
  });
});

describe('a run that runs away', () => {
  it('does so at the same update and by the same figures', async () => {
    const options: Partial<TrainingOptions> = {
      ...MINI,
      layers: 'auto,6,auto',
      iterations: 80,
      learningRate: 20,
      activation: ['tanh'],
    };
    const messageOf = (from?: Snapshot) =>
      watchTraining(wide, options, { form: 'direct', from }).then(
        () => expect.fail('it did not'),
        ({ message }: Error) => message,
      );
    const first = await watchTraining(wide, options, { form: 'direct', endAfter: 20 });
    const whole = await messageOf();
    expect(whole).toMatch(
      /^training diverged at iteration 49: the cost averaged .* over the last 50 updates$/,
    );
    expect(await messageOf(first.snapshots.get(20))).toBe(whole);
  });
});

describe('the plan of a resumed run', () => {
  it('keeps the form of the first layer, though the work would now choose the other', () => {
    const options = { ...defaultTrainingOptions(), layers: 'auto,20,1', iterations: 1 };
    const dataset = syntheticDataset(20, 30);
    const chosen = planTraining(dataset, options).firstLayer.form;
    const longer = { ...options, iterations: 1000 };
    expect(planTraining(dataset, longer).firstLayer.form).not.toBe(chosen);
    expect(planTraining(dataset, longer, {}, chosen).firstLayer).toMatchObject({
      form: chosen,
      reason: 'as in the run that is resumed',
    });
  });
});

describe('a snapshot that does not fit is refused', async () => {
  const options = { layers: 'auto,6,auto', iterations: 9, ...MINI, optimizer: 'momentum' } as const;
  const { snapshots } = await watchTraining(wide, options, { checkpointEvery: 1, form: 'dual' });
  const good = snapshots.get(5) as Snapshot;
  const changed = (changes: Partial<Snapshot>): Snapshot => ({ ...copySnapshot(good), ...changes });
  const [first, ...others] = good.matrices;

  it.each<[string, Snapshot, 'model' | 'usage', string]>([
    [
      'other kernels',
      changed({ backend: 'js' }),
      'usage',
      '--backend wasm: the run that is resumed computed with js',
    ],
    ['another form', changed({ firstLayer: 'direct' }), 'model', 'its first layer is in the direct form'],
    ['no updates', changed({ iteration: 0 }), 'model', 'it has made 0 of 9 updates'],
    ['too many updates', changed({ iteration: 10 }), 'model', 'it has made 10 of 9 updates'],
    ['no order in mid-epoch', changed({ order: undefined }), 'model', 'its order is not one of 17 examples'],
    ['a short order', changed({ order: new Int32Array(16) }), 'model', 'its order is not one of 17 examples'],
    ['an order with doubles', changed({ order: new Int32Array(17) }), 'model', 'its order is not one of 17'],
    [
      'an order between epochs',
      changed({ iteration: 8, order: good.order }),
      'model',
      'an order of examples that this run does not use',
    ],
    ['a matrix less', changed({ matrices: others }), 'model', `it holds no ${first.name}`],
    [
      'a matrix more',
      changed({ matrices: [...good.matrices, { ...first, name: 'X9' }] }),
      'model',
      'matrices, the run',
    ],
    [
      'a matrix of another shape',
      changed({ matrices: [{ ...first, value: others[0].value }, ...others] }),
      'model',
      `its ${first.name} is 1x1 (float64), not 17x6 (float64)`,
    ],
    [
      'early stopping',
      changed({ stopping: { best: { iteration: 0, cost: 1 }, reference: 1, waited: 0 } }),
      'model',
      'one of them stops early',
    ],
    [
      'a broken generator',
      changed({ generator: { key: [1], position: 0, gaussian: null } }),
      'model',
      'not one of MT19937',
    ],
  ])('%s', async (_, from, code, words) => {
    const failing = await watchTraining(wide, options, { from, form: 'dual' }).catch(
      (error: unknown) => error,
    );
    expect(
      dnnError(code, () => {
        throw failing;
      }).message,
    ).toContain(words);
  });
});

describe('the updates', () => {
  it('take nothing from the arena, with snapshots or without', async () => {
    for (const checkpointEvery of [undefined, 2]) {
      const options = parsedOptions({
        ...defaultTrainingOptions(),
        ...MINI,
        layers: 'auto,6,auto',
        iterations: 20,
        optimizer: 'adam' as const,
      });
      const backend = createBackend('wasm', 'float64') as ReturnType<typeof createBackend> & {
        arena: { allocations: number };
      };
      const run = trainOn(backend, wide, options, planTraining(wide, options), NO_STAGES, {
        checkpointEvery,
      });
      const counts: number[] = [];
      for (let next = await run.next(); !next.done; next = await run.next()) {
        if (next.value.event === 'step') counts.push(backend.arena.allocations);
      }
      // two epochs of 4 batches, the last of them shorter, have met every shape
      expect(new Set(counts.slice(8)).size).toBe(1);
    }
  });
});
