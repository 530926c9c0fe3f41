/** A small picture as text: half blocks in true colour, or shades of characters where there is no colour. */

/** Darkest to lightest, as seen on a dark terminal. */
const SHADES = ' .:-=+*#%@';

/** `pixels` is (height × width × channels) bytes, 1 or 3 channels; returns one string a line of text. */
export function pictureLines(
  pixels: Uint8Array,
  [height, width, channels]: readonly number[],
  colour: boolean,
): string[] {
  const at = (y: number, x: number): [number, number, number] => {
    const i = (Math.min(y, height - 1) * width + x) * channels;
    return channels === 1 ? [pixels[i], pixels[i], pixels[i]] : [pixels[i], pixels[i + 1], pixels[i + 2]];
  };
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = '';
    for (let x = 0; x < width; x++)
      line += colour ? halfBlock(at(y, x), at(y + 1, x)) : shade(at(y, x), at(y + 1, x));
    lines.push(colour ? `${line}\x1b[0m` : line.trimEnd());
  }
  return lines;
}

function halfBlock(top: readonly number[], bottom: readonly number[]): string {
  return `\x1b[38;2;${top.join(';')}m\x1b[48;2;${bottom.join(';')}m▀`;
}

function shade(top: readonly number[], bottom: readonly number[]): string {
  const luma = (rgb: readonly number[]) => (rgb[0] * 299 + rgb[1] * 587 + rgb[2] * 114) / 1000;
  return SHADES[Math.min(SHADES.length - 1, Math.floor(((luma(top) + luma(bottom)) / 512) * SHADES.length))];
}
