/** The compiled kernels of kernels/, and instances of them over a memory. */
import type { Dtype } from '../matrix.js';
import type { Address } from './arena.js';
import { kernelBytes } from './kernel-bytes.js';
import type { ByteKernels, Kernels } from './kernels.js';

/** Below this address a module keeps its own data. */
export const MODULE_BYTES = 65536 as Address;

const compiled: Partial<Record<Dtype | 'bytes', WebAssembly.Module>> = {};

/** Compiled once a process. @throws Error where WebAssembly SIMD or the built kernels are missing. */
export function kernelModule(name: Dtype | 'bytes'): WebAssembly.Module {
  compiled[name] ??= new WebAssembly.Module(kernelBytes(name) as Uint8Array<ArrayBuffer>);
  return compiled[name];
}

/** The kernels of a dtype's module over `memory`, in the same order every time. */
export function instantiate(memory: WebAssembly.Memory, module: WebAssembly.Module): Kernels {
  return exportsOver(memory, module) as unknown as Kernels;
}

/** The kernels on text and pictures over `memory`. */
export function instantiateForBytes(memory: WebAssembly.Memory): ByteKernels {
  return exportsOver(memory, kernelModule('bytes')) as unknown as ByteKernels;
}

function exportsOver(memory: WebAssembly.Memory, module: WebAssembly.Module): Record<string, unknown> {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
