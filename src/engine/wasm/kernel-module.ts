/** The compiled kernels of kernels/, and instances of them over a memory. */
import { kernelBytes } from './kernel-bytes.js';
import type { Kernel } from './threads.js';

/** Below this address the module keeps its own data. */
export const MODULE_BYTES = 65536;

let compiled: WebAssembly.Module | undefined;

/**
 * Compiled once a process; from the built package also when the sources run (in tests).
 * @throws Error where WebAssembly SIMD or the built kernels are missing.
 */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(kernelBytes());
  return compiled;
}

/** The kernels over `memory`, by the names that kernels/index.ts exports them under. */
export function instantiate<Name extends string>(
  memory: WebAssembly.Memory,
  module = kernelModule(),
): Readonly<Record<Name, Kernel>> {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as Record<Name, Kernel>;
}
