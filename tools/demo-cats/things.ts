/** Things that people make, each in a frame whose ground lies at y = 1: cars, boats, houses, balls and balloons. */
import type { Canvas } from './canvas.js';
import {
  anyColour,
  BLACK,
  bright,
  type Colour,
  darker,
  lighter,
  mix,
  type Tone,
  toned,
  WHITE,
} from './colour.js';
import type { Dice } from './dice.js';
import { circle, ellipse, moved, polygon, rectangle, smooth, stroke } from './outline.js';
import { paintShadow } from './scene.js';

const GLASS: Colour = [0.62, 0.8, 0.9];
const WATER: Colour = [0.35, 0.6, 0.8];

/** A car from the side. */
export function paintCar(road: Canvas, dice: Dice, tone: Tone): void {
  const canvas = road.framed({ x: 0, y: 0.1, size: 0.92 });
  const paint = anyColour(dice, tone);
  const roof = dice.between(-0.45, -0.3);
  paintShadow(canvas, 0, 0.78, 1.3, 0.14);
  const glass = roof + 0.1;
  const cabin = smooth(`-0.75 0.15, -0.45 ${roof}, 0.3 ${roof}, 0.7 0.15, 0.5 0.3, -0.6 0.3`);
  canvas.fill(cabin, darker(paint, 0.15));
  canvas.fill(polygon(`-0.55 0.08, -0.36 ${glass}, -0.06 ${glass}, -0.06 0.08`), GLASS);
  canvas.fill(polygon(`0.04 0.08, 0.04 ${glass}, 0.26 ${glass}, 0.5 0.08`), GLASS);
  canvas.fill(
    smooth('-1.1 0.2, -0.6 0.1, 0.6 0.1, 1.12 0.24, 1.15 0.55, 0.6 0.64, -0.6 0.64, -1.15 0.55'),
    paint,
  );
  canvas.fill(stroke('-1.1 0.42, 1.12 0.42', 0.04), lighter(paint, 0.4));
  canvas.fill(circle(1.06, 0.33, 0.08), [1, 0.93, 0.6]);
  for (const x of [-0.6, 0.6]) {
    canvas.fill(circle(x, 0.62, 0.25), BLACK);
    canvas.fill(circle(x, 0.62, 0.12), [0.7, 0.7, 0.72]);
  }
}

/** A sailing boat on its waves. */
export function paintBoat(canvas: Canvas, dice: Dice, tone: Tone): void {
  const sail = anyColour(dice, tone);
  const hull = mix(anyColour(dice, tone), bright(dice), 0.3);
  canvas.fill(rectangle(-0.03, -1, 0.05, 0.5), [0.4, 0.28, 0.16]);
  canvas.fill(smooth('0.1 -0.92, 0.5 -0.3, 0.72 0.36, 0.1 0.4'), sail);
  canvas.fill(smooth('-0.1 -0.7, -0.12 0.38, -0.7 0.36, -0.4 -0.1'), darker(sail, 0.15));
  canvas.fill(polygon('0.05 -1, 0.3 -1.06, 0.05 -1.14'), bright(dice));
  canvas.fill(smooth('-0.95 0.45, 0 0.52, 1 0.42, 0.7 0.85, 0 0.92, -0.65 0.85'), hull);
  const wave = stroke('0 0, 0.5 -0.07, 1 0.04, 1.6 -0.07, 2.2 0', 0.12, 0.08);
  canvas.fill(moved(wave, -1.2, 0.86), WATER);
  canvas.fill(moved(wave, -1, 1), WATER);
}

/** A house with a gable roof, a door and windows. */
export function paintHouse(canvas: Canvas, dice: Dice, tone: Tone): void {
  const wall = anyColour(dice, tone);
  const roof = mix(anyColour(dice, tone), bright(dice), 0.35);
  const peak = dice.between(-0.95, -0.7);
  paintShadow(canvas, 0, 1, 1.1, 0.1);
  canvas.fill(rectangle(0.38, peak + 0.05, 0.58, 0), darker(wall, 0.3));
  canvas.fill(rectangle(-0.75, -0.2, 0.75, 1), (x) => mix(wall, darker(wall, 0.3), (x + 0.75) / 1.5));
  canvas.fill(polygon(`-0.98 -0.08, 0 ${peak}, 0.98 -0.08`), roof);
  canvas.fill(rectangle(-0.16, 0.42, 0.18, 1), darker(roof, 0.4));
  canvas.fill(circle(0.11, 0.72, 0.035), [0.95, 0.8, 0.35]);
  const pane: Colour = dice.chance(0.5) ? [1, 0.88, 0.5] : GLASS;
  for (const x of [-0.47, 0.47]) {
    canvas.fill(rectangle(x - 0.19, 0.1, x + 0.19, 0.5), lighter(wall, 0.6));
    canvas.fill(rectangle(x - 0.15, 0.14, x + 0.15, 0.46), pane);
    canvas.fill(rectangle(x - 0.02, 0.1, x + 0.02, 0.5), lighter(wall, 0.6));
  }
}

