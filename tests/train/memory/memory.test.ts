import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../../src/data/dataset.js';
import { RandomState } from '../../../src/engine/rng.js';
import { createWasm } from '../../../src/engine/wasm/wasm.js';
import {
  defaultTrainingOptions,
  parsedOptions,
  type TrainingOptions,
} from '../../../src/train/options/options.js';
import { planTraining } from '../../../src/train/plan.js';
import { NO_STAGES } from '../../../src/train/stages.js';
import { trainOn } from '../../../src/train/trainer.js';

const CONVOLUTIONS = '28x28x1,conv3:8,pool2,conv3:16/2:valid,64,1';
/** The filters at the points take a good part of its memory. */
const PATCHES = '28x28x1,conv3:8,pool2,conv3:64,pool2,conv3:128,pool2,1';

/** Bytes of the kernels and the smallest matrices. */
const FIXED_BYTES = 1.5e6;

function dataset(examples: number, features: number, stored: boolean): Dataset {
  const split = (count: number): Split => {
    const bytes = Uint8Array.from(new RandomState(1).randint(0, 256, count * features));
    return {
      examples: count,
      values: stored ? bytes : Float32Array.from(bytes, (byte) => byte / 255),
      labels: Int32Array.from({ length: count }, (_, i) => i % 2),
      dtype: stored ? 'uint8' : 'float32',
    };
  };
  const divisor = stored ? 255 : 1;
  const classes = ['even', 'odd'];
  return {
    name: 'made',
    shape: [features],
    divisor,
    classes,
    train: split(examples),
    test: split(50),
    notes: [],
  };
}

describe('a run takes the memory that its plan says', () => {
  it.each<[string, number, number, boolean, Partial<TrainingOptions>]>([
    ['dual, of bytes', 209, 12288, true, {}],
    ['dual, of bytes, many units', 209, 12288, true, { layers: 'auto,256,1' }],
    ['dual, of numbers', 209, 3000, false, {}],
    ['dual, with validation, blocks that do not divide', 500, 5300, true, { validationSplit: 0.5 }],
    ['direct, whole set, of bytes', 400, 5000, true, { optimizer: 'adam', validationSplit: 0.5 }],
    ['direct, batches', 2000, 784, true, { optimizer: 'adam', batchSize: 64, layers: 'auto,128,1' }],
    ['convolutions, batches', 2000, 784, true, { layers: CONVOLUTIONS, optimizer: 'adam', batchSize: 64 }],
    ['convolutions by patches', 200, 784, true, { layers: PATCHES, optimizer: 'adam', batchSize: 64 }],
    [
      'convolutions, batch norm, dropout and early stopping',
      ...([600, 784, true] as const),
      { layers: CONVOLUTIONS, batchSize: 100, earlyStopping: 3, keepProb: [0.8], batchNorm: true },
    ],
    ['early stopping and dropout', 300, 2000, true, { earlyStopping: 3, keepProb: [0.8], batchNorm: true }],
  ])('%s', async (_, examples, features, stored, more) => {
    const data = dataset(examples, features, stored);
    const options = { ...defaultTrainingOptions(), iterations: 5, ...more };
    // a plan for many iterations takes the dual form, of which five show all that is ever allocated
    const plan = { ...planTraining(data, { ...options, iterations: 3000 }), iterations: 5 };
    const backend = createWasm('float64');
    for (const event of trainOn(backend, data, parsedOptions(options), plan, NO_STAGES))
      expect(event).toBeDefined();
    const taken = backend.arena.memory.buffer.byteLength - FIXED_BYTES;
    expect(taken).toBeLessThan(1.1 * plan.memory);
    expect(taken).toBeGreaterThan(0.5 * plan.memory - FIXED_BYTES);
  });
});
