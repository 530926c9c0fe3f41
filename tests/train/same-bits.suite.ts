/**
 * The parameters of a run are the same bits for any number of threads, and on every machine and Node version:
 * these digests are pinned, so that each place where the tests run compares itself with all others.
 */
import { describe, expect, it, vi } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import { Threads } from '../../src/engine/wasm/threads.js';
import { createWasm } from '../../src/engine/wasm/wasm.js';
import { parameterDigest } from '../../src/model/model.js';
import {
  defaultTrainingOptions,
  parsedOptions,
  type TrainingOptions,
} from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { NO_STAGES } from '../../src/train/stages.js';
import { trainOn } from '../../src/train/trainer.js';
import { runTraining } from '../helpers/runs.js';

const dataset = await openDataset(undefined, { dataDirectory: '' });

const RUNS: [string, Partial<TrainingOptions>, string][] = [
  [
    'dual form, full batch',
    { iterations: 60 },
    '48ce2bd4021cd977b6bb9763321fd5c4353e63063ed4e244e7385e416b27f463',
  ],
  [
    'dual form, L2 and mini-batches',
    { iterations: 40, l2: 0.5, batchSize: 50 },
    '4a54aacd3082be10b4c80b3d793cf86a1c49da5af2007ac4ba6f9bfe13b61d5d',
  ],
  [
    'adam, direct form',
    { optimizer: 'adam', learningRate: 0.0001, iterations: 60 },
    '6da7e8ebbd112de32813b19a1df4051e584042ef191c7e4bc2b04d3b381a89ce',
  ],
  [
    'float32, tanh and sigmoid',
    {
      dtype: 'float32',
      activation: ['tanh', 'sigmoid', 'tanh'],
      optimizer: 'rmsprop',
      learningRate: 0.001,
      iterations: 60,
    },
    'f16774597f46ade2dc599a24334ee637332baea446207f03d7e280158ed163a0',
  ],
  [
    'convolutions, momentum, mini-batches',
    {
      layers: 'auto,conv3:6,pool2,conv5x3:9/2,conv2:8:valid,pool3,16,auto',
      optimizer: 'momentum',
      iterations: 6,
      batchSize: 24,
      init: 'he-normal',
    },
    'b511114e82c0d3f23296b9bf8bdc98a69f2f3c8df4e7b28f90ad21bcfc8e850e',
  ],
  [
    'convolutions, float32, adam, tanh',
    {
      layers: 'auto,conv5:4/2:valid,pool2,conv3:7,12,auto',
      dtype: 'float32',
      optimizer: 'adam',
      learningRate: 0.001,
      activation: ['tanh'],
      iterations: 6,
    },
    '7c2ba202edbffa6934b470c53c55d5349688cfa84f098f695789bc03fa80cc95',
  ],
  [
    'convolutions, batch norm and dropout in mini-batches',
    {
      layers: 'auto,conv3:6,pool2,conv5x3:9/2,pool3,16,auto',
      ...{ batchNorm: true, keepProb: [0.9, 1, 0.8], l2: 0.5 },
      iterations: 6,
      batchSize: 24,
    },
    'bdbe65e0fee4c454b12e220e55d7b82fb583db64efe1e73c4ab80a883356e550',
  ],
  [
    'softmax',
    { layers: 'auto,16,2', iterations: 40, init: 'he-normal' },
    '778b73788620ec4fde39dbf2498b9b4ac9b3f134aa8f17d5f89a8713a96eb553',
  ],
  [
    'dropout, dual form',
    { iterations: 60, keepProb: [0.8, 0.9, 1] },
    '6b6d6110b0ba70da3a8882491f5cb193cc19ec144a4d04b4df004191c432d3e9',
  ],
  [
    'batch norm and dropout in mini-batches, dual form',
    { iterations: 40, batchNorm: true, keepProb: [0.8], batchSize: 50, l2: 0.5 },
    'e0a1c3990684650347e06758c0a96962680997f5712bcd8dc166827df9079537',
  ],
  [
    'batch norm, adam, float32',
    {
      dtype: 'float32',
      batchNorm: true,
      optimizer: 'adam',
      learningRate: 0.001,
      iterations: 40,
      batchSize: 64,
    },
    '329b6c067cf212057f9134dd99045d14615fae4c7d0598264768e58babfeabcc',
  ],
];

/** Trains on threads that have all started, and says how many kernels they shared. */
async function trainShared(options: Partial<TrainingOptions>, threads: number) {
  const all = parsedOptions({ ...defaultTrainingOptions(), ...options });
  const backend = createWasm(all.dtype, threads);
  while (!backend.ready()) await new Promise((wake) => setTimeout(wake, 10));
  const shared = vi.spyOn(Threads.prototype, 'run');
  try {
    const run = trainOn(backend, dataset, all, planTraining(dataset, all), NO_STAGES);
    let next = await run.next();
    while (!next.done) next = await run.next();
    return { digest: parameterDigest(next.value.parameters), shared: shared.mock.calls.length };
  } finally {
    shared.mockRestore();
    await backend.close();
  }
}

/** The pinned digest on `threads` each, which share kernels; 1 is the main thread alone. */
export function describeBits(
  threads: readonly number[],
  isTried: (run: string) => boolean = () => true,
): void {
  describe.each(RUNS.filter(([name]) => isTried(name)))('%s', (_, options, digest) => {
    it.each(threads)('%i threads: the pinned digest', async (count) => {
      if (count === 1) {
        const { parameters } = await runTraining(dataset, { ...options, backend: 'wasm', threads: 1 });
        expect(parameterDigest(parameters)).toBe(digest);
      } else {
        const run = await trainShared(options, count);
        expect(run.digest).toBe(digest);
        expect(run.shared).toBeGreaterThan(20);
      }
    });
  });
}
