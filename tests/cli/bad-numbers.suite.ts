/** NaN and ±Infinity in files of each format are refused with their place. */
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '../helpers/cli.js';

/** A .npy file of little-endian values. */
function npy(descr: string, shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  const start = Buffer.alloc(10);
  start.write('\x93NUMPY\x01', 'latin1');
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), values]);
}

const bytesOf = (values: Float32Array | Float64Array | Uint16Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const HALVES = new Map<number, number>([
  [Number.NaN, 0x7e00],
  [Number.POSITIVE_INFINITY, 0x7c00],
  [Number.NEGATIVE_INFINITY, 0xfc00],
]);

/** Four examples of three values; the first that is no number is value 1 of example 2. */
const valuesWith = (bad: number) => [0, 1, 2, 3, 4, 5, 6, bad, 8, 9, bad, 11];
const LABELS = Int32Array.of(0, 1, 0, 1);

const arrays = (values: Float32Array | Float64Array) => [
  { name: 'train_set_x', shape: [4, 3], values },
  { name: 'train_set_y', shape: [4], values: LABELS },
];
const archive = (descr: string, values: Float32Array | Float64Array | Uint16Array) =>
  zipSync({
    'x_train.npy': npy(descr, [4, 3], bytesOf(values)),
    'y_train.npy': npy('<i4', [4], new Uint8Array(LABELS.buffer)),
  });
const halves = (bad: number) => Uint16Array.from(valuesWith(bad), (v) => HALVES.get(v) ?? 0);
const csv = (bad: number) => `a,b,c,label\n0,1,2,0\n3,4,5,1\n6,${bad},8,0\n9,${bad},11,1\n`;

/** The file of a format that holds a bad number. */
const FORMATS = {
  'HDF5, float64': (place, bad) => place.writeHdf5('bad.h5', arrays(Float64Array.from(valuesWith(bad)))),
  'HDF5, float32': (place, bad) => place.writeHdf5('bad.h5', arrays(Float32Array.from(valuesWith(bad)))),
  'npz, float64': (place, bad) => place.write('bad.npz', archive('<f8', Float64Array.from(valuesWith(bad)))),
  'npz, float32': (place, bad) => place.write('bad.npz', archive('<f4', Float32Array.from(valuesWith(bad)))),
  'npz, float16': (place, bad) => place.write('bad.npz', archive('<f2', halves(bad))),
  csv: (place, bad) => place.write('bad.csv', csv(bad)),
} satisfies Record<string, (place: Workspace, bad: number) => string | Promise<string>>;

type Format = keyof typeof FORMATS;
export const EVERY_FORMAT = Object.keys(FORMATS) as Format[];

function wordsOn(format: Format, bad: number): string {
  if (format !== 'csv') return `value 1 of example 2 is ${bad}, expected a finite number`;
  return Number.isNaN(bad)
    ? '2 cells are missing (b 2)'
    : `column 2 (b) has ${bad} in line 4, an infinite number`;
}

export function describeBadNumbers(place: Workspace, cases: readonly (readonly [Format, number])[]): void {
  describe('data with a value that is no number', () => {
    it.each(cases)('is refused with the place of the first: %s, %d', async (format, bad) => {
      const path = await FORMATS[format](place, bad);
      const train = ['train', '--data', path, '--layers', 'auto,auto', '--out', 'none.json'];
      const words = wordsOn(format, bad);
      await place.refuses(train, 3, [words]);
      const info = ['data', 'info', path];
      // A table is shown with what keeps a column from training; NaN are missing values, which are no fault of it.
      if (format !== 'csv') await place.refuses(info, 3, [words]);
      else
        expect((await place.dnn(info)).stdout).toContain(
          Number.isNaN(bad) ? '2 missing' : `has ${bad} in line 4`,
        );
    });
  });
}
