/**
 * The sets of pictures beside the page: a description says where their bytes lie in files of HDF5, which the browser
 * itself unpacks.
 */
import { type Dataset, DnnError, type Split } from '../../browser.js';

/** The names of the sets. */
export const PICTURE_SETS: readonly string[] = ['digits', 'demo-cats'];

/** The place of a split in its file, as the build has found it. */
interface Place {
  readonly file: string;
  readonly examples: number;
  readonly dtype: string;
  /** The class of each example, a digit. */
  readonly labels: string;
  /** The offset of plain bytes. */
  readonly offset?: number;
  /** Offset and length of each example, packed by zlib. */
  readonly pieces?: readonly (readonly [number, number])[];
}

interface Description extends Pick<Dataset, 'name' | 'shape' | 'divisor' | 'classes'> {
  readonly scaling?: string;
  readonly train: Place;
  readonly test: Place;
}

/** Reads the set `name`, as `dnn train --data name` does. @throws DnnError (io) where the files are not there. */
export async function readPictures(name: string): Promise<Dataset> {
  const { train, test, ...description }: Description = await (await fetched(`${name}.json`)).json();
  const size = description.shape.reduce((product, n) => product * n, 1);
  return {
    ...description,
    train: await splitOf(train, size),
    test: await splitOf(test, size),
    notes: [],
  };
}

async function splitOf(place: Place, size: number): Promise<Split> {
  const { file, examples, dtype, labels, offset = 0, pieces } = place;
  const bytes = new Uint8Array(await (await fetched(file)).arrayBuffer());
  const values = pieces ? await unpacked(bytes, pieces, size) : bytes.slice(offset, offset + examples * size);
  return { examples, values, labels: Int32Array.from(labels, Number), dtype };
}

async function unpacked(
  bytes: Uint8Array<ArrayBuffer>,
  pieces: NonNullable<Place['pieces']>,
  size: number,
): Promise<Uint8Array> {
  const values = new Uint8Array(pieces.length * size);
  for (const [i, [offset, length]] of pieces.entries()) {
    const packed = new Blob([bytes.subarray(offset, offset + length)]);
    const plain = packed.stream().pipeThrough(new DecompressionStream('deflate'));
    values.set(new Uint8Array(await new Response(plain).arrayBuffer()), i * size);
  }
  return values;
}

async function fetched(name: string): Promise<Response> {
  const response = await fetch(new URL(`data/${name}`, self.location.href));
  if (response.ok) return response;
  throw new DnnError(
    'io',
    `data/${name} is not beside the page (${response.status})`,
    'Export the page again.',
  );
}
