/**
 * Patches of 8 × 8 values, which cover a convolution's places without overlap of the results: a filter of r rows has
 * 9 − r rows of them in each. Groups of patches are computed together; each alone, so that its bits do not depend on them.
 */
import { SIDE, VECTOR } from './patch-lines';
import { scratch } from './scratch';
import { TILE_ROW, TILE_ROWS, tileColumns } from './tile';

/** Points of a patch. */
export const POINTS: i32 = 64;
/** Channels, or filters, of a group: as many products are summed in registers. */
export const DEPTH: i32 = 32;
/** Bytes of a group's values at one point. */
const GROUP: usize = 2048;
/** Bytes between the values of two points: at powers of two they would fight for the same lines of the cache. */
const GAP: usize = 64;
/** From a point's values of a group to the next's. */
export const POINT_STEP: usize = GROUP + GAP;
/** From one row of a patch of vectors to the next. */
export const PATCH_ROW: usize = <usize>SIDE * VECTOR;
/** Bytes of a patch of vectors. */
const PATCH: usize = <usize>SIDE * PATCH_ROW;

/** Values of a vector. */
export function lanes(): i32 {
  return <i32>VECTOR / sizeof<Real>();
}

/** Patches of a group. */
export function groupSize(): i32 {
  return <i32>GROUP / DEPTH / sizeof<Real>();
}

/** Bytes of scratch memory for two groups and three patches of vectors. */
export function scratchBytes(): i32 {
  return 2 * POINTS * <i32>POINT_STEP + 3 * <i32>PATCH;
}

/** The first or second group in scratch memory. */
export function group(which: i32): usize {
  return scratch + <usize>(which * POINTS) * POINT_STEP;
}

/** One of three patches of vectors in scratch memory. */
export function spare(which: i32): usize {
  return group(2) + <usize>which * PATCH;
}

/** Bytes of a panel of filters, in which a channel is a row of a tile's columns; there are whole tiles of rows. */
export function panelBytes(channels: i32): usize {
  return <usize>((channels + TILE_ROWS - 1) & ~(TILE_ROWS - 1)) * TILE_ROW;
}

/** Panels of so many filters. */
export function panelsOf(filters: i32): i32 {
  return (filters + tileColumns() - 1) / tileColumns();
}

/** From the filters' values at one point to those at the next. */
export function filtersStep(filters: i32, channels: i32): usize {
  return <usize>panelsOf(filters) * panelBytes(channels) + GAP;
}

/** Places of the convolution that is computed, and those of a patch. */
export let outHeight: i32 = 0;
export let outWidth: i32 = 0;
export let ownRows: i32 = 0;
export let ownColumns: i32 = 0;
/** The first row of patches that is computed of each image, how many there are, and patches in each. */
let firstRow: i32 = 0;
let patchRows: i32 = 0;
let patchColumns: i32 = 0;
/** Image and first place of the patch that was asked for last. */
export let image: i32 = 0;
export let row: i32 = 0;
export let column: i32 = 0;

/** Covers the places from `first` up to `end` of every image; returns how many patches that takes an image. */
export function layPatches(
  height: i32,
  width: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  first: i32,
  end: i32,
): i32 {
  outHeight = height - kernelHeight + 1;
  outWidth = width - kernelWidth + 1;
  ownRows = SIDE + 1 - kernelHeight;
  ownColumns = SIDE + 1 - kernelWidth;
  patchColumns = (outWidth + ownColumns - 1) / ownColumns;
  firstRow = first / outWidth / ownRows;
  patchRows = end > first ? (end - 1) / outWidth / ownRows + 1 - firstRow : 0;
  return patchRows * patchColumns;
}

/** Goes to a patch by its number, counted through all images. */
export function goTo(patch: i32): void {
  const line = patch / patchColumns;
  image = line / patchRows;
  row = (firstRow + (line % patchRows)) * ownRows;
  column = (patch % patchColumns) * ownColumns;
}

/** A patch of vectors: `rows` × `columns` of them from `from` on, where there are so many, among zeros. */
export function copyPatch(
  from: usize,
  rowStep: usize,
  step: usize,
  rows: i32,
  columns: i32,
  to: usize,
): void {
  memory.fill(to, 0, PATCH);
  const used = <usize>min(SIDE, columns) * VECTOR;
  for (let y = min(SIDE, rows); y > 0; y--, from += rowStep, to += PATCH_ROW) {
    let at = from;
    for (let x: usize = 0; x < used; x += VECTOR, at += step) v128.store(to + x, v128.load(at));
  }
}
