/**
 * The initialisations: how a layer's weights are drawn from NumPy's stream. Biases start at 0 and draw nothing,
 * unless `--bias-init normal:σ` has each drawn behind its layer's weights.
 */
import type { RandomState } from '../engine/rng.js';

/** Fills `W` (n × n_prev, row-major). */
type Draw = (rng: RandomState, n: number, nPrevious: number) => Float64Array;

/** The names of `--init`; the course's names are aliases. `normal:σ` stands beside them. */
export const INITS = {
  /** randn/√n_prev */
  'lecun-normal': (rng, n, k) => rng.randn(n, k).map((g) => g / Math.sqrt(k)),
  /** randn·√(2/n_prev) */
  'he-normal': (rng, n, k) => rng.randn(n, k).map((g) => g * Math.sqrt(2 / k)),
  /** randn·√(2/(n_prev+n)) */
  'glorot-normal': (rng, n, k) => rng.randn(n, k).map((g) => g * Math.sqrt(2 / (k + n))),
  zeros: (_, n, k) => new Float64Array(n * k),
} as const satisfies Record<string, Draw>;

export const INIT_ALIASES = {
  scaled: 'lecun-normal',
  xavier: 'lecun-normal',
  he: 'he-normal',
} as const satisfies Record<string, keyof typeof INITS>;

/** How weights are drawn: a name of {@link INITS}, or `normal:σ` for a standard deviation σ of one's own. */
export type InitName = keyof typeof INITS | `normal:${string}`;

/** How biases start: at 0, or drawn as `normal:σ`. */
export type BiasInitName = 'zeros' | `normal:${string}`;

/** The weights of one layer, (n × n_prev) row-major, for a name of {@link INITS} or `normal:σ`. */
export function drawWeights(init: InitName, rng: RandomState, n: number, nPrevious: number): Float64Array {
  if (init in INITS) return INITS[init as keyof typeof INITS](rng, n, nPrevious);
  const deviation = Number(init.slice('normal:'.length));
  return rng.randn(n, nPrevious).map((g) => g * deviation);
}
