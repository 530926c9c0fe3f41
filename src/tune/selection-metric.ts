/** The metric that a sweep chooses by: one of the examples held out, never of those trained on or of the test set. */
import { DnnError } from '../errors.js';
import { isError, type Measure, type MeasuredPart, parseMetric } from '../train/metric-name.js';
import type { Parsed } from '../train/options/kinds.js';
import { brief } from '../visible.js';

/** A metric of the examples held out. */
export interface SelectionMetric extends Parsed {
  readonly measure: Measure;
  /** The class whose measure it is; undefined for all of them. */
  readonly class: string | undefined;
  /** True if a smaller value is better. */
  readonly isError: boolean;
}

const OFFERED = { parts: ['validation'], usual: 'validation' } as const;

/** Why a sweep does not choose by the metrics of a part. */
const REASONS: Readonly<
  Record<Exclude<MeasuredPart, 'validation'>, readonly [problem: string, reason: string]>
> = {
  test: [
    'a sweep does not choose by the test set',
    'The test set tells how good the chosen network is on examples that had no part in any choice; of many networks, the best on it looks better than it is.',
  ],
  train: [
    'a sweep does not choose by the examples that it trains on',
    'On these the network that overfits most is the best.',
  ],
  folds: [
    'a sweep is not told the mean over the folds by this name',
    'With --folds it is the mean of what each fold holds out.',
  ],
};

/** @throws DnnError (usage) for the metrics of other parts, with the reason, and for names that are no metric. */
export function parseSelectionMetric(text: string): SelectionMetric {
  const { split = 'train', measure, class: name } = parseMetric(text, OFFERED);
  if (split === 'validation') return { text, measure, class: name, isError: isError(measure) };
  const [problem, reason] = REASONS[split];
  const own = `validation_${measure}${name === undefined ? '' : `[${brief(name)}]`}`;
  throw new DnnError('usage', problem, `${reason} Use ${own}.`);
}
