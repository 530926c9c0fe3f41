/**
 * Strokes of a pen, brought to the place and size that digits have in the sets that networks are trained on, and their
 * picture. Pure functions. Lengths are parts of the sheet's height: x goes from 0 to width/height, y from 0 to 1.
 */

/** The points of one stroke, one behind another. */
export type Stroke = readonly (readonly [x: number, y: number])[];

/** How a drawing is brought to its place. */
export type Fit = 'digits' | 'mnist' | 'drawn';

/** The ways, with what is said of a drawing that was brought there. */
export const FITS: Readonly<Record<Fit, { readonly title: string; readonly said: string }>> = {
  digits: {
    title: 'like the digits',
    said: 'The drawing was centred and scaled to the full height, or to four fifths of the width, as the pictures of the digits set.',
  },
  mnist: {
    title: 'like MNIST',
    said: 'The drawing was scaled into a box of 20/28 of the height, and its centre of mass put in the middle, as the pictures of MNIST.',
  },
  drawn: { title: 'as it is drawn', said: 'The drawing was left where and as large as it is.' },
};

/** Half the width of the pen. */
export const PEN = 0.065;
/** Drawings smaller than this are dots: they are not made larger. */
const DOT = 0.05;
/** Pixels of the longer side of a picture, at least. */
const LEAST_SIDE = 160;

/** The way that suits pictures of this height and width. */
export function usualFit([height, width]: readonly number[]): Fit {
  if (height === 8 && width === 8) return 'digits';
  return height === 28 && width === 28 ? 'mnist' : 'drawn';
}

/** The strokes at the place and in the size of `fit`; `aspect` is the sheet's width. */
export function fitted(strokes: readonly Stroke[], fit: Fit, aspect: number): readonly Stroke[] {
  const points = strokes.flat();
  if (fit === 'drawn' || points.length === 0) return strokes;
  const [left, right] = extentOf(points.map(([x]) => x));
  const [top, bottom] = extentOf(points.map(([, y]) => y));
  const [width, height] = fit === 'digits' ? [0.8 * aspect, 1] : [(20 / 28) * aspect, 20 / 28];
  const isDot = Math.max(right - left, bottom - top) < DOT;
  // The pen keeps its width, so that the middle of a stroke ends half of it before the edge.
  const scale = isDot ? 1 : Math.min((width - 2 * PEN) / (right - left), (height - 2 * PEN) / (bottom - top));
  const [x0, y0] = fit === 'mnist' ? massOf(strokes) : [(left + right) / 2, (top + bottom) / 2];
  const move = ([x, y]: readonly [number, number]) =>
    [aspect / 2 + (x - x0) * scale, 0.5 + (y - y0) * scale] as const;
  return strokes.map((stroke) => stroke.map(move));
}

function extentOf(values: readonly number[]): [number, number] {
  return values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** The centre of mass of what the pen has covered: of each line its middle, by its length. */
function massOf(strokes: readonly Stroke[]): readonly [number, number] {
  let [x, y, mass] = [0, 0, 0];
  for (const [[x0, y0], [x1, y1]] of strokes.flatMap(segmentsOf)) {
    // A dot has the mass of a short line.
    const own = Math.hypot(x1 - x0, y1 - y0) + 1e-3;
    x += (own * (x0 + x1)) / 2;
    y += (own * (y0 + y1)) / 2;
    mass += own;
  }
  return [x / mass, y / mass];
}

type Segment = readonly [from: readonly [number, number], to: readonly [number, number]];

function segmentsOf(stroke: Stroke): Segment[] {
  return stroke.map((point, i) => [stroke[Math.max(0, i - 1)], point]);
}

/** Height and width in pixels of the picture of a drawing for a network that sees `shape`. */
export function sheetSize([height, width]: readonly number[]): readonly [height: number, width: number] {
  const times = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(height, width)));
  return [height * times, width * times];
}

/** The strokes as a picture: how far the pen has covered each pixel, of 255, row by row. */
export function penPicture(strokes: readonly Stroke[], height: number, width: number): Uint8Array {
  const covered = new Uint8Array(height * width);
  const radius = PEN * height;
  for (const [from, to] of strokes.flatMap(segmentsOf)) {
    const [x0, y0, x1, y1] = [from[0], from[1], to[0], to[1]].map((length) => length * height);
    const [firstRow, lastRow] = reach(y0, y1, radius, height);
    const [firstColumn, lastColumn] = reach(x0, x1, radius, width);
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const away = distance(column + 0.5, row + 0.5, x0, y0, x1, y1);
        const share = Math.min(1, Math.max(0, radius - away + 0.5));
        const at = row * width + column;
        covered[at] = Math.max(covered[at], Math.round(255 * share));
      }
    }
  }
  return covered;
}

/** The first and the last pixel that a pen between two places can reach. */
function reach(a: number, b: number, radius: number, count: number): [number, number] {
  const first = Math.floor(Math.min(a, b) - radius - 1);
  const last = Math.ceil(Math.max(a, b) + radius + 1);
  return [Math.max(0, first), Math.min(count - 1, last)];
}

/** From a point to the line between two others. */
function distance(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
