/** The compiled kernels, read beside the built package; `kernel-bytes.browser.ts` has them in it. */
import { readFileSync } from 'node:fs';

/** A WebAssembly module: what AssemblyScript makes of kernels/. From the built package also when the sources run (in tests). */
export function kernelBytes(): Uint8Array {
  return readFileSync(new URL('../../dist/engine/kernels.wasm', import.meta.url));
}
