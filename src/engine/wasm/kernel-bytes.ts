/** The compiled kernels, read beside the built package; `kernel-bytes.browser.ts` has them in it. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../disk/package.js';
import type { Dtype } from '../matrix.js';

/** The WebAssembly module for matrices of a dtype, or for bytes; from the built package also in tests. */
export function kernelBytes(module: Dtype | 'bytes'): Uint8Array {
  return readFileSync(packageFile(`dist/engine/kernels-${module}.wasm`));
}
