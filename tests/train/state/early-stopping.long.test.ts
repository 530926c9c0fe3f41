/** Early stopping on the course's cats. */
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../src/data/open.js';
import { parameterDigest } from '../../../src/model/model.js';
import { DEFAULT_PATIENCE } from '../../../src/train/options/regularisation.js';
import { REAL_CATS, SKIP_NOTICE } from '../../helpers/real-cats.js';
import { runTraining } from '../../helpers/runs.js';

const digestOf = ({ parameters }: { parameters: Parameters<typeof parameterDigest>[0] }) =>
  parameterDigest(parameters);

describe.skipIf(!REAL_CATS)(`the course's cats${SKIP_NOTICE}`, () => {
  const COURSE = { layers: '12288,20,7,5,1', iterations: 2500 };
  it('the rise from iteration 800 to 900 fools neither the default patience nor a quarter of it', async () => {
    const cats = await openDataset(REAL_CATS as string);
    const plain = await runTraining(cats, COURSE);
    for (const earlyStopping of [DEFAULT_PATIENCE, 50]) {
      const watched = await runTraining(cats, { ...COURSE, earlyStopping });
      expect(watched.iterations).toBe(2500);
      expect(digestOf(watched)).toBe(digestOf(plain));
      expect(watched.costs).toEqual(plain.costs);
    }
  });

  it('with a fifth held out, the default patience ends the run where the validation cost is lowest', async () => {
    const cats = await openDataset(REAL_CATS as string);
    const run = await runTraining(cats, { ...COURSE, validationSplit: 0.2, earlyStopping: DEFAULT_PATIENCE });
    const whole = await runTraining(cats, { ...COURSE, validationSplit: 0.2 });
    expect(run.iterations).toBeLessThan(2500);
    expect(run.evaluations.validation?.examples).toBe(41);
    expect(run.evaluations.validation?.cost).toBeLessThan(whole.evaluations.validation?.cost as number);
  });
});
