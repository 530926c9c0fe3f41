/** A backend that one trial leaves to the next: its memory is used again, in place of a new one for each. */
import type { Backend, KernelsName } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import type { Dtype } from '../engine/matrix.js';

export class WarmBackend {
  #backend: Backend | undefined;

  /** A backend as new, for matrices of so many bytes; those of the last trial are gone. @throws DnnError (usage) */
  async take(kernels: KernelsName, dtype: Dtype, memory: number): Promise<Backend> {
    const last = this.#backend;
    if (last?.name === kernels && last.dtype === dtype && last.renew(memory)) return last;
    await this.close();
    this.#backend = createBackend(kernels, dtype, { memory });
    this.#backend.warmUp();
    return this.#backend;
  }

  async close(): Promise<void> {
    await this.#backend?.close();
    this.#backend = undefined;
  }
}
