/** The plane with the examples, the predicted classes behind them, and the line where they turn. */
import { Canvas } from '../charts/canvas.js';
import { classColours, mixed, type Rgb, rgbOf } from '../charts/palette.js';
import { pixelCanvas } from '../charts/pixels.js';
import { token } from '../charts/theme.js';
import { html, useCallback, useMemo, type VNode } from '../preact.js';
import type { PlaneLook } from '../worker/progress.js';
import type { Plane, PlaneSplit } from '../worker/settings.js';

interface PlaneFigureProps {
  readonly plane: Plane;
  readonly classes: readonly string[];
  readonly look: PlaneLook | undefined;
  /** The colour of each class of the points, by its number among the tokens. */
  readonly colours: readonly number[];
  /** The same for the classes of the answers, which may be fewer. */
  readonly shareColours: readonly number[];
}

export function PlaneFigure({ plane, classes, look, colours, shareColours }: PlaneFigureProps): VNode {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const palette = coloursOf(colours);
      if (look) {
        context.imageSmoothingEnabled = true;
        context.drawImage(background(look, coloursOf(shareColours)), 0, 0, width, height);
        turningLine(context, look, width, height);
      }
      const place = placing(plane, width, height);
      if (plane.test) drawPoints(context, plane.test, palette, place, true);
      drawPoints(context, plane.train, palette, place, false);
    },
    [plane, look, colours.join(), shareColours.join()],
  );
  const label = useMemo(() => description(plane, classes), [plane, classes]);
  return html`<${Canvas} class="plane" label=${label} draw=${draw} />`;
}

interface PlaneLegendProps extends Pick<PlaneFigureProps, 'plane' | 'classes'> {
  /** False where no answers are drawn behind the points. */
  readonly isTurning?: boolean;
}

/** The symbols of the classes, and what hollow ones and the line mean. */
export function PlaneLegend({ plane, classes, isTurning = true }: PlaneLegendProps): VNode {
  return html`<ul class="legend">
    ${classes.map(
      (name, index) => html`<li key=${name}>
        <span class=${`class-${index % 4}`} aria-hidden="true">${'●■▲◆'[index % 4]}</span> ${name}
      </li>`,
    )}
    ${plane.test && html`<li class="note">hollow: test examples</li>`}
    ${isTurning && classes.length === 2 && html`<li class="note">line: where the answer turns</li>`}
  </ul>`;
}

function coloursOf(colours: readonly number[]): Rgb[] {
  const all = classColours(10);
  return colours.map((colour) => all[colour % 10]);
}

function description({ train, test }: Plane, classes: readonly string[]): string {
  const tests = test ? ` and ${test.labels.length} test examples, hollow` : '';
  return `The plane: ${train.labels.length} training examples${tests} of the classes ${classes.join(', ')}, and behind them the predicted class.`;
}

/** Colours of the classes, mixed by probability with each other and with the paper. */
function background({ side, shares }: PlaneLook, palette: readonly Rgb[]): HTMLCanvasElement {
  const paper = rgbOf(token('--paper'));
  const count = shares.length / (side * side);
  return pixelCanvas(side, side, (k) => {
    const mix: [number, number, number] = [0, 0, 0];
    let sum = 0;
    for (let c = 0; c < count; c++) {
      const share = shares[k * count + c];
      sum += share;
      for (let i = 0; i < 3; i++) mix[i] += share * palette[c % palette.length][i];
    }
    const whole = sum || 1;
    return mixed([mix[0] / whole, mix[1] / whole, mix[2] / whole], paper, 0.42);
  });
}

/** Draws the line on which two classes are equally probable. */
function turningLine(
  context: CanvasRenderingContext2D,
  { side, shares }: PlaneLook,
  width: number,
  height: number,
): void {
  if (shares.length !== 2 * side * side) return;
  context.beginPath();
  const at = (column: number, row: number) => shares[2 * (row * side + column) + 1] - 127.5;
  const [dx, dy] = [width / side, height / side];
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const corners = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
      crossings(corners).forEach(([x, y], i) => {
        const [px, py] = [(column + 0.5 + x) * dx, (row + 0.5 + y) * dy];
        if (i % 2 === 0) context.moveTo(px, py);
        else context.lineTo(px, py);
      });
    }
  }
  context.strokeStyle = token('--ink');
  context.lineWidth = 1.5;
  context.stroke();
}

/** Where the line of 0 crosses the sides of a square with these values at its corners, clockwise from the upper left. */
function crossings([a, b, c, d]: readonly number[]): [number, number][] {
  const share = (from: number, to: number) => from / (from - to);
  const found: [number, number][] = [];
  if (a < 0 !== b < 0) found.push([share(a, b), 0]);
  if (b < 0 !== c < 0) found.push([1, share(b, c)]);
  if (c < 0 !== d < 0) found.push([1 - share(c, d), 1]);
  if (d < 0 !== a < 0) found.push([0, 1 - share(d, a)]);
  return found;
}

type Placing = (x: number, y: number) => [number, number];

/** The place of a point of the plane on a canvas. */
export function placing({ x: [left, right], y: [low, high] }: Plane, width: number, height: number): Placing {
  return (x, y) => [((x - left) / (right - left)) * width, ((high - y) / (high - low)) * height];
}

function drawPoints(
  context: CanvasRenderingContext2D,
  { values, labels }: PlaneSplit,
  palette: readonly Rgb[],
  place: Placing,
  isHollow: boolean,
): void {
  const paper = token('--paper');
  context.lineWidth = 1.25;
  for (const [i, label] of labels.entries()) {
    const [x, y] = place(values[2 * i], values[2 * i + 1]);
    const colour = `rgb(${palette[label % palette.length].join(' ')})`;
    context.fillStyle = isHollow ? paper : colour;
    context.strokeStyle = isHollow ? colour : paper;
    context.beginPath();
    symbol(context, label, x, y);
    context.fill();
    context.stroke();
  }
}

/** A shape a class, so that colours are not needed to tell them apart. */
function symbol(context: CanvasRenderingContext2D, label: number, x: number, y: number): void {
  const r = 4;
  if (label % 4 === 0) context.arc(x, y, r, 0, 2 * Math.PI);
  else if (label % 4 === 1) context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  else {
    const corners = label % 4 === 2 ? 3 : 4;
    for (let k = 0; k < corners; k++) {
      const angle = (2 * Math.PI * k) / corners - Math.PI / 2;
      context.lineTo(x + r * 1.25 * Math.cos(angle), y + r * 1.25 * Math.sin(angle));
    }
    context.closePath();
  }
}
