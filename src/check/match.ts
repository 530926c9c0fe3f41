/** The search for the mistakes that give a learner's very numbers. */
import { highest } from '../engine/extremes.js';
import type { Matrix } from '../engine/matrix.js';
import { atOnce } from '../engine/pieces.js';
import { Budget } from './budget.js';
import type { Computation } from './computation.js';
import { evidentTolerance } from './evidence.js';
import { depth } from './intended.js';
import type { Mistake } from './mistakes/mistake.js';
import { type Pair, pairsThatExplain } from './pairs.js';
import { changesOf, type Placed, placesOf, touches } from './placed.js';
import { otherSettings } from './settings.js';
import { nameOf, type Step } from './steps.js';
import { roundingOf } from './tolerances.js';
import { Trials } from './trials.js';
import { withUnreadSlope } from './unread-slope.js';
import { agrees, type Verdict, verdictOn } from './verdicts.js';

/** A wrong array, and the mistakes that give its numbers: any one of `single`, or both of any of `pairs`. */
export interface Explanation {
  readonly wrong: Verdict;
  /** The computation in which it is wrong: mistakes before it are made there too. */
  readonly computation: Computation;
  readonly single: readonly Placed[];
  readonly pairs: readonly Pair[];
  /** How many mistakes were not tried, because there was too much to compute. */
  readonly untried: number;
}

export interface Match {
  /** In the order of the computation, each array as it stands beside the right one. */
  readonly verdicts: readonly Verdict[];
  /** The wrong arrays that do not follow from one before them and its mistake, in that order. */
  readonly explanations: readonly Explanation[];
}

/** The most rounds of wrong array and mistake. */
const ROUNDS = 40;

/** Multiply-adds for all wrong arrays together: of one mistake at a time some 20 seconds, of two a second or two. */
const SINGLE_WORK = 2e10;
const PAIR_WORK = 1e9;

interface Budgets {
  readonly single: Budget;
  readonly pairs: Budget;
}

/** As {@link matchInPieces}, without a pause. */
export function match(...work: Parameters<typeof matchInPieces>): Match {
  return atOnce(matchInPieces(...work));
}

/**
 * Judges the arrays of `steps` that the learner has, and explains the wrong ones: the first is put right by the mistake
 * that gives it, then the next. One that none of `mistakes` gives stays as it is, for what follows is made from the
 * learner's own.
 */
export function* matchInPieces(
  computation: Computation,
  steps: readonly Step[],
  mistakes: readonly Mistake[],
  tolerance: number,
  budgets: Budgets = { single: new Budget(SINGLE_WORK), pairs: new Budget(PAIR_WORK) },
): Generator<number, Match, void> {
  const verdicts: Verdict[] = [];
  for (const step of steps) {
    verdicts.push(verdictOn(computation, step, tolerance));
    yield 0;
  }
  const explanations: Explanation[] = [];
  const unknown = new Set<string>();
  const strange = new Set<string>();
  const slope = nameOf('dA', depth(computation.network));
  const isSlopeWrong = verdicts.some(({ name, isRight }) => name === slope && !isRight);
  const known = isSlopeWrong ? [...mistakes, ...mistakes.flatMap(withUnreadSlope)] : mistakes;
  const all = known.flatMap((mistake) => placesOf(mistake, computation));
  let current = computation;
  let wrong = verdicts.find(({ isRight }) => !isRight);
  while (wrong !== undefined && explanations.length < ROUNDS) {
    const explanation: Explanation = yield* explain(current, steps, wrong, all, tolerance, budgets);
    const placed = explanation.single[0] ? [explanation.single[0]] : explanation.pairs[0];
    if (placed !== undefined || !mayFollow(current, wrong, unknown)) explanations.push(explanation);
    if (placed === undefined) {
      strange.add(wrong.name);
      for (const origin of current.originsOf(wrong.name)) unknown.add(origin);
    } else current = current.changed(new Map(placed.flatMap((each) => [...changesOf(current, each)])));
    const from: number = steps.indexOf(wrong.step) + 1;
    wrong = yield* firstWrong(current, steps.slice(from), strange, tolerance);
  }
  return { verdicts, explanations: simplest(explanations) };
}

