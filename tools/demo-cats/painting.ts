/** One whole picture: a backdrop, a subject of the other tone somewhere near the middle, and light over both. */
import type { Picture } from '../../src/data/pictures/picture.js';
import { Canvas } from './canvas.js';
import { opposite, type Tone } from './colour.js';
import type { Dice } from './dice.js';
import { paintBackdrop, paintLight } from './scene.js';

/** Paints a subject of a tone in a frame whose ground lies at y = 1, most of it within −1 … 1. */
export type Painter = (canvas: Canvas, dice: Dice, tone: Tone) => void;

export function paintPicture(dice: Dice, paintSubject: Painter, width: number, height: number): Picture {
  const canvas = Canvas.blank(width, height);
  const tone: Tone = dice.chance(0.5) ? 'light' : 'dark';
  paintBackdrop(canvas, dice, opposite(tone));
  paintSubject(canvas.framed(drawPlacement(dice, width / height)), dice, tone);
  paintLight(canvas, dice);
  return { width, height, pixels: canvas.bytes() };
}

/**
 * Near the middle, either way round. In a wide picture the subject is somewhat wide too: half way between
 * true proportions there and true proportions once a network's input has squeezed it to a square.
 */
function drawPlacement(dice: Dice, aspect: number) {
  return {
    x: dice.around(0.5, 0.04),
    y: dice.around(0.5, 0.04),
    size: dice.between(0.37, 0.45),
    tilt: dice.around(0, 0.02),
    mirrored: dice.chance(0.5),
    stretch: 1 / Math.sqrt(aspect),
  };
}
