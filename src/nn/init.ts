/**
 * The initialisations: how a layer's weights are drawn from NumPy's stream. Biases start at 0 and draw nothing,
 * unless `--bias-init normal:σ` has each drawn behind its layer's weights.
 */
import type { Backend } from '../engine/backend.js';
import type { FloatArray, Matrix } from '../engine/matrix.js';
import type { RandomState } from '../engine/rng.js';
import { type Architecture, type LayerWeights, layerWeights } from './architecture.js';

/** A way to draw the weights W (n × n_prev) of a layer. */
interface Init {
  /** The course's names for it. */
  readonly aliases: readonly string[];
  /** The function that draws a weight; undefined if the weights are 0 and none is drawn. */
  drawing(n: number, nPrevious: number): Drawing | undefined;
}

/** Draws one weight from the stream. */
export type Drawing = (rng: RandomState) => number;

/** randn·factor */
function normal(factor: number): Drawing {
  return (rng) => rng.gaussian() * factor;
}

/** NumPy's `uniform(-limit, limit)` */
function uniform(limit: number): Drawing {
  return (rng) => -limit + 2 * limit * rng.double();
}

/** The initialisations by their names in `--init`, which also takes `normal:σ`. */
export const INITS = {
  /** randn/√n_prev */
  'lecun-normal': {
    aliases: ['scaled', 'xavier'],
    drawing: (_, k) => (rng) => rng.gaussian() / Math.sqrt(k),
  },
  /** randn·√(2/n_prev) */
  'he-normal': { aliases: ['he'], drawing: (_, k) => normal(Math.sqrt(2 / k)) },
  /** randn·√(2/(n_prev+n)) */
  'glorot-normal': { aliases: [], drawing: (n, k) => normal(Math.sqrt(2 / (k + n))) },
  /** U(−l, l) with l = √(6/(n_prev+n)), as Keras's GlorotUniform */
  'glorot-uniform': { aliases: [], drawing: (n, k) => uniform(Math.sqrt(6 / (k + n))) },
  /** U(−l, l) with l = √(6/n_prev), as Keras's HeUniform */
  'he-uniform': { aliases: [], drawing: (_, k) => uniform(Math.sqrt(6 / k)) },
  /** U(−l, l) with l = 1/√n_prev, as the weights of PyTorch's layers; their biases, drawn likewise there, stay 0 */
  'torch-default': { aliases: [], drawing: (_, k) => uniform(1 / Math.sqrt(k)) },
  zeros: { aliases: [], drawing: () => undefined },
} as const satisfies Record<string, Init>;

/** A name of {@link INITS}, or `normal:σ` with a standard deviation σ. */
export type InitName = keyof typeof INITS | `normal:${string}`;

/** The start of biases: 0, or drawn as `normal:σ`. */
export type BiasInitName = 'zeros' | `normal:${string}`;

/**
 * Draws the weights of one layer into `W` (n × n_prev, row-major), for a name of {@link INITS} or `normal:σ`. For a
 * convolution's W (filters × kernel area·channels) n and n_prev are its fans as PyTorch and Keras count them:
 * kernel area·filters and kernel area·channels.
 */
export function drawWeights(
  init: InitName,
  rng: RandomState,
  n: number,
  nPrevious: number,
  W: FloatArray = new Float64Array(n * nPrevious),
): FloatArray {
  const named: Init | undefined = INITS[init as keyof typeof INITS];
  const draw = named ? named.drawing(n, nPrevious) : normal(Number(init.slice('normal:'.length)));
  if (draw === undefined) return W.fill(0);
  for (let i = 0; i < W.length; i++) W[i] = draw(rng);
  return W;
}

/** The start of a network: W and b of each layer that has weights. */
export interface Start {
  /** (n_l × n_{l-1}), of a convolution (filters × kernel area·channels) */
  readonly weights: readonly Matrix[];
  /** (n_l × 1), of a convolution (filters × 1) */
  readonly biases: readonly Matrix[];
}

/** How weights and biases are drawn. */
export interface Inits {
  readonly init: InitName;
  readonly biasInit: BiasInitName;
}

/** Draws W and b of one layer, in this order from the stream. */
export function drawLayer(
  { rows, fanOut, fanIn }: LayerWeights,
  { init, biasInit }: Inits,
  rng: RandomState,
  W: FloatArray,
  b: FloatArray,
): void {
  drawWeights(init, rng, fanOut, fanIn, W);
  drawWeights(biasInit, rng, rows, 1, b);
}

/** W1, b1, W2, … of a network, drawn in this order from the stream. */
export function drawStart(
  backend: Backend,
  architecture: Architecture,
  inits: Inits,
  rng: RandomState,
): Start {
  const weights: Matrix[] = [];
  const biases: Matrix[] = [];
  for (const layer of layerWeights(architecture)) {
    if (layer === undefined) continue;
    const [W, b] = [backend.zeros(layer.rows, layer.cols), backend.zeros(layer.rows, 1)];
    drawLayer(layer, inits, rng, W.data, b.data);
    weights.push(W);
    biases.push(b);
  }
  return { weights, biases };
}
