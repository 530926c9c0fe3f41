/** Writes PNG files of every kind the format knows, sound or broken on purpose; pixels are given as samples. */
import { crc32, deflateSync } from 'node:zlib';

export type ColourType = 0 | 2 | 3 | 4 | 6;

export const CHANNELS: Record<ColourType, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The fifteen pairs of colour type and bit depth that exist. */
export const KINDS: readonly (readonly [ColourType, number])[] = [
  ...[1, 2, 4, 8, 16].map((depth) => [0, depth] as const),
  ...[8, 16].map((depth) => [2, depth] as const),
  ...[1, 2, 4, 8].map((depth) => [3, depth] as const),
  ...[8, 16].map((depth) => [4, depth] as const),
  ...[8, 16].map((depth) => [6, depth] as const),
];

export interface PngSpec {
  readonly width: number;
  readonly height: number;
  readonly colourType: ColourType;
  readonly depth: number;
  /** height × width × channels, each 0 … 2^depth − 1. */
  readonly samples: ArrayLike<number>;
  readonly interlaced?: boolean;
  /** RGB triples of colour type 3. */
  readonly palette?: readonly (readonly [number, number, number])[];
  /** The data of a tRNS chunk: alphas for a palette, else 16-bit samples. */
  readonly transparency?: readonly number[];
  /** The image data are split into IDAT chunks of this many bytes. */
  readonly partSize?: number;
  /** Chunks put before the image data. */
  readonly extra?: readonly Buffer[];
}

export const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** A chunk with its length and checksum. */
export function chunk(type: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const framed = Buffer.alloc(12 + data.length);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, 8 + data.length)), 8 + data.length);
  return framed;
}

export function header(
  width: number,
  height: number,
  depth: number,
  colourType: number,
  interlace = 0,
): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colourType, 0, 0, interlace], 8);
  return chunk('IHDR', data);
}

/** Signature, `chunks` and IEND. */
export function pngOf(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks, chunk('IEND')]);
}

export function writePng(spec: PngSpec): Buffer {
  const { width, height, depth, colourType, interlaced, palette, transparency } = spec;
  const compressed = deflateSync(imageData(spec));
  const partSize = spec.partSize ?? compressed.length;
  const parts = Array.from({ length: Math.ceil(compressed.length / partSize) }, (_, i) =>
    chunk('IDAT', compressed.subarray(i * partSize, (i + 1) * partSize)),
  );
  return pngOf(
    header(width, height, depth, colourType, interlaced ? 1 : 0),
    ...(palette ? [chunk('PLTE', Buffer.from(palette.flat()))] : []),
    ...(transparency ? [chunk('tRNS', transparencyData(colourType, transparency))] : []),
    ...(spec.extra ?? []),
    ...parts,
  );
}

function transparencyData(colourType: ColourType, values: readonly number[]): Buffer {
  if (colourType === 3) return Buffer.from(values);
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));
}

/** Filtered rows of all passes, not yet compressed. Row y has filter y mod 5, so that all five occur. */
export function imageData(spec: PngSpec): Buffer {
  return Buffer.concat(passes(spec).map(({ xs, ys }) => passData(spec, xs, ys)));
}

/** The columns and rows of each pass that has any, by the specification's picture of an 8 × 8 tile. */
function passes({ width, height, interlaced }: PngSpec): { xs: number[]; ys: number[] }[] {
  const all = (n: number) => Array.from({ length: n }, (_, i) => i);
  if (!interlaced) return [{ xs: all(width), ys: all(height) }];
  const tile = [
    '16462646',
    '77777777',
    '56565656',
    '77777777',
    '36463646',
    '77777777',
    '56565656',
    '77777777',
  ];
  return ['1', '2', '3', '4', '5', '6', '7']
    .map((pass) => ({
      ys: all(height).filter((y) => tile[y % 8].includes(pass)),
      xs: all(width).filter((x) => tile.some((row) => row[x % 8] === pass)),
    }))
    .filter(({ xs, ys }) => xs.length > 0 && ys.length > 0);
}

function passData(spec: PngSpec, xs: readonly number[], ys: readonly number[]): Buffer {
  const step = Math.max(1, (CHANNELS[spec.colourType] * spec.depth) >> 3);
  let previous: Buffer | undefined;
  return Buffer.concat(
    ys.map((y) => {
      const row = packRow(spec, xs, y);
      const filtered = filterRow(row, previous ?? Buffer.alloc(row.length), step, y % 5);
      previous = row;
      return filtered;
    }),
  );
}

function packRow({ width, colourType, depth, samples }: PngSpec, xs: readonly number[], y: number): Buffer {
  const channels = CHANNELS[colourType];
  const row = Buffer.alloc(Math.ceil((xs.length * channels * depth) / 8));
  xs.forEach((x, i) => {
    for (let c = 0; c < channels; c++) {
      const sample = samples[(y * width + x) * channels + c];
      const bit = (i * channels + c) * depth;
      if (depth === 16) row.writeUInt16BE(sample, bit / 8);
      else row[bit >> 3] |= sample << (8 - depth - (bit & 7));
    }
  });
  return row;
}

function filterRow(row: Buffer, above: Buffer, step: number, filter: number): Buffer {
  const filtered = row.map((value, i) => {
    const [a, b, c] = [row[i - step] ?? 0, above[i], above[i - step] ?? 0];
    return value - [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter];
  });
  return Buffer.from([filter, ...filtered]);
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}
