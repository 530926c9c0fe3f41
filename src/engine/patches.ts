/**
 * Convolutions by patches of 8 × 8 values: several times fewer multiplications than tap by tap, more additions, and
 * other last digits. Whether a convolution goes so is told by its shape alone, so that no bit depends on anything else.
 */
import { type Correlation, correlated, filterSize } from './images.js';

/** Values along a side of a patch. */
const SIDE = 8;
const POINTS = SIDE * SIDE;
/** Rows or columns of the filters that patches are made for. */
const [SMALLEST, LARGEST] = [3, 6];
/** Channels of a vector, and filters that are computed together, in float32; room is for these in float64 too. */
const [LANES, PANEL] = [4, 8];
/** Multiply-adds that take as long as 8 values of a vector take to be brought to the points, or back. */
const LINE_WORK = 120;
/** Multiply-adds that take as long as a sum over the channels takes to begin and end. */
const SUM_WORK = 2;
/** The largest share of the multiply-adds tap by tap that patches pay with. */
const MOST_WORK = 0.9;
/** Values that keep the points apart. */
const GAP = 16;

/** True for a convolution that takes less work by patches. */
export function paysByPatches(correlation: Correlation, filters: number): boolean {
  return workOfPatches(correlation, filters) <= MOST_WORK * directWork(correlation, filters);
}

/** Multiply-adds of an image tap by tap; filters are computed by the panel. */
function directWork(correlation: Correlation, filters: number): number {
  const { height, width } = correlated(correlation, filters);
  return height * width * filterSize(correlation) * roundedUp(filters, PANEL);
}

/** Multiply-adds, and what takes as long, of an image by patches; infinite where there are none for such filters. */
function workOfPatches(correlation: Correlation, filters: number): number {
  const { kernelHeight, kernelWidth, stride, image } = correlation;
  if (stride !== 1 || !isCovered(kernelHeight) || !isCovered(kernelWidth)) return Number.POSITIVE_INFINITY;
  const { height, width } = correlated(correlation, filters);
  const [rows, columns] = [SIDE + 1 - kernelHeight, SIDE + 1 - kernelWidth];
  const lines = 2 * SIDE * Math.ceil(image.channels / LANES) + (SIDE + rows) * Math.ceil(filters / LANES);
  const products = POINTS * (image.channels + SUM_WORK) * roundedUp(filters, PANEL);
  return Math.ceil(height / rows) * Math.ceil(width / columns) * (products + LINE_WORK * lines);
}

function isCovered(kernel: number): boolean {
  return kernel >= SMALLEST && kernel <= LARGEST;
}

/** Values of the room that `filters` filters take at the points of patches. */
export function pointValues({ image }: Correlation, filters: number): number {
  return POINTS * (roundedUp(image.channels, LANES) * roundedUp(filters, PANEL) + GAP);
}

function roundedUp(n: number, to: number): number {
  return Math.ceil(n / to) * to;
}
