/**
 * The losses: each one value with its cost and its derivative. Cross-entropies are taken from Z, where no
 * log(0) can happen, and so belong to one output activation each, with which they give dZ = A − Y.
 */
import type { Backend } from '../engine/backend.js';
import { log } from '../engine/math.js';
import type { Matrix } from '../engine/matrix.js';
import { OUTPUT_ACTIVATIONS, type OutputActivation, type Outputs } from './activations.js';

/** A cost of outputs against targets Y (m × units), with its derivative. */
export interface Loss {
  /** The output activation that this loss is bound to; the others go with any. */
  readonly activation?: OutputActivation;
  /** Σ over the examples of one example's cost; the network divides by m. */
  total(backend: Backend, outputs: Outputs, Y: Matrix): number;
  /** The derivative per example: d/dZ for a bound loss, d/dA for the others. */
  derivative(backend: Backend, A: Matrix, Y: Matrix, result: Matrix): void;
  /** d/dA of one output, of a bound loss: what its derivative leaves out. */
  slope?(a: number, y: number): number;
  /** The cost of one output that is always p, where its target is 1 for a share `share` of the examples. */
  baseCost(p: number, share: number): number;
  /** The cost of an output so far from its target, of the losses that also measure numbers. */
  ofError?(error: number): number;
}

/** −share·log p */
function entropyPart(p: number, share: number): number {
  return share === 0 ? 0 : -share * log(p);
}

/** A loss of the distance between an output and its target alone. */
function ofDistance(
  ofError: (error: number) => number,
  total: Loss['total'],
  derivative: Loss['derivative'],
): Loss & Required<Pick<Loss, 'ofError'>> {
  const baseCost = (p: number, share: number) => share * ofError(1 - p) + (1 - share) * ofError(p);
  return { total, derivative, ofError, baseCost };
}

/** Errors up to this count by their squares in the Huber loss, larger ones by themselves: PyTorch's δ. */
const DELTA = 1;

/** e²/2 up to δ, then δ·(|e| − δ/2). */
function huberOf(error: number): number {
  const size = Math.abs(error);
  return size <= DELTA ? (size * size) / 2 : DELTA * (size - DELTA / 2);
}

/** The losses by name. */
export const LOSSES = {
  /** −(y log a + (1−y) log(1−a)), summed over the outputs */
  'binary-cross-entropy': {
    activation: 'sigmoid',
    total: (backend, { Z }, Y) => backend.logisticCost(Z, Y),
    derivative: (backend, A, Y, dZ) => backend.difference(A, Y, 1, dZ),
    slope: (a, y) => -(y / a - (1 - y) / (1 - a)),
    baseCost: (p, share) => entropyPart(p, share) + entropyPart(1 - p, 1 - share),
  },
  /** −Σ y log a */
  'categorical-cross-entropy': {
    activation: 'softmax',
    total: (backend, { Z }, Y) => backend.softmaxCost(Z, Y),
    derivative: (backend, A, Y, dZ) => backend.difference(A, Y, 1, dZ),
    slope: (a, y) => -y / a,
    baseCost: entropyPart,
  },
  /** Σ (a − y)² */
  mse: ofDistance(
    (error) => error * error,
    (backend, { A }, Y) => backend.squaredError(A, Y),
    (backend, A, Y, dA) => backend.difference(A, Y, 2, dA),
  ),
  /** ½ Σ (a − y)² */
  quadratic: ofDistance(
    (error) => (error * error) / 2,
    (backend, { A }, Y) => backend.squaredError(A, Y) / 2,
    (backend, A, Y, dA) => backend.difference(A, Y, 1, dA),
  ),
  /** ½ (a − y)² where |a − y| ≤ 1, else |a − y| − ½: PyTorch's HuberLoss; large errors pull no harder than middling ones */
  huber: ofDistance(
    huberOf,
    (_, { A }, Y) => {
      let sum = 0;
      for (const [i, a] of A.data.entries()) sum += huberOf(a - Y.data[i]);
      return sum;
    },
    (backend, A, Y, dA) => {
      backend.difference(A, Y, 1, dA);
      backend.clip(DELTA, dA);
    },
  ),
} as const satisfies Record<string, Loss>;

/** A name of {@link LOSSES}. */
export type LossName = keyof typeof LOSSES;

/** The loss that is meant when none is named. */
export function usualLoss(output: OutputActivation): LossName {
  return OUTPUT_ACTIVATIONS[output].loss;
}

/** The losses of numbers as the target. */
export function lossesOfNumbers(): LossName[] {
  return (Object.keys(LOSSES) as LossName[]).filter((name) => 'ofError' in LOSSES[name]);
}

/** True if the loss can be taken behind that output activation. */
export function goesWith(name: LossName, output: OutputActivation): boolean {
  const { activation }: Loss = LOSSES[name];
  return activation === undefined || activation === output;
}

/** The losses that go with that output activation, the usual one first. */
export function lossesFor(output: OutputActivation): LossName[] {
  const usual = usualLoss(output);
  const others = (Object.keys(LOSSES) as LossName[]).filter(
    (name) => name !== usual && goesWith(name, output),
  );
  return [usual, ...others];
}
