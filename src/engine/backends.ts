/** The backends by name, and the choice among them. */
import type { Backend } from './backend.js';
import type { Dtype } from './matrix.js';
import { createReference } from './reference.js';

/** `auto` is the fastest that runs here; `js` the reference loops, which run everywhere. */
export const BACKENDS = { auto: createReference, js: createReference } as const satisfies Record<
  string,
  (dtype: Dtype) => Backend
>;

export type BackendName = keyof typeof BACKENDS;

export function createBackend(name: BackendName, dtype: Dtype): Backend {
  return BACKENDS[name](dtype);
}
