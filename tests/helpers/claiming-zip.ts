/** Archives that claim to hold more than they do. */
import { zipSync } from 'fflate';

/** An archive whose directory says that the one file in it becomes so many bytes. */
export function claimingZip(name: string, packed: Uint8Array, bytes: number): Uint8Array {
  const archive = Buffer.from(zipSync({ [name]: packed }, { level: 0 }));
  const entry = archive.lastIndexOf('PK\x01\x02', undefined, 'latin1');
  archive.writeUInt16LE(8, entry + 10);
  archive.writeUInt32LE(bytes, entry + 24);
  return archive;
}
