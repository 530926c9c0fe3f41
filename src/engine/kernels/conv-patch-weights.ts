/**
 * The gradient of a convolution's weights by patches: image and dz are multiplied at the points, and summed there over
 * the patches of all images, group after group; what the sums stand for is taken from them at the end.
 */
import { spreadPatches } from './conv-patches';
import { evaluateLines, gatherLines, SIDE, VECTOR, weighPoints } from './patch-lines';
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

/**
 * Filters firstFilter … firstFilter + filterCount − 1 of dw as `correlateWeights` gives them at stride 1, but for
 * roundings: the first is that of a panel. Their sums are made at u, as transformFilters lays filters.
 */
export function correlatePatchWeights(
  firstFilter: i32,
  filterCount: i32,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  filters: i32,
  x: usize,
  dz: usize,
  divisor: Real,
  u: usize,
  dw: usize,
): void {
  const places = (height - kernelHeight + 1) * (width - kernelWidth + 1);
  const all = count * layPatches(height, width, kernelHeight, kernelWidth, 0, places);
  const panel = panelBytes(channels);
  const pointStep = filtersStep(filters, channels);
  const last = firstFilter + filterCount;
  const taps = <usize>(kernelHeight * kernelWidth * channels) * sizeof<Real>();
  for (let f = firstFilter; f < last; f += DEPTH) {
    const own = min(DEPTH, last - f);
    const panels = panelsOf(own);
    const sums = u + <usize>(f / tileColumns()) * panel;
    for (let p = 0; p < POINTS; p++) memory.fill(sums + <usize>p * pointStep, 0, <usize>panels * panel);
    for (let patch = 0; patch < all; patch += groupSize()) {
      const n = min(groupSize(), all - patch);
      evaluatePatches(patch, n, dz, filters, f, own);
      for (let c = 0; c < channels; c += DEPTH) {
        spreadPatches(patch, n, x, height, width, channels, c);
        addPoints(n, min(DEPTH, channels - c), panels, sums + <usize>c * TILE_ROW, pointStep, panel);
      }
    }
    const to = dw + <usize>f * taps;
    finishFilters(own, channels, kernelHeight, kernelWidth, sums, pointStep, panel, divisor, to);
  }
}

/** The second group = `count` patches of dz, of `own` filters from f on: [point][panel][patch][filter of the panel]. */
function evaluatePatches(patch: i32, count: i32, dz: usize, filters: i32, f: i32, own: i32): void {
  const place = <usize>filters * sizeof<Real>();
  const zRow = <usize>outWidth * place;
  const half = spare(0),
    edge = spare(1);
  for (let t = 0; t < count; t++) {
    goTo(patch + t);
    const rows = outHeight - row,
      columns = outWidth - column;
    const whole = rows >= ownRows && columns >= ownColumns;
    let from = dz + <usize>((image * outHeight + row) * outWidth + column) * place;
    from += <usize>f * sizeof<Real>();
    for (let k = 0; k < own; k += lanes(), from += VECTOR) {
      if (whole) evaluateLines(ownRows, ownColumns, from, zRow, place, half, PATCH_ROW, VECTOR);
      else {
        copyPatch(from, zRow, place, rows, columns, edge);
        evaluateLines(ownRows, ownColumns, edge, PATCH_ROW, VECTOR, half, PATCH_ROW, VECTOR);
      }
      const member = <usize>((k / tileColumns()) * groupSize() + t) * TILE_ROW;
      const to = group(1) + member + <usize>(k % tileColumns()) * sizeof<Real>();
      evaluateLines(ownColumns, SIDE, half, VECTOR, PATCH_ROW, to, POINT_STEP, <usize>SIDE * POINT_STEP);
    }
  }
}

