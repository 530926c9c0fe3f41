/**
 * Kernels on images, examples of [row][column][channel] one after another. A convolution is a product whose
 * left matrix is never made: a filter's row lies as kernelWidth·channels values side by side in the filter and
 * in the image alike, so a tile of 4 places × 2 vectors of filters reads both in order. Pointers and strides
 * are in bytes, counts in values.
 */

/** Places of a register tile, or taps where weights are computed. */
const TILE: i32 = 4;
/** Taps whose weights are packed at a time: the scratch memory of the products holds them. */
const MOST_TAPS: i32 = 8192;
/** Places summed in registers before they join the sum in memory. */
const BLOCK: i32 = 256;

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
function panelFilters<T>(): i32 {
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
  const lastOfRow = x + <usize>(outWidth - 1) * xStep;
  const turn = yStep - <usize>(outWidth - 1) * xStep;
  let edge = lastOfRow;
  let at = x;
  for (let place = 0; place < places; place += TILE) {
    const used = min(TILE, places - place);
    const a0 = at;
    // The next place is one step on, or at the start of the next row; beyond the last place it is the last.
    let a1 = a0,
      a2 = a0,
      a3 = a0;
    if (used > 1) {
      if (at === edge) {
        at += turn;
        edge += yStep;
      } else at += xStep;
      a1 = at;
    }
    if (used > 2) {
      if (at === edge) {
        at += turn;
        edge += yStep;
      } else at += xStep;
      a2 = at;
    }
    if (used > 3) {
      if (at === edge) {
        at += turn;
        edge += yStep;
      } else at += xStep;
      a3 = at;
    }
    if (at === edge) {
      at += turn;
      edge += yStep;
    } else at += xStep;
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

/**
 * Taps firstTap … firstTap + tapCount − 1 of dw (filters × taps) = Σ over images and places of dz times the
 * image's value there, over the divisor. Sums go over the places of a block, then over the blocks, in order,
 * so that bits do not depend on which taps are asked for.
 */
export function correlateWeights<T>(
  firstTap: i32,
  tapCount: i32,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  stride: i32,
  filters: i32,
  x: usize,
  dz: usize,
  divisor: T,
  dw: usize,
): void {
  const outHeight = (height - kernelHeight) / stride + 1;
  const outWidth = (width - kernelWidth) / stride + 1;
  const taps = kernelHeight * kernelWidth * channels;
  const imageRow = <usize>(width * channels) * sizeof<T>();
  const yStep = <usize>stride * imageRow;
  const rowsAtOnce = max(1, min(outHeight, BLOCK / outWidth));
  const imagesAtOnce = max(1, rowsAtOnce < outHeight ? 1 : BLOCK / (outHeight * outWidth));
  const place = <usize>filters * sizeof<T>();
  for (let f = 0; f < filters; f++) {
    memory.fill(
      dw + (<usize>f * <usize>taps + <usize>firstTap) * sizeof<T>(),
      0,
      <usize>tapCount * sizeof<T>(),
    );
  }
  for (let image = 0; image < count; image += imagesAtOnce) {
    const images = min(imagesAtOnce, count - image);
    for (let row = 0; row < outHeight; row += rowsAtOnce) {
      const rows = min(rowsAtOnce, outHeight - row);
      addBlock<T>(
        firstTap,
        tapCount,
        kernelWidth * channels,
        taps,
        filters,
        images,
        rows,
        outWidth,
        x + <usize>(image * height) * imageRow + <usize>row * yStep,
        <usize>height * imageRow - <usize>rows * yStep,
        imageRow,
        yStep,
        <usize>(stride * channels) * sizeof<T>(),
        dz + <usize>((image * outHeight + row) * outWidth) * place,
        dw,
      );
    }
  }
  if (divisor === <T>1) return;
  for (let f = 0; f < filters; f++) {
    let at = dw + (<usize>f * <usize>taps + <usize>firstTap) * sizeof<T>();
    for (let t = 0; t < tapCount; t++, at += sizeof<T>()) store<T>(at, load<T>(at) / divisor);
  }
}

/** Adds a block of places to the asked taps of dw, four taps and a panel of filters at a time. */
function addBlock<T>(
  firstTap: i32,
  tapCount: i32,
  run: i32,
  taps: i32,
  filters: i32,
  images: i32,
  rows: i32,
  outWidth: i32,
  x: usize,
  nextImage: usize,
  imageRow: usize,
  yStep: usize,
  xStep: usize,
  dz: usize,
  dw: usize,
): void {
  for (let f = 0; f < filters; f += panelFilters<T>()) {
    const panel = min(panelFilters<T>(), filters - f);
    for (let t = 0; t < tapCount; t += TILE) {
      const used = min(TILE, tapCount - t);
      const tap = firstTap + t;
      const a0 = x + tapOffset<T>(tap, run, imageRow);
      const a1 = used > 1 ? x + tapOffset<T>(tap + 1, run, imageRow) : a0;
      const a2 = used > 2 ? x + tapOffset<T>(tap + 2, run, imageRow) : a0;
      const a3 = used > 3 ? x + tapOffset<T>(tap + 3, run, imageRow) : a0;
      const from = dz + <usize>f * sizeof<T>();
      const place = <usize>filters * sizeof<T>();
      tapTile<T>(a0, a1, a2, a3, images, rows, outWidth, nextImage, yStep, xStep, from, place);
      let to = dw + (<usize>f * <usize>taps + <usize>tap) * sizeof<T>();
      for (let i = 0; i < panel; i++, to += <usize>taps * sizeof<T>()) {
        for (let j = 0; j < used; j++) {
          const at = to + <usize>j * sizeof<T>();
          store<T>(at, load<T>(at) + load<T>(tile + <usize>(j * 32) + <usize>i * sizeof<T>()));
        }
      }
    }
  }
}

/** Bytes from a window's start to a tap of it. */
function tapOffset<T>(tap: i32, run: i32, imageRow: usize): usize {
  return <usize>(tap / run) * imageRow + <usize>(tap % run) * sizeof<T>();
}

/** Four taps times a panel of filters of dz, whose places are `place` apart, summed into `tile`. */
function tapTile<T>(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  images: i32,
  rows: i32,
  outWidth: i32,
  nextImage: usize,
  yStep: usize,
  xStep: usize,
  dz: usize,
  place: usize,
): void {
  let c00 = v128.splat<T>(0),
    c01 = c00,
    c10 = c00,
    c11 = c00,
    c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00;
  const rowEnd = <usize>outWidth * xStep;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      for (let k: usize = 0; k < rowEnd; k += xStep) {
        const b0 = v128.load(dz),
          b1 = v128.load(dz, 16);
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
        dz += place;
      }
      a0 += yStep;
      a1 += yStep;
      a2 += yStep;
      a3 += yStep;
    }
    a0 += nextImage;
    a1 += nextImage;
    a2 += nextImage;
    a3 += nextImage;
  }
  v128.store(tile, c00);
  v128.store(tile, c01, 16);
  v128.store(tile, c10, 32);
  v128.store(tile, c11, 48);
  v128.store(tile, c20, 64);
  v128.store(tile, c21, 80);
  v128.store(tile, c30, 96);
  v128.store(tile, c31, 112);
}

