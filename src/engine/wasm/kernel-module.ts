/** The compiled kernels of kernels/, and instances of them over a memory. */
import type { Dtype } from '../matrix.js';
import type { Address } from './arena.js';
import { kernelBytes } from './kernel-bytes.js';
import type { Kernels } from './kernels.js';

/** Below this address a module keeps its own data. */
export const MODULE_BYTES = 65536 as Address;

const compiled: Partial<Record<Dtype, WebAssembly.Module>> = {};

/** Compiled once a process. @throws Error where WebAssembly SIMD or the built kernels are missing. */
export function kernelModule(dtype: Dtype): WebAssembly.Module {
  compiled[dtype] ??= new WebAssembly.Module(kernelBytes(dtype));
  return compiled[dtype];
}

/** The kernels over `memory`: those of {@link Kernels} and no other exports, in the same order every time. */
export function instantiate(memory: WebAssembly.Memory, module: WebAssembly.Module): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/** Those that take no numbers of a dtype: on text and on bytes. */
export function byteKernels(
  memory: WebAssembly.Memory,
): Pick<Kernels, 'readDecimals' | 'resample' | 'overWhite'> {
  // The module that most runs need anyway.
  return instantiate(memory, kernelModule('float64'));
}
