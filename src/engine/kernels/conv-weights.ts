/** The gradient of a convolution's weights: each tap of each filter a sum over all places of all images. */
import { scratch } from './scratch';
import { storeTile, TILE_ROW, TILE_ROWS, tileColumns } from './tile';

/** Places summed in registers before they join the sum in memory. */
const BLOCK: i32 = 256;

/**
 * Taps firstTap … firstTap + tapCount − 1 of dw (filters × taps) = Σ over images and places of dz times the
 * image's value there, over the divisor. Sums go over the places of a block, then over the blocks, in order,
 * so that bits do not depend on which taps are asked for.
 */
export function correlateWeights(
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
  divisor: Real,
  dw: usize,
): void {
  const outHeight = (height - kernelHeight) / stride + 1;
  const outWidth = (width - kernelWidth) / stride + 1;
  const taps = kernelHeight * kernelWidth * channels;
  const imageRow = <usize>(width * channels) * sizeof<Real>();
  const yStep = <usize>stride * imageRow;
  const rowsAtOnce = max(1, min(outHeight, BLOCK / outWidth));
  const imagesAtOnce = max(1, rowsAtOnce < outHeight ? 1 : BLOCK / (outHeight * outWidth));
  const place = <usize>filters * sizeof<Real>();
  for (let f = 0; f < filters; f++) {
    memory.fill(
      dw + (<usize>f * <usize>taps + <usize>firstTap) * sizeof<Real>(),
      0,
      <usize>tapCount * sizeof<Real>(),
    );
  }
  for (let image = 0; image < count; image += imagesAtOnce) {
    const images = min(imagesAtOnce, count - image);
    for (let row = 0; row < outHeight; row += rowsAtOnce) {
      const rows = min(rowsAtOnce, outHeight - row);
      addBlock(
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
        <usize>(stride * channels) * sizeof<Real>(),
        dz + <usize>((image * outHeight + row) * outWidth) * place,
        dw,
      );
    }
  }
  if (divisor === <Real>1) return;
  for (let f = 0; f < filters; f++) {
    let at = dw + (<usize>f * <usize>taps + <usize>firstTap) * sizeof<Real>();
    for (let t = 0; t < tapCount; t++, at += sizeof<Real>()) store<Real>(at, load<Real>(at) / divisor);
  }
}

/** Adds a block of places to the asked taps of dw, four taps and a panel of filters at a time. */
function addBlock(
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
  for (let f = 0; f < filters; f += tileColumns()) {
    const panel = min(tileColumns(), filters - f);
    for (let t = 0; t < tapCount; t += TILE_ROWS) {
      const used = min(TILE_ROWS, tapCount - t);
      const tap = firstTap + t;
      const a0 = x + tapOffset(tap, run, imageRow);
      const a1 = used > 1 ? x + tapOffset(tap + 1, run, imageRow) : a0;
      const a2 = used > 2 ? x + tapOffset(tap + 2, run, imageRow) : a0;
      const a3 = used > 3 ? x + tapOffset(tap + 3, run, imageRow) : a0;
      const from = dz + <usize>f * sizeof<Real>();
      const place = <usize>filters * sizeof<Real>();
      tapTile(a0, a1, a2, a3, images, rows, outWidth, nextImage, yStep, xStep, from, place);
      let to = dw + (<usize>f * <usize>taps + <usize>tap) * sizeof<Real>();
      for (let i = 0; i < panel; i++, to += <usize>taps * sizeof<Real>()) {
        for (let j = 0; j < used; j++) {
          const at = to + <usize>j * sizeof<Real>();
          store<Real>(
            at,
            load<Real>(at) + load<Real>(scratch + <usize>j * TILE_ROW + <usize>i * sizeof<Real>()),
          );
        }
      }
    }
  }
}

/** Bytes from a window's start to a tap of it. */
function tapOffset(tap: i32, run: i32, imageRow: usize): usize {
  return <usize>(tap / run) * imageRow + <usize>(tap % run) * sizeof<Real>();
}

/** Four taps times a panel of filters of dz, whose places are `place` apart, summed into scratch memory. */
function tapTile(
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
  let c00 = v128.splat<Real>(0),
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
  storeTile(scratch, TILE_ROW, false, 0, c00, c01, c10, c11, c20, c21, c30, c31);
}
