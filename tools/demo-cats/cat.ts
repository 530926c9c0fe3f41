/** Cats: a coat and a pose, in a frame whose ground lies at y = 1; the head is near the origin in every pose. */
import type { Canvas } from './canvas.js';
import { paintCatHead } from './cat-head.js';
import { type Coat, drawCoat } from './coat.js';
import { darker, falling, lighter, type Tone } from './colour.js';
import type { Dice } from './dice.js';
import { ellipse, moved, type Outline, type Points, pair, smooth, stroke, symmetrical } from './outline.js';
import { paintShadow } from './scene.js';

const POSES = { portrait, sitting, lying, standing };

export type Pose = keyof typeof POSES;

/** Portraits are as frequent as all the whole cats together. */
const DRAWN: readonly Pose[] = [
  'portrait',
  'portrait',
  'portrait',
  'portrait',
  'sitting',
  'sitting',
  'lying',
  'standing',
];

/** Paints a cat of this tone in any pose. */
export function paintCat(canvas: Canvas, dice: Dice, tone: Tone): void {
  POSES[dice.pick(DRAWN)](canvas, dice, drawCoat(dice, tone));
}

/** The painter of cats in one pose. */
export function catIn(pose: Pose) {
  return (canvas: Canvas, dice: Dice, tone: Tone) => POSES[pose](canvas, dice, drawCoat(dice, tone));
}

/** Head and shoulders, cut by the picture's lower rim. */
function portrait(canvas: Canvas, dice: Dice, coat: Coat): void {
  const chest = symmetrical('0 -0.1, 0.42 0.15, 0.66 0.62, 0.78 1.7, 0 1.9');
  paintBody(canvas, coat, chest, flankStripes(0.85, [0.55, 0.8, 1.05]));
  canvas.fill(symmetrical('0 0.3, 0.26 0.5, 0.3 0.9, 0 1.5'), coat.bib, 0.9);
  if (dice.chance(0.3)) paintCollar(canvas, coat);
  paintHead(canvas, dice, coat, 0, 0, 0.68);
}

function paintCollar(canvas: Canvas, coat: Coat): void {
  canvas.fill(stroke('-0.56 0.5, 0 0.74, 0.56 0.5', 0.15), coat.collar);
  canvas.fill(ellipse(0, 0.8, 0.1, 0.1), [0.95, 0.8, 0.3]);
}

/** From the front, tail round the side. */
function sitting(canvas: Canvas, dice: Dice, coat: Coat): void {
  paintShadow(canvas, 0.1, 1.12, 0.95, 0.16);
  paintTail(canvas, coat, '0.35 1.05, 0.85 1, 0.95 0.6', '0.95 0.62, 0.9 0.45, 0.78 0.32', 0.2);
  const body = symmetrical('0 0.1, 0.36 0.25, 0.5 0.62, 0.62 1, 0.4 1.16, 0 1.18');
  paintBody(canvas, coat, body, flankStripes(0.6, [0.55, 0.75, 0.95]));
  canvas.fillPair(stroke('0.16 0.66, 0.17 1.05', 0.25, 0.22), lighter(coat.base, 0.08));
  canvas.fillPair(ellipse(0.19, 1.11, 0.18, 0.1), coat.bib);
  canvas.fill(symmetrical('0 0.3, 0.22 0.42, 0.18 0.62, 0 0.84'), coat.bib);
  paintHead(canvas, dice, coat, 0, -0.1, 0.56);
}

/** On its belly, the body to one side. */
function lying(canvas: Canvas, dice: Dice, coat: Coat): void {
  paintShadow(canvas, 0.2, 0.95, 1.15, 0.16);
  const body = smooth('-0.5 0.3, 0.1 0.1, 0.7 0.15, 1.05 0.5, 1 0.9, 0.3 1, -0.5 0.95');
  paintBody(canvas, coat, body, backStripes([0.25, 0.5, 0.75]));
  paintTail(canvas, coat, '1 0.8, 0.75 1, 0.4 0.97', '0.45 0.98, 0.25 0.95, 0.1 0.93', 0.18);
  for (const x of [-0.45, -0.1]) canvas.fill(ellipse(x, 0.9, 0.2, 0.11), coat.bib);
  paintHead(canvas, dice, coat, -0.22, 0.05, 0.56);
}

/** On its four legs, from the side, looking at us. */
function standing(canvas: Canvas, dice: Dice, coat: Coat): void {
  paintShadow(canvas, 0.3, 1.14, 0.95, 0.14);
  paintTail(canvas, coat, '0.85 0.35, 1 0.1, 0.92 -0.3', '0.92 -0.25, 0.93 -0.42, 1.02 -0.56', 0.16);
  for (const x of [-0.1, 0.75])
    canvas.fill(moved(stroke('0 0.55, 0 1.08', 0.22, 0.17), x, 0), darker(coat.base, 0.3));
  const body = smooth('-0.3 0.15, 0.3 0.2, 0.85 0.15, 0.98 0.5, 0.8 0.8, 0.2 0.8, -0.3 0.7');
  paintBody(canvas, coat, body, backStripes([0.25, 0.5, 0.75]));
  for (const x of [-0.25, 0.58]) {
    canvas.fill(moved(stroke('0 0.55, 0 1.08', 0.24, 0.18), x, 0), lighter(coat.base, 0.04));
    canvas.fill(ellipse(x - 0.03, 1.1, 0.14, 0.08), coat.bib);
  }
  paintHead(canvas, dice, coat, -0.2, 0, 0.52);
}

function paintHead(canvas: Canvas, dice: Dice, coat: Coat, x: number, y: number, size: number): void {
  const head = { x, y, size, tilt: dice.around(0, 0.02), stretch: dice.between(0.98, 1.12) };
  paintCatHead(canvas.framed(head), dice, coat);
}

/** A body in fur that gets darker towards the ground, with its stripes or its patch. */
function paintBody(canvas: Canvas, coat: Coat, body: Outline, stripes: readonly Outline[]): void {
  canvas.fill(body, falling(coat.base, darker(coat.base, 0.22)));
  const skin = canvas.clipped(body);
  if (coat.marking === 'tabby') for (const stripe of stripes) skin.fill(stripe, coat.marks, 0.8);
  if (coat.marking === 'patched') skin.fill(ellipse(0.5, 0.45, 0.3, 0.28), coat.marks);
}

/** Stripes from both sides of a body towards its middle, at these heights. */
function flankStripes(x: number, heights: readonly number[]): Outline[] {
  const stripe = stroke('0 -0.04, -0.2 0.02, -0.45 0', 0.1, 0.03);
  return heights.flatMap((y) => pair(moved(stripe, x, y)));
}

/** Stripes down from a back. */
function backStripes(places: readonly number[]): Outline[] {
  return places.map((x) => moved(stroke('0 0.05, 0.08 0.3, 0.05 0.55', 0.12, 0.04), x, 0));
}

/** A tail and its tip, which has the colour of the markings. */
function paintTail(canvas: Canvas, coat: Coat, tail: Points, tip: Points, width: number): void {
  canvas.fill(stroke(tail, width, width * 0.9), darker(coat.base, 0.1));
  canvas.fill(stroke(tip, width * 0.9, width * 0.75), coat.tailTip);
}
