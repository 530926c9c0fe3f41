/**
 * The exports of a dtype's module: every kernel on matrices, for the dtype that the build names `Real`. Pointers and
 * strides are in bytes, counts in values.
 */
import * as conv from './conv';
import * as products from './matmul';
import * as patches from './patches';
import * as sparse from './sparse';

export { correlate } from './conv';
export * from './conv-patch-weights';
export { correlatePatches, transformFilters } from './conv-patches';
export * from './conv-weights';
export * from './elementwise';
export * from './images';
export { mirror, multiply } from './matmul';
export * from './non-zeros';
export * from './normalize';
export * from './optimize';
export * from './reduce';
export { useScratch } from './scratch';
export { multiplySparse, multiplySparseTurned } from './sparse';

/** Bytes of scratch memory that one instance needs. */
export function scratchBytes(): i32 {
  const ofProducts = max(products.scratchBytes(), sparse.scratchBytes());
  return max(ofProducts, max(conv.scratchBytes(), patches.scratchBytes()));
}
