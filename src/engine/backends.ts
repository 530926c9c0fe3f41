/** The backends by name, and the choice among them. */
import { DnnError, optionError } from '../errors.js';
import type { Backend, BackendSettings } from './backend.js';
import type { Dtype } from './matrix.js';
import { createReference } from './reference/reference.js';
import { createWasm } from './wasm/wasm.js';

/** `auto` is the fastest that runs here; `wasm` the SIMD kernels; `js` the reference loops, which run everywhere. */
export const BACKENDS = {
  auto: createFastest,
  wasm: createKernels,
  js: createReference,
} as const satisfies Record<string, (dtype: Dtype, settings: BackendSettings) => Backend>;

/** `auto` is the fastest that runs here; `wasm` the SIMD kernels; `js` the reference loops, which run everywhere. */
export type BackendName = keyof typeof BACKENDS;

/**
 * A backend whose matrices are of `dtype`; its calls throw a RangeError when shapes do not fit. With `auto` its
 * `fallback` tells why it is not the fastest.
 * @throws DnnError (usage) where `wasm` cannot start.
 */
export function createBackend(name: BackendName, dtype: Dtype, settings: BackendSettings = {}): Backend {
  return BACKENDS[name](dtype, settings);
}

function createFastest(dtype: Dtype, settings: BackendSettings): Backend {
  try {
    return createWasm(dtype, settings);
  } catch (error) {
    const { message, hint } = startFault(error);
    return { ...createReference(dtype), fallback: [`${message}.`, hint].filter(Boolean).join(' ') };
  }
}

function createKernels(dtype: Dtype, settings: BackendSettings): Backend {
  try {
    return createWasm(dtype, settings);
  } catch (error) {
    const { message, hint } = startFault(error);
    const loops = 'With --backend js plain loops compute: slower, and to other last digits.';
    throw optionError('backend', 'wasm', message, [hint, loops].filter(Boolean).join(' '));
  }
}

function startFault(error: unknown): Pick<DnnError, 'message' | 'hint'> {
  if (error instanceof DnnError) return error;
  return { message: `the WebAssembly kernels do not start: ${(error as Error).message}`, hint: undefined };
}
