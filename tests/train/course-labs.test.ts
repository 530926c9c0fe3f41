/** The course's optimizer labs on moons: the costs as its notebooks print them, to the sixth decimal. */
import { describe, expect, it } from 'vitest';
import { makeToy } from '../../src/data/toys/toys.js';
import type { TrainingOptions } from '../../src/train/options/options.js';
import { eventsOfTraining } from '../helpers/runs.js';

const moons = makeToy('moons');
const LAB = {
  layers: '2,5,2,1',
  init: 'he-normal',
  seed: 3,
  batchSize: 64,
  shuffle: 'seed:10',
  epochs: 1001,
  logEpochs: 1000,
} as const;

/** The mean costs of epochs 0 and 1000, and the costs of their last mini-batches. */
async function costs(options: Partial<TrainingOptions>): Promise<{ means: string[]; last: string[] }> {
  const events = await eventsOfTraining(moons, { ...LAB, ...options });
  const logged = events.filter((event) => event.event === 'cost');
  expect(logged.map(({ epoch }) => epoch)).toEqual([0, 1000]);
  return {
    means: logged.map(({ epochCost }) => (epochCost as number).toFixed(6)),
    last: logged.map(({ cost }) => cost.toFixed(6)),
  };
}

describe('the published costs of epochs 0 and 1000', () => {
  it.each([
    ['inverse:1', '0.661884'],
    ['step:1@1000', '0.127161'],
  ])('gd at rate 0.1 with %s, lowered after each epoch: %s', async (lrDecay, published) => {
    const { means } = await costs({ learningRate: 0.1, lrDecay, lrDecayFrom: 1 });
    expect(means).toEqual(['0.701091', published]);
  });

  it('adam with ε in the root: 0.167966, and 0.185501 where the notebook prints the last mini-batch', async () => {
    const { means, last } = await costs({ optimizer: 'adam', learningRate: 0.0007, epsilonInRoot: true });
    expect(means).toEqual(['0.702166', '0.167966']);
    expect(last).toEqual(['0.690552', '0.185501']);
  });
});
