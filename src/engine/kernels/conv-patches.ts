/**
 * Convolutions by patches: at each of a patch's 64 points the values of image and filter are multiplied and summed over
 * the channels, a matrix product a point, and from the sums come the results of 9 − kernel rows and columns. A filter of
 * 5 × 5 takes 64 multiplications for 16 results instead of 400, one of 3 × 3 for 36 instead of 324.
 */
import { evaluateLines, gatherLines, SIDE, spreadLines, VECTOR, weighPoints } from './patch-lines';
import {
  column,
  copyPatch,
  DEPTH,
  filtersStep,
  goTo,
  group,
  groupSize,
  image,
  lanes,
  layPatches,
  outHeight,
  outWidth,
  ownColumns,
  ownRows,
  PATCH_ROW,
  POINT_STEP,
  POINTS,
  panelBytes,
  panelsOf,
  row,
  spare,
} from './patches';
import { storeTile, TILE_ROW, TILE_ROWS, tileColumns } from './tile';

/** Bytes of a patch's values at one point in a group. */
const MEMBER: usize = <usize>DEPTH * sizeof<Real>();

/** u [point][panel][channel][filter of the panel] = the values at the points of filters firstFilter … of w, weighed. */
export function transformFilters(
  firstFilter: i32,
  filterCount: i32,
  filters: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  w: usize,
  u: usize,
): void {
  const pixel = <usize>channels * sizeof<Real>();
  const line = <usize>kernelWidth * pixel;
  const panel = panelBytes(channels);
  const pointStep = filtersStep(filters, channels);
  const half = spare(0),
    points = spare(1);
  for (let f = firstFilter; f < firstFilter + filterCount; f++) {
    let from = w + <usize>(f * kernelHeight) * line;
    let to = u + <usize>(f / tileColumns()) * panel + <usize>(f % tileColumns()) * sizeof<Real>();
    for (let c = 0; c < channels; c += lanes(), from += VECTOR, to += <usize>lanes() * TILE_ROW) {
      evaluateLines(kernelHeight, kernelWidth, from, line, pixel, half, PATCH_ROW, VECTOR);
      evaluateLines(kernelWidth, SIDE, half, VECTOR, PATCH_ROW, points, VECTOR, PATCH_ROW);
      weighPoints(points);
      const n = min(lanes(), channels - c);
      let at = points,
        out = to;
      for (let p = 0; p < POINTS; p++, at += VECTOR, out += pointStep) {
        for (let l = 0; l < n; l++) {
          store<Real>(out + <usize>l * TILE_ROW, load<Real>(at + <usize>l * sizeof<Real>()));
        }
      }
    }
  }
}

/**
 * z as `correlate` gives it at stride 1, but for roundings, from filters of 3 to 6 rows and columns that transformFilters
 * put at u. Of each image the places from `first` up to `end` are computed.
 */
export function correlatePatches(
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  filters: i32,
  x: usize,
  u: usize,
  bias: usize,
  z: usize,
  first: i32,
  end: i32,
): void {
  const all = count * layPatches(height, width, kernelHeight, kernelWidth, first, end);
  const panel = panelBytes(channels);
  const pointStep = filtersStep(filters, channels);
  for (let patch = 0; patch < all; patch += groupSize()) {
    const n = min(groupSize(), all - patch);
    for (let f = 0; f < filters; f += DEPTH) {
      for (let c = 0; c < channels; c += DEPTH) {
        // What stands there may be of these channels still.
        if (f === 0 || channels > DEPTH) spreadPatches(patch, n, x, height, width, channels, c);
        const panels = panelsOf(min(DEPTH, filters - f));
        const from = u + <usize>(f / tileColumns()) * panel + <usize>c * TILE_ROW;
        multiplyPoints(n, min(DEPTH, channels - c), from, pointStep, panel, panels, c > 0);
      }
      gatherPatches(patch, n, filters, f, bias, z, first, end);
    }
  }
}

/** The first group = `count` patches of x from number `patch` on, of the channels from c on: [point][patch][channel]. */
export function spreadPatches(
  patch: i32,
  count: i32,
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  c: i32,
): void {
  const pixel = <usize>channels * sizeof<Real>();
  const imageRow = <usize>width * pixel;
  const half = spare(0),
    edge = spare(1);
  for (let t = 0; t < count; t++) {
    goTo(patch + t);
    const whole = row + SIDE <= height && column + SIDE <= width;
    let from = x + <usize>(image * height + row) * imageRow + <usize>column * pixel;
    from += <usize>c * sizeof<Real>();
    let to = group(0) + <usize>t * MEMBER;
    for (let k = min(DEPTH, channels - c); k > 0; k -= lanes(), from += VECTOR, to += VECTOR) {
      if (whole) spreadLines(from, imageRow, pixel, half, PATCH_ROW, VECTOR);
      else {
        copyPatch(from, imageRow, pixel, height - row, width - column, edge);
        spreadLines(edge, PATCH_ROW, VECTOR, half, PATCH_ROW, VECTOR);
      }
      spreadLines(half, VECTOR, PATCH_ROW, to, POINT_STEP, <usize>SIDE * POINT_STEP);
    }
  }
}

