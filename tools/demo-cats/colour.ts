/** Colours as red, green and blue of 0 … 1, and the palettes that cats and everything else share. */
import type { Dice } from './dice.js';

export type Colour = readonly [red: number, green: number, blue: number];

/** The brightness of a subject; its backdrop has the other tone, so that brightness does not give the class away. */
export type Tone = 'light' | 'dark';

export const BLACK: Colour = [0.06, 0.05, 0.07];
export const WHITE: Colour = [0.97, 0.96, 0.94];

export function opposite(tone: Tone): Tone {
  return tone === 'light' ? 'dark' : 'light';
}

/** From `a` (share 0) to `b` (share 1). */
export function mix(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** From one colour at height `top` to another at `bottom`, and no further. */
export function falling(upper: Colour, lower: Colour, top = 0, bottom = 1) {
  return (_x: number, y: number) => mix(upper, lower, Math.max(0, Math.min(1, (y - top) / (bottom - top))));
}

/** The colour with some black in it. */
export function darker(colour: Colour, share: number): Colour {
  return mix(colour, BLACK, share);
}

/** The colour with some white in it. */
export function lighter(colour: Colour, share: number): Colour {
  return mix(colour, WHITE, share);
}

/** Perceived brightness, 0 … 1. */
export function luminance([red, green, blue]: Colour): number {
  return 0.3 * red + 0.59 * green + 0.11 * blue;
}

/** A colour of the same hue and about this luminance: black or white is mixed in until it fits. */
export function toned(colour: Colour, target: number): Colour {
  const now = luminance(colour);
  if (now > target) return mix([0, 0, 0], colour, target / now);
  return mix(colour, [1, 1, 1], (target - now) / (1 - now));
}

/** Paint for toys, cars, walls and skies. */
const HUES: readonly Colour[] = [
  [0.85, 0.2, 0.18],
  [0.95, 0.55, 0.15],
  [0.93, 0.8, 0.25],
  [0.3, 0.65, 0.3],
  [0.15, 0.6, 0.6],
  [0.2, 0.4, 0.85],
  [0.5, 0.3, 0.7],
  [0.88, 0.4, 0.6],
  [0.55, 0.36, 0.22],
  [0.5, 0.5, 0.52],
];

/** Fur, feathers, walls and skin: what cats wear is worn by others too. */
const NATURAL: readonly Colour[] = [
  [0.93, 0.58, 0.25],
  [0.5, 0.5, 0.52],
  [0.9, 0.78, 0.58],
  [0.45, 0.3, 0.18],
  [0.85, 0.82, 0.78],
  [0.4, 0.42, 0.47],
];

/** The luminances that a tone spans. */
const RANGES: Record<Tone, readonly [low: number, high: number]> = { light: [0.54, 0.8], dark: [0.05, 0.2] };

/** One of the colours in this tone. */
export function oneOf(dice: Dice, tone: Tone, colours: readonly Colour[]): Colour {
  return toned(dice.pick(colours), dice.between(...RANGES[tone]));
}

/** A coat-like colour of this tone. */
export function natural(dice: Dice, tone: Tone): Colour {
  return oneOf(dice, tone, NATURAL);
}

/** Any colour of this tone, as often a bright one as a coat-like one. */
export function anyColour(dice: Dice, tone: Tone): Colour {
  return oneOf(dice, tone, dice.chance(0.5) ? NATURAL : HUES);
}

/** A bright hue as it is, for small things: collars, petals, balls. */
export function bright(dice: Dice): Colour {
  return dice.pick(HUES);
}
