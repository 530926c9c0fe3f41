/**
 * Netpbm's pictures as 8-bit RGB: bitmaps (PBM), greys (PGM) and colours (PPM), as text or raw, of 8 or 16 bits. A
 * sample is rounded as Pillow does. sharp's builds do not read them.
 */
import { assertPictureSize, damaged, type Picture } from './picture.js';

const [HASH, ZERO, NINE] = [0x23, 0x30, 0x39];
const LARGEST = 65535;
const MAX_DIGITS = 10;

/** The first picture in `bytes`, which begin with P1 to P6. @throws DnnError (data) naming it when it is damaged. */
export function decodePnm(bytes: Buffer, name: string, most?: number): Picture {
  const kind = bytes[1] - ZERO;
  const text = new Text(bytes, name);
  const [isRaw, channels, isBitmap] = [kind > 3, kind % 3 === 0 ? 3 : 1, kind % 3 === 1];
  const [width, height] = [text.number('width'), text.number('height')];
  const max = isBitmap ? 1 : text.number('largest value');
  if (width === 0 || height === 0) throw text.damage(`it claims ${width} x ${height} pixels`);
  if (max === 0 || max > LARGEST) {
    throw text.damage(`its largest value is ${max}, expected 1 to ${LARGEST}`);
  }
  assertPictureSize(width, height, name, most);
  const row = width * channels;
  const bytesOfRow = isRaw ? (isBitmap ? Math.ceil(row / 8) : row * (max > 255 ? 2 : 1)) : row;
  // A sample takes a byte of text or more.
  text.assertRest(bytesOfRow * height + 1, `${width} x ${height} pixels`);
  const bits = isBitmap && isRaw;
  const samples = bits ? rawBits(bytes.subarray(text.at + 1), row, height) : new Uint16Array(row * height);
  const next = isRaw ? rawSamples(bytes, text.at + 1, max) : plainSamples(text, isBitmap, max);
  if (!bits) for (let i = 0; i < samples.length; i++) samples[i] = next();
  return { width, height, pixels: pixels(samples, channels, levels(max, isBitmap)) };
}

/** The bytes of all samples from 0 to `max`; in a bitmap 1 is black. Halves go to the even number. */
function levels(max: number, isBitmap: boolean): Uint8Array {
  return Uint8Array.from({ length: max + 1 }, (_, sample) => {
    const exact = ((isBitmap ? 1 - sample : sample) / max) * 255;
    const rounded = Math.round(exact);
    return rounded - exact === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
  });
}

function pixels(samples: Uint16Array, channels: number, levels: Uint8Array): Uint8Array {
  const repeat = 3 / channels;
  const max = levels.length - 1;
  const out = new Uint8Array(samples.length * repeat);
  for (let i = 0; i < out.length; i++) out[i] = levels[Math.min(samples[Math.floor(i / repeat)], max)];
  return out;
}

/** Eight pixels a byte, the first in the highest bit; a row begins with a byte. */
function rawBits(bytes: Uint8Array, width: number, height: number): Uint16Array {
  const stride = Math.ceil(width / 8);
  const samples = new Uint16Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) samples[to++] = (bytes[y * stride + (x >> 3)] >> (7 - (x & 7))) & 1;
  }
  return samples;
}

/** Big-endian samples of one byte, or of two where the largest needs them. */
function rawSamples(bytes: Buffer, start: number, max: number): () => number {
  let at = start;
  if (max <= 255) return () => bytes[at++];
  return () => {
    at += 2;
    return bytes.readUInt16BE(at - 2);
  };
}

/** Numbers between blanks; the digits of a bitmap need none. */
function plainSamples(text: Text, isBitmap: boolean, max: number): () => number {
  return () => {
    const sample = text.number('sample', isBitmap ? 1 : MAX_DIGITS);
    if (sample > max) throw text.damage(`it has a sample of ${sample}, more than its largest, ${max}`);
    return sample;
  };
}

/** Numbers as text, with comments from # to the end of the line. */
class Text {
  readonly #bytes: Uint8Array;
  readonly #name: string;
  /** The position behind the last number. */
  at = 2;

  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.#name = name;
  }

  /** The next number, of `digits` digits at most; `noun` is for the message. */
  number(noun: string, digits = MAX_DIGITS): number {
    this.#passBlanks();
    const bytes = this.#bytes;
    const start = this.at;
    let value = 0;
    while (this.at - start < digits && bytes[this.at] >= ZERO && bytes[this.at] <= NINE) {
      value = 10 * value + bytes[this.at++] - ZERO;
    }
    if (this.at > start) return value;
    const ends = start >= bytes.length;
    throw this.damage(ends ? `it ends before its ${noun}` : `no number at byte ${start}, expected a ${noun}`);
  }

  #passBlanks(): void {
    const bytes = this.#bytes;
    const isBlank = (byte: number) => byte === 0x20 || (byte >= 9 && byte <= 13);
    while (isBlank(bytes[this.at]) || bytes[this.at] === HASH) {
      if (bytes[this.at] === HASH)
        while (this.at < bytes.length && ![10, 13].includes(bytes[this.at])) this.at++;
      else this.at++;
    }
  }

  /** @throws DnnError (data) when fewer than `needed` bytes follow. */
  assertRest(needed: number, what: string): void {
    const rest = this.#bytes.length - this.at;
    if (rest < needed) throw this.damage(`it holds ${rest} bytes for ${what}, which need ${needed}`);
  }

  damage(reason: string) {
    return damaged(this.#name, 'PNM', reason);
  }
}
