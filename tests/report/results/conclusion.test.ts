/** The conclusion of a run in one sentence, for every kind of finding. */
import { describe, expect, it } from 'vitest';
import { conclusion } from '../../../src/report/results/conclusion.js';
import { DIAGNOSIS_CODES } from '../../../src/train/records.js';

const share = (accuracy: number) => ({ examples: 1000, accuracy, cost: 0.1 });
const BOTH = { train: share(0.9856), test: share(0.8) };

describe('the conclusion', () => {
  it('of a run that went well', () => {
    expect(conclusion({ diagnosis: [], evaluations: BOTH })).toBe(
      'The network learned: it is right on 98.6 % of the training examples and 80.0 % of the test examples.',
    );
  });

  it('of an over-fitting one, with validation examples', () => {
    const diagnosis = [{ code: 'over-fitting' as const, message: '', hint: '' }];
    const evaluations = { train: share(1), validation: share(0.7), test: share(0.72) };
    expect(conclusion({ diagnosis, evaluations })).toBe(
      'The network is over-fitting: it is right on 100 % of the training examples, 70.0 % of the validation examples, but 72.0 % of the test examples.',
    );
  });

  it.each(DIAGNOSIS_CODES)('of %s, by the first finding', (code) => {
    const first = { code, message: '', hint: '' };
    const words = conclusion({ diagnosis: [first], evaluations: BOTH });
    expect(words).toMatch(/^The (network|training) .+: it is right on 98\.6 % of /);
    expect(words).not.toContain('The network learned:');
    const more = [first, { code: 'dead-units' as const, message: '', hint: '' }];
    expect(conclusion({ diagnosis: more, evaluations: BOTH })).toBe(words);
  });

  it('without a diagnosis: shares alone, or nothing', () => {
    expect(conclusion({ evaluations: { train: share(0.5) } })).toBe(
      'The model is right on 50.0 % of the training examples.',
    );
    expect(conclusion({ evaluations: {} })).toBeUndefined();
  });

  it('never calls one error in ten thousand 100 %', () => {
    expect(conclusion({ diagnosis: [], evaluations: { train: share(0.9999) } })).toContain('99.9 %');
  });
});
