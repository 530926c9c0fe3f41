/** Configuration files: JSON of options, read and planned with as `dnn train --config` does. */
import { join } from 'node:path';
import { TRAIN } from '../../src/cli/commands/train-command.js';
import { idleOptions } from '../../src/cli/options/idle-options.js';
import { resolveOptions } from '../../src/cli/options/resolve.js';
import { configSource } from '../../src/cli/options/sources.js';
import { planTraining } from '../../src/train/plan.js';
import { syntheticDataset } from '../helpers/runs.js';
import { mutateJson } from './json.js';
import type { Target } from './target.js';

const MACHINE = { memoryLimit: 2 ** 28, cores: 2 };
const dataset = syntheticDataset(7, 12);

const SEEDS = [
  resolveOptions(TRAIN.options, []),
  { layers: '12,20,7,5,1', 'learning-rate': 0.0075, lrDecay: 'cosine', seed: 1, iterations: 250 },
  {
    layers: '2x2x3,conv1:2,pool2,auto',
    optimizer: 'adam',
    batchSize: 4,
    epochs: 3,
    keepProb: [0.5],
    l2: 0.1,
  },
  { expect: ['train.accuracy>=0.5'], batchNorm: true, init: 'he', biasInit: 'normal:0.1', momentum: 0.9 },
].map((options) => Buffer.from(JSON.stringify(options, (_, value) => value ?? null)));

export const config: Target = {
  name: 'config',
  async prepare() {
    return {
      make: (random) => ({ 'config.json': mutateJson(SEEDS, random) }),
      async read(directory) {
        const source = configSource(join(directory, 'config.json'), TRAIN);
        const sources = source === undefined ? [] : [source];
        const options = resolveOptions(TRAIN.options, sources);
        idleOptions(TRAIN.options, { options, sources });
        planTraining(dataset, options, MACHINE);
      },
    };
  },
};