/** p (count larger images) = x's images at (top, left), their pixels `step` apart, among zeros. */
export function placeImages<T>(
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  largerHeight: i32,
  largerWidth: i32,
  top: i32,
  left: i32,
  step: i32,
  x: usize,
  p: usize,
): void {
  const pixel = <usize>channels * sizeof<T>();
  const row = <usize>width * pixel;
  const largerRow = <usize>largerWidth * pixel;
  const bytes = <usize>largerHeight * largerRow;
  for (let image = 0; image < count; image++, p += bytes) {
    memory.fill(p, 0, bytes);
    let to = p + <usize>top * largerRow + <usize>left * pixel;
    for (let y = 0; y < height; y++, to += <usize>step * largerRow, x += row) {
      if (step === 1) memory.copy(to, x, row);
      else {
        for (let i = 0; i < width; i++) {
          memory.copy(to + <usize>(i * step) * pixel, x + <usize>i * pixel, pixel);
        }
      }
    }
  }
}

/** a (count pooled images) = the largest value of each size × size window of x, channel by channel. */
export function maxPool<T>(
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  x: usize,
  a: usize,
): void {
  const pixel = <usize>channels * sizeof<T>();
  const row = <usize>width * pixel;
  const whole = pixel & ~15;
  for (let image = 0; image < count; image++, x += <usize>height * row) {
    for (let y = 0; y < height / size; y++) {
      let window = x + <usize>(y * size) * row;
      for (let i = 0; i < width / size; i++, window += <usize>size * pixel, a += pixel) {
        for (let c: usize = 0; c < whole; c += 16) {
          let top = v128.load(window + c);
          for (let at: i32 = 1; at < size * size; at++) {
            top = v128.max<T>(top, v128.load(window + c + tapOfPool(at, size, row, pixel)));
          }
          v128.store(a + c, top);
        }
        for (let c = whole; c < pixel; c += sizeof<T>()) {
          let top = load<T>(window + c);
          for (let at: i32 = 1; at < size * size; at++) {
            top = max<T>(top, load<T>(window + c + tapOfPool(at, size, row, pixel)));
          }
          store<T>(a + c, top);
        }
      }
    }
  }
}

/** dx = da at the first of the window's values that equals a, 0 elsewhere. */
export function maxPoolBackward<T>(
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  da: usize,
  x: usize,
  a: usize,
  dx: usize,
): void {
  const pixel = <usize>channels * sizeof<T>();
  const row = <usize>width * pixel;
  const image = <usize>height * row;
  const whole = pixel & ~15;
  memory.fill(dx, 0, <usize>count * image);
  for (let n = 0; n < count; n++, x += image, dx += image) {
    for (let y = 0; y < height / size; y++) {
      let window = <usize>(y * size) * row;
      for (let i = 0; i < width / size; i++, window += <usize>size * pixel, a += pixel, da += pixel) {
        for (let c: usize = 0; c < whole; c += 16) {
          const top = v128.load(a + c);
          let gradient = v128.load(da + c);
          for (let at: i32 = 0; at < size * size; at++) {
            const to = window + c + tapOfPool(at, size, row, pixel);
            const here = v128.eq<T>(v128.load(x + to), top);
            v128.store(dx + to, v128.and(gradient, here));
            gradient = v128.andnot(gradient, here);
          }
        }
        for (let c = whole; c < pixel; c += sizeof<T>()) {
          for (let at: i32 = 0; at < size * size; at++) {
            const to = window + c + tapOfPool(at, size, row, pixel);
            if (load<T>(x + to) !== load<T>(a + c)) continue;
            store<T>(dx + to, load<T>(da + c));
            break;
          }
        }
      }
    }
  }
}

/** Bytes from a window's first pixel to its pixel number `at`, row by row. */
function tapOfPool(at: i32, size: i32, row: usize, pixel: usize): usize {
  return <usize>(at / size) * row + <usize>(at % size) * pixel;
}
