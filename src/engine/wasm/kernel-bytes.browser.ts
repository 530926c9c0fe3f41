/** The compiled kernels as a part of the browser's bundle: they need no file, no server and no wait. */
import bytes from '../../../dist/engine/kernels.wasm';

/** A WebAssembly module: what AssemblyScript makes of kernels/. */
export function kernelBytes(): Uint8Array {
  return bytes;
}
