/**
 * A canvas: fills outlines with antialiased colour. Pictures are made in unit coordinates (0 … 1 to the right
 * and down), so that the same scene can be painted at any size. It knows shapes and colours, not what they mean.
 */
import type { Colour } from './colour.js';
import { type Outline, onCircle, type Point, pair } from './outline.js';

/** One colour, or the colour at each point of the frame's own coordinates. */
export type Paint = Colour | ((x: number, y: number) => Colour);

/** One opacity of 0 … 1, or the opacity at each point. */
export type Opacity = number | ((x: number, y: number) => number);

/** The place of a frame in the frame around it. */
export interface Placement {
  /** The frame's origin. */
  readonly x: number;
  readonly y: number;
  /** Length of the frame's unit. */
  readonly size: number;
  /** Full turns, clockwise. */
  readonly tilt?: number;
  readonly mirrored?: boolean;
  /** Width over height of the frame's unit. */
  readonly stretch?: number;
}

/** x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0. */
interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** Rows of samples in a pixel; across a row the coverage is exact. */
const SUB_ROWS = 5;

export class Canvas {
  readonly width: number;
  readonly height: number;
  /** height × width × 3 of 0 … 1, shared with the frames made of this canvas. */
  readonly #pixels: Float64Array;
  readonly #frame: Affine;
  readonly #inverse: Affine;
  /** height × width of 0 … 1: how much of each pixel may be painted. */
  readonly #mask: Float64Array | null;

  private constructor(
    width: number,
    height: number,
    pixels: Float64Array,
    frame: Affine,
    mask: Float64Array | null,
  ) {
    this.width = width;
    this.height = height;
    this.#pixels = pixels;
    this.#frame = frame;
    this.#inverse = inverseOf(frame);
    this.#mask = mask;
  }

  /** A black canvas whose unit square spans the whole picture. */
  static blank(width: number, height: number): Canvas {
    const frame = { xx: width, xy: 0, x0: 0, yx: 0, yy: height, y0: 0 };
    return new Canvas(width, height, new Float64Array(width * height * 3), frame, null);
  }

