/**
 * PNG files to pictures where there is no Node.js: the pixels of `decodePicture`, bit for bit. A browser's own decoder
 * applies gAMA and colour profiles, and loses digits of transparent pixels. Bytes behind the compressed stream, which
 * `decodePicture` passes over, are refused by the browser's inflation.
 */
import { overWhite } from '../../engine/wasm/pixels.js';
import { upright } from './orientation.js';
import { damaged, type Picture } from './picture.js';
import {
  imageDataBytes,
  needs,
  PALETTE,
  type PngHeader,
  type PngParts,
  type PngPass,
  passesOf,
  readPng,
  rowBytes,
} from './png-parts.js';

/** Bytes that the image data may hold beyond the picture. */
const EXCESS = 2 ** 16;

/**
 * The picture in the bytes of a PNG; `name` is for messages. Transparent pixels are laid over white, EXIF's orientation
 * is applied, gAMA and colour profiles are ignored.
 * @throws DnnError (data) naming the picture when it is damaged or too large.
 */
export async function decodePng(bytes: Uint8Array, name: string): Promise<Picture> {
  const parts = readPng(bytes, name, crc32);
  const { header, orientation } = parts;
  const data = await inflated(parts, name);
  const rgba = new Uint8Array(header.width * header.height * 4);
  const colour = isPlain(parts) ? undefined : colourOf(parts, name);
  let start = 0;
  for (const pass of passesOf(header)) {
    const length = pass.rows * (1 + rowBytes(header, pass.columns));
    const rows = data.subarray(start, start + length);
    unfilter(rows, header, pass, name);
    writePass(rows, header, pass, colour, rgba);
    start += length;
  }
  const { width, height } = header;
  return upright({ width, height, pixels: overWhite(rgba) }, orientation);
}

/** The image data, inflated under the bound that the header sets. */
async function inflated({ header, image }: PngParts, name: string): Promise<Uint8Array> {
  const expected = imageDataBytes(header);
  const whole = new Uint8Array(expected);
  const packed = new Blob(image.map(({ data }) => Uint8Array.from(data)));
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  let got = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw damaged(name, 'PNG', 'its image data do not decompress', cause);
    });
    if (done) break;
    if (got < expected) whole.set(value.subarray(0, expected - got), got);
    got += value.length;
    if (got <= expected + EXCESS) continue;
    await reader.cancel();
    throw damaged(name, 'PNG', `its image data hold more bytes than expected: ${needs(header)}`);
  }
  if (got < expected) throw damaged(name, 'PNG', `its image data hold ${got} bytes, ${needs(header)}`);
  return whole;
}

/** Undoes the filters of the rows in place: a byte is the difference from one before, above, or a mean of those. */
function unfilter(rows: Uint8Array, header: PngHeader, { columns }: PngPass, name: string): void {
  const length = rowBytes(header, columns);
  const back = Math.max(1, (header.channels * header.depth) >> 3);
  for (let row = 0; row < rows.length; row += 1 + length) {
    const filter = rows[row];
    if (filter > 4) throw damaged(name, 'PNG', 'a row has a filter that does not exist');
    if (filter > 0) unfilterRow(rows, row + 1, length, back, filter, row > 0);
  }
}

/** One row from `start` on; pixels take `back` bytes, and the row above ends a byte before this one's filter. */
function unfilterRow(
  rows: Uint8Array,
  start: number,
  length: number,
  back: number,
  filter: number,
  hasAbove: boolean,
): void {
  const up = length + 1;
  for (let at = start; at < start + length; at++) {
    const isFirst = at < start + back;
    const left = isFirst ? 0 : rows[at - back];
    if (filter === 1) {
      rows[at] += left;
      continue;
    }
    const above = hasAbove ? rows[at - up] : 0;
    if (filter === 2) rows[at] += above;
    else if (filter === 3) rows[at] += (left + above) >> 1;
    else rows[at] += paeth(left, above, isFirst || !hasAbove ? 0 : rows[at - up - back]);
  }
}

