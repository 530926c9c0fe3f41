/** Addresses in an HDF5 file: how they are read, and the letters that stand where they lead. */

/** The address of what is nowhere. */
export const UNDEFINED_ADDRESS = 2n ** 64n - 1n;

/** The 64-bit address or length at `at`. Rounded beyond 2^53, where no file has anything. */
export function readAddress(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at));
}

/** @throws Error unless these four letters stand at `address`. */
export function assertSignature(file: Buffer, address: number, signature: string): void {
  if (file.toString('latin1', address, address + 4) === signature) return;
  throw new Error(`no ${signature} at byte ${address}`);
}
