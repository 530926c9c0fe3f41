/** The compiled kernels as a part of the browser's bundle: they need no file, no server and no wait. */
import float32 from '../../../dist/engine/kernels-float32.wasm';
import float64 from '../../../dist/engine/kernels-float64.wasm';
import type { Dtype } from '../matrix.js';

const BYTES: Record<Dtype, Uint8Array> = { float64, float32 };

/** The WebAssembly module that computes in `dtype`. */
export function kernelBytes(dtype: Dtype): Uint8Array {
  return BYTES[dtype];
}
