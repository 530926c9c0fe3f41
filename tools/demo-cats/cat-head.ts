/** A cat's head from the front, in a frame of its own: the face's centre is the origin, its half width 1. */
import type { Canvas } from './canvas.js';
import type { Coat } from './coat.js';
import { BLACK, darker, falling, lighter, WHITE } from './colour.js';
import type { Dice } from './dice.js';
import { circle, ellipse, type Outline, type Point, pair, smooth, stroke, symmetrical } from './outline.js';

/** The features that differ from face to face. */
interface Face {
  readonly coat: Coat;
  /** The distance of the ears' tips to the sides. */
  readonly earSpread: number;
  readonly earHeight: number;
  readonly cheeks: number;
  readonly asleep: boolean;
  /** The direction of its look: −1 … 1. */
  readonly glance: number;
  /** Half width of the slit in the eye. */
  readonly pupil: number;
}

export function paintCatHead(canvas: Canvas, dice: Dice, coat: Coat): void {
  const face: Face = {
    coat,
    earSpread: dice.between(0.7, 0.9),
    earHeight: dice.between(1.25, 1.45),
    cheeks: dice.between(0.94, 1.06),
    asleep: dice.chance(0.12),
    glance: dice.between(-1, 1),
    pupil: dice.between(0.045, 0.12),
  };
  paintEars(canvas, face);
  const head = headOutline(face);
  canvas.fill(head, falling(lighter(coat.base, 0.1), darker(coat.base, 0.12), -0.9, 0.9));
  paintMarkings(canvas.clipped(head), face);
  paintMuzzle(canvas, face);
  paintEyes(canvas, face);
  paintWhiskers(canvas, face);
}

function headOutline({ cheeks }: Face): Outline {
  return symmetrical(
    `0 -0.76, 0.45 -0.74, 0.82 -0.42, ${0.98 * cheeks} 0.1, ${0.9 * cheeks} 0.45, 0.5 0.78, 0 0.86`,
  );
}

function paintEars(canvas: Canvas, { coat, earSpread, earHeight }: Face): void {
  const outer = swollenTriangle([0.14, -0.6], [earSpread, -earHeight], [0.95, -0.1]);
  const inner = swollenTriangle([0.36, -0.66], [earSpread - 0.03, 0.2 - earHeight], [0.82, -0.35]);
  canvas.fillPair(outer, coat.ear);
  canvas.fillPair(inner, coat.innerEar);
}

/** The triangle from inner foot to tip to outer foot, its sides swollen a little and its tip rounded. */
function swollenTriangle([x0, y0]: Point, [x, y]: Point, [x1, y1]: Point): Outline {
  return smooth([
    [x0, y0],
    [x0 + (x - x0) * 0.5 - 0.03, y0 + (y - y0) * 0.6],
    [x - 0.05, y + 0.01],
    [x + 0.04, y + 0.02],
    [x1 + (x - x1) * 0.5 + 0.07, y1 + (y - y1) * 0.55],
    [x1, y1],
  ]);
}

function paintMarkings(canvas: Canvas, { coat }: Face): void {
  const { marking, marks } = coat;
  if (marking === 'tabby') for (const stripe of tabbyStripes()) canvas.fill(stripe, marks, 0.85);
  if (marking === 'masked') canvas.fill(ellipse(0, 0.28, 0.62, 0.6), marks, maskFade);
  if (marking === 'patched') {
    canvas.fill(ellipse(-0.62, -0.45, 0.55, 0.6), marks);
    canvas.fill(ellipse(0.75, -0.6, 0.4, 0.45), darker(marks, 0.75));
  }
  if (marking === 'tuxedo') {
    canvas.fill(smooth('0 -0.5, 0.14 0, 0.55 0.5, 0.5 1, -0.5 1, -0.55 0.5, -0.14 0'), coat.bib);
  }
}

function maskFade(x: number, y: number): number {
  const [u, v] = [x / 0.62, (y - 0.28) / 0.6];
  return Math.min(0.9, 2 * Math.max(0, 1 - u * u - v * v));
}

/** Three lines on the forehead and two on each cheek. */
function tabbyStripes(): Outline[] {
  const sides = [
    stroke('0.2 -0.85, 0.24 -0.6, 0.17 -0.35', 0.11, 0.05),
    stroke('1.05 0.0, 0.85 0.06, 0.66 0.04', 0.11, 0.03),
    stroke('1.05 0.3, 0.85 0.3, 0.68 0.24', 0.11, 0.03),
    stroke('0.62 -0.75, 0.52 -0.58, 0.42 -0.4', 0.1, 0.04),
  ];
  return [stroke('0 -0.85, 0 -0.3', 0.11, 0.05), ...sides.flatMap(pair)];
}

function paintMuzzle(canvas: Canvas, { coat }: Face): void {
  const bib = coat.marking === 'masked' ? lighter(coat.marks, 0.15) : coat.bib;
  canvas.fill(ellipse(0, 0.62, 0.26, 0.2), darker(bib, 0.06));
  canvas.fillPair(ellipse(0.19, 0.45, 0.27, 0.22), bib);
  const line = darker(bib, 0.65);
  canvas.fill(stroke('0 0.3, 0 0.44', 0.05), line);
  canvas.fillPair(stroke('0 0.44, 0.09 0.54, 0.22 0.5', 0.05), line);
  canvas.fill(smooth('-0.13 0.2, 0 0.18, 0.13 0.2, 0.05 0.31, 0 0.34, -0.05 0.31'), coat.nose);
}

function paintEyes(canvas: Canvas, { coat, asleep, glance, pupil }: Face): void {
  const lid = darker(coat.base, 0.75);
  if (asleep) {
    canvas.fillPair(stroke('0.21 -0.08, 0.41 0.04, 0.61 -0.08', 0.07), lid);
    return;
  }
  canvas.fillPair(ellipse(0.41, -0.06, 0.25, 0.225, 0.03), lid);
  canvas.fillPair(ellipse(0.41, -0.05, 0.21, 0.19, 0.03), coat.eye);
  for (const x of [-0.41 + 0.05 * glance, 0.41 + 0.05 * glance]) {
    canvas.fill(ellipse(x, -0.05, pupil, 0.175), BLACK);
    canvas.fill(circle(x + 0.06, -0.12, 0.05), WHITE);
  }
}

function paintWhiskers(canvas: Canvas, { coat }: Face): void {
  for (const whisker of [
    '0.34 0.38, 0.8 0.27, 1.3 0.22',
    '0.34 0.46, 0.8 0.44, 1.3 0.48',
    '0.34 0.54, 0.8 0.6, 1.3 0.72',
  ]) {
    canvas.fillPair(stroke(whisker, 0.045, 0.015), coat.whisker, 0.8);
  }
}
