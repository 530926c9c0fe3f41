/** The warning about plain loops that compute in place of the kernels: results are never silently of other bits. */
import type { Console } from './console.js';

/** Warns where `fallback` tells why the kernels do not compute. */
export function warnOfFallback(fallback: string | undefined, console: Console): void {
  if (fallback === undefined) return;
  console.warn(`${fallback} Plain loops compute instead: slower, and to other last digits than the kernels.`);
}
