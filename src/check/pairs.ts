/** Pairs of mistakes that give a wrong array together, those first that programs have rather than others. */
import { lowest } from '../engine/extremes.js';
import { Budget } from './budget.js';
import type { Computation } from './computation.js';
import { changesOf, type Placed } from './placed.js';
import { nameOf, stepsOf } from './steps.js';
import type { Trials } from './trials.js';

export type Pair = readonly [Placed, Placed];

/** A mistake in places that do one thing to the wrong array, the one of the fewest layers first. */
interface Candidate {
  readonly places: readonly Placed[];
  /** The arrays that it changes, as far as the wrong one is made of them. */
  readonly names: ReadonlySet<string>;
  /** The place of the first of them in the computation. */
  readonly from: number;
  /** How unusual its layers and parts are: programs have one line for all layers mostly. */
  readonly oddness: number;
}

/** The pairs of `near` mistakes that explain the wrong array best, as many as trying them is affordable; pauses behind each. */
export function* pairsThatExplain(
  trials: Trials,
  computation: Computation,
  near: readonly Placed[],
  budget: Budget,
): Generator<number, Pair[], void> {
  const candidates: Candidate[] = [];
  for (const candidate of candidatesOf(computation, near, trials.origins)) {
    if (budget.isSpent) return [];
    if (budget.spend(() => trials.changes(candidate.places[0]))) candidates.push(candidate);
    yield 0;
  }
  const found: Pair[] = [];
  for (const [first, second] of likeliestFirst(candidates)) {
    const pair = [first.places[0], second.places[0]];
    if (budget.isSpent) break;
    if (budget.spend(() => trials.gives(pair))) found.push(...placesOfBoth(computation, first, second));
    yield 0;
  }
  return yield* trials.best(found, new Budget(Infinity));
}

/** The mistakes in the order in which the computation comes to them; places are one where they change the same of `origins`. */
function candidatesOf(
  computation: Computation,
  near: readonly Placed[],
  origins: ReadonlySet<string>,
): Candidate[] {
  const order = new Map(stepsOf(computation.network).map(({ kind, layer }, i) => [nameOf(kind, layer), i]));
  const groups = new Map<string, { places: Placed[]; names: Set<string> }>();
  for (const placed of near) {
    const names = [...changesOf(computation, placed).keys()].filter((name) => origins.has(name));
    const key = `${placed.mistake.id} ${names.join(' ')}`;
    const group = groups.get(key);
    if (group) group.places.push(placed);
    else groups.set(key, { places: [placed], names: new Set(names) });
  }
  const all = [...groups.values()];
  const candidates = all.map(({ places, names }): Candidate => {
    const from = lowest([...names].map((name) => order.get(name) ?? Infinity));
    const [{ mistake }] = places;
    const hasOnePlace = all.filter(({ places: [other] }) => other.mistake === mistake).length === 1;
    const isUsual = hasOnePlace || places.some(({ layers }) => layers.length > 1);
    const isWhole = places.some(({ only }) => only === undefined);
    return { places, names, from, oddness: (isUsual ? 0 : 1) + (isWhole ? 0 : 2) };
  });
  return candidates.toSorted((a, b) => a.from - b.from);
}

/** The oddest pair has twice the oddness of its mistakes. */
const MOST_ODD = 6;

/** All pairs; those with one first mistake come together, as long as they are as likely. */
function* likeliestFirst(candidates: readonly Candidate[]): Generator<[Candidate, Candidate]> {
  for (let oddness = 0; oddness <= MOST_ODD; oddness++) {
    for (const [i, first] of candidates.entries()) {
      for (const second of candidates.slice(i + 1)) {
        if (first.oddness + second.oddness !== oddness || overlap(first.names, second.names)) continue;
        yield [first, second];
      }
    }
  }
}

function overlap(names: ReadonlySet<string>, others: Iterable<string>): boolean {
  for (const name of others) if (names.has(name)) return true;
  return false;
}

/** The two mistakes in all places that do not get in each other's way. */
function placesOfBoth(computation: Computation, first: Candidate, second: Candidate): Pair[] {
  return first.places.flatMap((a) => {
    const names = new Set(changesOf(computation, a).keys());
    const others = second.places.filter((b) => !overlap(names, changesOf(computation, b).keys()));
    return others.map((b): Pair => [a, b]);
  });
}
