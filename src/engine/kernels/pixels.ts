/** Kernels on the bytes of pictures: over white, and at another size in Pillow's fixed-point arithmetic. */

/** Fractional bits of a weight. */
const BITS: i32 = 22;

/**
 * (outer × size × inner) bytes at `source` to (outer × newSize × inner) at `result`; `inner` is a multiple of 3.
 * Output i is made of the inputs from first[i] on, whose weights (int32) stand from start[i] to start[i + 1] in
 * `weights`; all three are lists of int32.
 */
export function resample(
  outer: i32,
  size: i32,
  newSize: i32,
  inner: i32,
  first: usize,
  start: usize,
  weights: usize,
  source: usize,
  result: usize,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < newSize; i++) {
      const from = source + <usize>(o * size + load<i32>(first + ((<usize>i) << 2))) * <usize>inner;
      const begin = weights + ((<usize>load<i32>(start + ((<usize>i) << 2))) << 2);
      const end = weights + ((<usize>load<i32>(start + ((<usize>(i + 1)) << 2))) << 2);
      for (let c = 0; c < inner; c += 3) {
        weightedSums(from + <usize>c, inner, begin, end, result);
        result += 3;
      }
    }
  }
}

/** RGBA to RGB over white, n pixels: (s·a + 255·(255 − a)) / 255, rounded, for a sample s of alpha a. */
export function overWhite(n: i32, rgba: usize, rgb: usize): void {
  const end = rgba + ((<usize>n) << 2);
  for (; rgba < end; rgba += 4, rgb += 3) {
    const pixel = load<u32>(rgba);
    const alpha = pixel >> 24;
    if (alpha === 255) {
      store<u16>(rgb, <u16>pixel);
      store<u8>(rgb, <u8>(pixel >> 16), 2);
    } else {
      const white = 255 * (255 - alpha);
      for (let c: usize = 0; c < 3; c++) {
        // rounded in whole numbers: ⌊x/255 + ½⌋
        store<u8>(rgb + c, <u8>((2 * (<u32>load<u8>(rgba + c) * alpha + white) + 255) / 510));
      }
    }
  }
}

/** Three colours side by side, each rounded to a byte. */
function weightedSums(at: usize, step: i32, weight: usize, end: usize, result: usize): void {
  let r = 1 << (BITS - 1);
  let g = r;
  let b = r;
  for (; weight < end; weight += 4, at += <usize>step) {
    const w = load<i32>(weight);
    r += <i32>load<u8>(at) * w;
    g += <i32>load<u8>(at, 1) * w;
    b += <i32>load<u8>(at, 2) * w;
  }
  store<u8>(result, min(r >> BITS, 255));
  store<u8>(result, min(g >> BITS, 255), 1);
  store<u8>(result, min(b >> BITS, 255), 2);
}
