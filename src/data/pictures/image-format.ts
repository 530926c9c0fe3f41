/** Formats of pictures, recognised by their first bytes and never by the file's name. */
import { recogniseFile } from '../../disk/file-kind.js';

export interface ImageFormat {
  /** The name for messages: "PNG", "an HTML page". */
  readonly name: string;
  /** Its decoder: a library (sharp is optional), pnm.ts, or none. */
  readonly decoder: 'pngjs' | 'pnm' | 'sharp' | 'none';
  /** The way out if no library decodes it. */
  readonly hint?: string;
}

interface Recognised extends ImageFormat {
  /** Tells whether a file that begins with `text`, its first bytes as latin1, has this format. */
  readonly fits: (text: string) => boolean;
}

const startsWith = (beginning: string, at = 0) => {
  return (text: string) => text.startsWith(beginning, at);
};
const matches = (pattern: RegExp) => (text: string) => pattern.test(text);

/** The file type box of AVIF and HEIC: the main brand and the compatible ones. */
const hasBrand = (brand: RegExp) => (text: string) => {
  return text.startsWith('ftyp', 4) && brand.test(text.slice(8, 64));
};

const printable = (text: string) => [...text].every((c) => c >= ' ' || '\t\n\v\f\r'.includes(c));

const PICTURES: readonly Recognised[] = [
  { name: 'PNG', decoder: 'pngjs', fits: startsWith('\x89PNG') },
  { name: 'PNM', decoder: 'pnm', fits: matches(/^P[1-6][\s#]/) },
  { name: 'JPEG', decoder: 'sharp', fits: startsWith('\xff\xd8\xff') },
  { name: 'WebP', decoder: 'sharp', fits: matches(/^RIFF.{4}WEBP/s) },
  { name: 'GIF', decoder: 'sharp', fits: matches(/^GIF8[79]a/) },
  { name: 'TIFF', decoder: 'sharp', fits: matches(/^(II[*+]\0|MM\0[*+])/) },
  { name: 'AVIF', decoder: 'sharp', fits: hasBrand(/avif|avis/) },
];

const UNREADABLE: readonly Recognised[] = [
  { name: 'a HEIC picture', fits: hasBrand(/heic|heix|hevc|mif1/) },
  { name: 'a BMP picture', fits: matches(/^BM.{4}\0{4}/s) },
  { name: 'a JPEG XL picture', fits: startsWith('JXL ', 4) },
  { name: 'a JPEG 2000 picture', fits: startsWith('jP  ', 4) },
  { name: 'a Photoshop file', fits: startsWith('8BPS') },
  { name: 'a PDF', fits: startsWith('%PDF') },
  { name: 'an SVG drawing', fits: matches(/^\s*(<\?xml.*)?<svg/is) },
].map((format) => ({ ...format, decoder: 'none', hint: 'Convert it to PNG or JPEG.' }));

const NOT_A_PICTURE = 'Give a PNG, PPM, PGM, JPEG, WebP, GIF, TIFF or AVIF picture.';

/** Text that is no HTML page. */
const TEXT: ImageFormat = { name: 'text', decoder: 'none', hint: NOT_A_PICTURE };
const UNKNOWN: ImageFormat = { name: 'of an unknown format', decoder: 'none', hint: NOT_A_PICTURE };

/** Recognises the format of the file at `path`, if it has one, by `bytes`, at least its beginning. */
export function recogniseFormat(bytes: Uint8Array, path?: string): ImageFormat {
  const text = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const format = [...PICTURES, ...UNREADABLE].find(({ fits }) => fits(text));
  if (format !== undefined) return format;
  const other = recogniseFile(bytes, path, 'picture');
  if (other !== undefined) return { ...other, decoder: 'none' };
  return printable(text) ? TEXT : UNKNOWN;
}

const EXTENSION = /\.(png|jpe?g|jpe|jfif|webp|gif|tiff?|avif|heic|heif|bmp|jxl|jp2|svg|psd|p[bgnp]m)$/i;

/** Tells whether a file of this name should be a picture, readable or not; hidden files are none. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && EXTENSION.test(name);
}
