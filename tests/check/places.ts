/** Arrays that lie one behind the other in an npz, as python/make.py writes them, and the JSON beside it. */
import { readFileSync } from 'node:fs';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { Matrix } from '../../src/engine/matrix.js';

/** Where in the values of its file each array begins, and its shape. */
export type Places = Readonly<Record<string, readonly [number, ...number[]]>>;

export class PlacedArrays {
  readonly #directory: string;
  readonly #values = new Map<string, Float64Array>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  json(file: string): unknown {
    return JSON.parse(readFileSync(`${this.#directory}${file}.json`, 'utf8'));
  }

  arrays(file: string, places: Places): Map<string, Matrix> {
    const all = this.#valuesOf(file);
    const arrays = Object.entries(places).map(([name, [offset, ...shape]]) => {
      const size = shape.reduce((product, n) => product * n, 1);
      // NumPy broadcasts a vector as a row.
      const [rows, cols] = shape.length === 2 ? shape : [1, size];
      return [name, new Matrix(rows, cols, all.slice(offset, offset + size))] as const;
    });
    return new Map(arrays);
  }

  #valuesOf(file: string): Float64Array {
    const known = this.#values.get(file);
    if (known) return known;
    const [array] = readNpz(`${this.#directory}${file}.npz`);
    const values = Float64Array.from(array.values() as Float64Array);
    this.#values.set(file, values);
    return values;
  }
}
