/**
 * Where a network looks: the slope of an answer's score along each pixel, and its fall when a part of the input is
 * covered. Long work goes in steps, in which messages have their turn; it ends when it has been overtaken.
 */
import type { ColumnRange, Explainer } from '../../../browser.js';
import { nextTurn } from '../turns.js';
import type { ColumnEffect, Cover, HeatMap, StrongestPatch } from './requests.js';
import { nameOf } from './rows.js';

/** The input that is explained. */
export interface Subject {
  /** As the network takes it, (n₀). */
  readonly inputs: Float64Array;
  /** The class that was predicted; 0 for a number. */
  readonly answer: number;
}

/** Height, width and channels of a picture. */
type Shape = readonly number[];

/** |∂score/∂x| of each pixel: of its channels the largest. */
export function gradientMap(explainer: Explainer, { inputs, answer }: Subject, shape: Shape): HeatMap {
  const [height, width, channels] = shape;
  const slopes = explainer.gradient(inputs, answer);
  const values = new Float32Array(height * width);
  for (const [i, slope] of slopes.entries()) {
    const pixel = Math.floor(i / channels);
    values[pixel] = Math.max(values[pixel], Math.abs(slope));
  }
  return { values };
}

/** Settings of an occlusion. */
export interface Covering {
  /** Pixels of a side. */
  readonly patch: number;
  readonly cover: Cover;
  /** Called with the part that is done; false ends the work. */
  step(part: number): boolean;
}

/** The mean fall of the score over the patches that cover a pixel; undefined if it was overtaken. */
export async function occlusionMap(
  explainer: Explainer,
  subject: Subject,
  shape: Shape,
  { patch, cover, step }: Covering,
): Promise<HeatMap | undefined> {
  const { inputs, answer } = subject;
  const [height, width] = shape;
  const covers = coverInputs(explainer, inputs, shape, cover);
  const patches = patchesOf(height, width, patch);
  const [score] = explainer.scores(inputs, answer);
  const [sums, counts] = [new Float64Array(height * width), new Float64Array(height * width)];
  let strongest: { readonly patch: Patch; readonly score: number } | undefined;
  for (let start = 0; start < patches.length; start += explainer.rowsAtOnce) {
    const own = patches.slice(start, start + explainer.rowsAtOnce);
    const scores = explainer.scores(coveredInputs(inputs, shape, own, covers), answer);
    for (const [i, one] of own.entries()) {
      addFall(sums, counts, width, one, score - scores[i]);
      if (strongest === undefined || scores[i] < strongest.score)
        strongest = { patch: one, score: scores[i] };
    }
    await nextTurn();
    if (!step(Math.min(1, (start + own.length) / patches.length))) return undefined;
  }
  const values = Float32Array.from(sums, (sum, i) => sum / counts[i]);
  const shown = (value: number) => (explainer.isLogOdds ? 1 / (1 + Math.exp(-value)) : value);
  return {
    values,
    strongest: strongest && { ...strongest.patch, before: shown(score), after: shown(strongest.score) },
  };
}

type Patch = Pick<StrongestPatch, 'row' | 'column' | 'height' | 'width'>;

/** Squares half of which overlap, the last ones at the edge. */
export function patchesOf(height: number, width: number, side: number): Patch[] {
  const columns = startsOf(width, side);
  return startsOf(height, side).flatMap((row) =>
    columns.map((column) => ({
      row,
      column,
      height: Math.min(side, height),
      width: Math.min(side, width),
    })),
  );
}

function startsOf(length: number, side: number): number[] {
  const [stride, last] = [Math.max(1, side >> 1), Math.max(0, length - side)];
  const starts = Array.from({ length: Math.ceil(last / stride) }, (_, i) => i * stride);
  return [...starts, last];
}

/** The inputs with each of the patches covered: (patches × n₀). */
function coveredInputs(
  inputs: Float64Array,
  [, columns, channels]: Shape,
  patches: readonly Patch[],
  covers: Float64Array,
): Float64Array {
  const all = new Float64Array(patches.length * inputs.length);
  for (const [i, { row, column, height, width }] of patches.entries()) {
    const own = all.subarray(i * inputs.length, (i + 1) * inputs.length);
    own.set(inputs);
    for (let y = row; y < row + height; y++) {
      const start = (y * columns + column) * channels;
      own.set(covers.subarray(start, start + width * channels), start);
    }
  }
  return all;
}

