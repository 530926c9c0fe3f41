/** The result of a trial, as plain JSON: what trials.jsonl keeps and a worker sends. */

import { sha256 } from '../sha256.js';
import { brief } from '../visible.js';

/** How a trial ended: `failed` could not be trained, however often it was tried. */
export type TrialOutcome = 'done' | 'diverged' | 'failed';

/** The name of a measure of the class with this number, from 0: `f1[0]`. Equal data may name their classes differently. */
export function measureOfClass(measure: string, index: number): string {
  return `${measure}[${index}]`;
}

/** The longest problem, and name of a machine, in characters. */
export const MOST_PROBLEM_CHARACTERS = 10_000;

/** The result of one trial. */
export interface TrialResult {
  /** That of its trial. */
  readonly id: string;
  readonly outcome: TrialOutcome;
  /** The measures of the examples held out, by their names without a split: cost, accuracy, f1, f1[0], …; none unless it is done. */
  readonly measures: Readonly<Record<string, number>>;
  /** SHA-256 of the parameters at its end, as in a model; of a trial that is not done, of its outcome's name. */
  readonly sha256: string;
  /** Updates of the run up to the trial's end, and of those the ones that this trial made. */
  readonly iterations: number;
  readonly updates: number;
  /** Updates of the whole run as planned. */
  readonly planned: number;
  /** [iteration, cost], the training costs up to the trial's end, thinned to at most 50. */
  readonly costs: readonly (readonly [number, number])[];
  /** Why it is not done. */
  readonly problem?: string | undefined;
  /** True where no process has brought it to an end, however often it was tried: another time one may. */
  readonly died?: true | undefined;
  /** Told, and part of no digest. */
  readonly seconds: number;
  readonly machine: string;
}

/** The digest of a sweep: SHA-256 over the ids and parameters of its trials, generation by generation and rung by rung. */
export function digestOfSweep(results: readonly Pick<TrialResult, 'id' | 'sha256'>[]): string {
  return sha256([Buffer.from(results.map(({ id, sha256: own }) => id + own).join(''))]);
}

/** True for a result that makes way for another: what failed for want of memory on one machine may be done on another. */
export function givesWay(known: Pick<TrialResult, 'outcome'>, other: Pick<TrialResult, 'outcome'>): boolean {
  return known.outcome === 'failed' && other.outcome !== 'failed';
}

/** The first way in which two results of one trial contradict each other; undefined where none does, or one failed. */
export function differenceOf(
  a: Omit<TrialResult, 'costs'>,
  b: Omit<TrialResult, 'costs'>,
): string | undefined {
  if (a.outcome === 'failed' || b.outcome === 'failed') return undefined;
  if (a.outcome !== b.outcome) return `it is ${a.outcome} and ${b.outcome}`;
  if (a.sha256 !== b.sha256)
    return `its parameters have the SHA-256 ${a.sha256.slice(0, 12)}… and ${b.sha256.slice(0, 12)}…`;
  const names = new Set([...Object.keys(a.measures), ...Object.keys(b.measures)]);
  const name = [...names].find((each) => a.measures[each] !== b.measures[each]);
  return name && `its ${brief(name)} is ${a.measures[name]} and ${b.measures[name]}`;
}
