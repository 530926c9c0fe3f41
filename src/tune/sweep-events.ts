/** The events of a sweep. */
import type { Configuration } from './configuration.js';
import type { Rung } from './halving.js';
import type { TrialResult } from './result.js';
import type { Judged } from './search.js';

/** A rung begins. */
export interface RungEvent {
  readonly event: 'rung';
  readonly generation: number;
  readonly rung: number;
  /** All rungs of its bracket. */
  readonly rungs: readonly Rung[];
  readonly trials: number;
  /** Trials of it whose results are known. */
  readonly known: number;
  /** The indices of the configurations of the others. */
  readonly missing: readonly number[];
}

/** The result of a trial. */
export interface TrialEvent {
  readonly event: 'trial';
  readonly index: number;
  readonly id: string;
  readonly generation: number;
  readonly rung: number;
  readonly part: number;
  readonly seed: number;
  readonly fold?: number | undefined;
  /** The values of the options that have a space. */
  readonly options: Configuration['values'];
  readonly outcome: TrialResult['outcome'];
  readonly metric?: number | undefined;
  readonly problem?: string | undefined;
  /** True where its processes died, however often it was tried. */
  readonly died?: true | undefined;
  readonly sha256: string;
  readonly updates: number;
  readonly seconds: number;
  readonly machine: string;
  /** True if it was known before: the sweep goes on, or another configuration of equal values had it. */
  readonly known?: true | undefined;
}

/** The configurations of a rung have been judged. */
export interface JudgedEvent {
  readonly event: 'judged';
  readonly generation: number;
  readonly rung: number;
  readonly best: Judged | undefined;
  /** The best of all so far, of those that came furthest. */
  readonly leader: Judged | undefined;
}

export type SweepEvent = RungEvent | TrialEvent | JudgedEvent;
