/** The learner's arrays, each beside what the formulas make of those before it. */
import type { Matrix } from '../engine/matrix.js';
import { difference as differenceBetween, ifTheyFit, largest } from './arrays.js';
import { type Difference, differenceOf } from './comparison.js';
import type { Computation } from './computation.js';
import { nameOf, type Step } from './steps.js';
import { movement, termsOf } from './terms.js';
import { leastShare, roundedShare } from './tolerances.js';

/** The verdict on one array; `difference` is undefined where the shape is another. */
export interface Verdict {
  readonly step: Step;
  readonly name: string;
  readonly isRight: boolean;
  /** False where it is made from arrays of a wrong shape. */
  readonly isJudged: boolean;
  readonly difference?: Difference | undefined;
}

/**
 * Judges the array that `step` makes: right where any right formula gives it to `tolerance`, relative to its size. One
 * that is made from arrays of a wrong shape is not judged, and not blamed.
 */
export function verdictOn(computation: Computation, step: Step, tolerance: number): Verdict {
  const name = nameOf(step.kind, step.layer);
  return ifTheyFit(
    () => {
      const difference = leastDifference(computation, step, tolerance);
      const isRight = difference !== undefined && difference.relative <= tolerance;
      return { step, name, isRight, isJudged: true, difference };
    },
    { step, name, isRight: true, isJudged: false },
  );
}

/** The difference from the nearest of the right arrays. @throws ShapeError */
function leastDifference(computation: Computation, step: Step, tolerance: number): Difference | undefined {
  const own = computation.given(nameOf(step.kind, step.layer)) as Matrix;
  const first = judged(own, computation.made(step), computation, step, tolerance);
  if (first !== undefined && first.relative <= tolerance) return first;
  const others = computation
    .otherwise(step)
    .flatMap((right) => judged(own, right, computation, step, tolerance) ?? []);
  return others.find(({ relative }) => relative <= tolerance) ?? first;
}

/** The difference of the learner's array of `step` from a right one, as far as `tolerance` measures it. */
export function judged(
  own: Matrix,
  right: Matrix,
  computation: Computation,
  step: Step,
  tolerance: number,
): Difference | undefined {
  if (own.rows !== right.rows || own.cols !== right.cols) return undefined;
  return differenceOf(own, right, measureOf(right, computation, step, tolerance));
}

/** True of arrays that the formulas make to the learner's numbers, false also where NumPy would have refused. */
export function agrees(computation: Computation, step: Step, tolerance: number): boolean {
  const { isRight, isJudged } = verdictOn(computation, step, tolerance);
  return isRight && isJudged;
}

/**
 * The size by which a difference from `right` is measured: its own, or that of the terms that its values are sums of. An
 * updated parameter is measured by its step, as far as its digits hold one: beside the parameter a step is small.
 */
function measureOf(right: Matrix, computation: Computation, step: Step, tolerance: number): number {
  const { kind, layer } = step;
  const share = leastShare(tolerance);
  if (kind !== 'W_new' && kind !== 'b_new')
    return Math.max(largest(right.data), share * termsOf(computation, step));
  const before = computation.of(nameOf(kind === 'W_new' ? 'W' : 'b', layer));
  const digits = Math.max(largest(before.data), largest(right.data));
  return Math.max(
    largest(differenceBetween(right, before).data),
    movement(computation, step, share),
    roundedShare(tolerance) * digits,
  );
}
