/**
 * The gradient check: compares the gradients of backpropagation with the change of the cost when a parameter is
 * moved a little either way. It leaves the network as it was.
 */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { RandomState } from '../engine/rng.js';
import { DnnError } from '../errors.js';
import { type Agreement, type Slope, Tally } from './gradient-agreement.js';
import type { Network } from './network.js';
import type { Param } from './parameter.js';
import type { Penalty } from './penalties.js';

/** Settings of the check; `rng` draws the entries and the masks of dropout. */
export interface GradientCheckOptions {
  readonly rng: RandomState;
  /** Half the width of a centred difference. */
  readonly step: number;
  /** The largest relative difference that counts as agreement. */
  readonly tolerance: number;
  /** Entries of each parameter that are checked, or all where it has fewer. */
  readonly samples: number;
  readonly penalty?: Penalty | undefined;
  /** Called after every entry. */
  readonly onProgress?: ((done: number, total: number) => Promise<void> | undefined) | undefined;
  /** Called in the pauses of long passes; with it, layers must leave all that they do to the backend. */
  readonly onPause?: (() => Promise<void> | undefined) | undefined;
}

/** The result for one parameter. */
export interface ParameterAgreement extends Agreement {
  readonly name: string;
  readonly shape: readonly [rows: number, columns: number];
}

/** Parameter by parameter, and in all. */
export interface GradientCheck extends Agreement {
  readonly parameters: readonly ParameterAgreement[];
}

/**
 * Checks the gradients of `network`'s cost in training on X (m × n₀) and Y (m × n_L), float64.
 * Every pass draws the same masks.
 * @throws DnnError (diverged) when the cost is not finite, (usage) when the step is lost in a parameter's digits.
 */
export async function checkGradients(
  backend: Backend,
  network: Network,
  X: Matrix,
  Y: Matrix,
  options: GradientCheckOptions,
): Promise<GradientCheck> {
  const averages = network.layers.flatMap((layer) => layer.averages ?? []);
  const kept = averages.map(({ value }) => value.data.slice());
  try {
    const entries = network.params.map(({ value }) => chooseEntries(value.data.length, options));
    const trial = await paused(Trial.start(backend, network, X, Y, options), options);
    return await compare(network.params, entries, trial, options);
  } finally {
    averages.forEach(({ value }, i) => {
      value.data.set(kept[i]);
    });
  }
}

/** Finishes work that pauses. */
async function paused<T>(work: Work<T>, { onPause }: GradientCheckOptions): Promise<T> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    await onPause?.();
  }
}

/** Compares entries[i] of params[i], one after another. */
async function compare(
  params: readonly Param[],
  entries: readonly Int32Array[],
  trial: Trial,
  options: GradientCheckOptions,
): Promise<GradientCheck> {
  const { tolerance, onProgress } = options;
  const total = entries.reduce((sum, { length }) => sum + length, 0);
  const all = new Tally(tolerance);
  const parameters: ParameterAgreement[] = [];
  let done = 0;
  for (const [i, param] of params.entries()) {
    const own = new Tally(tolerance);
    for (const entry of entries[i]) {
      const slope = await paused(trial.slope(param, entry), options);
      for (const tally of [own, all]) tally.add(param, entry, slope);
      await onProgress?.(++done, total);
    }
    const { name, value } = param;
    parameters.push({ name, shape: [value.rows, value.cols], ...own.result() });
  }
  const result = all.result();
  // Of a single parameter rounding may be all that there is to see; of all of them it is a check that saw nothing.
  const agrees = result.difference <= tolerance && parameters.every((parameter) => parameter.agrees);
  return { ...result, agrees, parameters };
}

/**
 * Moves biases, γ and β off their starting values by Gaussians of a tenth: at b = 0, γ = 1 and β = 0 a wrong
 * derivative can look right.
 */
export function unsettle(network: Network, rng: RandomState): void {
  for (const { value, decays } of network.params) {
    if (decays) continue;
    for (let i = 0; i < value.data.length; i++) value.data[i] += 0.1 * rng.gaussian();
  }
}

function chooseEntries(length: number, { samples, rng }: GradientCheckOptions): Int32Array {
  if (length <= samples) return Int32Array.from({ length }, (_, i) => i);
  return rng.permutation(length).slice(0, samples).sort();
}

/** The cost is a sum of many roundings, of which so many units in its last place have been seen to stay. */
const ROUNDINGS = 16;
/** Steps to take where rounding hides a slope, as multiples of the first. */
const WIDER = [10, 100, 1000];

/** Work with pauses. */
type Work<T> = Generator<unknown, T, void>;

