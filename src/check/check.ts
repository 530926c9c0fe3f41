/** The check of a learner's iteration: each array right or wrong, and the mistakes that give the wrong ones. */
import type { Matrix } from '../engine/matrix.js';
import { Computation, type Sources } from './computation.js';
import { CONVENTIONS } from './conventions.js';
import type { Intended } from './intended.js';
import { type Explanation, type Match, match, type Placed } from './match.js';
import type { Mistake } from './mistakes/mistake.js';
import { rateOf, relationOf } from './relation.js';
import { nameOf, type Step, stepsOf } from './steps.js';
import { type Verdict, verdictOn } from './verdicts.js';
import { type OwnArray, placeIn } from './work/own-array.js';
import type { Work } from './work/work.js';

/** Largest difference, relative to an array's size, that counts as right. */
export const TOLERANCES = { float64: 1e-9, float32: 1e-4 } as const;

/** The verdict on one array, as a learner reads it. */
export interface CheckedArray {
  /** Its name in the learner's file. */
  readonly name: string;
  /** `unjudged`: it is made from arrays of a wrong shape, or from a mask that is missing. */
  readonly verdict: 'right' | 'wrong' | 'shape' | 'unjudged';
  /** Relative to the array's size. */
  readonly relative?: number;
  /** The largest difference of two values, and where. */
  readonly difference?: number;
  readonly at?: readonly number[];
  /** The shape that it should have, and its own. */
  readonly shape?: readonly number[];
  readonly expected?: readonly number[];
}

/** A wrong array that does not follow from one before it. */
export interface Finding {
  readonly array: CheckedArray;
  /** Any one of these gives its numbers; none is known where it is empty. */
  readonly mistakes: readonly Placed[];
  /** Two at a time that give its numbers together. */
  readonly pairs: readonly (readonly [Placed, Placed])[];
  /** How it relates to the right one, where no mistake is known. */
  readonly relation?: string | undefined;
}

export interface CheckResult {
  /** In the order of the computation. */
  readonly arrays: readonly CheckedArray[];
  /** The wrong arrays, first the first; those that follow from one before it are not among them. */
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly tolerance: number;
}

/** Checks the arrays of `work` against the network that was meant; `sources` are right formulas of the start and the data. */
export function check(
  work: Work,
  network: Intended,
  mistakes: readonly Mistake[],
  sources: Sources = {},
): CheckResult {
  const tolerance = TOLERANCES[work.isFloat32 ? 'float32' : 'float64'];
  const given = new Map([...work.arrays].map(([name, { matrix }]) => [name, matrix] as const));
  const plain = new Computation(network, work.m, given, { sources });
  const steps = stepsOf(network).filter(
    (step) =>
      given.has(nameOf(step.kind, step.layer)) && (!isGivenAlways(step) || sources[step.kind] !== undefined),
  );
  const { computation, says } = asWritten(plain, steps, tolerance);
  const found = match(computation, steps, mistakes, tolerance);
  return {
    arrays: found.verdicts.map((verdict) => checkedArray(verdict, work, computation)),
    findings: merged(found).map((explanation) => findingOf(explanation, work, computation, given, tolerance)),
    notes: [...work.notes, ...(says === undefined ? [] : [says]), ...inPlaceNotes(given)],
    tolerance,
  };
}

/** A note where the updated parameters are the ones before the update: they were saved too late, or never moved. */
function inPlaceNotes(given: ReadonlyMap<string, Matrix>): string[] {
  const [before, after] = [given.get('W1'), given.get('W1_new')];
  if (before === undefined || after === undefined || !before.data.every((w, i) => w === after.data[i]))
    return [];
  return [
    'W1 and W1_new are the same: were both saved behind an update in place? Save copies of the parameters before it',
  ];
}

function isGivenAlways({ kind }: Step): boolean {
  return kind === 'X' || kind === 'Y' || kind === 'W' || kind === 'b';
}