/** A ball: a beach ball's slices, or a plain one with a band. */
export function paintBall(canvas: Canvas, dice: Dice, tone: Tone): void {
  const skin = anyColour(dice, tone);
  const second = mix(anyColour(dice, tone), bright(dice), 0.3);
  const ball = circle(0, 0.2, 0.82);
  paintShadow(canvas, 0.1, 1.03, 0.9, 0.14);
  canvas.fill(ball, skin);
  const inside = canvas.framed({ x: 0, y: 0.2, size: 0.82, tilt: dice.between(0, 1) });
  const disc = inside.clipped(circle(0, 0, 1));
  if (dice.chance(0.5)) disc.fill(stroke('-1.2 0, 0 0.15, 1.2 0', 0.5), second);
  else disc.fillPair(ellipse(0.62, 0, 0.36, 1.1), second);
  disc.fill(circle(0, 0, 0.12), lighter(skin, 0.5));
  const round = (x: number, y: number) =>
    0.4 * Math.min(1, 0.6 * ((x + 0.25) * (x + 0.25) + (y + 0.05) * (y + 0.05)));
  canvas.fill(ball, BLACK, round);
  canvas.fill(ellipse(-0.3, -0.18, 0.18, 0.12, 0.9), WHITE, 0.6);
}

/** A hot-air balloon with its basket. */
export function paintBalloon(canvas: Canvas, dice: Dice, tone: Tone): void {
  const silk = anyColour(dice, tone);
  const second = mix(anyColour(dice, tone), bright(dice), 0.35);
  canvas.fillPair(stroke('0.42 0.28, 0.15 0.8', 0.03), darker(silk, 0.5));
  const bag = smooth(
    '0 -1.05, 0.6 -0.8, 0.8 -0.3, 0.5 0.25, 0.16 0.5, -0.16 0.5, -0.5 0.25, -0.8 -0.3, -0.6 -0.8',
  );
  canvas.fill(bag, silk);
  const skin = canvas.clipped(bag);
  skin.fill(ellipse(0, -0.25, 0.24, 0.9), second);
  skin.fillPair(ellipse(0.76, -0.2, 0.26, 0.8), second);
  skin.fill(bag, BLACK, (x) => 0.25 * Math.max(0, Math.min(1, 0.5 + x * 0.6)));
  canvas.fill(rectangle(-0.18, 0.76, 0.18, 1.02), [0.5, 0.33, 0.17]);
  canvas.fill(rectangle(-0.21, 0.74, 0.21, 0.81), [0.36, 0.22, 0.1]);
}

/** Metal and the light of the eyes. */
const ROBOTS: readonly (readonly [metal: Colour, eye: Colour])[] = [
  [
    [0.78, 0.8, 0.84],
    [0.2, 0.75, 0.95],
  ],
  [
    [0.62, 0.68, 0.74],
    [0.95, 0.75, 0.25],
  ],
  [
    [0.84, 0.76, 0.6],
    [0.35, 0.85, 0.45],
  ],
  [
    [0.5, 0.54, 0.6],
    [0.95, 0.4, 0.3],
  ],
];

/** A toy robot, head to foot, one arm up in greeting. */
export function paintRobot(canvas: Canvas, dice: Dice, tone: Tone): void {
  const [shine, eye] = dice.pick(ROBOTS);
  const metal = toned(shine, tone === 'light' ? 0.66 : 0.26);
  const body = anyColour(dice, tone);
  const legs = darker(anyColour(dice, tone), 0.2);
  paintShadow(canvas, 0, 1.08, 0.6, 0.1);
  canvas.fillPair(rectangle(0.08, 0.4, 0.26, 1), legs);
  canvas.fillPair(rectangle(0.04, 0.94, 0.34, 1.08), darker(metal, 0.4));
  const hand = dice.between(-0.75, -0.3);
  canvas.fill(stroke(`0.26 -0.1, 0.6 0, 0.75 ${hand}`, 0.13), metal);
  canvas.fill(circle(0.76, hand - 0.04, 0.12), darker(metal, 0.25));
  canvas.fill(stroke('-0.28 -0.1, -0.52 0.1, -0.5 0.45', 0.13), metal);
  canvas.fill(circle(-0.5, 0.5, 0.12), darker(metal, 0.25));
  canvas.fill(rectangle(-0.36, -0.24, 0.36, 0.5), body);
  canvas.fill(rectangle(-0.22, -0.08, 0.22, 0.2), lighter(metal, 0.3));
  canvas.fillPair(circle(0.12, 0.34, 0.06), eye);
  paintRobotHead(canvas, dice, metal, eye);
}

function paintRobotHead(canvas: Canvas, dice: Dice, metal: Colour, eye: Colour): void {
  canvas.fill(rectangle(-0.1, -0.35, 0.1, -0.22), darker(metal, 0.35));
  if (dice.chance(0.5)) {
    canvas.fill(stroke('0 -0.9, 0 -1.1', 0.05), darker(metal, 0.3));
    canvas.fill(circle(0, -1.12, 0.07), eye);
  } else {
    canvas.fillPair(rectangle(0.32, -0.72, 0.42, -0.48), darker(metal, 0.3));
  }
  canvas.fill(rectangle(-0.4, -0.95, 0.4, -0.3), metal);
  canvas.fill(rectangle(-0.26, -0.8, 0.26, -0.54), darker(metal, 0.65));
  canvas.fillPair(circle(0.13, -0.67, 0.08), eye);
  canvas.fill(rectangle(-0.16, -0.45, 0.16, -0.4), darker(metal, 0.5));
}
