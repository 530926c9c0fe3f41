/** The compiled kernels, read beside the built package; `kernel-bytes.browser.ts` has them in it. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../disk/package.js';
import type { Dtype } from '../matrix.js';

/** The WebAssembly module that computes in `dtype`: from the built package also when the sources run (in tests). */
export function kernelBytes(dtype: Dtype): Uint8Array {
  return readFileSync(packageFile(`dist/engine/kernels-${dtype}.wasm`));
}
