/** What kind of picture some bytes are, told by how they begin and never by the file's name. */

export interface ImageFormat {
  /** As a person says it: "PNG", "an HTML page". */
  readonly name: string;
  /** Who decodes it: pngjs, the optional sharp, or nobody. */
  readonly decoder: 'pngjs' | 'sharp' | 'none';
  /** What to do about a file that nobody decodes. */
  readonly hint?: string;
}

interface Recognised extends ImageFormat {
  /** Whether a file fits that begins with `text`, its first bytes as latin1. */
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

const NOT_A_PICTURE = 'Give a PNG, JPEG, WebP, GIF, TIFF or AVIF picture.';

const OTHERS: readonly Recognised[] = [
  {
    name: 'a Git LFS pointer, not the picture itself',
    decoder: 'none',
    hint: 'Fetch the picture: git lfs pull',
    fits: startsWith('version https://git-lfs'),
  },
  {
    name: 'an HTML page',
    decoder: 'none',
    hint: 'Download the picture itself, not the page that shows it.',
    fits: matches(/^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)/i),
  },
  { name: 'text', decoder: 'none', hint: NOT_A_PICTURE, fits: printable },
  { name: 'of an unknown format', decoder: 'none', hint: NOT_A_PICTURE, fits: () => true },
];

/** The format of the file that `bytes` are, at least its beginning. */
export function recogniseFormat(bytes: Uint8Array): ImageFormat {
  const text = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const formats = [...PICTURES, ...UNREADABLE, ...OTHERS];
  return formats.find((format) => format.fits(text)) as Recognised;
}

const EXTENSION = /\.(png|jpe?g|jpe|jfif|webp|gif|tiff?|avif|heic|heif|bmp|jxl|jp2|svg|psd)$/i;

/** Whether a file of this name should be a picture, readable or not; hidden files are none. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && EXTENSION.test(name);
}
