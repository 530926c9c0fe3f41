/** Backdrops and light: rooms, walls, meadows and evenings, the same for every class of subject. */
import type { Canvas } from './canvas.js';
import {
  anyColour,
  BLACK,
  type Colour,
  darker,
  falling,
  lighter,
  mix,
  type Tone,
  toned,
  WHITE,
} from './colour.js';
import type { Dice } from './dice.js';
import { ellipse, rectangle, smooth } from './outline.js';

type Backdrop = (canvas: Canvas, dice: Dice, tone: Tone) => void;

const BACKDROPS: readonly Backdrop[] = [room, stripes, dots, hills, studio, cushion];

/** Covers the whole canvas with one of the backdrops. */
export function paintBackdrop(canvas: Canvas, dice: Dice, tone: Tone): void {
  dice.pick(BACKDROPS)(canvas, dice, tone);
}

/** The light of a lamp from one side, over everything painted so far. */
export function paintLight(canvas: Canvas, dice: Dice): void {
  const [x, y] = [dice.pick([0.05, 0.95]), dice.between(-0.1, 0.3)];
  const strength = dice.between(0.04, 0.16);
  const away = (px: number, py: number) => Math.min(1, (px - x) * (px - x) + (py - y) * (py - y));
  canvas.fill(everything(), BLACK, (px, py) => strength * away(px, py));
  canvas.fill(everything(), [1, 0.95, 0.8], (px, py) => 0.5 * strength * (1 - away(px, py)));
}

/** A soft shadow on the ground, an ellipse that fades towards its rim. */
export function paintShadow(canvas: Canvas, x: number, y: number, rx: number, ry: number): void {
  const fade = (px: number, py: number) => {
    const [u, v] = [(px - x) / rx, (py - y) / ry];
    return 0.35 * Math.max(0, 1 - u * u - v * v);
  };
  canvas.fill(ellipse(x, y, rx, ry), BLACK, fade);
}

/** Somewhat more than the unit square, so that rounding leaves no rim. */
function everything() {
  return rectangle(-0.1, -0.1, 1.1, 1.1);
}

/** A disc that is round in the picture, whatever the picture's proportions. */
function disc(canvas: Canvas, x: number, y: number, radius: number) {
  const stretch = Math.sqrt(canvas.width / canvas.height);
  return ellipse(x, y, radius / stretch, radius * stretch);
}

/** A colour beside the given one, a little lighter or darker. */
function neighbour(dice: Dice, colour: Colour, share: number): Colour {
  return dice.chance(0.5) ? darker(colour, share) : lighter(colour, share);
}

function room(canvas: Canvas, dice: Dice, tone: Tone): void {
  const wall = anyColour(dice, tone);
  const horizon = dice.between(0.66, 0.84);
  canvas.fill(everything(), falling(lighter(wall, 0.08), wall));
  canvas.fill(rectangle(-0.1, horizon, 1.1, 1.1), neighbour(dice, anyColour(dice, tone), 0.12));
  canvas.fill(rectangle(-0.1, horizon - 0.012, 1.1, horizon + 0.012), lighter(wall, 0.35));
}

function stripes(canvas: Canvas, dice: Dice, tone: Tone): void {
  const wall = anyColour(dice, tone);
  const width = dice.between(0.06, 0.14);
  const band = neighbour(dice, wall, 0.16);
  canvas.fill(everything(), wall);
  for (let x = -dice.between(0, width); x < 1; x += 2 * width) {
    canvas.fill(rectangle(x, -0.1, x + width, 1.1), band);
  }
}

function dots(canvas: Canvas, dice: Dice, tone: Tone): void {
  const wall = anyColour(dice, tone);
  const step = dice.between(0.14, 0.24);
  const dot = neighbour(dice, wall, 0.22);
  canvas.fill(everything(), wall);
  for (let row = 0; row * step < 1.2; row++) {
    for (let x = row % 2 === 0 ? 0 : step / 2; x < 1.1; x += step) {
      canvas.fill(disc(canvas, x, row * step, step * 0.2), dot);
    }
  }
}

/** Meadows under the sun, or by night under the moon. */
function hills(canvas: Canvas, dice: Dice, tone: Tone): void {
  const night = tone === 'dark';
  const sky: Colour = night ? [0.09, 0.12, 0.26] : toned([0.5, 0.72, 0.92], dice.between(0.7, 0.85));
  const grass = toned([0.35, 0.6, 0.25], night ? dice.between(0.12, 0.2) : dice.between(0.58, 0.72));
  canvas.fill(everything(), falling(sky, lighter(sky, night ? 0.12 : 0.4)));
  paintSky(canvas, dice, night);
  canvas.fill(hill(dice, 0.62), mix(grass, sky, 0.4));
  canvas.fill(hill(dice, 0.78), grass);
}

function paintSky(canvas: Canvas, dice: Dice, night: boolean): void {
  const [x, y] = [dice.pick([0.12, 0.88]), dice.between(0.1, 0.2)];
  canvas.fill(disc(canvas, x, y, dice.between(0.05, 0.08)), night ? [0.85, 0.85, 0.75] : [1, 0.92, 0.6]);
  for (let i = 0; i < 7; i++) {
    const [sx, sy] = [dice.between(0, 1), dice.between(0, 0.4)];
    if (night) canvas.fill(disc(canvas, sx, sy, 0.008), WHITE, 0.8);
    else if (i < 2) canvas.fill(ellipse(sx, sy, 0.14, 0.04), WHITE, 0.7);
  }
}

function hill(dice: Dice, height: number) {
  const at = () => height + dice.between(-0.06, 0.06);
  return smooth([
    [-0.4, at()],
    [0.2, at()],
    [0.6, at()],
    [1.4, at()],
    [1.4, 1.6],
    [-0.4, 1.6],
  ]);
}

/** A plain sheet with a glow behind the subject and blurred discs of light. */
function studio(canvas: Canvas, dice: Dice, tone: Tone): void {
  const sheet = anyColour(dice, tone);
  canvas.fill(everything(), falling(sheet, neighbour(dice, sheet, 0.15)));
  for (let i = 0; i < 6; i++) {
    const glow = disc(canvas, dice.between(0, 1), dice.between(0, 1), dice.between(0.05, 0.13));
    canvas.fill(glow, lighter(sheet, 0.5), 0.25);
  }
}

/** A round cushion or carpet to sit on. */
function cushion(canvas: Canvas, dice: Dice, tone: Tone): void {
  const wall = anyColour(dice, tone);
  const cloth = neighbour(dice, anyColour(dice, tone), 0.1);
  canvas.fill(everything(), falling(wall, darker(wall, 0.12)));
  canvas.fill(ellipse(0.5, 0.92, 0.62, 0.2), darker(cloth, 0.25));
  canvas.fill(ellipse(0.5, 0.89, 0.58, 0.16), cloth);
}
