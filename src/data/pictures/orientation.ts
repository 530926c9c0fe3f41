/** EXIF's orientation: how the stored rows and columns of a picture are turned so that it stands upright. */
import type { Picture } from './picture.js';

const TAG = 0x0112;
const ENTRY_BYTES = 12;
const INTEGERS: Readonly<Record<number, 16 | 32>> = { 3: 16, 4: 32 };

/** Orientations in which columns run backwards, rows do, and rows are columns. */
const [LEFT, UP, TURNED] = [
  [2, 3, 7, 8],
  [3, 4, 6, 7],
  [5, 6, 7, 8],
];

/** The picture upright; as it is where the orientation is 1, unknown or undefined. */
export function upright(picture: Picture, orientation: number | undefined): Picture {
  if (orientation === undefined || !(orientation >= 2 && orientation <= 8)) return picture;
  const { width, height, pixels } = picture;
  const turned = TURNED.includes(orientation);
  const [columns, rows] = turned ? [height, width] : [width, height];
  const out = new Uint8Array(pixels.length);
  for (let y = 0, to = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const [u, v] = turned ? [y, x] : [x, y];
      const column = LEFT.includes(orientation) ? width - 1 - u : u;
      const row = UP.includes(orientation) ? height - 1 - v : v;
      const from = 3 * (row * width + column);
      for (let c = 0; c < 3; c++) out[to++] = pixels[from + c];
    }
  }
  return { width: columns, height: rows, pixels: out };
}

/** The orientation in a block of EXIF, which is laid out as a TIFF; undefined if there is none, or no sound block. */
export function exifOrientation(exif: Uint8Array): number | undefined {
  const block = textOf(exif, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const order = textOf(block, 2);
  if (block.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const uint = (at: number, bits: 16 | 32): number => {
    if (at + bits / 8 > block.length) return 0;
    return bits === 16 ? view.getUint16(at, order === 'II') : view.getUint32(at, order === 'II');
  };
  const directory = uint(4, 32);
  const entries = Array.from({ length: uint(directory, 16) }, (_, i) => directory + 2 + ENTRY_BYTES * i);
  const entry = entries.find((at) => uint(at, 16) === TAG);
  const bits = entry === undefined ? undefined : INTEGERS[uint(entry + 2, 16)];
  return entry === undefined || bits === undefined ? undefined : uint(entry + 8, bits);
}

/** The first so many bytes, a character each. */
function textOf(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}
