/**
 * NumPy's .npz archives as bytes: arrays of floats and texts as .npy files, version 1.0, in a zip without compression, as
 * `np.savez` writes them. The same arrays give the same bytes.
 */
import { zipSync } from 'fflate';
import type { FloatArray } from '../../../engine/matrix.js';

/** An array to be written, row-major. */
export interface NpzOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: FloatArray;
}

/** The values of a .npy file begin at a multiple of this. */
const ALIGNMENT = 64;
/** The first moment that a zip can name; fflate takes it in local time, so that it is the same bytes everywhere. */
const EPOCH = new Date(1980, 0, 1);

/** The comment of every file in an archive, by which an export is recognised. */
const COMMENT = 'Written by dnn';

/** The bytes of an archive of these arrays, in their order, and of texts, each an array of no dimensions. */
export function npzBytes(
  arrays: readonly NpzOutput[],
  texts: Readonly<Record<string, string>> = {},
): Uint8Array {
  const files = arrays.map(({ name, shape, values }) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return [name, npyBytes(values instanceof Float64Array ? '<f8' : '<f4', shape, bytes)] as const;
  });
  const others = Object.entries(texts).map(([name, text]) => {
    const points = Uint32Array.from(text, (character) => character.codePointAt(0) as number);
    return [name, npyBytes(`<U${points.length}`, [], new Uint8Array(points.buffer))] as const;
  });
  const named = [...files, ...others].map(([name, bytes]) => [`${name}.npy`, bytes]);
  return zipSync(Object.fromEntries(named), { level: 0, mtime: EPOCH, comment: COMMENT });
}

/** Magic, version 1.0, the header's length in 2 bytes, the header, the values. */
function npyBytes(descr: string, shape: readonly number[], values: Uint8Array): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = Math.ceil((10 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${dictionary.padEnd(start - 11)}\n`;
  const bytes = Buffer.alloc(start + values.length);
  bytes.write('\x93NUMPY\x01\x00', 'latin1');
  bytes.writeUInt16LE(header.length, 8);
  bytes.write(header, 10, 'latin1');
  bytes.set(values, start);
  return bytes;
}