/** u += the first group, turned over, times the second, point by point: sums over the group's patches. */
function addPoints(count: i32, depth: i32, panels: i32, u: usize, pointStep: usize, panelStep: usize): void {
  const vRow = <usize>DEPTH * sizeof<Real>();
  const bytes = <usize>count * TILE_ROW;
  let v = group(0),
    y = group(1);
  for (let p = 0; p < POINTS; p++, v += POINT_STEP, y += POINT_STEP, u += pointStep) {
    for (let panel = 0; panel < panels; panel++) {
      for (let c = 0; c < depth; c += TILE_ROWS) {
        let c00 = v128.splat<Real>(0),
          c01 = c00,
          c10 = c00,
          c11 = c00,
          c20 = c00,
          c21 = c00,
          c30 = c00,
          c31 = c00;
        let a = v + <usize>c * sizeof<Real>();
        let b = y + <usize>(panel * groupSize()) * TILE_ROW;
        for (const end = b + bytes; b < end; b += TILE_ROW, a += vRow) {
          const b0 = v128.load(b),
            b1 = v128.load(b, 16);
          let x = v128.load_splat<Real>(a);
          c00 = v128.add<Real>(c00, v128.mul<Real>(x, b0));
          c01 = v128.add<Real>(c01, v128.mul<Real>(x, b1));
          x = v128.load_splat<Real>(a, sizeof<Real>());
          c10 = v128.add<Real>(c10, v128.mul<Real>(x, b0));
          c11 = v128.add<Real>(c11, v128.mul<Real>(x, b1));
          x = v128.load_splat<Real>(a, 2 * sizeof<Real>());
          c20 = v128.add<Real>(c20, v128.mul<Real>(x, b0));
          c21 = v128.add<Real>(c21, v128.mul<Real>(x, b1));
          x = v128.load_splat<Real>(a, 3 * sizeof<Real>());
          c30 = v128.add<Real>(c30, v128.mul<Real>(x, b0));
          c31 = v128.add<Real>(c31, v128.mul<Real>(x, b1));
        }
        const to = u + <usize>panel * panelStep + <usize>c * TILE_ROW;
        storeTile(to, TILE_ROW, true, 0, c00, c01, c10, c11, c20, c21, c30, c31);
      }
    }
  }
}

/** dw of `count` filters from their sums at the points, over the divisor. */
function finishFilters(
  count: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  u: usize,
  pointStep: usize,
  panelStep: usize,
  divisor: Real,
  dw: usize,
): void {
  const pixel = <usize>channels * sizeof<Real>();
  const taps = <usize>(kernelHeight * kernelWidth) * pixel;
  const points = spare(0),
    half = spare(1),
    result = spare(2);
  const zero = v128.splat<Real>(0);
  for (let k = 0; k < count; k += lanes()) {
    const panel = u + <usize>(k / tileColumns()) * panelStep + <usize>(k % tileColumns()) * sizeof<Real>();
    for (let c = 0; c < channels; c++) {
      let at = panel + <usize>c * TILE_ROW;
      for (let p = 0; p < POINTS; p++, at += pointStep) v128.store(points + <usize>p * VECTOR, v128.load(at));
      weighPoints(points);
      gatherLines(kernelHeight, SIDE, points, PATCH_ROW, VECTOR, half, PATCH_ROW, VECTOR, zero);
      gatherLines(kernelWidth, kernelHeight, half, VECTOR, PATCH_ROW, result, VECTOR, PATCH_ROW, zero);
      for (let l = 0; l < min(lanes(), count - k); l++) {
        const filter = dw + <usize>(k + l) * taps + <usize>c * sizeof<Real>();
        const from = result + <usize>l * sizeof<Real>();
        storeFilter(from, kernelHeight, kernelWidth, divisor, filter, pixel);
      }
    }
  }
}

/** One lane of a patch of vectors, over the divisor, to places `step` bytes apart, row after row. */
function storeFilter(from: usize, rows: i32, columns: i32, divisor: Real, to: usize, step: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, to += step) {
      store<Real>(to, load<Real>(from + <usize>i * PATCH_ROW + <usize>j * VECTOR) / divisor);
    }
  }
}
