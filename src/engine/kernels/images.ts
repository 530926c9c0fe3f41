/** Images moved and pooled: examples of [row][column][channel] one after another, in vectors over the channels. */

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
