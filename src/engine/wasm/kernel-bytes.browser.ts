/** The compiled kernels as a part of the browser's bundle: no file is read and no server is asked. */
import bytes from '../../../dist/engine/kernels-bytes.wasm';
import float32 from '../../../dist/engine/kernels-float32.wasm';
import float64 from '../../../dist/engine/kernels-float64.wasm';
import type { Dtype } from '../matrix.js';

const MODULES = { float64, float32, bytes };

/** The WebAssembly module for matrices of a dtype, or for bytes. */
export function kernelBytes(module: Dtype | 'bytes'): Uint8Array {
  return MODULES[module];
}
