/** The verdict on each array as a learner reads it, in the names and the layout of the learner's file. */
import type { Matrix } from '../engine/matrix.js';
import { type Difference, differenceOf } from './comparison.js';
import type { Computation } from './computation.js';
import type { Verdict } from './verdicts.js';
import { type OwnArray, placeIn, valueAt } from './work/own-array.js';
import type { Work } from './work/work.js';

/** The verdict on one array. */
export interface CheckedArray {
  /** Its name in the learner's file. */
  readonly name: string;
  /** The course's name for it: `dW1` where the file says `grads['dw1']`. */
  readonly course: string;
  /** `unjudged`: it is made from arrays of a wrong shape, or from a mask that is missing. */
  readonly verdict: 'right' | 'wrong' | 'shape' | 'unjudged';
  /** Relative to the array's size. */
  readonly relative?: number;
  /** The largest difference of two values, and where. */
  readonly difference?: number;
  readonly at?: readonly number[];
  /** Its own value there. */
  readonly value?: number;
  /** The shape that it should have, and its own. */
  readonly shape?: readonly number[];
  readonly expected?: readonly number[];
}

/** The verdict on an array of `work`, which `computation` makes from those before it. */
export function checkedArray(
  { step, name, isRight, isJudged, difference }: Verdict,
  work: Work,
  computation: Computation,
): CheckedArray {
  const own = work.arrays.get(name) as OwnArray;
  const names = { name: own.label, course: name };
  if (!isJudged) return { ...names, verdict: 'unjudged' };
  if (difference === undefined) {
    const { rows, cols } = computation.made(step);
    const expected = own.isTurned ? [cols, rows] : [rows, cols];
    return { ...names, verdict: 'shape', shape: own.shape, expected };
  }
  return { ...names, verdict: isRight ? 'right' : 'wrong', ...placeOf(own, difference) };
}

/** A parameter of the file beside the one before the update. */
export function lateArray(name: string, right: Matrix, work: Work): CheckedArray {
  const own = work.arrays.get(name) as OwnArray;
  return {
    name: own.label,
    course: name,
    verdict: 'wrong',
    ...placeOf(own, differenceOf(own.matrix, right) as Difference),
  };
}

function placeOf(own: OwnArray, { largest, relative, at }: Difference): Partial<CheckedArray> {
  return { difference: largest, relative, at: placeIn(own, at), value: valueAt(own, at) };
}