/** One network on one batch, whose cost can be asked for again and again. */
class Trial {
  readonly #backend: Backend;
  readonly #network: Network;
  readonly #X: Matrix;
  readonly #Y: Matrix;
  readonly #options: GradientCheckOptions;
  readonly #stream: ReturnType<RandomState['snapshot']>;
  /** The sides of all kinks at the start. */
  #sides: readonly Sides[] = [];
  /** The error that rounding alone can cause in the cost. */
  #rounding = 0;

  constructor(backend: Backend, network: Network, X: Matrix, Y: Matrix, options: GradientCheckOptions) {
    if (backend.dtype !== 'float64') throw new RangeError('gradients are checked in float64');
    this.#backend = backend;
    this.#network = network;
    this.#X = X;
    this.#Y = Y;
    this.#options = options;
    this.#stream = options.rng.snapshot();
  }

  /** Writes the gradients of the network's parameters, which later calls leave alone. */
  static *start(...given: ConstructorParameters<typeof Trial>): Work<Trial> {
    const trial = new Trial(...given);
    const [, network, , Y, options] = given;
    const cost = yield* trial.#cost();
    trial.#sides = sidesOf(network);
    yield* trial.#compute(() => network.backward(Y, { training: options }));
    options.penalty?.addGradient(network, Y.rows);
    trial.#rounding = ROUNDINGS * Number.EPSILON * Math.abs(cost);
    return trial;
  }

  /**
   * The slope of the cost along entry `i`, or undefined where a kink lies within h of it. Where D(h) is not the
   * gradient at once, it is taken more finely, and over wider steps as far as no kink is in the way: rounding moves
   * those less. The one in least doubt counts.
   */
  *slope(param: Param, i: number): Work<Slope | undefined> {
    const { step, tolerance } = this.#options;
    const gradient = param.gradient.data[i];
    const agrees = (value: number) =>
      Math.abs(gradient - value) <= tolerance * (Math.abs(gradient) + Math.abs(value));
    const plain = yield* this.#difference(param, i, step);
    if (plain === undefined) return undefined;
    if (agrees(plain)) {
      const apart = Math.abs(gradient - plain);
      return { value: plain, rounding: apart, doubt: apart };
    }
    let best = yield* this.#fineSlope(param, i, step);
    for (const factor of WIDER) {
      if (best === undefined || agrees(best.value)) break;
      const wider = yield* this.#fineSlope(param, i, factor * step);
      if (wider === undefined) break;
      if (wider.doubt < best.doubt) best = wider;
    }
    return best;
  }

  /** (4·D(h/2) − D(h))/3, whose error falls with h⁴: by far less than what it corrects of D(h/2). */
  *#fineSlope(param: Param, i: number, h: number): Work<Slope | undefined> {
    const whole = yield* this.#difference(param, i, h);
    const half = whole === undefined ? undefined : yield* this.#difference(param, i, h / 2);
    if (whole === undefined || half === undefined) return undefined;
    const correction = (half - whole) / 3;
    const rounding = this.#rounding / h;
    return { value: half + correction, rounding, doubt: rounding + Math.abs(correction) };
  }

  /** D(h) = (J(θ + h) − J(θ − h)) / 2h */
  *#difference({ name, value }: Param, i: number, h: number): Work<number | undefined> {
    const start = value.data[i];
    const [above, below] = [start + h, start - h];
    if (above === below) throw lostStep(name, start, h);
    try {
      value.data[i] = above;
      const high = yield* this.#cost();
      if (this.#hasCrossed()) return undefined;
      value.data[i] = below;
      const low = yield* this.#cost();
      return this.#hasCrossed() ? undefined : (high - low) / (above - below);
    } finally {
      value.data[i] = start;
    }
  }

  *#cost(): Work<number> {
    const { rng, penalty } = this.#options;
    rng.restore(this.#stream);
    yield* this.#compute(() => void this.#network.forward(this.#X, { training: { rng } }));
    const cost = this.#network.cost(this.#Y) + (penalty?.cost(this.#network, this.#Y.rows) ?? 0);
    if (Number.isFinite(cost)) return cost;
    throw new DnnError(
      'diverged',
      `the cost is ${cost}: there is no slope to compare gradients with`,
      'Try a smaller start (--init) or a smaller --step, and look at the data.',
    );
  }

  *#compute(pass: () => void): Work<void> {
    if (this.#options.onPause) yield* this.#backend.inPieces(pass);
    else pass();
  }

  #hasCrossed(): boolean {
    return sidesOf(this.#network).some((sides, l) =>
      (sides as Int32Array).some((side, i) => side !== this.#sides[l][i]),
    );
  }
}

function lostStep(name: string, start: number, h: number): DnnError {
  const message = `a step of ${h} is lost in ${name}, which holds ${start}`;
  return new DnnError('usage', message, 'Give a larger --step, or a smaller start (--init).');
}

type Sides = Uint8Array | Int32Array;

function sidesOf({ layers }: Network): Sides[] {
  return layers.flatMap((layer) => layer.sides?.() ?? []);
}
