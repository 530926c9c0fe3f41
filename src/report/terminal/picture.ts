/** A small picture as text: half blocks in colour, or shades of characters with too few colours. */
import { type PictureShape, resizePicture } from '../../data/pictures/resize.js';
import type { ColourDepth } from './colour.js';

/** Darkest to lightest, as seen on a dark terminal. */
const SHADES = [...' .:-=+*#%@'];
const INKS = [...SHADES].reverse();

/** The terminal that a picture is drawn on. */
interface Canvas {
  /** Bits of a colour: 24 and 8 draw half blocks, fewer draw shades. */
  readonly depth: ColourDepth;
  /** Wider pictures are made smaller. */
  readonly columns?: number;
  /** True if the characters are dark on a light background. */
  readonly light?: boolean;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** `pixels` is (height × width × channels) bytes, 1 or 3 channels; returns one string a line of text. */
export function pictureLines(
  pixels: Uint8Array,
  shape: readonly number[],
  { depth, columns = Number.POSITIVE_INFINITY, light = false }: Canvas,
): string[] {
  const { at, height, width } = fitted(pixels, shape as PictureShape, columns);
  const cell = depth >= 8 ? halfBlocks(depth) : shades(light ? INKS : SHADES);
  const rows = Array.from({ length: Math.ceil(height / 2) }, (_, row) => 2 * row);
  return rows.map((y) => {
    const cells = Array.from({ length: width }, (_, x) => cell(at(y, x), at(Math.min(y + 1, height - 1), x)));
    return depth >= 8 ? `${cells.join('')}\x1b[0m` : cells.join('').trimEnd();
  });
}

/** The picture, in its proportions, no wider than `columns`. */
function fitted(pixels: Uint8Array, [height, width, channels]: PictureShape, columns: number) {
  const read = (bytes: Uint8Array, stride: number, w: number) => (y: number, x: number) => {
    const i = (y * w + x) * stride;
    return (stride === 1 ? [bytes[i], bytes[i], bytes[i]] : [bytes[i], bytes[i + 1], bytes[i + 2]]) as Rgb;
  };
  if (width <= columns) return { at: read(pixels, channels, width), height, width };
  const rgb =
    channels === 3
      ? pixels
      : Uint8Array.from({ length: width * height * 3 }, (_, i) => pixels[Math.floor(i / 3)]);
  const lower = Math.max(1, Math.round((height * columns) / width));
  const small = resizePicture({ width, height, pixels: rgb }, columns, lower);
  return { at: read(small.pixels, 3, columns), height: lower, width: columns };
}

/** The upper pixel as the foreground, the lower one as the background. */
function halfBlocks(depth: ColourDepth): (top: Rgb, bottom: Rgb) => string {
  const colour = (rgb: Rgb) => (depth === 24 ? `2;${rgb.join(';')}` : `5;${paletteIndex(rgb)}`);
  return (top, bottom) => `\x1b[38;${colour(top)}m\x1b[48;${colour(bottom)}m▀`;
}

/** Brightness of each channel in the 6×6×6 cube of xterm's 256 colours, which starts at 16; its greys start at 232. */
const CUBE = [0, 95, 135, 175, 215, 255];
const CUBE_START = 16;
const GREY_START = 232;
const GREYS = 24;

/** The nearest of the 256 colours, without the first 16, which differ from terminal to terminal. */
function paletteIndex(rgb: Rgb): number {
  const levels = rgb.map(nearestLevel);
  const step = Math.min(GREYS - 1, Math.max(0, Math.round(((rgb[0] + rgb[1] + rgb[2]) / 3 - 8) / 10)));
  const grey = 8 + 10 * step;
  const distance = (other: readonly number[]) =>
    rgb.reduce((sum, value, c) => sum + (value - other[c]) ** 2, 0);
  return distance([grey, grey, grey]) < distance(levels.map((level) => CUBE[level]))
    ? GREY_START + step
    : CUBE_START + 36 * levels[0] + 6 * levels[1] + levels[2];
}

function nearestLevel(value: number): number {
  const above = CUBE.findIndex((level) => level >= value);
  return above > 0 && value - CUBE[above - 1] < CUBE[above] - value ? above - 1 : above;
}

function shades(scale: readonly string[]): (top: Rgb, bottom: Rgb) => string {
  const luma = (rgb: Rgb) => (rgb[0] * 299 + rgb[1] * 587 + rgb[2] * 114) / 1000;
  return (top, bottom) =>
    scale[Math.min(scale.length - 1, Math.floor(((luma(top) + luma(bottom)) / 512) * scale.length))];
}
