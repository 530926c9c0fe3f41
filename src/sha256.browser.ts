/** SHA-256 in browsers, whose own is asynchronous and for secure pages only. */
import { sha256 as noble } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The digest of all `parts` one behind the other, as lower-case hexadecimal. */
export function sha256(parts: Iterable<Uint8Array>): string {
  const hash = noble.create();
  for (const part of parts) hash.update(part);
  return bytesToHex(hash.digest());
}
