/** Animals that are no cats, each in a frame whose ground lies at y = 1: dogs, rabbits, birds and fish. */
import type { Canvas } from './canvas.js';
import {
  anyColour,
  BLACK,
  bright,
  type Colour,
  darker,
  falling,
  lighter,
  mix,
  natural,
  type Tone,
  WHITE,
} from './colour.js';
import type { Dice } from './dice.js';
import { circle, ellipse, moved, polygon, rectangle, smooth, stroke, symmetrical } from './outline.js';
import { paintShadow } from './scene.js';

const BEAK: Colour = [0.93, 0.62, 0.15];

/** A dog's head with a long muzzle, hanging or pricked ears and perhaps its tongue out; a collar below. */
export function paintDog(canvas: Canvas, dice: Dice, tone: Tone): void {
  const fur = natural(dice, tone);
  const pricked = dice.chance(0.3);
  const ears = dice.chance(0.6) ? darker(fur, 0.45) : lighter(fur, 0.3);
  canvas.fill(symmetrical('0 0.2, 0.4 0.4, 0.62 0.9, 0.75 1.9, 0 2'), darker(fur, 0.1));
  canvas.fill(smooth('-0.42 0.6, 0 0.78, 0.42 0.6, 0.44 0.76, 0 0.94, -0.44 0.76'), bright(dice));
  canvas.fill(symmetrical('0 -0.62, 0.4 -0.55, 0.58 -0.15, 0.48 0.3, 0.38 0.65, 0 0.78'), fur);
  if (pricked) canvas.fillPair(smooth('0.2 -0.55, 0.3 -0.95, 0.42 -1.1, 0.56 -0.85, 0.56 -0.3'), ears);
  else canvas.fillPair(smooth('0.3 -0.6, 0.62 -0.5, 0.88 0, 0.84 0.45, 0.66 0.5, 0.52 0.1'), ears);
  if (dice.chance(0.5)) canvas.fill(ellipse(-0.24, -0.18, 0.2, 0.24), ears);
  paintSnout(canvas, dice, fur);
  canvas.fillPair(circle(0.25, -0.14, 0.11), darker(fur, 0.6));
  canvas.fillPair(circle(0.25, -0.14, 0.09), BLACK);
  canvas.fillPair(circle(0.28, -0.18, 0.035), WHITE);
}

function paintSnout(canvas: Canvas, dice: Dice, fur: Colour): void {
  if (dice.chance(0.6)) canvas.fill(ellipse(0.03, 0.68, 0.13, 0.24), [0.9, 0.42, 0.48]);
  const snout = lighter(fur, 0.3);
  canvas.fill(symmetrical('0 -0.1, 0.14 0.05, 0.34 0.38, 0.26 0.6, 0 0.58'), snout);
  canvas.fill(stroke('0 0.3, 0 0.5, 0.16 0.56', 0.045), darker(snout, 0.7));
  canvas.fill(stroke('0 0.5, -0.16 0.56', 0.045), darker(snout, 0.7));
  canvas.fill(ellipse(0, 0.22, 0.17, 0.12), BLACK);
}

/** A rabbit on its haunches, its ears as long as its head. */
export function paintRabbit(canvas: Canvas, dice: Dice, tone: Tone): void {
  const fur = natural(dice, tone);
  paintShadow(canvas, 0, 1.05, 0.75, 0.13);
  canvas.fill(circle(0.56, 0.8, 0.17), lighter(fur, 0.4));
  canvas.fill(symmetrical('0 0.1, 0.35 0.3, 0.55 0.75, 0.45 1.05, 0 1.1'), darker(fur, 0.12));
  canvas.fill(ellipse(0, 0.68, 0.25, 0.33), lighter(fur, 0.35));
  canvas.fillPair(ellipse(0.24, 1.03, 0.23, 0.1), fur);
  const lean = dice.between(0.01, 0.04);
  canvas.fillPair(ellipse(0.2, -0.72, 0.13, 0.52, lean), fur);
  canvas.fillPair(ellipse(0.2, -0.7, 0.065, 0.4, lean), [0.9, 0.62, 0.62]);
  canvas.fill(ellipse(0, -0.08, 0.42, 0.4), fur);
  canvas.fillPair(ellipse(0.11, 0.12, 0.15, 0.12), lighter(fur, 0.35));
  canvas.fillPair(circle(0.2, -0.12, 0.095), lighter(fur, 0.45));
  canvas.fillPair(circle(0.2, -0.12, 0.075), BLACK);
  canvas.fillPair(circle(0.22, -0.15, 0.025), WHITE);
  canvas.fillPair(rectangle(0, 0.18, 0.06, 0.3), WHITE);
  canvas.fill(ellipse(0, 0.05, 0.07, 0.05), [0.85, 0.4, 0.45]);
}

