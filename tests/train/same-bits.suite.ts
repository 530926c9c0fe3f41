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
    '9357082e37e64d9edeaf58fca3163a66fd57f43cd9a3885c66371e14c827742e',
  ],
  [
    'dual form, L2 and mini-batches',
    { iterations: 40, l2: 0.5, batchSize: 50 },
    'a1885a32c3a9e49d7553b41b5bd432e67fb1dce5bb1f174e1d114fdcda8fd499',
  ],
  [
    'adam, direct form',
    { optimizer: 'adam', learningRate: 0.0001, iterations: 60 },
    'a2427759a8c54f7606b8e634cf3c720a7f7ced63baaaabae0c968ef9d8a07c96',
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
    'e177508dffd469e0540848c56e39ab0526892c9f0de2b8e4aa09d6f228d6d408',
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
    'fcb93fd3797a36c20ec582eebe6468f8d787c0d4bcd4ca5f47ce9870d3325030',
  ],
  [
    'convolutions, batch norm and dropout in mini-batches',
    {
      layers: 'auto,conv3:6,pool2,conv5x3:9/2,pool3,16,auto',
      ...{ batchNorm: true, keepProb: [0.9, 1, 0.8], l2: 0.5 },
      iterations: 6,
      batchSize: 24,
    },
    'ab80b480e601ba0e6bec71a5ff7f26bed92fcfdec3d99c6a89be3c71855f137d',
  ],
  [
    'convolutions by patches, mini-batches',
    { layers: 'auto,conv5:8,pool3,conv3:17,conv4:11,pool2,16,auto', iterations: 5, batchSize: 24 },
    '1e517251814d7773d1d42998a17cd4098445e21587ad8f6d81cc787bedac8b94',
  ],
  [
    'convolutions by patches, float32, adam',
    {
      layers: 'auto,conv5:8,pool3,conv3:17,conv4:11:valid,pool2,16,auto',
      dtype: 'float32',
      optimizer: 'adam',
      learningRate: 0.001,
      iterations: 5,
    },
    'ac9277a4a1f2648e2f84d688cfaf914bc6103b2527885159da907dac1ac8f89e',
  ],
  [
    'softmax',
    { layers: 'auto,16,2', iterations: 40, init: 'he-normal' },
    '1b4128bcaf1dba86ad49d64bc147ed8da6cd9474daa0ea8e51460d0275751a72',
  ],
  [
    'dropout, dual form',
    { iterations: 60, keepProb: [0.8, 0.9, 1] },
    '27ddb57ea76be3837091790c0bd5b79460d5d49db7e2c84310872d956804f070',
  ],
  [
    'batch norm and dropout in mini-batches, dual form',
    { iterations: 40, batchNorm: true, keepProb: [0.8], batchSize: 50, l2: 0.5 },
    'a329bc6cd59ece938953d2b5f7438911eecd8b00233d9d5499e5eebae7710dd8',
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
  const backend = createWasm(all.dtype, { threads });
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
