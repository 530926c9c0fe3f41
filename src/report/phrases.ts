/** Phrases that the terminal and the page share: counted nouns, metrics, and the origin of parameters. */
import type { Measure } from '../train/metric-name.js';
import type { NumberScores } from '../train/number-metrics.js';
import { type EvaluationRecord, isNumberRecord } from '../train/records.js';

import { brief } from '../visible.js';

/** `1 example`, `2 examples` */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** A number in a sentence or table, of at most six digits. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** `accuracy 0.9856, cost 0.088413`, or `rmse 3.4021, mae 2.5, r2 0.8312, cost 0.168800` */
export function recordPhrase(record: EvaluationRecord): string {
  const cost = `cost ${record.cost.toFixed(6)}`;
  if (!isNumberRecord(record)) return `accuracy ${record.accuracy.toFixed(4)}, ${cost}`;
  return `${errorsPhrase(record)}, ${cost}`;
}

/** The value of a measure with the digits that it deserves: errors have the unit of the target. */
export function scoreText(measure: Measure, value: number): string {
  if (measure === 'rmse' || measure === 'mae') return figure(value);
  return value.toFixed(measure === 'cost' ? 6 : 4);
}

/** `rmse 3.4021, mae 2.5, r2 0.8312` */
export function errorsPhrase({ rmse, mae, r2 }: NumberScores): string {
  return `rmse ${figure(rmse)}, mae ${figure(mae)}, r2 ${r2.toFixed(4)}`;
}

/**
 * The origin of parameters, by the options of their run: `gd, learning rate 0.0075, 2500 iterations, init
 * lecun-normal, seed 1`. Imported parameters have only their file; a run with early stopping may have ended before
 * its last iteration. A model that was changed by hand may lack any of them.
 */
export function originPhrase(config: Readonly<Record<string, unknown>>): string {
  const { init, seed, optimizer, learningRate, iterations, importedFrom, earlyStopping } = config;
  if (typeof importedFrom === 'string') return `imported from ${importedFrom}`;
  const most = earlyStopping === undefined ? '' : 'at most ';
  const known = [
    optimizer,
    learningRate && `learning rate ${learningRate}`,
    iterations && `${most}${counted(Number(iterations), 'iteration')}`,
    init && `init ${init}`,
    seed !== undefined && `seed ${seed}`,
  ].filter(Boolean);
  return known.length === 0 ? 'with options that are not recorded' : known.join(', ');
}

/** `a`, `a and b`, `a, b and c` */
export function enumerated(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** A sentence on the threshold of two classes. */
export function thresholdSentence(threshold: number, [, positive]: readonly string[]): string {
  return `"${brief(positive)}" is predicted where its probability is at least ${threshold}.`;
}
