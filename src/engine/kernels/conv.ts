/**
 * Kernels on images, examples of [row][column][channel] one after another. A convolution is a product whose
 * left matrix is never made: a filter's row lies as kernelWidth·channels values side by side in the filter and
 * in the image alike, so a tile of 4 places × 2 vectors of filters reads both in order. Pointers and strides
 * are in bytes, counts in values.
 */

/** Places of a register tile. */
const TILE: i32 = 4;
/** Taps whose weights are packed at a time: the scratch memory of the products holds them. */
const MOST_TAPS: i32 = 8192;

/** Where this instance, one a thread, packs filters, and a tile that leaves the edge. */
let packed: usize = 0;
let tile: usize = 0;

/** Bytes of scratch memory for a panel of filters and a tile. */
export function scratchBytes(): i32 {
  return MOST_TAPS * 32 + TILE * 32;
}

export function useScratch(address: usize): void {
  packed = address;
  tile = address + MOST_TAPS * 32;
}

/** Filters of a panel: two vectors. */
export function panelFilters<T>(): i32 {
  return 32 / sizeof<T>();
}

/**
 * z (count × outHeight·outWidth × filters) = windows of x times w (filters × taps) + bias, where there is one
 * (bias ≠ 0). A value is summed over its taps in order, alone: its bits do not depend on the others.
 */
export function correlate<T>(
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
): void {
  const run = kernelWidth * channels;
  const rowsAtOnce = max(1, min(kernelHeight, MOST_TAPS / run));
  const outHeight = (height - kernelHeight) / stride + 1;
  const outWidth = (width - kernelWidth) / stride + 1;
  const imageRow = <usize>(width * channels) * sizeof<T>();
  for (let f = 0; f < filters; f += panelFilters<T>()) {
    const panel = min(panelFilters<T>(), filters - f);
    const to = z + <usize>f * sizeof<T>();
    const biasAt: usize = bias === 0 ? 0 : bias + <usize>f * sizeof<T>();
    for (let row = 0; row < kernelHeight; row += rowsAtOnce) {
      const rows = min(rowsAtOnce, kernelHeight - row);
      for (let start = 0; start < run; start += MOST_TAPS) {
        const length = min(MOST_TAPS, run - start);
        const add = row > 0 || start > 0;
        const last = row + rows === kernelHeight && start + length === run;
        packFilters<T>(w, f, panel, kernelHeight * run, row * run + start, run, rows, length);
        const from = x + <usize>row * imageRow + <usize>start * sizeof<T>();
        for (let example = 0; example < count; example++) {
          correlateImage<T>(
            outHeight,
            outWidth,
            from + <usize>(example * height) * imageRow,
            <usize>stride * imageRow,
            <usize>(stride * channels) * sizeof<T>(),
            rows,
            imageRow,
            length,
            panel,
            last ? biasAt : <usize>0,
            to + <usize>example * <usize>(outHeight * outWidth * filters) * sizeof<T>(),
            <usize>filters * sizeof<T>(),
            add,
          );
        }
      }
    }
  }
}

/** The taps of `panel` filters side by side, tap after tap; beyond the last filter stand zeros. */
function packFilters<T>(
  w: usize,
  filter: i32,
  panel: i32,
  taps: i32,
  firstTap: i32,
  run: i32,
  rows: i32,
  length: i32,
): void {
  let to = packed;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < length; k++) {
      let from = w + (<usize>filter * <usize>taps + <usize>(firstTap + row * run + k)) * sizeof<T>();
      for (let f = 0; f < panel; f++) {
        store<T>(to + <usize>f * sizeof<T>(), load<T>(from));
        from += <usize>taps * sizeof<T>();
      }
      for (let f = panel; f < panelFilters<T>(); f++) store<T>(to + <usize>f * sizeof<T>(), 0);
      to += 32;
    }
  }
}

/** Where correlateImage is: the window of the next place, and that of the last place in its row. */
let window: usize = 0;
let lastOfRow: usize = 0;

/** One step on, or from the last of a row to the first of the next. */
function nextWindow(xStep: usize, yStep: usize, turn: usize): void {
  if (window === lastOfRow) {
    window += turn;
    lastOfRow += yStep;
  } else window += xStep;
}