/** A bird on a branch, seen from the side. */
export function paintBird(tree: Canvas, dice: Dice, tone: Tone): void {
  const canvas = tree.framed({ x: 0, y: 0.05, size: 0.95 });
  const feathers = anyColour(dice, tone);
  const wing = darker(feathers, 0.4);
  canvas.fill(stroke('-1.4 0.82, 0 0.74, 1.4 0.86', 0.12, 0.08), [0.36, 0.24, 0.14]);
  canvas.fill(smooth('0.45 0.2, 1.15 0.5, 1.2 0.66, 0.95 0.7, 0.3 0.55'), wing);
  for (const x of [-0.05, 0.15]) canvas.fill(rectangle(x - 0.025, 0.5, x + 0.025, 0.8), BEAK);
  canvas.fill(polygon('-0.75 -0.42, -1.1 -0.26, -0.74 -0.18'), BEAK);
  canvas.fill(
    smooth('-0.5 -0.7, -0.1 -0.5, 0.25 -0.1, 0.62 0.3, 0.2 0.62, -0.35 0.5, -0.62 0.1, -0.82 -0.35'),
    feathers,
  );
  canvas.fill(ellipse(-0.38, 0.18, 0.24, 0.36, 0.05), lighter(mix(feathers, bright(dice), 0.4), 0.3));
  canvas.fill(smooth('-0.1 -0.1, 0.35 0.05, 0.85 0.45, 0.3 0.42, -0.08 0.25'), wing);
  canvas.fill(circle(-0.52, -0.4, 0.09), WHITE);
  canvas.fill(circle(-0.54, -0.4, 0.055), BLACK);
}

/** A fish with its bubbles. */
export function paintFish(water: Canvas, dice: Dice, tone: Tone): void {
  const canvas = water.framed({ x: 0, y: 0.1, size: 0.9 });
  const scales = anyColour(dice, tone);
  const fin = mix(scales, bright(dice), 0.35);
  canvas.fill(smooth('0.55 0, 1.15 -0.5, 1.05 0, 1.15 0.5'), fin);
  canvas.fill(smooth('-0.3 -0.4, 0.1 -0.85, 0.5 -0.6, 0.45 -0.25'), fin);
  canvas.fill(smooth('-0.1 0.4, 0.15 0.72, 0.35 0.35'), fin);
  const body = smooth('-1.05 0.02, -0.7 -0.36, -0.1 -0.52, 0.45 -0.3, 0.75 0, 0.45 0.3, -0.1 0.5, -0.7 0.36');
  canvas.fill(body, falling(darker(scales, 0.15), lighter(scales, 0.3), -0.5, 0.5));
  const skin = canvas.clipped(body);
  const band = stroke('0 -0.6, 0.12 0, 0 0.6', 0.11);
  for (const x of [-0.3, 0.05, 0.4]) skin.fill(moved(band, x, 0), fin);
  canvas.fill(circle(-0.68, -0.08, 0.12), WHITE);
  canvas.fill(circle(-0.7, -0.08, 0.065), BLACK);
  canvas.fill(stroke('-1.03 0.1, -0.85 0.13', 0.04), darker(scales, 0.6));
  canvas.fill(circle(-1.12, -0.3, 0.07), WHITE, 0.5);
  canvas.fill(circle(-1.08, -0.55, 0.1), WHITE, 0.5);
  canvas.fill(circle(-1.16, -0.85, 0.06), WHITE, 0.5);
}
