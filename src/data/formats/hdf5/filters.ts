/**
 * The filters of HDF5's chunks. jsfive decodes shuffle and Fletcher-32; gzip is unpacked here, because jsfive's has no
 * limit.
 */
import { type ChunkFilter, Filters } from 'jsfive';
import { inflate } from '../../../disk/inflate.js';
import { DnnError } from '../../../errors.js';

/** A filter as it was applied on writing. */
export interface Filter {
  readonly id: number;
  /** Size of an element in bytes, for shuffle. */
  readonly parameter: number;
}

const GZIP = 1;
const SHUFFLE = 2;
const FLETCHER32 = 3;
/** Bytes of Fletcher-32's checksum, which may follow the chunk's own. */
const CHECKSUM = 4;
const MAX_FILTERS = 32;

/** The names of filters that are not read. */
const FILTER_NAMES: Record<number, string> = {
  4: 'szip',
  5: 'n-bit',
  6: 'scale-offset',
  32000: 'LZF',
  32001: 'Blosc',
  32004: 'LZ4',
  32008: 'bitshuffle',
  32013: 'ZFP',
  32015: 'Zstandard',
};

/** Reads the filter pipeline message at `at`: the filters in the order in which they were applied. */
export function readFilters(file: Buffer, at: number): Filter[] {
  const version = file.readUInt8(at);
  const count = file.readUInt8(at + 1);
  if (count > MAX_FILTERS)
    throw new DnnError('data', `has ${count} filters, HDF5 has at most ${MAX_FILTERS}`);
  const filters: Filter[] = [];
  let next = at + (version === 1 ? 8 : 2);
  for (let i = 0; i < count; i++) {
    const id = file.readUInt16LE(next);
    const named = version === 1 || id > 255;
    const nameBytes = named ? file.readUInt16LE(next + 2) : 0;
    const values = file.readUInt16LE(next + (named ? 6 : 4));
    const valuesAt = next + (named ? 8 : 6) + (version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    filters.push({ id, parameter: values > 0 ? file.readUInt32LE(valuesAt) : 0 });
    next = valuesAt + 4 * (version === 1 ? values + (values % 2) : values);
  }
  return filters;
}

/**
 * Undoes the filters of one chunk; bit i of `skipped` is set if filter i was not applied to it.
 * @throws DnnError (data) if the chunk is damaged, or the filter is not read.
 */
export function unfilter(
  stored: Uint8Array,
  filters: readonly Filter[],
  skipped: number,
  chunkBytes: number,
): Uint8Array {
  let bytes = stored;
  for (let i = filters.length - 1; i >= 0; i--) {
    const isApplied = ((skipped >>> i) & 1) === 0;
    if (isApplied) bytes = undo(filters[i], bytes, chunkBytes);
  }
  return bytes;
}

function undo({ id, parameter }: Filter, bytes: Uint8Array, chunkBytes: number): Uint8Array {
  if (id === GZIP)
    return damagedUnless('a chunk does not unpack', () => inflate('zlib', bytes, chunkBytes + CHECKSUM));
  if (id === SHUFFLE) return unshuffle(bytes, parameter);
  if (id !== FLETCHER32) throw unsupported(id);
  return damagedUnless('the checksum of a chunk does not match', () => byJsfive(id, bytes, 1));
}

/** Elements that are not whole at the end are not shuffled; jsfive would leave them out. */
function unshuffle(bytes: Uint8Array, itemSize: number): Uint8Array {
  if (itemSize < 2 || itemSize > bytes.length) return bytes;
  const whole = bytes.length - (bytes.length % itemSize);
  const items = byJsfive(SHUFFLE, bytes.subarray(0, whole), itemSize);
  return whole === bytes.length ? items : Buffer.concat([items, bytes.subarray(whole)]);
}

/** jsfive takes and returns memory of a chunk's own. */
function byJsfive(id: typeof SHUFFLE | typeof FLETCHER32, bytes: Uint8Array, itemSize: number): Uint8Array {
  const chunk = Uint8Array.from(bytes).buffer;
  return new Uint8Array((Filters.get(id) as ChunkFilter)(chunk, itemSize));
}

function damagedUnless(reason: string, decode: () => Uint8Array): Uint8Array {
  try {
    return decode();
  } catch (error) {
    throw new DnnError('data', `is damaged: ${reason}`, undefined, { cause: error });
  }
}

function unsupported(id: number): DnnError {
  return new DnnError(
    'data',
    `is compressed with ${FILTER_NAMES[id] ?? `filter ${id}`}, expected gzip, shuffle, Fletcher-32 or none`,
    'Convert it: h5repack -f GZIP=4 in.h5 out.h5',
  );
}
