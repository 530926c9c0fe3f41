/** Parameters that a file holds as they are behind the update, because it was made in place: the ones before follow. */
import type { Matrix } from '../engine/matrix.js';
import { areFinite, ifTheyFit, ShapeError, scaled, sum } from './arrays.js';
import type { Computation } from './computation.js';
import { direction } from './formulas.js';
import { layersOf } from './intended.js';
import type { Mistake } from './mistakes/mistake.js';
import { Place } from './place.js';
import { nameOf, type Step } from './steps.js';
import { agrees } from './verdicts.js';

/** The mistake of such a file. */
export const SAVED_LATE: Mistake = {
  id: 'parameters-saved-late',
  changes: {},
  did: 'the parameters are saved as they are behind the update',
  wrong: 'work["W1"] = parameters["W1"]; parameters["W1"] -= learning_rate * dW1',
  right: 'work["W1"] = parameters["W1"].copy()',
  why: 'work["W1"] and parameters["W1"] are one array, and -= changes it where it stands; the other arrays are made from the one before.',
};

/** The parameters before the update, by their names. */
export type Earlier = ReadonlyMap<string, Matrix>;

type Parameter = 'W' | 'b';
const BOTH: readonly (readonly Parameter[])[] = [['W', 'b'], ['W'], ['b']];

/**
 * Finds the parameters from which the learner's other arrays were made, if the file has those behind the update: with
 * the step taken back some wrong arrays are right, and none that was right is wrong. Undefined where that is not so. Pauses behind each array.
 */
export function* earlierParameters(
  plain: Computation,
  steps: readonly Step[],
  tolerance: number,
  computing: (replaced: Earlier) => Computation,
): Generator<number, Earlier | undefined, void> {
  const made = steps.filter(({ kind }) => !/_new$/.test(kind));
  const right = yield* rightIn(plain, made, tolerance);
  if (right.size === made.length) return undefined;
  let best: { readonly earlier: Earlier; readonly count: number } | undefined;
  for (const kinds of BOTH) {
    const earlier = steppedBack(plain, kinds);
    if (earlier === undefined) continue;
    const { size: count } = yield* rightIn(computing(earlier), made, tolerance, right);
    if (count > (best?.count ?? right.size)) best = { earlier, count };
  }
  return best?.earlier;
}

/** The steps whose arrays are right; none where one of `needed` is wrong. Pauses behind each. */
function* rightIn(
  computation: Computation,
  steps: readonly Step[],
  tolerance: number,
  needed: ReadonlySet<Step> = new Set(),
): Generator<number, ReadonlySet<Step>, void> {
  const right = new Set<Step>();
  for (const step of steps) {
    if (agrees(computation, step, tolerance)) right.add(step);
    else if (needed.has(step)) return new Set();
    yield 0;
  }
  return right;
}

/** W + α·d of each layer, d being the learner's own; undefined where a gradient is missing, or has no numbers. */
function steppedBack(computation: Computation, kinds: readonly Parameter[]): Earlier | undefined {
  const layers = layersOf(computation.network);
  const names = kinds.flatMap((kind) => layers.map((layer) => ({ kind, layer })));
  if (names.some(({ kind, layer }) => computation.given(nameOf(`d${kind}`, layer)) === undefined))
    return undefined;
  return ifTheyFit(() => {
    const before = names.map(({ kind, layer }) => {
      const at = new Place(computation, layer);
      const step = scaled(direction(at, `d${kind}`), at.learningRate);
      return [nameOf(kind, layer), shaped(sum(at[kind], step), at[kind])] as const;
    });
    // Of a gradient without numbers no step can be taken back, and arrays without numbers prove nothing.
    return before.every(([, { data }]) => areFinite(data)) ? new Map(before) : undefined;
  }, undefined);
}

/** @throws ShapeError where a gradient of another shape has made it another array. */
function shaped(made: Matrix, { rows, cols }: Matrix): Matrix {
  if (made.rows === rows && made.cols === cols) return made;
  throw new ShapeError(`${made.shape} for (${rows}, ${cols})`);
}
