/** Images moved and pooled: examples of [row][column][channel] one after another, in vectors over the channels. */

/** p (count larger images) = x's images at (top, left), their pixels `step` apart, among zeros. */
export function placeImages(
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
  const pixel = <usize>channels * sizeof<Real>();
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

/** The larger of two vectors, NaN where one is: v128.max takes twice as long, because it tells 0 from −0. */
function larger(a: v128, b: v128): v128 {
  return v128.bitselect(b, v128.pmax<Real>(a, b), v128.ne<Real>(b, b));
}

/** a (count pooled images) = the largest value of each size × size window of x, channel by channel. */
export function maxPool(
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  x: usize,
  a: usize,
): void {
  const pixel = <usize>channels * sizeof<Real>();
  const row = <usize>width * pixel;
  const windowRow = <usize>size * pixel;
  const whole = pixel & ~15;
  for (let image = 0; image < count; image++, x += <usize>height * row) {
    for (let y = 0; y < height / size; y++) {
      let window = x + <usize>(y * size) * row;
      for (let i = 0; i < width / size; i++, window += windowRow, a += pixel) {
        const last = window + <usize>size * row;
        for (let c: usize = 0; c < whole; c += 16) {
          let top = v128.load(window + c);
          for (let line = window; line < last; line += row) {
            const end = line + windowRow;
            for (let at = line; at < end; at += pixel) top = larger(top, v128.load(at + c));
          }
          v128.store(a + c, top);
        }
        for (let c = whole; c < pixel; c += sizeof<Real>()) {
          let top = load<Real>(window + c);
          for (let line = window; line < last; line += row) {
            const end = line + windowRow;
            for (let at = line; at < end; at += pixel) top = max<Real>(top, load<Real>(at + c));
          }
          store<Real>(a + c, top);
        }
      }
    }
  }
}

/** dx = da at the first of the window's values that equals a, 0 elsewhere. */
export function maxPoolBackward(
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
  const pixel = <usize>channels * sizeof<Real>();
  const row = <usize>width * pixel;
  const image = <usize>height * row;
  const windowRow = <usize>size * pixel;
  const whole = pixel & ~15;
  const covered = height % size === 0 && width % size === 0;
  for (let n = 0; n < count; n++, x += image, dx += image) {
    if (!covered) memory.fill(dx, 0, image);
    for (let y = 0; y < height / size; y++) {
      let window = <usize>(y * size) * row;
      for (let i = 0; i < width / size; i++, window += windowRow, a += pixel, da += pixel) {
        const last = window + <usize>size * row;
        for (let c: usize = 0; c < whole; c += 16) {
          const top = v128.load(a + c);
          let gradient = v128.load(da + c);
          for (let line = window + c; line < last; line += row) {
            const end = line + windowRow;
            for (let at = line; at < end; at += pixel) {
              const here = v128.eq<Real>(v128.load(x + at), top);
              v128.store(dx + at, v128.and(gradient, here));
              gradient = v128.andnot(gradient, here);
            }
          }
        }
        for (let c = whole; c < pixel; c += sizeof<Real>()) {
          const top = load<Real>(a + c);
          let gradient = load<Real>(da + c);
          for (let line = window + c; line < last; line += row) {
            const end = line + windowRow;
            for (let at = line; at < end; at += pixel) {
              const here = load<Real>(x + at) === top;
              store<Real>(dx + at, here ? gradient : 0);
              if (here) gradient = 0;
            }
          }
        }
      }
    }
  }
}

/** a (count pooled images) = the mean of each size × size window of x, channel by channel, summed row by row. */
export function averagePool(
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  x: usize,
  a: usize,
): void {
  const pixel = <usize>channels * sizeof<Real>();
  const row = <usize>width * pixel;
  const windowRow = <usize>size * pixel;
  const whole = pixel & ~15;
  const values = <Real>(size * size);
  const vValues = v128.splat<Real>(values);
  for (let image = 0; image < count; image++, x += <usize>height * row) {
    for (let y = 0; y < height / size; y++) {
      let window = x + <usize>(y * size) * row;
      for (let i = 0; i < width / size; i++, window += windowRow, a += pixel) {
        const last = window + <usize>size * row;
        for (let c: usize = 0; c < whole; c += 16) {
          let sum = v128.splat<Real>(0);
          for (let line = window; line < last; line += row) {
            const end = line + windowRow;
            for (let at = line; at < end; at += pixel) sum = v128.add<Real>(sum, v128.load(at + c));
          }
          v128.store(a + c, v128.div<Real>(sum, vValues));
        }
        for (let c = whole; c < pixel; c += sizeof<Real>()) {
          let sum: Real = 0;
          for (let line = window; line < last; line += row) {
            const end = line + windowRow;
            for (let at = line; at < end; at += pixel) sum += load<Real>(at + c);
          }
          store<Real>(a + c, sum / values);
        }
      }
    }
  }
}

/** dx = da / size² in each value of its window, 0 where no window is. */
export function averagePoolBackward(
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  da: usize,
  dx: usize,
): void {
  const pixel = <usize>channels * sizeof<Real>();
  const row = <usize>width * pixel;
  const image = <usize>height * row;
  const windowRow = <usize>size * pixel;
  const whole = pixel & ~15;
  const values = <Real>(size * size);
  const vValues = v128.splat<Real>(values);
  const covered = height % size === 0 && width % size === 0;
  for (let n = 0; n < count; n++, dx += image) {
    if (!covered) memory.fill(dx, 0, image);
    for (let y = 0; y < height / size; y++) {
      let window = dx + <usize>(y * size) * row;
      for (let i = 0; i < width / size; i++, window += windowRow, da += pixel) {
        const last = window + <usize>size * row;
        for (let c: usize = 0; c < whole; c += 16) {
          const gradient = v128.div<Real>(v128.load(da + c), vValues);
          for (let line = window; line < last; line += row) {
            const end = line + windowRow;
            for (let at = line; at < end; at += pixel) v128.store(at + c, gradient);
          }
        }
        for (let c = whole; c < pixel; c += sizeof<Real>()) {
          const gradient = load<Real>(da + c) / values;
          for (let line = window; line < last; line += row) {
            const end = line + windowRow;
            for (let at = line; at < end; at += pixel) store<Real>(at + c, gradient);
          }
        }
      }
    }
  }
}
