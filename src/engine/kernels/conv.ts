/**
 * Kernels on images, examples of [row][column][channel] one after another. A convolution is a product whose
 * left matrix is never made: a filter's row lies as kernelWidth·channels values side by side in the filter and
 * in the image alike, so a tile of 4 places × 2 vectors of filters reads both in order. Pointers and strides
 * are in bytes, counts in values.
 */

import { scratch } from './scratch';
import { copyTile, storeTile, TILE_BYTES, TILE_ROW, TILE_ROWS, tileColumns } from './tile';

/** Taps whose weights are packed at a time: the scratch memory of the products holds them. */
const MOST_TAPS: i32 = 8192;

/** Bytes of scratch memory for a panel of filters and a tile. */
export function scratchBytes(): i32 {
  return MOST_TAPS * <i32>TILE_ROW + TILE_BYTES;
}

/**
 * z (count × outHeight·outWidth × filters) = windows of x times w (filters × taps) + bias, where there is one
 * (bias ≠ 0). A value is summed over its taps in order, alone: its bits do not depend on the others. Of each image
 * the places from `first` up to `end` are computed, in the order of their rows.
 */
export function correlate(
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  stride: i32,
  filters: i32,
  x: usize,
  w: usize,
  bias: usize,
  z: usize,
  first: i32,
  end: i32,
): void {
  const run = kernelWidth * channels;
  const rowsAtOnce = max(1, min(kernelHeight, MOST_TAPS / run));
  const outHeight = (height - kernelHeight) / stride + 1;
  const outWidth = (width - kernelWidth) / stride + 1;
  const imageRow = <usize>(width * channels) * sizeof<Real>();
  for (let f = 0; f < filters; f += tileColumns()) {
    const panel = min(tileColumns(), filters - f);
    const to = z + <usize>f * sizeof<Real>();
    const biasAt: usize = bias === 0 ? 0 : bias + <usize>f * sizeof<Real>();
    for (let row = 0; row < kernelHeight; row += rowsAtOnce) {
      const rows = min(rowsAtOnce, kernelHeight - row);
      for (let start = 0; start < run; start += MOST_TAPS) {
        const length = min(MOST_TAPS, run - start);
        const add = row > 0 || start > 0;
        const last = row + rows === kernelHeight && start + length === run;
        packFilters(w, f, panel, kernelHeight * run, row * run + start, run, rows, length);
        const from = x + <usize>row * imageRow + <usize>start * sizeof<Real>();
        for (let example = 0; example < count; example++) {
          correlateImage(
            first,
            end,
            outWidth,
            from + <usize>(example * height) * imageRow,
            <usize>stride * imageRow,
            <usize>(stride * channels) * sizeof<Real>(),
            rows,
            imageRow,
            length,
            panel,
            last ? biasAt : <usize>0,
            to + <usize>example * <usize>(outHeight * outWidth * filters) * sizeof<Real>(),
            <usize>filters * sizeof<Real>(),
            add,
          );
        }
      }
    }
  }
}

/** The taps of `panel` filters side by side, tap after tap; beyond the last filter stand zeros. */
function packFilters(
  w: usize,
  filter: i32,
  panel: i32,
  taps: i32,
  firstTap: i32,
  run: i32,
  rows: i32,
  length: i32,
): void {
  let to = scratch;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < length; k++) {
      let from = w + (<usize>filter * <usize>taps + <usize>(firstTap + row * run + k)) * sizeof<Real>();
      for (let f = 0; f < panel; f++) {
        store<Real>(to + <usize>f * sizeof<Real>(), load<Real>(from));
        from += <usize>taps * sizeof<Real>();
      }
      for (let f = panel; f < tileColumns(); f++) store<Real>(to + <usize>f * sizeof<Real>(), 0);
      to += TILE_ROW;
    }
  }
}

/** The position of correlateImage: the window of the next place, and that of the last place in its row. */
let window: usize = 0;
let lastOfRow: usize = 0;

