/** The backends by name, and the choice among them. */
import type { Backend } from './backend.js';
import type { Dtype } from './matrix.js';
import { createReference } from './reference/reference.js';
import { createWasm } from './wasm/wasm.js';

/** `auto` is the fastest that runs here; `wasm` the SIMD kernels; `js` the reference loops, which run everywhere. */
export const BACKENDS = {
  auto: createFastest,
  wasm: createWasm,
  js: createReference,
} as const satisfies Record<string, (dtype: Dtype, threads: number) => Backend>;

/** `auto` is the fastest that runs here; `wasm` the SIMD kernels; `js` the reference loops, which run everywhere. */
export type BackendName = keyof typeof BACKENDS;

/** A backend whose matrices are of `dtype`; its calls throw a RangeError when shapes do not fit. */
export function createBackend(name: BackendName, dtype: Dtype, threads = 1): Backend {
  return BACKENDS[name](dtype, threads);
}

function createFastest(dtype: Dtype, threads: number): Backend {
  try {
    return createWasm(dtype, threads);
  } catch {
    return createReference(dtype);
  }
}
