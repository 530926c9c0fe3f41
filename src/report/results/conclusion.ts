/** The conclusion of a training run: one sentence in plain words that says how the training went and how well the model answers. */
import type { TrainingRecord } from '../../model/model.js';
import { type Diagnosis, isNumberRecord, type MeasuredSplit } from '../../train/records.js';
import { figure } from '../phrases.js';

/** How the training went, by the most important finding about it. */
const VERDICTS: Readonly<Record<Diagnosis['code'], string>> = {
  'leaking-target': 'The network learned from a column that gives the answers away',
  'unscaled-inputs': 'The network learned badly because of the sizes of its inputs',
  slow: 'The training ended too early',
  stalled: 'The network hardly learned',
  majority: 'The network did not learn',
  'rare-class': 'The network learned, but hardly ever names a rare class',
  'rising-cost': 'The training was unstable because its steps were too long',
  'over-fitting': 'The network is over-fitting',
  'dead-units': 'The network learned badly because units died',
  'saturated-units': 'The network learned badly because units saturated',
  'vanishing-gradients': 'The network learned badly because its gradients vanish',
  'exploding-gradients': 'The network learned badly because its gradients explode',
};

/** Splits in the order of a sentence. */
const SPLITS: readonly MeasuredSplit[] = ['train', 'validation', 'test'];
const NAMES: Readonly<Record<MeasuredSplit, string>> = {
  train: 'training',
  validation: 'validation',
  test: 'test',
};

/**
 * `The network learned: it is right on 98.6 % of the training examples and 80.0 % of the test examples.` Without a
 * diagnosis, as of imported parameters, only the shares: `The model is right on …`; undefined without evaluations.
 */
export function conclusion({
  diagnosis,
  evaluations,
}: Pick<TrainingRecord, 'diagnosis' | 'evaluations'>): string | undefined {
  const shares = SPLITS.flatMap((split) => {
    const record = evaluations[split];
    if (record === undefined) return [];
    const examples = `the ${NAMES[split]} examples`;
    return isNumberRecord(record)
      ? [`${figure(record.rmse)} on ${examples}`]
      : [`${percent(record.accuracy)} of ${examples}`];
  });
  if (shares.length === 0) return undefined;
  const areNumbers = SPLITS.some((split) => evaluations[split]?.rmse !== undefined);
  const words = areNumbers ? 'its typical error (rmse) is' : 'it is right on';
  if (diagnosis === undefined)
    return `${words.replace(/^its? /, areNumbers ? "The model's " : 'The model ')} ${listed(shares, 'and')}.`;
  const verdict = diagnosis.length === 0 ? 'The network learned' : VERDICTS[diagnosis[0].code];
  const isOverFitting = diagnosis[0]?.code === 'over-fitting';
  return `${verdict}: ${words} ${listed(shares, isOverFitting ? 'but' : 'and')}.`;
}

/** `a, b and c`; with `but` for the last word `a, b, but c`. */
function listed(parts: readonly string[], word: 'and' | 'but'): string {
  if (parts.length === 1) return parts[0];
  return `${parts.slice(0, -1).join(', ')}${word === 'but' ? ', but' : ' and'} ${parts.at(-1)}`;
}

/** A share of 1 with one decimal; less than all is never rounded to 100 %. */
function percent(share: number): string {
  return `${share < 1 ? Math.min(99.9, 100 * share).toFixed(1) : 100} %`;
}