/** One step on, or from the last of a row to the first of the next. */
function nextWindow(xStep: usize, yStep: usize, turn: usize): void {
  if (window === lastOfRow) {
    window += turn;
    lastOfRow += yStep;
  } else window += xStep;
}

/** One image's places from `first` up to `end`, four at a time in the order of their rows; z's are zStep apart. */
function correlateImage(
  first: i32,
  end: i32,
  outWidth: i32,
  x: usize,
  yStep: usize,
  xStep: usize,
  rows: i32,
  imageRow: usize,
  length: i32,
  panel: i32,
  bias: usize,
  z: usize,
  zStep: usize,
  add: bool,
): void {
  const tile = scratch + <usize>MOST_TAPS * TILE_ROW;
  const turn = yStep - <usize>(outWidth - 1) * xStep;
  const row = x + <usize>(first / outWidth) * yStep;
  window = row + <usize>(first % outWidth) * xStep;
  lastOfRow = row + yStep - turn;
  z += <usize>first * zStep;
  for (let place = first; place < end; place += TILE_ROWS) {
    const used = min(TILE_ROWS, end - place);
    // Beyond the last place the tile repeats its first, which is not kept.
    const a0 = window;
    nextWindow(xStep, yStep, turn);
    const a1 = used > 1 ? window : a0;
    nextWindow(xStep, yStep, turn);
    const a2 = used > 2 ? window : a0;
    nextWindow(xStep, yStep, turn);
    const a3 = used > 3 ? window : a0;
    nextWindow(xStep, yStep, turn);
    const whole = used === TILE_ROWS && panel === tileColumns();
    const out = whole ? z : tile;
    const outStep: usize = whole ? zStep : TILE_ROW;
    if (!whole && add) copyTile(z, zStep, tile, TILE_ROW, used, panel);
    windowTile(a0, a1, a2, a3, rows, imageRow, length, bias, out, outStep, add);
    if (!whole) copyTile(tile, TILE_ROW, z, zStep, used, panel);
    z += <usize>TILE_ROWS * zStep;
  }
}

/** Four windows times the packed panel: `rows` rows of `length` taps each, imageRow apart in the image. */
function windowTile(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  rows: i32,
  imageRow: usize,
  length: i32,
  bias: usize,
  z: usize,
  zStep: usize,
  add: bool,
): void {
  let c00 = v128.splat<Real>(0),
    c01 = c00,
    c10 = c00,
    c11 = c00,
    c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00;
  let b = scratch;
  const bytes = <usize>length * sizeof<Real>();
  for (let row = 0; row < rows; row++) {
    for (let k: usize = 0; k < bytes; k += sizeof<Real>()) {
      const b0 = v128.load(b),
        b1 = v128.load(b, 16);
      let x = v128.load_splat<Real>(a0 + k);
      c00 = v128.add<Real>(c00, v128.mul<Real>(x, b0));
      c01 = v128.add<Real>(c01, v128.mul<Real>(x, b1));
      x = v128.load_splat<Real>(a1 + k);
      c10 = v128.add<Real>(c10, v128.mul<Real>(x, b0));
      c11 = v128.add<Real>(c11, v128.mul<Real>(x, b1));
      x = v128.load_splat<Real>(a2 + k);
      c20 = v128.add<Real>(c20, v128.mul<Real>(x, b0));
      c21 = v128.add<Real>(c21, v128.mul<Real>(x, b1));
      x = v128.load_splat<Real>(a3 + k);
      c30 = v128.add<Real>(c30, v128.mul<Real>(x, b0));
      c31 = v128.add<Real>(c31, v128.mul<Real>(x, b1));
      b += TILE_ROW;
    }
    a0 += imageRow;
    a1 += imageRow;
    a2 += imageRow;
    a3 += imageRow;
  }
  storeTile(z, zStep, add, bias, c00, c01, c10, c11, c20, c21, c30, c31);
}
