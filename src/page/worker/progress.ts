/** The reports on a run: how far it has come, how its network looks, and how it ended. Plain data. */
import type { LayerStats } from '../../browser.js';

/** A curve by its points, of equal number. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The answers of the network all over the plane. */
export interface PlaneLook {
  /** Points in a row of the grid, from the least x on; the rows begin with the largest y. */
  readonly side: number;
  /** The probability of each class at each point, of 255. */
  readonly shares: Uint8Array;
}

/** The activations of some units of a layer all over the plane. */
export interface UnitMaps {
  /** From 1, as W1 counts. */
  readonly layer: number;
  readonly side: number;
  /** (side × side) values of each unit, of 127, scaled by the largest of the layer. */
  readonly values: Int8Array;
}

/** A parameter of the network. */
export interface Weights {
  /** `W1`, `b1`, … */
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array | Float32Array;
}

/** The network between two updates. */
export interface Look {
  readonly plane?: PlaneLook | undefined;
  readonly maps: readonly UnitMaps[];
  readonly weights: readonly Weights[];
  /** The probability of each class for each of the followed pictures. */
  readonly pictures?: Float64Array | undefined;
}

/** A run between two updates. */
export interface Progress {
  readonly run: number;
  /** Updates made, of so many. */
  readonly iteration: number;
  readonly iterations: number;
  readonly learningRate: number;
  /** The cost before each update, thinned to some hundred points. */
  readonly costs: Curve;
  /** Those on the validation examples, where there are some. */
  readonly validationCosts?: Curve | undefined;
  readonly isPlaying: boolean;
  readonly look?: Look | undefined;
  /** Activations and gradients of the layers in a recent update. */
  readonly layers?: readonly LayerStats[] | undefined;
}

/** The measurements of the trained network on one split. */
export interface SplitResult {
  readonly split: string;
  readonly examples: number;
  readonly cost: number;
  readonly accuracy?: number | undefined;
}

/** A run that has ended. */
export interface RunResult {
  readonly run: number;
  /** The digest of the parameters, which `dnn train` records in the model. */
  readonly digest: string;
  readonly iterations: number;
  readonly splits: readonly SplitResult[];
  /** Why it went badly, if it did. */
  readonly findings: readonly { readonly message: string; readonly hint?: string | undefined }[];
  /** Why plain loops computed it, whose last bits differ. */
  readonly fallback?: string | undefined;
}
