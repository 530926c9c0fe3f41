/** The defaults of tables: which options have them, how they follow from the examples, and what comes before them. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { openDataset } from '../../src/data/open.js';
import { defaultTrainingOptions, parsedOptions, tableDefaults } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { train } from '../../src/train/trainer.js';

const NOTHING = () => false;
const table = (examples: number) => ({ columns: [], train: { examples } }) as unknown as Dataset;
const points = { train: { examples: 300 } } as unknown as Dataset;

describe('the defaults of tables', () => {
  it('are adam, 128 units and mini-batches; those of other data are those of the course', () => {
    const { layers, optimizer, learningRate, batchSize, epochs, iterations } = defaultTrainingOptions(
      table(1000),
    );
    expect({ layers, optimizer, learningRate, batchSize, epochs, iterations }).toEqual({
      layers: 'auto,128,auto',
      optimizer: 'adam',
      learningRate: 0.002,
      batchSize: 32,
      epochs: 30,
      iterations: undefined,
    });
    expect(defaultTrainingOptions(points)).toEqual(defaultTrainingOptions());
    expect(tableDefaults(points, NOTHING)).toEqual({});
  });

  it.each([
    [4, 1500, 32],
    [10, 600, 32],
    [150, 40, 32],
    [16_000, 30, 32],
    [100_000, 10, 200],
    [1_000_000, 10, 512],
  ])('of %d examples are %d epochs of batches of %d', (examples, epochs, batchSize) => {
    expect(tableDefaults(table(examples), NOTHING)).toMatchObject({ epochs, batchSize });
  });

  it('come after what is given, and of length in one way not in the other', () => {
    const given = (...names: string[]) =>
      Object.keys(tableDefaults(table(9), (name) => names.includes(name)));
    expect(given('optimizer', 'layers')).toEqual(['learningRate', 'iterations', 'epochs', 'batchSize']);
    expect(given('iterations')).not.toContain('epochs');
    expect(given('epochs')).not.toContain('iterations');
    const { epochs, ...others } = defaultTrainingOptions(table(9));
    const few = parsedOptions({ ...others, epochs: undefined, iterations: 7 }, table(9));
    expect([few.iterations, few.epochs]).toEqual([7, undefined]);
  });

  it('are those of a run of the library that leaves them out', async () => {
    const iris = await openDataset('iris');
    const few = { seed: 1, epochs: 2 } as ReturnType<typeof defaultTrainingOptions>;
    const plan = planTraining(iris, few);
    expect([plan.architecture.layers[0].type, plan.batchSize, plan.iterations]).toEqual(['dense', 32, 8]);
    const run = train(iris, few, plan);
    let next = await run.next();
    while (!next.done) next = await run.next();
    const same = { ...defaultTrainingOptions(iris), epochs: 2 };
    const other = train(iris, same, planTraining(iris, same));
    let last = await other.next();
    while (!last.done) last = await other.next();
    expect(next.value.costs).toEqual(last.value.costs);
  });
});