/** The one of the three that is nearest to left + above − corner, in this order. */
function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const toLeft = Math.abs(estimate - left);
  const toAbove = Math.abs(estimate - above);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** True for pixels whose bytes are their colours. */
function isPlain({ header: { colourType, depth }, transparency }: PngParts): boolean {
  return depth === 8 && colourType !== PALETTE && transparency === undefined;
}

/** Copies the bytes of a row: grey, or red, green and blue, and then alpha where there is one. */
function copyRow(
  rows: Uint8Array,
  start: number,
  channels: number,
  columns: number,
  rgba: Uint8Array,
  to: number,
  step: number,
): void {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const alpha = channels % 2 === 0 ? channels - 1 : -1;
  for (let column = 0, at = start; column < columns; column++, at += channels, to += step) {
    rgba[to] = rows[at];
    rgba[to + 1] = rows[at + green];
    rgba[to + 2] = rows[at + blue];
    rgba[to + 3] = alpha < 0 ? 255 : rows[at + alpha];
  }
}

/** Writes a pixel, whose samples it is given by their numbers, as red, green, blue and alpha. */
type Colour = (sample: (i: number) => number, rgba: Uint8Array, to: number) => void;

/** Writes the pixels of a pass; without `colour` their bytes are copied. */
function writePass(
  rows: Uint8Array,
  { width, channels, depth }: PngHeader,
  { columns, rows: count, place: [x, y, dx, dy] }: PngPass,
  colour: Colour | undefined,
  rgba: Uint8Array,
): void {
  const length = rows.length / count;
  let [start, first] = [0, 0];
  const sample = (i: number) => sampleAt(rows, start, first + i, depth);
  for (let row = 0; row < count; row++) {
    start = row * length + 1;
    const to = (y + row * dy) * width + x;
    if (colour === undefined) {
      copyRow(rows, start, channels, columns, rgba, 4 * to, 4 * dx);
      continue;
    }
    for (let column = 0; column < columns; column++) {
      first = column * channels;
      colour(sample, rgba, 4 * (to + column * dx));
    }
  }
}

/** Sample `i` of the row that starts at `start`: two bytes, one, or some bits of one, the highest first. */
function sampleAt(rows: Uint8Array, start: number, i: number, depth: number): number {
  if (depth === 8) return rows[start + i];
  if (depth === 16) return (rows[start + 2 * i] << 8) | rows[start + 2 * i + 1];
  const bit = i * depth;
  return (rows[start + (bit >> 3)] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

function colourOf({ header, palette, transparency }: PngParts, name: string): Colour {
  const { channels, colourType, depth } = header;
  const alphas = transparency?.data;
  if (colourType === PALETTE) {
    const colours = palette?.data ?? new Uint8Array();
    return (sample, rgba, to) => {
      const index = sample(0);
      if (3 * index >= colours.length)
        throw damaged(name, 'PNG', 'a pixel has a colour that its palette lacks');
      rgba.set(colours.subarray(3 * index, 3 * index + 3), to);
      rgba[to + 3] = alphas?.[index] ?? 255;
    };
  }
  const most = 2 ** depth - 1;
  const byteOf = depth === 8 ? (value: number) => value : (value: number) => Math.round((value * 255) / most);
  const last = channels < 3 ? 0 : 2;
  const key = alphas && Array.from({ length: last + 1 }, (_, c) => (alphas[2 * c] << 8) | alphas[2 * c + 1]);
  return (sample, rgba, to) => {
    for (let c = 0; c < 3; c++) rgba[to + c] = byteOf(sample(Math.min(c, last)));
    if (channels % 2 === 0) rgba[to + 3] = byteOf(sample(channels - 1));
    else rgba[to + 3] = key?.every((value, c) => value === sample(c)) ? 0 : 255;
  };
}

/** The remainders of all bytes: the polynomial of PNG, its bits backwards. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** CRC-32, as zlib's. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ REMAINDERS[(crc ^ byte) & 255];
  return ~crc >>> 0;
}
