/** Names of parameters as libraries give them: the layer that a name belongs to, and the array's part in it. */

import type { NamedArray } from '../../data/arrays/named-array.js';
import { lowest } from '../../engine/extremes.js';

/** The part of an array in its layer; of batch norm, `scale`, `shift`, `mean` and `variance`. */
export type Part = 'kernel' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance';

/** Libraries store kernels in orders of their own. */
export type Library = 'PyTorch' | 'Keras';

/** The arrays of one layer of another library's network. */
export interface ForeignLayer {
  /** As the library calls it: `fc1`, `features.0`, `dense_1`. */
  readonly name: string;
  readonly parts: ReadonlyMap<Part, NamedArray>;
}

/** A network's layers in the order of the file. */
export interface ForeignLayers {
  readonly library: Library;
  readonly layers: readonly ForeignLayer[];
}

interface Place {
  readonly layer: string;
  readonly part: string;
}

const TORCH_PARTS: Readonly<Record<string, Part>> = {
  weight: 'kernel',
  bias: 'bias',
  running_mean: 'mean',
  running_var: 'variance',
};
const KERAS_PARTS: Readonly<Record<string, Part>> = {
  kernel: 'kernel',
  bias: 'bias',
  gamma: 'scale',
  beta: 'shift',
  moving_mean: 'mean',
  moving_variance: 'variance',
};
/** Keras 3 numbers the arrays of a layer. */
const NUMBERED: readonly Part[] = ['kernel', 'bias'];
const NUMBERED_NORM: readonly Part[] = ['scale', 'shift', 'mean', 'variance'];

/** Arrays beside the parameters: an optimizer's state, counters, and the seeds of dropout. */
const BESIDE =
  /(^|\.)num_batches_tracked$|^(optimizer|optimizer_weights|metrics|_metrics|top_level_model_weights)\/|seed_generator/;

/** The layers of arrays that all have one library's names; undefined if any has not. */
export function foreignLayers(arrays: readonly NamedArray[]): ForeignLayers | undefined {
  const parameters = arrays.filter(({ name }) => !BESIDE.test(name));
  if (parameters.length === 0) return undefined;
  const torch = grouped(parameters, (name) =>
    split(name, /^(?:(.*)\.)?([^.]+)$/, (part) => part in TORCH_PARTS),
  );
  if (torch !== undefined) return { library: 'PyTorch', layers: torch.map(torchLayer) };
  const keras =
    grouped(parameters, (name) => split(name, /^(.+)\/([^/]+?)(?::0)?$/, (part) => part in KERAS_PARTS)) ??
    grouped(parameters, (name) => split(name, /^(.+)\/vars\/(\d+)$/, (part) => Number(part) < 4));
  return keras && { library: 'Keras', layers: keras.map(kerasLayer) };
}

function split(name: string, pattern: RegExp, isPart: (part: string) => boolean): Place | undefined {
  const match = pattern.exec(name);
  return match !== null && isPart(match[2]) ? { layer: match[1] ?? '', part: match[2] } : undefined;
}

interface Group {
  readonly layer: string;
  readonly arrays: ReadonlyMap<string, NamedArray>;
}

function grouped(
  arrays: readonly NamedArray[],
  placeOf: (name: string) => Place | undefined,
): Group[] | undefined {
  const groups = new Map<string, Map<string, NamedArray>>();
  for (const array of arrays) {
    const place = placeOf(array.name);
    if (place === undefined) return undefined;
    const group = groups.get(place.layer) ?? new Map<string, NamedArray>();
    groups.set(place.layer, group.set(place.part, array));
  }
  return Array.from(groups, ([layer, parts]) => ({ layer, arrays: parts }));
}

/** The scale of batch norm is its weight, which has one dimension. */
function torchLayer({ layer, arrays }: Group): ForeignLayer {
  const isNorm = arrays.has('running_mean') || arrays.get('weight')?.shape.length === 1;
  const partOf = (name: string): Part => {
    if (isNorm && name === 'weight') return 'scale';
    return isNorm && name === 'bias' ? 'shift' : TORCH_PARTS[name];
  };
  return { name: layer, parts: new Map(Array.from(arrays, ([name, array]) => [partOf(name), array])) };
}

/** The name is the last of the groups that are not Keras's own. */
function kerasLayer({ layer, arrays }: Group): ForeignLayer {
  const numbered = arrays.get('0')?.shape.length === 1 ? NUMBERED_NORM : NUMBERED;
  const partOf = (name: string): Part =>
    KERAS_PARTS[name] ?? numbered[Number(name)] ?? NUMBERED_NORM[Number(name)];
  const name = layer.split('/').at(-1) ?? layer;
  return { name, parts: new Map(Array.from(arrays, ([part, array]) => [partOf(part), array])) };
}

/** The course's letters as others write them, and a number. */
const COURSE = /^(w|weights?|b|bias|biases|gamma|beta|mean|variance)_?(\d+)$/i;
const LETTERS: Readonly<Record<string, string>> = {
  weight: 'W',
  weights: 'W',
  w: 'W',
  bias: 'b',
  biases: 'b',
};

/** The arrays by the course's names: w1, weights_1 and, counted from 0, W0 are W1. Others keep their names. */
export function courseNames(arrays: readonly NamedArray[]): readonly NamedArray[] {
  const matches = arrays.map(({ name }) => COURSE.exec(name));
  if (matches.some((match) => match === null)) return arrays;
  const first = lowest(matches.map((match) => Number(match?.[2])));
  const shift = first === 0 ? 1 : 0;
  const named = arrays.map((array, i) => {
    const [, letters, number] = matches[i] as RegExpExecArray;
    const letter = LETTERS[letters.toLowerCase()] ?? letters.toLowerCase();
    return { ...array, name: `${letter}${Number(number) + shift}`, shape: array.shape };
  });
  // Two names of one parameter stay apart, and are refused by the names that they have.
  return new Set(named.map(({ name }) => name)).size === named.length ? named : arrays;
}
