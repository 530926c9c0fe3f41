/** Diagnoses of the course's cats. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.js';
import { openDataset } from '../../../src/data/open.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import { REAL_CATS, SKIP_NOTICE } from '../../helpers/real-cats.js';
import { eventsOfTraining } from '../../helpers/runs.js';

async function diagnoses(dataset: Dataset, options: Partial<TrainingOptions>) {
  const events = await eventsOfTraining(dataset, options);
  const found = events.filter((event) => event.event === 'diagnosis');
  // after everything else, and never more than two
  expect(events.slice(events.length - found.length)).toEqual(found);
  expect(found.length).toBeLessThanOrEqual(2);
  return found;
}
const codesOf = (found: readonly { code: string }[]) => found.map(({ code }) => code);

describe.skipIf(!REAL_CATS)(`the course's cats${SKIP_NOTICE}`, () => {
  const COURSE = { layers: '12288,20,7,5,1', iterations: 2500 };
  const open = () => openDataset(REAL_CATS as string);

  it('none for the five-layer network: 98.6 % and 80 % are what it is known for', async () => {
    expect(await diagnoses(await open(), COURSE)).toEqual([]);
  });

  it.each([
    [
      'logistic regression, 99.0 % and 70 %',
      { layers: '12288,1', init: 'zeros', learningRate: 0.005, iterations: 2000 },
    ],
    ['the two-layer network, 100 % and 72 %', { layers: '12288,7,1', init: 'normal:0.01', iterations: 2500 }],
  ] as [string, Partial<TrainingOptions>][])('over-fitting: %s', async (_, options) => {
    expect(codesOf(await diagnoses(await open(), options))).toEqual(['over-fitting']);
  });

  it.each([500, 2500])('the ×0.01 start of %i iterations has stalled near 0.6440', async (iterations) => {
    const [what, why] = await diagnoses(await open(), { ...COURSE, init: 'normal:0.01', iterations });
    expect([what.code, why.code]).toEqual(['stalled', 'vanishing-gradients']);
    expect(what.message).toMatch(/costs 0\.6440$/);
    expect(what.hint).toContain('--init lecun-normal');
  });

  it('dead relu units of layer 2 at a learning rate of 0.05', async () => {
    const found = await diagnoses(await open(), { ...COURSE, iterations: 1000, learningRate: 0.05 });
    expect(codesOf(found)).toEqual(['stalled', 'dead-units']);
    expect(found[1].message).toContain('100 % of layer 2;');
  });
});
