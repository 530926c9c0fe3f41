/** The check of a learner's iteration: each array right or wrong, and the mistakes that give the wrong ones. */
import type { Matrix } from '../engine/matrix.js';
import { atOnce } from '../engine/pieces.js';
import { type CheckedArray, checkedArray, lateArray } from './checked-array.js';
import { Computation, type Sources } from './computation.js';
import { type Intended, layersOf } from './intended.js';
import { withMasks } from './keep-masks.js';
import { type Earlier, earlierParameters, SAVED_LATE } from './late.js';
import { type Explanation, type Match, matchInPieces } from './match.js';
import { startNotes } from './missing.js';
import type { Mistake } from './mistakes/mistake.js';
import { reasonOf, withoutNumbers } from './no-number.js';
import type { Placed } from './placed.js';
import { rateOf, relationOf, relationWithout } from './relation.js';
import { nameOf, type Step, statesOf, stepsOf } from './steps.js';
import { type Told, told } from './told.js';
import { TOLERANCES } from './tolerances.js';
import { unusedNotes } from './unused.js';
import type { Verdict } from './verdicts.js';
import type { Precision, Work } from './work/work.js';
import { asWritten } from './written.js';

/** A wrong array that does not follow from one before it. */
export interface Finding {
  readonly array: CheckedArray;
  /** Any one of these gives its numbers; none is known where it is empty. */
  readonly mistakes: readonly Told[];
  /** Two at a time that give its numbers together. */
  readonly pairs: readonly (readonly [Told, Told])[];
  /** How it relates to the right one, where no mistake is known. */
  readonly relation?: string | undefined;
  /** Why the right formula gives no number either, where it holds none. */
  readonly reason?: string | undefined;
  /** How many mistakes were not tried, where none is known: there was too much to compute. */
  readonly untried: number;
}

export interface CheckResult {
  /** In the order of the computation. */
  readonly arrays: readonly CheckedArray[];
  /** The wrong arrays, first the first; those that follow from one before it are not among them. */
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly tolerance: number;
}

/** As {@link checkInPieces}, without a pause. */
export function check(...work: Parameters<typeof checkInPieces>): CheckResult {
  return atOnce(checkInPieces(...work));
}

/**
 * Checks the arrays of `work` against the network that was meant, with pauses; `sources` are right formulas of the start
 * and the data.
 */
export function* checkInPieces(
  work: Work,
  meant: Intended,
  mistakes: readonly Mistake[],
  sources: Sources = {},
): Generator<number, CheckResult, void> {
  const network = { ...meant, layout: work.layout };
  const tolerance = TOLERANCES[work.precision];
  const { given, notes: maskNotes } = withMasks(
    new Map([...work.arrays].map(([name, { matrix }]) => [name, matrix] as const)),
    network,
  );
  const computing = (replaced: Earlier) =>
    new Computation(network, work.m, new Map([...given, ...replaced]), { sources });
  const steps = judgedSteps(network, given, sources).filter((step) => !isTooCoarse(step, network, work));
  const earlier =
    (yield* earlierParameters(computing(new Map()), steps, tolerance, computing)) ??
    new Map<string, Matrix>();
  const { computation, says } = yield* asWritten(computing(earlier), steps, tolerance);
  const found = yield* matchInPieces(computation, steps, mistakes, tolerance);
  const late = [...earlier].map(([name, right]) => lateArray(name, right, work));
  const { verdicts, first } = withoutNumbers(found.verdicts, given);
  const others = verdicts.filter(({ name }) => !earlier.has(name));
  const explained = merged(found).map((each) => findingOf(each, work, computation, given, tolerance));
  const lost = first === undefined ? [] : [lostFinding(first, work, computation)];
  const arrays = placed(late, others, (verdict) => checkedArray(verdict, work, computation));
  const order = ({ array }: Finding) => arrays.findIndex(({ name }) => name === array.name);
  return {
    arrays,
    findings: [
      ...lateFindings(late, network),
      ...[...lost, ...explained].sort((a, b) => order(a) - order(b)),
    ],
    notes: [
      ...work.notes,
      ...precisionNotes(work.precision),
      ...maskNotes,
      ...squareNotes(work, network),
      ...unusedNotes(work, network),
      ...startNotes(work, network),
      ...labelNotes(given, network),
      ...says,
      ...(earlier.size === 0 ? inPlaceNotes(given) : []),
    ],
    tolerance,
  };
}

