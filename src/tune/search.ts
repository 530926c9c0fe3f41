/** The part of a sweep that proposes configurations, a generation at a time. It trains nothing and reads no clock. */
import type { Configuration } from './configuration.js';
import type { TrialOutcome } from './result.js';

/** A configuration and what its trials gave, up to the last rung that it was in. */
export interface Judged {
  readonly configuration: Configuration;
  /** The last rung that it was in, and the part of a whole run that it ends: 9 for a ninth, 1 for all of it. */
  readonly rung: number;
  readonly part: number;
  /** `diverged` or `failed` if one of its trials is. */
  readonly outcome: TrialOutcome;
  /** Why it is not done, as the first such trial says. */
  readonly problem?: string | undefined;
  /** The metric of each trial of that rung, fold by fold and seed by seed; none unless it is done. */
  readonly metrics: readonly number[];
  /** Their mean; NaN unless it is done. */
  readonly mean: number;
  /** To be made small: the mean, or its negative where a larger one is better; Infinity unless it is done. */
  readonly loss: number;
}

/** Proposes the configurations of a sweep: a pure function of space, seed and what it is told. */
export interface Search {
  /** How many configurations each generation has. A generation is proposed when all before it have been judged. */
  readonly generations: readonly number[];
  /** The configurations of a generation; `past` are those of all generations before it, in the order of their indices. */
  propose(generation: number, past: readonly Judged[]): readonly Configuration[];
}

/** The configurations of all generations. */
export function configurationCount({ generations }: Pick<Search, 'generations'>): number {
  return generations.reduce((sum, count) => sum + count, 0);
}

/** The names of the ways to search, the simplest first; searches/searches.ts has them. */
export const SEARCH_NAMES = ['random', 'tpe', 'grid'] as const;

/** The name of a way to search. */
export type SearchName = (typeof SEARCH_NAMES)[number];
