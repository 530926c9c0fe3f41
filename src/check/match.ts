/** The search for the mistakes that give a learner's very numbers. */
import { agreeingDigits } from './comparison.js';
import type { Changes, Computation } from './computation.js';
import { depth, layersOf } from './intended.js';
import type { Mistake } from './mistakes/mistake.js';
import { type Formula, Place } from './place.js';
import { type Kind, nameOf, type Step } from './steps.js';
import { agrees, type Verdict, verdictOn } from './verdicts.js';

/** A mistake made in these layers. */
export interface Placed {
  readonly mistake: Mistake;
  readonly layers: readonly number[];
  /** The one kind of its changes that is made; all of them unless said. */
  readonly only?: Kind;
  /** Digits to which it gives the wrong array. */
  readonly digits?: number | undefined;
}

/** A wrong array, and the mistakes that give its numbers: any one of `single`, or both of any of `pairs`. */
export interface Explanation {
  readonly wrong: Verdict;
  /** The computation in which it is wrong: mistakes before it are made there too. */
  readonly computation: Computation;
  readonly single: readonly Placed[];
  readonly pairs: readonly (readonly [Placed, Placed])[];
}

export interface Match {
  /** In the order of the computation, each array as it stands beside the right one. */
  readonly verdicts: readonly Verdict[];
  /** The wrong arrays that do not follow from one before them and its mistake, in that order. */
  readonly explanations: readonly Explanation[];
}

/** The most rounds of wrong array and mistake. */
const ROUNDS = 40;
/** Multiply-adds that trying pairs may cost. */
const MOST_WORK = 2e9;

/**
 * Judges the arrays of `steps` that the learner has, and explains the wrong ones: the first is put right by the mistake
 * that gives it, then the next. It ends where none of `mistakes` gives a wrong array.
 */
export function match(
  computation: Computation,
  steps: readonly Step[],
  mistakes: readonly Mistake[],
  tolerance: number,
): Match {
  const verdicts = steps.map((step) => verdictOn(computation, step, tolerance));
  const explanations: Explanation[] = [];
  const all = mistakes.flatMap((mistake) => placesOf(mistake, computation));
  let current = computation;
  let wrong = verdicts.find(({ isRight }) => !isRight);
  while (wrong !== undefined && explanations.length < ROUNDS) {
    const explanation = explain(current, steps, wrong, all, tolerance);
    explanations.push(explanation);
    const placed = explanation.single[0] ? [explanation.single[0]] : explanation.pairs[0];
    if (placed === undefined) break;
    current = withMistakes(current, placed);
    const from: number = steps.indexOf(wrong.step) + 1;
    wrong = firstWrong(current, steps.slice(from), tolerance);
  }
  return { verdicts, explanations: simplest(explanations) };
}

function firstWrong(
  computation: Computation,
  steps: readonly Step[],
  tolerance: number,
): Verdict | undefined {
  for (const step of steps) {
    const verdict = verdictOn(computation, step, tolerance);
    if (!verdict.isRight) return verdict;
  }
  return undefined;
}

/** The mistakes that give `wrong`'s numbers and spoil no right array; those first that explain most. */
function explain(
  current: Computation,
  steps: readonly Step[],
  wrong: Verdict,
  all: readonly Placed[],
  tolerance: number,
): Explanation {
  const right = new Set(steps.filter((step) => agrees(current, step, tolerance)));
  const origins = current.originsOf(wrong.name);
  const near = all.filter((placed) => touches(placed, origins));
  const explained = (placed: readonly Placed[]): Effect | undefined => {
    const changed = withMistakes(current, placed);
    if (!agrees(changed, wrong.step, tolerance)) return undefined;
    const touched = steps.filter(({ kind, layer }) => changed.reaches(nameOf(kind, layer)));
    const left = touched.filter((step) => !agrees(changed, step, tolerance));
    if (left.some((step) => right.has(step))) return undefined;
    const amiss = touched.filter((step) => !right.has(step));
    return { left: left.length, mended: amiss.length - left.length };
  };
  const single = bestOf(
    near.map((placed) => [placed] as const),
    explained,
  ).map(([placed]) => placed);
  const precise = (placed: Placed, both: readonly Placed[]) => {
    const { difference } = verdictOn(withMistakes(current, both), wrong.step, tolerance);
    return { ...placed, digits: difference && agreeingDigits(difference) };
  };
  if (single.length > 0) {
    const named = fewestLayers(single).map((placed) => precise(placed, [placed]));
    return { wrong, computation: current, single: named, pairs: [] };
  }
  const pairs = bestOf(pairsOf(current, near), explained);
  return {
    ...{ wrong, computation: current, single: [] },
    pairs: pairs.map(([a, b]) => [precise(a, [a, b]), precise(b, [a, b])] as const),
  };
}

/** The arrays that a mistake changes: how many it leaves wrong, and how many wrong ones it gives as the learner has them. */
interface Effect {
  readonly left: number;
  readonly mended: number;
}

