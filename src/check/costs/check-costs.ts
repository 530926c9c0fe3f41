/** The check of a printed list of costs: the first that differs from what the options give, and the mistake that prints these. */
import type { Matrix } from '../../engine/matrix.js';
import { ShapeError } from '../arrays.js';
import { type Changes, Computation, type Sources, stepOf } from '../computation.js';
import { type Intended, layersOf } from '../intended.js';
import { changesOf, type Placed, placesOf } from '../match.js';
import type { Mistake } from '../mistakes/mistake.js';
import type { Kind } from '../steps.js';
import { compressed } from './compressed.js';
import { isPrintedAs, type PrintedCost } from './printed.js';
import { type Beginning, type SimulatedCosts, simulate } from './simulate.js';

/** A run as the options describe it: the network, its data and start. */
export interface IntendedRun {
  readonly network: Intended;
  /** (n_0 × m) and (n_L × m) */
  readonly X: Matrix;
  readonly Y: Matrix;
  /** Right formulas of W and b. */
  readonly start: Sources;
}

export interface CostsResult {
  readonly printed: readonly PrintedCost[];
  /** Costs of the run without a mistake at the same iterations, up to the first that differs. */
  readonly right: readonly number[];
  /** Printed costs before the first that differs; all of them where none does. */
  readonly agreeing: number;
  /** Mistakes whose runs print all these costs. */
  readonly mistakes: readonly Placed[];
  /** Runs with a mistake that were simulated. */
  readonly variants: number;
}

/** Kinds of arrays that are there before the first update. */
const BEFORE: readonly Kind[] = ['X', 'Y', 'W', 'b', 'A0'];

/** Compares costs with those of `run`, and looks for the mistakes that print them. */
export function checkCosts(
  run: IntendedRun,
  printed: readonly PrintedCost[],
  mistakes: readonly Mistake[],
): CostsResult {
  const simulator = new Simulator(run, printed);
  const { costs: right, agreeing } = simulator.costsWith(new Map()) as SimulatedCosts;
  if (agreeing === printed.length) return { printed, right, agreeing, mistakes: [], variants: 0 };
  const all = simulator.placed(mistakes);
  const isWide = ({ mistake, layers }: Placed) =>
    layers.length > 1 || all.every((other) => other.mistake !== mistake || other.layers.length === 1);
  const found = all.filter((placed) => isWide(placed) && simulator.prints(placed));
  const single = found.length > 0 ? [] : all.filter((placed) => !isWide(placed));
  const isAffordable = single.length * workUntil(run, printed[agreeing].iteration) <= MOST_WORK;
  const others = isAffordable ? single.filter((placed) => simulator.prints(placed)) : [];
  return { printed, right, agreeing, mistakes: [...found, ...others], variants: simulator.runs };
}

/** Multiply-adds that trying mistakes in single layers may cost: programs have one line for all layers mostly. */
const MOST_WORK = 3e10;

/** Multiply-adds of a run up to an iteration. */
export function workUntil({ network: { sizes }, X }: IntendedRun, iteration: number): number {
  const features = Math.min(sizes[0], X.cols + sizes[1]);
  const weights = sizes.slice(1).reduce((sum, n, l) => sum + n * (l === 0 ? features : sizes[l]), 0);
  return 3 * weights * X.cols * (iteration + 1);
}

/** Runs of one network and one set, with mistakes. */
class Simulator {
  /** Runs with a mistake. */
  runs = 0;
  readonly #run: IntendedRun;
  readonly #printed: readonly PrintedCost[];
  readonly #right: Computation;
  #beginning: Beginning | undefined;

  constructor(run: IntendedRun, printed: readonly PrintedCost[]) {
    this.#run = run;
    this.#printed = printed;
    this.#right = this.#computation(new Map());
  }

  /** The mistakes in all places that they can be made in. */
  placed(mistakes: readonly Mistake[]): Placed[] {
    return mistakes.flatMap((mistake) => placesOf(mistake, this.#right));
  }

  /** True of a mistake whose run prints the costs. */
  prints(placed: Placed): boolean {
    this.runs++;
    return this.costsWith(changesOf(this.#right, placed))?.agreeing === this.#printed.length;
  }

  costsWith(changes: Changes): SimulatedCosts | undefined {
    const isBefore = (name: string) => BEFORE.includes(stepOf(name).kind);
    const before = new Map([...changes].filter(([name]) => isBefore(name)));
    const rest = new Map([...changes].filter(([name]) => !isBefore(name)));
    const beginning = before.size === 0 ? this.#rightBeginning() : this.#beginningWith(before, rest);
    return beginning && simulate(this.#run.network, beginning, this.#printed, rest);
  }

  #rightBeginning(): Beginning {
    this.#beginning ??= this.#begun(this.#right);
    return this.#beginning;
  }

  /** The changed start; undefined where its first cost alone is another than printed. */
  #beginningWith(before: Changes, rest: Changes): Beginning | undefined {
    try {
      const changed = this.#computation(before);
      const first = this.#computation(new Map([...before, ...rest])).of('cost').data[0];
      const [printed] = this.#printed;
      return printed.iteration === 0 && !isPrintedAs(printed, first) ? undefined : this.#begun(changed);
    } catch (error) {
      if (error instanceof ShapeError) return undefined;
      throw error;
    }
  }

  #computation(changes: Changes): Computation {
    const { network, X, Y, start } = this.#run;
    return new Computation(network, X.cols, new Map(), {
      sources: { X: () => X, Y: () => Y, ...start },
      changes,
    });
  }

  /** The arrays of the start, with fewer features where that changes no cost. */
  #begun(computation: Computation): Beginning {
    const { network } = this.#run;
    const X = computation.of('A0');
    // Other optimizers look at each weight by itself.
    const isLinear = network.update.optimizer === 'gd' || network.update.optimizer === 'momentum';
    const small = isLinear ? compressed(X, network.sizes[1]) : { X, weights: (W1: Matrix) => W1 };
    return new Map([
      ['X', small.X],
      ['Y', computation.of('Y')],
      ...layersOf(network).flatMap((l) => [
        [`W${l}`, l === 1 ? small.weights(computation.of('W1')) : computation.of(`W${l}`)] as const,
        [`b${l}`, computation.of(`b${l}`)] as const,
      ]),
    ]);
  }
}
