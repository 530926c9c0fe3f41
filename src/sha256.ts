/** SHA-256, by Node.js; `sha256.browser.ts` computes it where there is no Node.js. */
import { createHash } from 'node:crypto';

/** The digest of all `parts` one behind the other, as lower-case hexadecimal. */
export function sha256(parts: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