/** The second group (+)= the first times u, point by point: [point][patch][filter]. */
function multiplyPoints(
  count: i32,
  depth: i32,
  u: usize,
  pointStep: usize,
  panelStep: usize,
  panels: i32,
  add: bool,
): void {
  const bytes = <usize>depth * sizeof<Real>();
  let v = group(0),
    m = group(1);
  for (let p = 0; p < POINTS; p++, v += POINT_STEP, m += POINT_STEP, u += pointStep) {
    for (let t = 0; t < count; t += TILE_ROWS) {
      for (let panel = 0; panel < panels; panel++) {
        let c00 = v128.splat<Real>(0),
          c01 = c00,
          c10 = c00,
          c11 = c00,
          c20 = c00,
          c21 = c00,
          c30 = c00,
          c31 = c00;
        let a = v + <usize>t * MEMBER;
        let b = u + <usize>panel * panelStep;
        for (const end = a + bytes; a < end; a += sizeof<Real>(), b += TILE_ROW) {
          const b0 = v128.load(b),
            b1 = v128.load(b, 16);
          let x = v128.load_splat<Real>(a);
          c00 = v128.add<Real>(c00, v128.mul<Real>(x, b0));
          c01 = v128.add<Real>(c01, v128.mul<Real>(x, b1));
          x = v128.load_splat<Real>(a, MEMBER);
          c10 = v128.add<Real>(c10, v128.mul<Real>(x, b0));
          c11 = v128.add<Real>(c11, v128.mul<Real>(x, b1));
          x = v128.load_splat<Real>(a, 2 * MEMBER);
          c20 = v128.add<Real>(c20, v128.mul<Real>(x, b0));
          c21 = v128.add<Real>(c21, v128.mul<Real>(x, b1));
          x = v128.load_splat<Real>(a, 3 * MEMBER);
          c30 = v128.add<Real>(c30, v128.mul<Real>(x, b0));
          c31 = v128.add<Real>(c31, v128.mul<Real>(x, b1));
        }
        const c = m + <usize>t * MEMBER + <usize>panel * TILE_ROW;
        storeTile(c, MEMBER, add, 0, c00, c01, c10, c11, c20, c21, c30, c31);
      }
    }
  }
}

/** z of `count` patches from number `patch` on, of the filters from f on, from the second group. */
function gatherPatches(
  patch: i32,
  count: i32,
  filters: i32,
  f: i32,
  bias: usize,
  z: usize,
  first: i32,
  end: i32,
): void {
  const place = <usize>filters * sizeof<Real>();
  const zRow = <usize>outWidth * place;
  const half = spare(0),
    result = spare(1);
  const zero = v128.splat<Real>(0);
  for (let t = 0; t < count; t++) {
    goTo(patch + t);
    const rows = min(ownRows, outHeight - row),
      columns = min(ownColumns, outWidth - column);
    const start = row * outWidth + column;
    const inside = start >= first && start + (rows - 1) * outWidth + columns <= end;
    let from = group(1) + <usize>t * MEMBER;
    let to = z + <usize>(image * outHeight * outWidth + start) * place + <usize>f * sizeof<Real>();
    let b = bias + <usize>f * sizeof<Real>();
    for (let k = min(DEPTH, filters - f); k > 0; k -= lanes(), from += VECTOR, to += VECTOR, b += VECTOR) {
      const plus = bias === 0 ? zero : v128.load(b);
      gatherLines(ownRows, SIDE, from, <usize>SIDE * POINT_STEP, POINT_STEP, half, PATCH_ROW, VECTOR, zero);
      if (inside && columns === ownColumns && k >= lanes()) {
        gatherLines(ownColumns, rows, half, VECTOR, PATCH_ROW, to, place, zRow, plus);
      } else {
        gatherLines(ownColumns, rows, half, VECTOR, PATCH_ROW, result, VECTOR, PATCH_ROW, plus);
        for (let y = 0; y < rows; y++) {
          const own = start + y * outWidth;
          const skipped = max(0, first - own);
          const used = min(columns, end - own) - skipped;
          const at = result + <usize>y * PATCH_ROW + <usize>skipped * VECTOR;
          copyVectors(at, to + <usize>y * zRow + <usize>skipped * place, place, used, min(k, lanes()));
        }
      }
    }
  }
}

/** The first `values` of each of `count` vectors, to places `step` bytes apart. */
function copyVectors(from: usize, to: usize, step: usize, count: i32, values: i32): void {
  for (let i = 0; i < count; i++, from += VECTOR, to += step) {
    if (values === lanes()) v128.store(to, v128.load(from));
    else
      for (let l = 0; l < values; l++) {
        store<Real>(to + <usize>l * sizeof<Real>(), load<Real>(from + <usize>l * sizeof<Real>()));
      }
  }
}
