/** Trials of mistakes on one wrong array: what each gives of it, and of the arrays that follow. */
import { highest, lowest } from '../engine/extremes.js';
import { ifTheyFit } from './arrays.js';
import type { Budget } from './budget.js';
import { agreeingDigits, differenceOf } from './comparison.js';
import type { Computation } from './computation.js';
import type { Mistake } from './mistakes/mistake.js';
import { changesOf, type Placed } from './placed.js';
import { Slice } from './slice.js';
import { nameOf, type Step } from './steps.js';
import { agrees, verdictOn } from './verdicts.js';

/** The arrays that mistakes change: how many they leave wrong, and how many wrong ones they give as the learner has them. */
interface Effect {
  readonly left: number;
  readonly mended: number;
}

export class Trials {
  /** The arrays of which the wrong one is made, itself among them. */
  readonly origins: ReadonlySet<string>;
  /** The mistakes for which no work was left. */
  readonly untried = new Set<string>();
  readonly #current: Computation;
  readonly #steps: readonly Step[];
  readonly #wrong: Step;
  readonly #tolerance: number;
  /** The arrays that are right without a mistake. */
  readonly #right: ReadonlySet<Step>;
  readonly #slice: Slice | undefined;
  /** The changes, by the names of origins, with which a mistake does not give the wrong array: other layers change nothing. */
  readonly #refuted = new Map<Mistake, Set<string>>();
  /** The computation with the mistake that came first in the last trial: pairs come by their first. */
  #last: { readonly placed: Placed; readonly computation: Computation } | undefined;

  /** Trials in `current`, of whose `steps` the array of `wrong` is wrong. */
  constructor(current: Computation, steps: readonly Step[], wrong: Step, tolerance: number) {
    this.#current = current;
    this.#steps = steps;
    this.#wrong = wrong;
    this.#tolerance = tolerance;
    this.#right = new Set(steps.filter((step) => agrees(current, step, tolerance)));
    this.origins = current.originsOf(nameOf(wrong.kind, wrong.layer));
    this.#slice = Slice.of(current, wrong, tolerance);
  }

  /**
   * Those that give the wrong array and spoil no right one; of them those that leave the fewest arrays wrong, and of
   * these the ones that mend the most: one cause for many. As many are tried as the budget allows. Pauses behind each.
   */
  *best<T extends readonly Placed[]>(candidates: Iterable<T>, budget: Budget): Generator<number, T[], void> {
    const found: (Effect & { candidate: T })[] = [];
    for (const candidate of candidates) {
      if (budget.isSpent) {
        for (const { mistake } of candidate) this.untried.add(mistake.id);
        continue;
      }
      const effect = budget.spend(() => this.#effectOf(candidate));
      if (effect) found.push({ candidate, ...effect });
      yield 0;
    }
    const least = lowest(found.map(({ left }) => left));
    const most = highest(found.map(({ left, mended }) => (left === least ? mended : 0)));
    return found
      .filter(({ left, mended }) => left === least && mended === most)
      .map(({ candidate }) => candidate);
  }

  /** Those that give the wrong array to a relative difference of `bound`. */
  within<T extends readonly Placed[]>(found: readonly T[], bound: number): T[] {
    if (bound >= this.#tolerance) return [...found];
    const differenceBy = (placed: T) =>
      verdictOn(this.#with(placed), this.#wrong, this.#tolerance).difference;
    return found.filter((placed) => (differenceBy(placed)?.relative ?? 0) <= bound);
  }

  /** Digits to which the mistakes give the wrong array. */
  digitsOf(placed: readonly Placed[]): number | undefined {
    const { difference } = verdictOn(this.#with(placed), this.#wrong, this.#tolerance);
    return difference && agreeingDigits(difference);
  }

  /** True of a mistake that makes other numbers of the wrong array, and no other shape. */
  changes(placed: Placed): boolean {
    const [step, wrong] = [this.#wrong, nameOf(this.#wrong.kind, this.#wrong.layer)];
    const changed = this.#with([placed]);
    if (!changed.reaches(wrong)) return false;
    return ifTheyFit(() => {
      const isOther = isOfAllFeatures([placed])
        ? undefined
        : this.#slice?.changes(changesOf(this.#current, placed));
      if (isOther !== undefined) return isOther;
      const difference = differenceOf(changed.made(step), this.#current.made(step));
      return difference !== undefined && difference.largest > 0;
    }, false);
  }

  /** True of mistakes that give the wrong array together. */
  gives(placed: readonly Placed[]): boolean {
    return this.#mayGive(placed) && agrees(this.#with(placed), this.#wrong, this.#tolerance);
  }

  /** False of mistakes that give other numbers for some features already. */
  #mayGive(placed: readonly Placed[]): boolean {
    const slice = this.#slice;
    if (slice === undefined || isOfAllFeatures(placed)) return true;
    const changes = placed.flatMap((each) => [...changesOf(this.#current, each)]);
    return ifTheyFit(() => slice.mayGive(new Map(changes)), false);
  }

  /** As {@link gives}; what one mistake makes of the wrong array is tried once, whatever other layers it is made in. */
  #givesAnew(placed: readonly Placed[]): boolean {
    if (placed.length > 1) return this.gives(placed);
    const [{ mistake }] = placed;
    const names = [...changesOf(this.#current, placed[0]).keys()].filter((name) => this.origins.has(name));
    const refuted = this.#refuted.get(mistake) ?? new Set<string>();
    const key = `${placed[0].only ?? ''} ${names.join()}`;
    if (refuted.has(key)) return false;
    const isGiven = this.gives(placed);
    if (!isGiven) this.#refuted.set(mistake, refuted.add(key));
    return isGiven;
  }

  #effectOf(placed: readonly Placed[]): Effect | undefined {
    if (!this.#givesAnew(placed)) return undefined;
    const changed = this.#with(placed);
    const touched = this.#steps.filter(({ kind, layer }) => this.#reaches(changed, nameOf(kind, layer)));
    const left = touched.filter((step) => !agrees(changed, step, this.#tolerance));
    if (left.some((step) => this.#right.has(step))) return undefined;
    const amiss = touched.filter((step) => !this.#right.has(step));
    return { left: left.length, mended: amiss.length - left.length };
  }

  #reaches(changed: Computation, name: string): boolean {
    return changed.reaches(name) || (this.#last?.computation.reaches(name) ?? false);
  }

  /** The computation with the mistakes; of two, the arrays that the first alone changes are made once for all that follow. */
  #with([first, second]: readonly Placed[]): Computation {
    if (this.#last?.placed !== first) {
      const computation = this.#current.changed(changesOf(this.#current, first));
      this.#last = { placed: first, computation };
      if (second !== undefined) agrees(computation, this.#wrong, this.#tolerance);
    }
    const { computation } = this.#last;
    return second === undefined ? computation : computation.changed(changesOf(this.#current, second));
  }
}

/** True where one of the mistakes looks at all features together. */
function isOfAllFeatures(placed: readonly Placed[]): boolean {
  return placed.some(({ mistake, layers }) => mistake.features === 'all' && layers.includes(1));
}