/** Those that leave the fewest arrays wrong, and of these the ones that mend the most: one cause for many. */
function bestOf<T>(candidates: Iterable<T>, explained: (candidate: T) => Effect | undefined): T[] {
  const found = [...candidates].flatMap((candidate) => {
    const effect = explained(candidate);
    return effect ? [{ candidate, ...effect }] : [];
  });
  const least = Math.min(...found.map(({ left }) => left));
  const most = Math.max(...found.map(({ left, mended }) => (left === least ? mended : 0)));
  return found
    .filter(({ left, mended }) => left === least && mended === most)
    .map(({ candidate }) => candidate);
}

/** The place of the fewest layers of each mistake. */
function fewestLayers(found: readonly Placed[]): Placed[] {
  const byId = new Map<string, Placed>();
  for (const placed of found) {
    const other = byId.get(placed.mistake.id);
    if (other === undefined || placed.layers.length < other.layers.length)
      byId.set(placed.mistake.id, placed);
  }
  return [...byId.values()];
}

/** True if it changes one of these arrays. */
function touches({ mistake, layers, only }: Placed, names: ReadonlySet<string>): boolean {
  const kinds = only === undefined ? (Object.keys(mistake.changes) as Kind[]) : [only];
  return kinds.some((kind) => layers.some((layer) => names.has(nameOf(kind, layer))));
}

/** Pairs of different mistakes near the wrong array, as long as trying them is affordable. */
function* pairsOf(current: Computation, near: readonly Placed[]): Generator<readonly [Placed, Placed]> {
  const { sizes } = current.network;
  const work = sizes.slice(1).reduce((sum, n, l) => sum + n * sizes[l] * current.m, 0);
  let left = MOST_WORK / work;
  for (const [i, first] of near.entries()) {
    for (const second of near.slice(i + 1)) {
      if (left-- <= 0) return;
      if (!overlap(current, first, second)) yield [first, second];
    }
  }
}

function overlap(computation: Computation, first: Placed, second: Placed): boolean {
  const names = changesOf(computation, first);
  return [...changesOf(computation, second).keys()].some((name) => names.has(name));
}

function withMistakes(computation: Computation, placed: readonly Placed[]): Computation {
  return computation.changed(new Map(placed.flatMap((each) => [...changesOf(computation, each)])));
}

/** The wrong formulas of a mistake by the arrays that they make. */
export function changesOf({ network }: Computation, { mistake, layers, only }: Placed): Changes {
  const all = Object.entries(mistake.changes) as [Kind, Formula][];
  const changes = all.filter(([kind]) => only === undefined || kind === only);
  const L = depth(network);
  return new Map(
    changes.flatMap(([kind, formula]) =>
      layers
        .filter((layer) => kind !== 'dA' || layer <= L)
        .map((layer) => [nameOf(kind, layer), formula] as const),
    ),
  );
}

/** The layers in which a mistake can be made: each alone, all hidden ones, and all of them. */
export function placesOf(mistake: Mistake, computation: Computation): Placed[] {
  const layers = layersOf(computation.network);
  const able = layers.filter((layer) => mistake.where?.(new Place(computation, layer)) ?? true);
  if (able.length === 0) return [];
  if (!Object.keys(mistake.changes).some(isOfLayers)) return partsOf(mistake, [able[able.length - 1]]);
  const single = able.flatMap((layer) => partsOf(mistake, [layer]));
  return [...single, ...together(able, layers.length).flatMap((several) => partsOf(mistake, several))];
}

/** Layers that a program has one line for: all of them, and the hidden ones. */
function together(able: readonly number[], last: number): (readonly number[])[] {
  const hidden = able.filter((layer) => layer < last);
  const sets = hidden.length < able.length ? [hidden, able] : [able];
  return sets.filter((several) => several.length > 1);
}

/** The mistake with all its changes, and with each alone if it can be made so. */
function partsOf(mistake: Mistake, layers: readonly number[]): Placed[] {
  const whole = { mistake, layers };
  if (!mistake.isSeparable) return [whole];
  return [whole, ...(Object.keys(mistake.changes) as Kind[]).map((only) => ({ ...whole, only }))];
}

function isOfLayers(kind: string): boolean {
  return !['X', 'Y', 'A0', 'cost'].includes(kind);
}

/** The explanations with fewer alternatives: a mistake that explains several arrays is likelier than several that explain one each. */
function simplest(explanations: readonly Explanation[]): Explanation[] {
  const uses = new Map<string, number>();
  for (const { single } of explanations) {
    for (const { mistake } of single) uses.set(mistake.id, (uses.get(mistake.id) ?? 0) + 1);
  }
  return explanations.map((explanation) => {
    const most = Math.max(...explanation.single.map(({ mistake }) => uses.get(mistake.id) as number));
    return {
      ...explanation,
      single: explanation.single.filter(({ mistake }) => uses.get(mistake.id) === most),
    };
  });
}