  /** The same pixels in coordinates of their own. */
  framed(placement: Placement): Canvas {
    const frame = composed(this.#frame, affineOf(placement));
    return new Canvas(this.width, this.height, this.#pixels, frame, this.#mask);
  }

  /** The same pixels, of which only those inside the outline can be painted. */
  clipped(outline: Outline): Canvas {
    const mask = new Float64Array(this.width * this.height);
    this.#scan(outline, (index, coverage) => {
      mask[index] = this.#mask === null ? coverage : coverage * this.#mask[index];
    });
    return new Canvas(this.width, this.height, this.#pixels, this.#frame, mask);
  }

  /** Lays paint over what the outline covers. */
  fill(outline: Outline, paint: Paint, opacity: Opacity = 1): void {
    this.#scan(outline, (index, coverage, x, y) => {
      const share = coverage * (typeof opacity === 'number' ? opacity : opacity(x, y));
      this.#blend(index, typeof paint === 'function' ? paint(x, y) : paint, share);
    });
  }

  /** Fills the outline and its mirror image in the frame's x = 0. */
  fillPair(outline: Outline, paint: Paint, opacity: Opacity = 1): void {
    for (const side of pair(outline)) this.fill(side, paint, opacity);
  }

  /** The picture, height × width × 3, 0 … 255. */
  bytes(): Uint8Array {
    return Uint8Array.from(this.#pixels, (value) => Math.round(255 * Math.max(0, Math.min(1, value))));
  }

  #blend(index: number, colour: Colour, share: number): void {
    const weight = this.#mask === null ? share : share * this.#mask[index];
    for (let channel = 0; channel < 3; channel++) {
      this.#pixels[3 * index + channel] += weight * (colour[channel] - this.#pixels[3 * index + channel]);
    }
  }

  /** Visits every pixel that the outline touches: its index, the share covered, its centre in this frame. */
  #scan(outline: Outline, visit: (index: number, coverage: number, x: number, y: number) => void): void {
    const ring = outline.map((point) => applied(this.#frame, point));
    const [top, bottom] = rowsOf(ring, this.height);
    const coverage = new Float64Array(this.width);
    for (let row = top; row < bottom; row++) {
      const [first, last] = coverRow(ring, row, coverage);
      for (let column = first; column < last; column++) {
        if (coverage[column] <= 0) continue;
        const [x, y] = applied(this.#inverse, [column + 0.5, row + 0.5]);
        visit(row * this.width + column, Math.min(1, coverage[column]), x, y);
      }
    }
  }
}

/** The rows that a ring touches, the last not included. */
function rowsOf(ring: Outline, height: number): [top: number, bottom: number] {
  let low = height;
  let high = 0;
  for (const [, y] of ring) {
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  return [Math.max(0, Math.floor(low)), Math.min(height, Math.floor(high) + 1)];
}

/** Fills `coverage` with the share of each pixel of the row inside the ring; says which columns may be touched. */
function coverRow(ring: Outline, row: number, coverage: Float64Array): [first: number, last: number] {
  coverage.fill(0);
  let first = coverage.length;
  let last = 0;
  for (let sub = 0; sub < SUB_ROWS; sub++) {
    for (const [left, right] of spansAt(ring, row + (sub + 0.5) / SUB_ROWS)) {
      addSpan(coverage, left, right);
      first = Math.min(first, Math.floor(left));
      last = Math.max(last, Math.floor(right) + 1);
    }
  }
  return [Math.max(0, first), Math.min(coverage.length, last)];
}

interface Crossing {
  readonly x: number;
  readonly way: 1 | -1;
}

/** Returns the parts of a horizontal line that are inside the ring; a part that it winds around twice is inside. */
function spansAt(ring: Outline, y: number): [left: number, right: number][] {
  const crossings = crossingsAt(ring, y).sort((a, b) => a.x - b.x);
  const spans: [number, number][] = [];
  let winding = 0;
  let left = 0;
  for (const { x, way } of crossings) {
    if (winding === 0) left = x;
    winding += way;
    if (winding === 0) spans.push([left, x]);
  }
  return spans;
}

function crossingsAt(ring: Outline, y: number): Crossing[] {
  const crossings: Crossing[] = [];
  let [x0, y0] = ring[ring.length - 1];
  for (const [x1, y1] of ring) {
    if (y0 <= y !== y1 <= y) {
      crossings.push({ x: x0 + ((y - y0) * (x1 - x0)) / (y1 - y0), way: y0 <= y ? 1 : -1 });
    }
    x0 = x1;
    y0 = y1;
  }
  return crossings;
}

/** Adds one sub-row's span, its ends by the share of the pixel that they cover. */
function addSpan(coverage: Float64Array, left: number, right: number): void {
  const from = Math.max(0, left);
  const to = Math.min(coverage.length, right);
  for (let column = Math.floor(from); column < to; column++) {
    coverage[column] += (Math.min(to, column + 1) - Math.max(from, column)) / SUB_ROWS;
  }
}

function affineOf({ x, y, size, tilt = 0, mirrored = false, stretch = 1 }: Placement): Affine {
  const [cosine, sine] = onCircle(tilt);
  const root = Math.sqrt(stretch);
  const [across, down] = [(mirrored ? -size : size) * root, size / root];
  return { xx: cosine * across, xy: -sine * down, x0: x, yx: sine * across, yy: cosine * down, y0: y };
}

/** `inner` first, then `outer`. */
function composed(outer: Affine, inner: Affine): Affine {
  const [x0, y0] = applied(outer, [inner.x0, inner.y0]);
  return {
    xx: outer.xx * inner.xx + outer.xy * inner.yx,
    xy: outer.xx * inner.xy + outer.xy * inner.yy,
    x0,
    yx: outer.yx * inner.xx + outer.yy * inner.yx,
    yy: outer.yx * inner.xy + outer.yy * inner.yy,
    y0,
  };
}

function applied(affine: Affine, [x, y]: Point): Point {
  return [affine.xx * x + affine.xy * y + affine.x0, affine.yx * x + affine.yy * y + affine.y0];
}

function inverseOf({ xx, xy, x0, yx, yy, y0 }: Affine): Affine {
  const determinant = xx * yy - xy * yx;
  const turnedBack = {
    xx: yy / determinant,
    xy: -xy / determinant,
    yx: -yx / determinant,
    yy: xx / determinant,
  };
  return {
    ...turnedBack,
    x0: -(turnedBack.xx * x0 + turnedBack.xy * y0),
    y0: -(turnedBack.yx * x0 + turnedBack.yy * y0),
  };
}
