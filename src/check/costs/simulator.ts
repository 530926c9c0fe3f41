/** Runs of one network on one set, right or with a mistake, beside printed costs. */
import type { Matrix } from '../../engine/matrix.js';
import { ShapeError } from '../arrays.js';
import { type Changes, Computation, dataSources, type Sets, type Sources, stepOf } from '../computation.js';
import { type Intended, layersOf } from '../intended.js';
import type { Mistake } from '../mistakes/mistake.js';
import { changesOf, type Placed, placesOf } from '../placed.js';
import type { Kind } from '../steps.js';
import { type Compressed, compressed, isCompressible, spanOf } from './compressed.js';
import { isPrintedAs, type PrintedCost } from './printed.js';
import { type Beginning, printedCost, type SimulatedCosts, simulateInPieces } from './simulate.js';

/** A run as the options describe it: the network, its data and start. */
export interface IntendedRun extends Sets {
  readonly network: Intended;
  /** Right formulas of W and b. */
  readonly start: Sources;
}

/** Kinds of arrays that are there before the first update. */
const BEFORE: readonly Kind[] = ['X', 'Y', 'W', 'b', 'A0'];

/** True of optimizers whose runs can take fewer features: others look at each weight by itself. */
export function isCompressing({ optimizer }: Pick<Intended['update'], 'optimizer'>): boolean {
  return optimizer === 'gd' || optimizer === 'momentum';
}

export class Simulator {
  readonly #run: IntendedRun;
  readonly #printed: readonly PrintedCost[];
  readonly #right: Computation;
  #span: Matrix | undefined;
  /** The right beginning on all features, and on fewer. */
  readonly #beginnings = new Map<boolean, Beginning>();

  /** `span` is that of X, where another simulator of the run has computed it. */
  constructor(run: IntendedRun, printed: readonly PrintedCost[], span?: Matrix) {
    this.#run = run;
    this.#printed = printed;
    this.#right = this.#computation(new Map());
    this.#span = span;
  }

  /** Finds the span of X, if the runs are compressed. */
  *#spanned(): Generator<number, Matrix | undefined, void> {
    this.#span ??= this.#isCompressed ? yield* spanOf(this.#run.X, this.#units) : undefined;
    return this.#span;
  }

  /** True where runs take fewer features. */
  get #isCompressed(): boolean {
    return isCompressing(this.#run.network.update) && isCompressible(this.#run.X, this.#units);
  }

  get #units(): number {
    return this.#run.network.sizes[1];
  }

  /** See {@link spanOf}; undefined where the runs take X as it is, and before the first run. */
  get span(): Matrix | undefined {
    return this.#span;
  }

  /** The mistakes in all places that they can be made in. */
  placed(mistakes: readonly Mistake[]): Placed[] {
    return mistakes.flatMap((mistake) => placesOf(mistake, this.#right));
  }

  /** The costs of the run without a mistake. */
  *right(): Generator<number, SimulatedCosts, void> {
    return (yield* this.#costsWith(new Map(), this.#printed, false)) as SimulatedCosts;
  }

  /** True of a mistake whose run prints the costs, or the first of them where so many are asked for. */
  *prints(placed: Placed, count = this.#printed.length): Generator<number, boolean, void> {
    const printed = this.#printed.slice(0, count);
    const costs = yield* this.#costsWith(changesOf(this.#right, placed), printed, this.isWhole(placed));
    return costs?.agreeing === count;
  }

  /** True of a mistake whose run takes all features, where others take fewer. */
  isWhole({ mistake }: Placed): boolean {
    return this.#isCompressed && mistake.features !== undefined;
  }

  *#costsWith(
    changes: Changes,
    printed: readonly PrintedCost[],
    isWhole: boolean,
  ): Generator<number, SimulatedCosts | undefined, void> {
    const isBefore = (name: string) => BEFORE.includes(stepOf(name).kind);
    const before = new Map([...changes].filter(([name]) => isBefore(name)));
    const rest = new Map([...changes].filter(([name]) => !isBefore(name)));
    const beginning =
      before.size === 0
        ? yield* this.#rightBeginning(isWhole)
        : yield* this.#beginningWith(before, rest, isWhole);
    const network = { ...this.#run.network, features: this.#run.X.rows };
    return beginning && (yield* simulateInPieces(network, beginning, printed, rest));
  }

  *#rightBeginning(isWhole: boolean): Generator<number, Beginning, void> {
    const beginning = this.#beginnings.get(isWhole) ?? (yield* this.#begun(this.#right, isWhole));
    this.#beginnings.set(isWhole, beginning);
    return beginning;
  }

  /** The changed start; undefined where its first cost alone is another than printed. */
  *#beginningWith(
    before: Changes,
    rest: Changes,
    isWhole: boolean,
  ): Generator<number, Beginning | undefined, void> {
    try {
      const changed = this.#computation(before);
      const [printed] = this.#printed;
      const first = printedCost(this.#computation(new Map([...before, ...rest])), printed);
      return printed.iteration === 0 && !isPrintedAs(printed, first)
        ? undefined
        : yield* this.#begun(changed, isWhole);
    } catch (error) {
      if (error instanceof ShapeError) return undefined;
      throw error;
    }
  }

  #computation(changes: Changes): Computation {
    const { network, X, start } = this.#run;
    const sources = { ...dataSources(this.#run), ...start };
    const of = (m: number) => new Computation(network, m, new Map(), { sources, changes });
    return of(changes.has('X') ? of(X.cols).of('X').cols : X.cols);
  }

  /** The arrays of the start, with fewer features where that changes no cost. */
  *#begun(computation: Computation, isWhole: boolean): Generator<number, Beginning, void> {
    const { network } = this.#run;
    const small = yield* this.#small(computation.of('A0'), isWhole);
    return new Map([
      ['X', small.X],
      ['Y', computation.of('Y')],
      ...layersOf(network).flatMap((l) => [
        [`W${l}`, l === 1 ? small.weights(computation.of('W1')) : computation.of(`W${l}`)] as const,
        [`b${l}`, computation.of(`b${l}`)] as const,
      ]),
    ]);
  }

  *#small(X: Matrix, isWhole: boolean): Generator<number, Compressed, void> {
    const whole = { X, weights: (W1: Matrix) => W1 };
    if (isWhole || !this.#isCompressed) return whole;
    const span = X === this.#run.X ? yield* this.#spanned() : yield* spanOf(X, this.#units);
    return span === undefined ? whole : compressed(X, this.#units, span);
  }
}
