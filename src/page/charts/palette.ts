/** The colours of classes as numbers, for what is mixed pixel by pixel. */
import { token } from './theme.js';

/** Red, green and blue of 255. */
export type Rgb = readonly [number, number, number];

/** The colour of class `index`; after ten they repeat. */
export function classRgb(index: number): Rgb {
  return rgbOf(token(`--class-${index % 10}`));
}

/** The colours of so many classes. */
export function classColours(count: number): Rgb[] {
  return Array.from({ length: count }, (_, index) => classRgb(index));
}

/** Reads `rgb(47 116 208)` and `#2f74d0`. */
export function rgbOf(text: string): Rgb {
  const parts = text.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16))
    : (text.match(/\d+/g) ?? []).map(Number);
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

/** `a` mixed with `b`: of `share` 1 it is `a` alone. */
export function mixed(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => Math.round(a[i] * share + b[i] * (1 - share))) as unknown as Rgb;
}
