/** The questions that every type of layer answers about itself; `S` is its shape, as the model file has it. */
import type { Backend } from '../../engine/backend.js';
import type { Matrix } from '../../engine/matrix.js';
import type { Layer } from '../layer.js';

/** A type of layer with or without weights. */
export type LayerType<S> = WeightedType<S> | PlainType<S>;

/** Shapes of one example before and behind a layer. */
export interface Shapes {
  readonly input: readonly number[];
  readonly output: readonly number[];
}

interface Described<S> {
  /** The tokens of `--layers`; a type without a grammar is written as its number of units. */
  readonly grammar?: Grammar<S>;
  /** True if it takes images and makes images; other types take any values and may end a network. */
  readonly ofImages: boolean;
  /** The fields of the model file beside `type`, in its order. */
  readonly fields: Fields<S>;
  /** The layer as `--layers` writes it. */
  text(layer: S): string;
  /** Shape of one example behind the layer, with a 0 where its input is too small. */
  outputShape(layer: S, input: readonly number[]): readonly number[];
  /** Values that a pass of one example forward and back keeps; the first layer makes no gradient of its input. */
  valuesKept(layer: S, shapes: Shapes, isFirst: boolean): number;
  /** Values that it keeps for all examples together, to be computed by patches. */
  valuesForPatches?(layer: S, shapes: Shapes, isFirst: boolean): number;
}

/** A type of layer without weights: it has no activation, no batch norm and no dropout either. */
export interface PlainType<S> extends Described<S> {
  readonly weights?: undefined;
  /** Rows and columns at the ends of its input that it leaves out. */
  leftOut?(layer: S, input: readonly number[]): readonly [rows: number, columns: number];
  build(backend: Backend, layer: S, input: readonly number[]): Layer;
}

/** A type of layer with weights and, unless batch norm follows, biases. */
export interface WeightedType<S> extends Described<S> {
  /** True if the first layer of a network may take the dual form. */
  readonly hasDualForm?: true;
  weights(layer: S, shapes: Shapes): Weights;
  build(backend: Backend, layer: S, input: readonly number[], own: OwnWeights): Layer;
}

/** Shape and work of a layer's weights. */
export interface Weights {
  /** Shape of W; each row belongs to one unit or filter. */
  readonly rows: number;
  readonly cols: number;
  /** Inputs of a unit, and units that an input goes to, as initialisations count them (PyTorch's and Keras's way). */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Multiply-adds of one example's Z, and of one example's input gradient. */
  readonly work: { readonly forward: number; readonly inputGradient: number };
}

/** The weights that a layer is built with. */
export interface OwnWeights {
  /** Counted from 1 among the layers that have weights. */
  readonly index: number;
  readonly W: Matrix;
  /** False before batch norm, which would take any bias out again. */
  readonly biased: boolean;
}

/** The tokens of one type in `--layers`. */
export interface Grammar<S> {
  /** Begins every token of this type, and no token of another. */
  readonly word: string;
  /** `convK:F` */
  readonly form: string;
  /** `/S stride, :valid` */
  readonly extras?: string;
  /** `conv3:8` */
  readonly example: string;
  /** A clause that explains all forms. */
  readonly rules: string;
  /** The layer that a token writes, its numbers unchecked; undefined when the token has another form. */
  read(token: string): S | undefined;
}

/** A field of the model file: a whole number from 1, two of them, or one of some words. */
export type Field = 'count' | 'pair' | readonly string[];

/** The fields that a shape has. */
export type Fields<S> = { readonly [K in Exclude<keyof S, 'type'>]: FieldOf<S[K]> };

type FieldOf<T> = [T] extends [number]
  ? 'count'
  : [T] extends [readonly [number, number]]
    ? 'pair'
    : readonly T[];
