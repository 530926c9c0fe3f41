/** Plants, each in a frame whose ground lies at y = 1: trees, flowers, mushrooms. */
import type { Canvas } from './canvas.js';
import { anyColour, type Colour, darker, falling, lighter, mix, oneOf, type Tone, WHITE } from './colour.js';
import type { Dice } from './dice.js';
import { circle, ellipse, onCircle, polygon, smooth, stroke, symmetrical } from './outline.js';
import { paintShadow } from './scene.js';

const LEAF: Colour = [0.25, 0.55, 0.2];
const BARK: Colour = [0.4, 0.26, 0.15];

/** Leaves: mostly green, in autumn orange or yellow. */
const SEASONS: readonly Colour[] = [LEAF, LEAF, [0.85, 0.5, 0.15], [0.75, 0.6, 0.2]];

const PETALS: readonly Colour[] = [
  [0.85, 0.2, 0.18],
  [0.95, 0.55, 0.15],
  [0.93, 0.8, 0.25],
  [0.2, 0.4, 0.85],
  [0.5, 0.3, 0.7],
  [0.88, 0.4, 0.6],
  [0.85, 0.82, 0.78],
];

/** A fir or a leafy tree, perhaps in autumn. */
export function paintTree(canvas: Canvas, dice: Dice, tone: Tone): void {
  const leaves = oneOf(dice, tone, SEASONS);
  paintShadow(canvas, 0, 1.02, 0.8, 0.12);
  canvas.fill(smooth('-0.11 0.2, 0.11 0.2, 0.13 0.8, 0.22 1.03, -0.22 1.03, -0.13 0.8'), BARK);
  if (dice.chance(0.5)) paintFir(canvas, leaves);
  else paintCrown(canvas, dice, leaves);
}

function paintFir(canvas: Canvas, leaves: Colour): void {
  const lit = lighter(leaves, 0.15);
  const shaded = darker(leaves, 0.3);
  for (const branches of [
    '-0.78 0.72, 0 0, 0.78 0.72, 0 0.82',
    '-0.62 0.25, 0 -0.45, 0.62 0.25, 0 0.35',
    '-0.45 -0.2, 0 -1.05, 0.45 -0.2, 0 -0.1',
  ]) {
    canvas.fill(polygon(branches), (x) => mix(lit, shaded, 0.5 + 0.6 * x));
  }
}

function paintCrown(canvas: Canvas, dice: Dice, leaves: Colour): void {
  const tuft = (x: number, y: number, radius: number, colour: Colour) =>
    canvas.fill(circle(dice.around(x, 0.06), dice.around(y, 0.06), radius), colour);
  tuft(-0.42, 0, 0.42, leaves);
  tuft(0.42, 0.02, 0.42, darker(leaves, 0.3));
  tuft(0, -0.4, 0.52, darker(leaves, 0.08));
  tuft(0, 0.05, 0.5, darker(leaves, 0.16));
  for (let i = 0; i < 6; i++) {
    canvas.fill(circle(dice.between(-0.55, 0.55), dice.between(-0.6, 0.3), 0.07), lighter(leaves, 0.3), 0.7);
  }
}

/** A flower with five to nine petals on a stalk. */
export function paintFlower(canvas: Canvas, dice: Dice, tone: Tone): void {
  const petal = oneOf(dice, tone, PETALS);
  const petals = 5 + Math.floor(dice.between(0, 5));
  canvas.fill(stroke('0 -0.1, 0.08 0.5, 0 1.25', 0.12, 0.09), LEAF);
  canvas.fill(smooth('0.04 0.85, 0.35 0.5, 0.72 0.5, 0.45 0.85'), darker(LEAF, 0.15));
  canvas.fill(smooth('0 1, -0.3 0.65, -0.62 0.7, -0.35 0.98'), darker(LEAF, 0.3));
  const first = dice.between(0, 1);
  for (let i = 0; i < petals; i++) {
    const turns = first + i / petals;
    const [x, y] = onCircle(turns);
    const leaf = ellipse(0.42 * x, -0.25 + 0.42 * y, 0.36, 1.15 / petals, turns);
    canvas.fill(leaf, darker(petal, i % 2 === 0 ? 0 : 0.16));
  }
  canvas.fill(circle(0, -0.25, 0.25), tone === 'light' ? [0.85, 0.55, 0.12] : [0.95, 0.8, 0.3]);
  canvas.fill(circle(0.04, -0.22, 0.15), [0.6, 0.36, 0.1], 0.6);
}

/** A toadstool with spots. */
export function paintMushroom(canvas: Canvas, dice: Dice, tone: Tone): void {
  const cap = anyColour(dice, tone);
  paintShadow(canvas, 0, 1.02, 0.7, 0.12);
  canvas.fill(smooth('-0.2 0, 0.2 0, 0.22 0.6, 0.34 1, 0 1.06, -0.34 1, -0.22 0.6'), lighter(cap, 0.6));
  canvas.fill(symmetrical('0 0.1, 0.16 0.14, 0.3 0.34, 0 0.4'), lighter(cap, 0.4));
  const hat = symmetrical('0 -0.8, 0.5 -0.62, 0.9 -0.1, 0.85 0.16, 0 0.24');
  canvas.fill(hat, falling(lighter(cap, 0.1), darker(cap, 0.25), -0.6, 0.4));
  const skin = canvas.clipped(hat);
  const spot = (x: number, y: number, radius: number) =>
    skin.fill(ellipse(x, y, radius, radius * 0.8), tone === 'light' ? darker(cap, 0.4) : WHITE, 0.9);
  spot(-0.05, -0.42, 0.17);
  spot(-0.5, -0.12, 0.14);
  spot(0.42, -0.15, 0.16);
  spot(0.78, 0.05, 0.1);
  spot(0, 0.06, 0.1);
}