/** The computation in the convention by which the fewest arrays are wrong. */
function asWritten(
  plain: Computation,
  steps: readonly Step[],
  tolerance: number,
): { computation: Computation; says?: string } {
  const wrong = (computation: Computation) =>
    steps.filter((step) => !verdictOn(computation, step, tolerance).isRight).length;
  let best: { computation: Computation; says?: string; count: number } = {
    computation: plain,
    count: wrong(plain),
  };
  if (best.count < 2) return best;
  for (const { says, changes } of CONVENTIONS) {
    const computation = plain.changed(changes(plain));
    const count = wrong(computation);
    // One array less is rather a mistake.
    if (count < best.count - 1) best = { computation, says, count };
  }
  return best;
}

/** One explanation for all wrong arrays that the same mistakes give, the first of them named. */
function merged({ explanations }: Match): Explanation[] {
  const result: Explanation[] = [];
  const keyOf = ({ single }: Explanation) => single.map(({ mistake }) => mistake.id).join();
  for (const explanation of explanations) {
    const same = result.findIndex((other) => other.single.length > 0 && keyOf(other) === keyOf(explanation));
    if (same < 0) result.push(explanation);
    else result[same] = joined(result[same], explanation);
  }
  return result;
}

function joined(first: Explanation, { single }: Explanation): Explanation {
  const layersOf = (id: string) => single.find(({ mistake }) => mistake.id === id)?.layers ?? [];
  const both = (placed: Placed): Placed => ({
    ...placed,
    layers: [...new Set([...placed.layers, ...layersOf(placed.mistake.id)])].sort((x, y) => x - y),
  });
  return { ...first, single: first.single.map(both) };
}

function findingOf(
  { wrong, single, pairs, computation: before }: Explanation,
  work: Work,
  computation: Computation,
  given: ReadonlyMap<string, Matrix>,
  tolerance: number,
): Finding {
  const own = given.get(wrong.name) as Matrix;
  const isKnown = single.length > 0 || pairs.length > 0;
  return {
    array: checkedArray(wrong, work, computation),
    mistakes: single,
    pairs,
    relation: isKnown
      ? undefined
      : (rateWords(wrong, before, tolerance) ??
        relationOf(own, before.made(wrong.step), work.m, given, tolerance)),
  };
}

/** `it is W1 − 0.05·dW1, and --lr is 0.0075`: a plain step by another rate. */
function rateWords(
  { step: { kind, layer }, name }: Verdict,
  computation: Computation,
  tolerance: number,
): string | undefined {
  const { optimizer, learningRate } = computation.network.update;
  if ((kind !== 'W_new' && kind !== 'b_new') || optimizer !== 'gd') return undefined;
  const [w, gradient] = kind === 'W_new' ? [`W${layer}`, `dW${layer}`] : [`b${layer}`, `db${layer}`];
  const own = computation.given(name) as Matrix;
  const rate = rateOf(own, computation.of(w), computation.of(gradient), tolerance);
  return rate === undefined
    ? undefined
    : `it is ${w} − ${rate}·${gradient}, and the learning rate was meant to be ${learningRate} (--lr)`;
}

function checkedArray(
  { step, name, isRight, isJudged, difference }: Verdict,
  work: Work,
  computation: Computation,
): CheckedArray {
  const own = work.arrays.get(name) as OwnArray;
  if (!isJudged) return { name: own.label, verdict: 'unjudged' };
  if (difference === undefined) {
    const { rows, cols } = computation.made(step);
    const expected = own.isTurned ? [cols, rows] : [rows, cols];
    return { name: own.label, verdict: 'shape', shape: own.shape, expected };
  }
  const { relative, largest: apart, at } = difference;
  const place = { difference: apart, relative, at: placeIn(own, at) };
  return { name: own.label, verdict: isRight ? 'right' : 'wrong', ...place };
}
