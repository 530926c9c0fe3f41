/** The identity of kernels: their name and the SHA-256 of what computes, so that results of other kernels are told apart. */
import { sha256 } from '../sha256.js';
import { KERNELS, type KernelsName } from './backend.js';
import { type BackendName, createBackend } from './backends.js';
import { kernelBytes } from './wasm/kernel-bytes.js';

/** To be raised with each change of the reference loops that changes a bit. */
const LOOPS = '1';

const known = new Map<BackendName, string>();

/**
 * The kernels that a backend computes with on this machine: `wasm:` and the digest of both dtypes' modules, or `js:` and a
 * version.
 * @throws DnnError (usage) where `wasm` cannot start.
 */
export function identifyKernels(backend: BackendName): string {
  const before = known.get(backend);
  if (before !== undefined) return before;
  const { name } = createBackend(backend, 'float64', { memory: 0 });
  const identity = `${name}:${name === 'js' ? LOOPS : digestOfModules()}`;
  known.set(backend, identity);
  return identity;
}

/** The name in an identity; undefined for an identity of other software. */
export function kernelsNameOf(identity: string): KernelsName | undefined {
  return KERNELS.find((name) => identity.startsWith(`${name}:`));
}

function digestOfModules(): string {
  return sha256([kernelBytes('float64'), kernelBytes('float32')]);
}
