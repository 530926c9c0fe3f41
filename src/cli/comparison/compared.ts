/** Two runs or sets of arrays that were compared, and the words for where they differ. */
import type { ArraysComparison, ArrayVerdict } from '../../check/compare-arrays.js';
import type { Differing } from '../../engine/array-difference.js';
import { indexOf } from '../../engine/shape.js';
import type { MatrixDifference, RunComparison } from '../../model/comparison/compare-runs.js';
import type { RecordedRun } from '../../model/comparison/recorded-run.js';
import { counted } from '../../report/phrases.js';

/** One of the two. */
export interface ComparedSide {
  readonly path: string;
  readonly kind: 'model' | 'checkpoint' | 'arrays';
  /** Over the numbers, in the order of the computation. */
  readonly sha256: string;
}

interface Sides {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
}

/** A comparison, with what was compared. */
export type Comparison =
  | (Sides & {
      readonly of: 'runs';
      readonly runA: RecordedRun;
      readonly runB: RecordedRun;
      readonly result: RunComparison;
    })
  | (Sides & { readonly of: 'arrays'; readonly result: ArraysComparison });

/** The first number or array that differs, and where it stands. */
export interface FirstDifference {
  readonly iteration?: number;
  readonly split?: 'train' | 'validation';
  readonly array?: string;
  readonly index?: readonly number[];
  /** Undefined where shapes or texts differ. */
  readonly pair?: Differing | undefined;
  readonly shapes?: readonly (readonly number[])[];
}

/** The first difference: of runs a cost, else a parameter; of arrays the first in the order of the computation. */
export function firstDifference(compared: Comparison): FirstDifference | undefined {
  if (compared.of === 'arrays') {
    const found = compared.result.arrays.find(({ verdict }) => verdict !== 'same');
    return found && firstOfArray(found);
  }
  const { cost, matrices } = compared.result;
  if (cost) return { iteration: cost.iteration, split: cost.split, pair: cost };
  return matrices.length === 0 ? undefined : firstOfMatrix(matrices[0]);
}

/** The first number of a matrix that differs. */
export function firstOfMatrix({ name, cols, first }: MatrixDifference): FirstDifference {
  return { array: name, index: [Math.floor(first.at / cols), first.at % cols], pair: first };
}

/** The first number of an array that differs, or its shapes. */
export function firstOfArray({
  name,
  verdict,
  shape,
  otherShape,
  difference,
}: ArrayVerdict): FirstDifference {
  if (verdict === 'shape') return { array: name, shapes: [shape, otherShape] };
  if (difference === undefined) return { array: name };
  return { array: name, index: indexOf(difference.first.at, shape), pair: difference.first };
}

/** `W1 [0, 3]`, `the cost of iteration 100`, `the validation cost of iteration 100` */
export function placeWords({ iteration, split, array, index = [] }: FirstDifference): string {
  if (iteration !== undefined)
    return `the ${split === 'validation' ? 'validation ' : ''}cost of iteration ${iteration}`;
  return `${array} ${indexWords(index)}`.trim();
}

/** `shapes (5, 4) and (4, 5)` */
export function shapeWords(shapes: readonly (readonly number[])[]): string {
  return `shapes ${shapes.map((shape) => `(${shape.join(', ')})`).join(' and ')}`;
}

/** `[0, 3]`; empty for an array of one number. */
export function indexWords(index: readonly number[] = []): string {
  return index.length === 0 ? '' : `[${index.join(', ')}]`;
}

/** `0.3 and 0.30000000000000004, 1 unit in the last place apart` */
export function pairWords({ a, b, ulps }: Differing): string {
  return `${numberText(a)} and ${numberText(b)}, ${apartWords(a, b, ulps)}`;
}

function apartWords(a: number, b: number, ulps: number | undefined): string {
  if (Number.isNaN(a) || Number.isNaN(b)) return 'of which one is no number';
  if (ulps === undefined) return 'of which one at least is infinite';
  if (a === b) return 'which differ in the sign of 0';
  if (ulps === 0) return 'less than a unit in the last place of float32 apart';
  return `${ulpsText(ulps)} in the last place apart`;
}

/** `1 unit`, `3 units`, `4.5e+15 units` */
export function ulpsText(ulps: number): string {
  return ulps < 1e6 ? counted(ulps, 'unit') : `${Number(ulps.toPrecision(2)).toExponential()} units`;
}

/** All digits, and −0 with its sign. */
export function numberText(x: number): string {
  return Object.is(x, -0) ? '-0' : String(x);
}

/** `a.json and b.json differ, first in the cost of iteration 100`: the error of a command that found them different. */
export function differenceSentence(compared: Comparison): string {
  const { a, b } = compared;
  const first = firstDifference(compared);
  const where = first === undefined ? '' : `, first in ${placeWords(first)}`;
  return `${a.path} and ${b.path} differ${where}`;
}