function addFall(
  sums: Float64Array,
  counts: Float64Array,
  columns: number,
  { row, column, height, width }: Patch,
  fall: number,
): void {
  for (let y = row; y < row + height; y++) {
    for (let x = column; x < column + width; x++) {
      sums[y * columns + x] += fall;
      counts[y * columns + x]++;
    }
  }
}

/** The inputs of the picture when all of it is covered: a network that scales them has others for each pixel. */
export function coverInputs(
  explainer: Explainer,
  inputs: Float64Array,
  shape: Shape,
  cover: Cover,
): Float64Array {
  const { shift = [], scale = [] } = explainer.model.scaling ?? {};
  const pixels = inputs.map((input, i) => input * (scale[i] ?? 1) + (shift[i] ?? 0));
  const colour = coverColour(pixels, shape, cover);
  return explainer.inputs(
    pixels.map((_, i) => colour[i % colour.length]),
    1,
  );
}

/** The brightness of each channel, 0…1, in the place of what is covered. */
export function coverColour(inputs: Float64Array, [height, width, channels]: Shape, cover: Cover): number[] {
  if (cover === 'black' || cover === 'white')
    return new Array<number>(channels).fill(Number(cover === 'white'));
  return Array.from({ length: channels }, (_, c) => {
    const values = inputs.filter((_value, i) => i % channels === c);
    if (cover === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
    const isEdge = (i: number) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return row === 0 || column === 0 || row === height - 1 || column === width - 1;
    };
    const edge = values.filter((_value, i) => isEdge(i)).sort();
    return edge[edge.length >> 1];
  });
}

/** How much each column counts: its slope × spread, and the fall of the score at its usual value. */
export function columnEffects(
  explainer: Explainer,
  { inputs, answer }: Subject,
  columns: readonly ColumnRange[],
): ColumnEffect[] {
  const slopes = explainer.gradient(inputs, answer);
  const [score] = explainer.scores(inputs, answer);
  return columns.map((place) => {
    const usual = usualInputs(explainer, inputs.length, place);
    const name = nameOf(explainer.model, place);
    const slope = slopeOf(place, slopes, inputs);
    if (usual === undefined) return { name, slope };
    const scores = usual.ways.map((way) => {
      const covered = inputs.slice();
      covered.set(way, place.feature);
      return explainer.scores(covered, answer)[0];
    });
    const mean = scores.reduce((sum, each) => sum + each, 0) / scores.length;
    return { name, slope, fall: score - mean, covered: usual.words };
  });
}

/**
 * The slope times the spread: the input of a number is counted in deviations or ranges already, that of yes and no goes
 * from 0 to 1, and of categories the change counts that moves the score most.
 */
function slopeOf(
  { column, feature, width }: ColumnRange,
  slopes: Float64Array,
  inputs: Float64Array,
): number {
  if (column.type !== 'category') return slopes[feature];
  const own = inputs.subarray(feature, feature + width).indexOf(1);
  const here = own < 0 ? 0 : slopes[feature + own];
  const changes = Array.from(slopes.subarray(feature, feature + width), (slope) => slope - here);
  return changes.reduce((most, change) => (Math.abs(change) > Math.abs(most) ? change : most), 0);
}

/** The inputs that stand for a column's usual value, whose scores are averaged; undefined where none is known. */
function usualInputs(
  explainer: Explainer,
  inputs: number,
  { column, range, feature, width }: ColumnRange,
): { readonly ways: readonly (readonly number[])[]; readonly words: string } | undefined {
  if (column.type === 'yes-no') return { ways: [[0], [1]], words: 'the mean of both answers' };
  if (column.type === 'category') {
    const ways = Array.from({ length: width }, (_, k) =>
      Array.from({ length: width }, (_one, i) => Number(i === k)),
    );
    return { ways, words: 'the mean over its categories' };
  }
  if (range === undefined) return undefined;
  const { model } = explainer;
  if (model.columns && model.training.config.scale === 'minmax')
    return { ways: [[0.5]], words: 'the middle of its range' };
  if (model.columns) return { ways: [[0]], words: 'its mean' };
  const middle = explainer.inputs(new Float64Array(inputs).fill((range[0] + range[1]) / 2))[feature];
  return { ways: [[middle]], words: 'the middle of the range' };
}
