/** The settings of a run as the page sends them, and its plan as the worker answers. Plain data. */
import type { Point } from '../points.js';

/** Data that the worker opens: a made set, pictures beside the page, points that were drawn, or a file of the reader. */
export type Source =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'points'; readonly points: readonly Point[] }
  | {
      readonly kind: 'table';
      /** The name of a file that was handed over, and how many were before it. */
      readonly file: string;
      readonly version: number;
      /** The column to predict. */
      readonly target?: string | undefined;
      /** Columns that are left out. */
      readonly drop: readonly string[];
    };

/** Another learning rate from update `at` on, as it was set in the middle of a run. */
export interface RateChange {
  readonly at: number;
  readonly learningRate: number;
}

/** Options of a run by their names, as a config file writes them. */
export type WrittenOptions = Readonly<Record<string, string | boolean>>;

/** A run: its data, and the options that differ from their defaults. */
export interface RunSettings {
  readonly source: Source;
  readonly options: WrittenOptions;
  /** In the order of the updates. */
  readonly changes: readonly RateChange[];
}

/** Points of the plane with their classes: x and y of each point. */
export interface PlaneSplit {
  readonly values: Float64Array;
  readonly labels: Int32Array;
}

/** Data of two features, and the part of the plane that they lie in. */
export interface Plane {
  readonly train: PlaneSplit;
  readonly test?: PlaneSplit | undefined;
  /** From the least to the largest, the same length in both directions. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Some training pictures, to follow how they are classified. */
export interface Pictures {
  /** Height, width, channels. */
  readonly shape: readonly number[];
  /** The bytes of all, one behind another, on a scale up to `divisor`. */
  readonly values: Uint8Array;
  readonly divisor: number;
  readonly labels: Int32Array;
}

/** A planned run. */
export interface PlanAnswer {
  /** The command that makes this run, where its rate never changes. */
  readonly command: string;
  readonly parameters: number;
  readonly examples: number;
  readonly iterations: number;
  readonly batchSize: number;
  /** Units of each layer from the input to the output, of a network of dense layers. */
  readonly units?: readonly number[] | undefined;
  readonly classes: readonly string[];
  readonly plane?: Plane | undefined;
  readonly pictures?: Pictures | undefined;
}
