/** The colours, dashes and symbols of classes and runs: a contrast of 3:1 or more to the paper of a report, light or dark. */

const COLOURS = [
  [47, 116, 208],
  [208, 96, 32],
  [38, 145, 86],
  [160, 91, 214],
  [207, 66, 86],
  [20, 140, 155],
  [164, 112, 52],
  [206, 78, 152],
  [120, 128, 140],
  [136, 138, 24],
] as const;

/** The number of different colours. */
export const COLOUR_COUNT = COLOURS.length;

/** Dashes of lines, which distinguish them without colours. */
const DASHES = ['none', '7 3', '2 3', '9 3 2 3'] as const;

/** Symbols of dots, likewise: Plot's names, and characters for a legend. */
const SYMBOLS = [
  ['circle', '●'],
  ['square', '■'],
  ['triangle', '▲'],
  ['diamond', '◆'],
] as const;

/** [red, green, blue] of class or run `index`; after ten they repeat. */
export function classColour(index: number): readonly [number, number, number] {
  return COLOURS[index % COLOURS.length];
}

/** The same in CSS. */
export function cssColour(index: number): string {
  return `rgb(${classColour(index).join(' ')})`;
}

/** The dashes of line `index`. */
export function dashes(index: number): string {
  return DASHES[index % DASHES.length];
}

/** The symbol of class `index`: its name and its character. */
export function symbolOf(index: number): (typeof SYMBOLS)[number] {
  return SYMBOLS[index % SYMBOLS.length];
}