/** The arrays that are made or have a source, in the order of the computation. */
function judgedSteps(network: Intended, given: ReadonlyMap<string, Matrix>, sources: Sources): Step[] {
  const isJudged = (step: Step) => !isGivenAlways(step) || sources[step.kind] !== undefined;
  return stepsOf(network).filter((step) => given.has(nameOf(step.kind, step.layer)) && isJudged(step));
}

/** Squares, and steps by their roots, of a precision in which small gradients have no square but 0. */
function isTooCoarse({ kind }: Step, { update }: Intended, { precision }: Work): boolean {
  const hasSquares = statesOf(update.optimizer).includes('s_dW');
  return precision === 'float16' && hasSquares && /^(?:s_d[Wb]|[Wb])_new$/.test(kind);
}

/** All arrays in the order of the computation: the late parameters stand behind X and Y. */
function placed(
  late: readonly CheckedArray[],
  verdicts: readonly Verdict[],
  checked: (verdict: Verdict) => CheckedArray,
): CheckedArray[] {
  const [data, others] = [verdicts.filter(isOfData), verdicts.filter((verdict) => !isOfData(verdict))];
  return [...data.map(checked), ...late, ...others.map(checked)];
}

function precisionNotes(precision: Precision): string[] {
  if (precision === 'float64') return [];
  const [own, usual] = [TOLERANCES[precision], TOLERANCES.float64];
  return [
    `its numbers are ${precision}: they are compared to ${own} of an array's size, float64 to ${usual}`,
  ];
}

function squareNotes(work: Work, network: Intended): string[] {
  if (!isTooCoarse({ kind: 'W_new', layer: 1 }, network, work)) return [];
  return [
    `float16 has no squares of small gradients: what ${network.update.optimizer} makes of them is not checked`,
  ];
}

/** A note on labels that a cross-entropy does not take: nothing is wrong with the arithmetic, and all with the network. */
function labelNotes(given: ReadonlyMap<string, Matrix>, { loss }: Intended): string[] {
  const strange = given.get('Y')?.data.find((y) => y < 0 || y > 1);
  if (strange === undefined || !/cross-entropy/.test(loss)) return [];
  return [
    `Y holds ${strange}: a cross-entropy takes labels from 0 to 1. Count the classes from 0, or write them one-hot`,
  ];
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

function isOfData({ step: { kind } }: Verdict): boolean {
  return kind === 'X' || kind === 'Y';
}

/** One finding for all of them. */
function lateFindings([array]: readonly CheckedArray[], network: Intended): Finding[] {
  if (array === undefined) return [];
  return [
    {
      array,
      mistakes: [told({ mistake: SAVED_LATE, layers: layersOf(network) }, network)],
      pairs: [],
      untried: 0,
    },
  ];
}

/** The first array that holds no number, as its right formula has it. */
function lostFinding(verdict: Verdict, work: Work, computation: Computation): Finding {
  const reason = reasonOf(verdict.step, computation);
  return { array: checkedArray(verdict, work, computation), mistakes: [], pairs: [], reason, untried: 0 };
}

function isGivenAlways({ kind }: Step): boolean {
  return kind === 'X' || kind === 'Y' || kind === 'W' || kind === 'b';
}

/** One explanation for all wrong arrays that the same mistakes give, the first of them named. */
function merged({ explanations }: Match): Explanation[] {
  const result: Explanation[] = [];
  const keyOf = ({ single }: Explanation) =>
    single.map(({ mistake, only = '' }) => `${mistake.id} ${only}`).join();
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
  { wrong, single, pairs, untried, computation: before }: Explanation,
  work: Work,
  computation: Computation,
  given: ReadonlyMap<string, Matrix>,
  tolerance: number,
): Finding {
  const own = given.get(wrong.name) as Matrix;
  const inWords = (placed: Placed) => told(placed, computation.network);
  const isKnown = single.length > 0 || pairs.length > 0;
  return {
    array: checkedArray(wrong, work, computation),
    mistakes: single.map(inWords),
    pairs: pairs.map(([a, b]) => [inWords(a), inWords(b)] as const),
    untried: isKnown ? 0 : untried,
    relation: isKnown
      ? undefined
      : (rateWords(wrong, before, tolerance) ??
        relationOf(own, before.made(wrong.step), work.m, given, tolerance) ??
        productWords(wrong, before, tolerance)),
  };
}

function productWords(
  { step: { kind, layer }, step, name }: Verdict,
  computation: Computation,
  tolerance: number,
): string | undefined {
  if (kind !== 'Z') return undefined;
  const own = computation.given(name) as Matrix;
  return relationWithout(
    computation.of(nameOf('b', layer)),
    own,
    computation.made(step),
    computation.m,
    tolerance,
  );
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
