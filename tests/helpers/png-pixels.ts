/** The RGB bytes that a PNG's samples mean, by the format's definition: the test's own arithmetic. */
import { CHANNELS, type PngSpec } from './png-writer.js';

/** height × width × 3: samples scaled to 8 bits (rounded), then laid over white by their alpha. */
export function expectedPixels(spec: PngSpec): number[] {
  const channels = CHANNELS[spec.colourType];
  return Array.from({ length: spec.width * spec.height }, (_, i) =>
    Array.from({ length: channels }, (_, c) => spec.samples[i * channels + c]),
  ).flatMap((sample) => overWhite(toRgba(spec, sample)));
}

function toRgba(spec: PngSpec, sample: readonly number[]): number[] {
  const { colourType, palette, transparency } = spec;
  const eight = sample.map((value) => Math.round((value * 255) / (2 ** spec.depth - 1)));
  const matches = transparency !== undefined && sample.every((value, c) => value === transparency[c]);
  switch (colourType) {
    case 0:
      return [eight[0], eight[0], eight[0], matches ? 0 : 255];
    case 2:
      return [...eight, matches ? 0 : 255];
    case 3:
      return [...(palette as NonNullable<typeof palette>)[sample[0]], transparency?.[sample[0]] ?? 255];
    case 4:
      return [eight[0], eight[0], eight[0], eight[1]];
    case 6:
      return eight;
  }
}

function overWhite([r, g, b, alpha]: readonly number[]): number[] {
  return [r, g, b].map((s) => Math.round((s * alpha + 255 * (255 - alpha)) / 255));
}