/** True of an array that is made from another in which an unknown mistake may have been made, and which the file lacks. */
function mayFollow(current: Computation, { name }: Verdict, unknown: ReadonlySet<string>): boolean {
  return [...current.originsOf(name)].some((origin) => unknown.has(origin));
}

/**
 * The first array of `steps` that is wrong, also if the `strange` ones before it are not what the program went on with: a
 * file may hold one that was rounded or changed for it alone. Pauses behind each.
 */
function* firstWrong(
  computation: Computation,
  steps: readonly Step[],
  strange: ReadonlySet<string>,
  tolerance: number,
): Generator<number, Verdict | undefined, void> {
  const others = strange.size === 0 ? undefined : computation.without(strange);
  for (const step of steps) {
    const verdict = verdictOn(computation, step, tolerance);
    yield 0;
    if (verdict.isRight || strange.has(verdict.name)) continue;
    if (others === undefined || !agrees(others, step, tolerance)) return verdict;
  }
  return undefined;
}

/** The mistakes that give `wrong`'s numbers and spoil no right array; those first that explain most. */
function* explain(
  current: Computation,
  steps: readonly Step[],
  wrong: Verdict,
  all: readonly Placed[],
  tolerance: number,
  budgets: Budgets,
): Generator<number, Explanation, void> {
  const trials = new Trials(current, steps, wrong.step, tolerance);
  const isNear = (placed: Placed) => touches(placed, trials.origins);
  const near = all.filter(isNear);
  const about = { wrong, computation: current };
  const own = current.given(wrong.name) as Matrix;
  const evident = evidentTolerance(near.length, own);
  const single = trials.within(yield* trials.best(alone(near), budgets.single), evident);
  const values = yield* otherSettings(current, wrong.step, tolerance, { unsaidAlone: single.length > 0 });
  const settings = alone(values.flatMap((mistake) => placesOf(mistake, current)).filter(isNear));
  const found =
    settings.length === 0 ? single : yield* trials.best([...settings, ...single], new Budget(Infinity));
  if (found.length > 0) return { ...about, single: precise(found, trials), pairs: [], untried: 0 };
  const untried = trials.untried.size;
  const evidentOfPairs = evidentTolerance(near.length ** 2 / 2, own);
  // Numbers that are rounded more than that prove no pair.
  if (evidentOfPairs < roundingOf(tolerance)) return { ...about, single: [], pairs: [], untried };
  const pairs = trials.within(yield* pairsThatExplain(trials, current, near, budgets.pairs), evidentOfPairs);
  const digits = (pair: Pair) => {
    const [a, b] = pair.map((placed) => ({ ...placed, digits: trials.digitsOf(pair) }));
    return [a, b] as const;
  };
  return { ...about, single: [], pairs: fewestLayers(pairs).map(digits), untried };
}

function alone(placed: readonly Placed[]): (readonly [Placed])[] {
  return placed.map((each) => [each] as const);
}

/** Each mistake in the fewest of the layers by which it fits, with the digits to which it does. */
function precise(found: readonly (readonly [Placed])[], trials: Trials): Placed[] {
  return fewestLayers(found).map(([placed]) => ({ ...placed, digits: trials.digitsOf([placed]) }));
}

/** The places of the fewest layers of each mistake, or of each two. */
function fewestLayers<T extends readonly Placed[]>(found: readonly T[]): T[] {
  const countOf = (placed: T) => placed.reduce((sum, { layers }) => sum + layers.length, 0);
  const byId = new Map<string, T>();
  for (const placed of found) {
    const id = placed.map(({ mistake }) => mistake.id).join();
    const other = byId.get(id);
    if (other === undefined || countOf(placed) < countOf(other)) byId.set(id, placed);
  }
  return [...byId.values()];
}

/** The explanations with fewer alternatives: a mistake that explains several arrays is likelier than several that explain one each. */
function simplest(explanations: readonly Explanation[]): Explanation[] {
  const uses = new Map<string, number>();
  for (const { single } of explanations) {
    for (const { mistake } of single) uses.set(mistake.id, (uses.get(mistake.id) ?? 0) + 1);
  }
  return explanations.map((explanation) => {
    const most = highest(explanation.single.map(({ mistake }) => uses.get(mistake.id) as number));
    return {
      ...explanation,
      single: explanation.single.filter(({ mistake }) => uses.get(mistake.id) === most),
    };
  });
}
