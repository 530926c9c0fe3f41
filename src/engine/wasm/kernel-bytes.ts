/** The compiled kernels, read beside the built package; `kernel-bytes.browser.ts` has them in it. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../disk/package.js';

/** A WebAssembly module: what AssemblyScript makes of kernels/. From the built package also when the sources run (in tests). */
export function kernelBytes(): Uint8Array {
  return readFileSync(packageFile('dist/engine/kernels.wasm'));
}