/** One image's places, four at a time in the order of their rows; z's places are zStep apart. */
function correlateImage<T>(
  outHeight: i32,
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
  const places = outHeight * outWidth;
  const turn = yStep - <usize>(outWidth - 1) * xStep;
  window = x;
  lastOfRow = x + yStep - turn;
  for (let place = 0; place < places; place += TILE) {
    const used = min(TILE, places - place);
    // Beyond the last place the tile repeats its first, which is not kept.
    const a0 = window;
    nextWindow(xStep, yStep, turn);
    const a1 = used > 1 ? window : a0;
    nextWindow(xStep, yStep, turn);
    const a2 = used > 2 ? window : a0;
    nextWindow(xStep, yStep, turn);
    const a3 = used > 3 ? window : a0;
    nextWindow(xStep, yStep, turn);
    const whole = used === TILE && panel === panelFilters<T>();
    if (whole) windowTile<T>(a0, a1, a2, a3, rows, imageRow, length, bias, z, zStep, add);
    else {
      if (add) copyTile<T>(z, zStep, tile, 32, used, panel);
      windowTile<T>(a0, a1, a2, a3, rows, imageRow, length, bias, tile, 32, add);
      copyTile<T>(tile, 32, z, zStep, used, panel);
    }
    z += <usize>TILE * zStep;
  }
}

/** Four windows times the packed panel: `rows` rows of `length` taps each, imageRow apart in the image. */
function windowTile<T>(
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
  let c00 = v128.splat<T>(0),
    c01 = c00,
    c10 = c00,
    c11 = c00,
    c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00;
  let b = packed;
  const bytes = <usize>length * sizeof<T>();
  for (let row = 0; row < rows; row++) {
    for (let k: usize = 0; k < bytes; k += sizeof<T>()) {
      const b0 = v128.load(b),
        b1 = v128.load(b, 16);
      let x = v128.load_splat<T>(a0 + k);
      c00 = v128.add<T>(c00, v128.mul<T>(x, b0));
      c01 = v128.add<T>(c01, v128.mul<T>(x, b1));
      x = v128.load_splat<T>(a1 + k);
      c10 = v128.add<T>(c10, v128.mul<T>(x, b0));
      c11 = v128.add<T>(c11, v128.mul<T>(x, b1));
      x = v128.load_splat<T>(a2 + k);
      c20 = v128.add<T>(c20, v128.mul<T>(x, b0));
      c21 = v128.add<T>(c21, v128.mul<T>(x, b1));
      x = v128.load_splat<T>(a3 + k);
      c30 = v128.add<T>(c30, v128.mul<T>(x, b0));
      c31 = v128.add<T>(c31, v128.mul<T>(x, b1));
      b += 32;
    }
    a0 += imageRow;
    a1 += imageRow;
    a2 += imageRow;
    a3 += imageRow;
  }
  const r1 = z + zStep,
    r2 = r1 + zStep,
    r3 = r2 + zStep;
  if (add) {
    c00 = v128.add<T>(v128.load(z), c00);
    c01 = v128.add<T>(v128.load(z, 16), c01);
    c10 = v128.add<T>(v128.load(r1), c10);
    c11 = v128.add<T>(v128.load(r1, 16), c11);
    c20 = v128.add<T>(v128.load(r2), c20);
    c21 = v128.add<T>(v128.load(r2, 16), c21);
    c30 = v128.add<T>(v128.load(r3), c30);
    c31 = v128.add<T>(v128.load(r3, 16), c31);
  }
  if (bias !== 0) {
    // Of a panel that is not full the rest is whatever stands behind, and not kept.
    const b0 = v128.load(bias),
      b1 = v128.load(bias, 16);
    c00 = v128.add<T>(c00, b0);
    c01 = v128.add<T>(c01, b1);
    c10 = v128.add<T>(c10, b0);
    c11 = v128.add<T>(c11, b1);
    c20 = v128.add<T>(c20, b0);
    c21 = v128.add<T>(c21, b1);
    c30 = v128.add<T>(c30, b0);
    c31 = v128.add<T>(c31, b1);
  }
  v128.store(z, c00);
  v128.store(z, c01, 16);
  v128.store(r1, c10);
  v128.store(r1, c11, 16);
  v128.store(r2, c20);
  v128.store(r2, c21, 16);
  v128.store(r3, c30);
  v128.store(r3, c31, 16);
}

/** The valid part of a tile, from one place to another. */
function copyTile<T>(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, width: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let f = 0; f < width; f++) {
      store<T>(to + <usize>f * sizeof<T>(), load<T>(from + <usize>f * sizeof<T>()));
    }
    from += fromRow;
    to += toRow;
  }
}
