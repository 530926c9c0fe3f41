/** The check of a printed list of costs: the first that differs from what the options give, and the mistake that prints these. */
import { MISTAKES } from '../mistakes/mistakes.js';
import type { Placed } from '../placed.js';
import { type Told, told } from '../told.js';
import { compressingWork } from './compressed.js';
import type { PrintedCost } from './printed.js';
import { type IntendedRun, isCompressing, Simulator } from './simulator.js';
import { Variants, type VariantsSetting } from './variants.js';

export interface CostsResult {
  readonly printed: readonly PrintedCost[];
  /** Costs of the run without a mistake at the same iterations, up to the first that differs. */
  readonly right: readonly number[];
  /** Printed costs before the first that differs; all of them where none does. */
  readonly agreeing: number;
  /** Mistakes whose runs print all these costs. */
  readonly mistakes: readonly Told[];
  /** Runs with a mistake that were simulated. */
  readonly variants: number;
  /** Ids of mistakes that may print these costs, whose runs on all features would take minutes. */
  readonly untried: readonly string[];
}

/** Compares costs with those of `run`, and looks for the mistakes that print them; the answer does not depend on `setting`. */
export async function checkCosts(
  run: IntendedRun,
  given: readonly PrintedCost[],
  setting: VariantsSetting,
): Promise<CostsResult> {
  const { simulator, printed, costs: right, agreeing } = await setting.pace(compared(run, given));
  if (agreeing === printed.length)
    return { printed, right, agreeing, mistakes: [], variants: 0, untried: [] };
  const work = workUntil(run, (printed[1] ?? printed[0]).iteration);
  const variants = new Variants(simulator, run, printed, work, setting);
  const all = simulator.placed(variants.catalogue);
  const isWide = ({ mistake, layers }: Placed) =>
    layers.length > 1 || all.every((other) => other.mistake !== mistake || other.layers.length === 1);
  const [onFewer, onAll] = [false, true].map((isWhole) =>
    all.filter((placed) => simulator.isWhole(placed) === isWhole && isWide(placed)),
  );
  const whole = await setting.pace(beginningLike(simulator, onAll));
  const isTried = whole.length * workUntil(run, printed[1]?.iteration ?? 0, true) <= MOST_WORK;
  const found = await variants.printing([...onFewer, ...(isTried ? whole : [])]);
  const single = found.length > 0 ? [] : all.filter((placed) => !isWide(placed) && isOfOneLayer(placed));
  const isWhole = single.some((placed) => simulator.isWhole(placed));
  const isAffordable = single.length * workUntil(run, printed[agreeing].iteration, isWhole) <= MOST_WORK;
  const others = isAffordable ? await variants.printing(single) : [];
  const mistakes = [...found, ...others].map((placed) => told(placed, run.network));
  const untried = isTried ? [] : [...new Set(whole.map(({ mistake }) => mistake.id))];
  return { printed, right, agreeing, mistakes, variants: variants.count, untried };
}

/** True of a mistake that a program can make in one layer alone: a setting is one number for all. */
function isOfOneLayer({ mistake }: Placed): boolean {
  return MISTAKES.includes(mistake);
}

/** The costs beside those of the right run. A list that begins with iteration 1 may be of a program that counts from there. */
function* compared(
  run: IntendedRun,
  given: readonly PrintedCost[],
): Generator<
  number,
  { simulator: Simulator; printed: readonly PrintedCost[]; costs: readonly number[]; agreeing: number },
  void
> {
  const simulator = new Simulator(run, given);
  const right = yield* simulator.right();
  if (right.agreeing > 0 || given[0].iteration === 0) return { simulator, printed: given, ...right };
  const printed = given.map((each) => ({ ...each, said: each.iteration, iteration: each.iteration - 1 }));
  const other = new Simulator(run, printed, simulator.span);
  const shifted = yield* other.right();
  if (shifted.agreeing > 0) return { simulator: other, printed, ...shifted };
  return { simulator, printed: given, ...right };
}

/** Multiply-adds that trying mistakes in single layers may cost: programs have one line for all layers mostly. */
const MOST_WORK = 3e10;

/** Those whose runs print the first cost. */
function* beginningLike(simulator: Simulator, all: readonly Placed[]): Generator<number, Placed[], void> {
  const found: Placed[] = [];
  for (const placed of all) {
    if (yield* simulator.prints(placed, 1)) found.push(placed);
  }
  return found;
}

/** Multiply-adds of the run without a mistake up to an iteration, and of finding the fewer features that it needs. */
export function workOf(run: IntendedRun, iteration: number): number {
  const { network, X } = run;
  const before = isCompressing(network.update) ? compressingWork(X, network.sizes[1]) : 0;
  return before + workUntil(run, iteration);
}

/** Multiply-adds of a run up to an iteration, on all features or on as few as it needs. */
function workUntil(
  { network: { sizes, update }, X }: IntendedRun,
  iteration: number,
  isWhole = false,
): number {
  const isFewer = !isWhole && isCompressing(update);
  const features = isFewer ? Math.min(sizes[0], X.cols + sizes[1]) : sizes[0];
  const weights = sizes.slice(1).reduce((sum, n, l) => sum + n * (l === 0 ? features : sizes[l]), 0);
  return 3 * weights * X.cols * (iteration + 1);
}
