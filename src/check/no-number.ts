/** Arrays that hold no number where their right formulas give none either, such as the logarithm of an output that is 0. */
import type { Matrix } from '../engine/matrix.js';
import { areFinite } from './arrays.js';
import type { Computation } from './computation.js';
import { depth } from './intended.js';
import { isApart } from './kept-away.js';
import { nameOf, type Step } from './steps.js';
import type { Verdict } from './verdicts.js';

/** Verdicts anew, and the array in which the first value that is no number was made as its formula has it. */
export interface WithoutNumbers {
  readonly verdicts: readonly Verdict[];
  /** Undefined where there is none, or where a wrong array before has brought it. */
  readonly first?: Verdict;
}

/** Takes the first array without numbers for wrong, and those of them that follow for not judged: nothing compares them. */
export function withoutNumbers(all: readonly Verdict[], own: ReadonlyMap<string, Matrix>): WithoutNumbers {
  const lacksNumbers = ({ name }: Verdict) => !areFinite((own.get(name) as Matrix).data);
  const source = all.find((verdict) => verdict.isJudged && lacksNumbers(verdict));
  if (source === undefined) return { verdicts: all };
  const first = source.isRight ? wrongAt(source, own.get(source.name) as Matrix) : undefined;
  const verdicts = all.map((verdict) => {
    if (verdict === source) return first ?? verdict;
    return verdict.isRight && lacksNumbers(verdict) ? { ...verdict, isJudged: false } : verdict;
  });
  return first ? { verdicts, first } : { verdicts };
}

function wrongAt(verdict: Verdict, { cols, data }: Matrix): Verdict {
  const i = data.findIndex((value) => !Number.isFinite(value));
  const at = [Math.floor(i / cols), i % cols] as const;
  return { ...verdict, isRight: false, difference: { largest: Infinity, relative: Infinity, at } };
}

/** Says why the right formula of `step` gives no number. */
export function reasonOf({ kind, layer }: Step, computation: Computation): string {
  const { network } = computation;
  const L = depth(network);
  const divides = kind === 'cost' || ((kind === 'dA' || kind === 'dZ') && layer === L);
  const extreme = divides && isApart(network.loss) ? extremeExamples(computation.of(nameOf('A', L))) : 0;
  if (extreme === 0) return `its formula gives no number either: what it is made of is too large; ${EARLIER}`;
  const what =
    kind === 'cost' ? 'log(0) and 0·log(0) are no numbers' : 'the derivative of the loss divides by 0 there';
  return `its formula gives none either: the output is exactly 0 or 1 in ${extreme} of ${computation.m} examples, and ${what}. Keep outputs away from there, as np.clip(AL, 1e-15, 1 - 1e-15) does; ${EARLIER}`;
}

const EARLIER = 'the inputs or the weights may be too large, or the learning rate too high';

/** Examples of which an output is exactly 0 or 1. */
function extremeExamples({ rows, cols, data }: Matrix): number {
  const isExtreme = (j: number) =>
    Array.from({ length: rows }, (_, i) => data[i * cols + j]).some((a) => a === 0 || a === 1);
  return Array.from({ length: cols }, (_, j) => j).filter(isExtreme).length;
}
