import { expect, it } from 'vitest';
import type { KernelsName } from '../../src/engine/backend.js';
import { planLines } from '../../src/report/terminal/plan-lines.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { syntheticDataset } from '../helpers/runs.js';

it.each<[string, KernelsName, string | undefined]>([
  ['20x20x1,conv5:32,pool2,conv3:16,auto', 'wasm', 'layer 3'],
  ['20x20x1,conv3:16,conv5:16,pool2,conv3:16,auto', 'wasm', 'layers 2, 4'],
  ['20x20x1,conv3:16,conv5:16,pool2,conv3:16,auto', 'js', undefined],
  // Of a convolution with a stride the gradient of its input alone goes by patches.
  ['20x20x1,conv3:16,conv3:16/2,auto', 'wasm', 'layer 2'],
  ['20x20x1,conv3:16,conv1:16,auto', 'wasm', undefined],
  ['400,20,auto', 'wasm', undefined],
])('the plan of %s on %s names the convolutions by patches', (layers, kernels, named) => {
  const dataset = syntheticDataset(20, 400);
  const plan = planTraining(dataset, { ...defaultTrainingOptions(), layers });
  const line = planLines(plan, kernels).find((each) => each.startsWith('Convolutions by patches'));
  const expected = `Convolutions by patches: ${named}, with fewer multiplications than the work counts`;
  expect(line).toBe(named && expected);
});
