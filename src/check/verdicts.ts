/** The learner's arrays, each beside what the formulas make of those before it. */
import type { Matrix } from '../engine/matrix.js';
import { largest, ShapeError } from './arrays.js';
import { type Difference, differenceOf, leastShare } from './comparison.js';
import type { Computation } from './computation.js';
import { nameOf, type Step } from './steps.js';

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
  try {
    const difference = leastDifference(computation, step, tolerance);
    const isRight = difference !== undefined && difference.relative <= tolerance;
    return { step, name, isRight, isJudged: true, difference };
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return { step, name, isRight: true, isJudged: false };
  }
}

/** The difference from the nearest of the right arrays. @throws ShapeError */
function leastDifference(computation: Computation, step: Step, tolerance: number): Difference | undefined {
  const own = computation.given(nameOf(step.kind, step.layer)) as Matrix;
  const least = leastShare(tolerance) * termsOf(computation, step);
  const first = differenceOf(own, computation.made(step), least);
  if (first !== undefined && first.relative <= tolerance) return first;
  const others = computation.otherwise(step).flatMap((right) => differenceOf(own, right, least) ?? []);
  return others.find(({ relative }) => relative <= tolerance) ?? first;
}

/** True of arrays that the formulas make to the learner's numbers, false also where NumPy would have refused. */
export function agrees(computation: Computation, step: Step, tolerance: number): boolean {
  const { isRight, isJudged } = verdictOn(computation, step, tolerance);
  return isRight && isJudged;
}

/** The size of the terms that an array's values are sums of; 0 where they are no sums. */
function termsOf(computation: Computation, { kind, layer }: Step): number {
  const size = (name: string) => largest(computation.of(name).data);
  const before = () => size(layer === 1 ? 'A0' : `A${layer - 1}`);
  if (kind === 'Z') return size(`W${layer}`) * before();
  if (kind === 'dW') return size(`dZ${layer}`) * before();
  if (kind === 'db') return size(`dZ${layer}`);
  if (kind === 'dA' && layer < computation.network.sizes.length - 1)
    return size(`W${layer + 1}`) * size(`dZ${layer + 1}`);
  return 0;
}
