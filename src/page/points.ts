/** Points that were drawn: on a fine grid, so that a link holds each in four characters and a CSV file in few digits. */

/** A point of the plane and its class. */
export interface Point {
  /** From -2 up to, not including, 2, in steps of 1/256. */
  readonly x: number;
  readonly y: number;
  /** The index of its class in {@link POINT_CLASSES}. */
  readonly label: number;
}

/** Names of the classes, in the order in which a table's classes stand. */
export const POINT_CLASSES = ['A', 'B', 'C', 'D'] as const;
/** The name of the file that holds them for the command line. */
export const pointsFile = 'points.csv';

const STEPS = 1024;
const SCALE = 256;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The nearest point of the grid. */
export function onGrid(x: number, y: number, label: number): Point {
  return { x: rounded(x), y: rounded(y), label };
}

function rounded(value: number): number {
  return place(value) / SCALE - 2;
}

/** The number of a coordinate's step, from 0. */
function place(value: number): number {
  return Math.min(STEPS - 1, Math.max(0, Math.round((value + 2) * SCALE)));
}

/** Points as a part of an address: 10 bits of x, 10 of y and 4 of the class are four letters of base64. */
export function pointsText(points: readonly Point[]): string {
  return points
    .map(({ x, y, label }) => (place(x) << 14) | (place(y) << 4) | label)
    .map((bits) => [18, 12, 6, 0].map((shift) => LETTERS[(bits >> shift) & 63]).join(''))
    .join('');
}

/** Reads what {@link pointsText} wrote; what is no point is left out. */
export function parsePoints(text: string): Point[] {
  const words = text.match(/[\w-]{4}/g) ?? [];
  return words
    .map((word) => Array.from(word).reduce((bits, letter) => (bits << 6) | LETTERS.indexOf(letter), 0))
    .map((bits) => ({
      x: (bits >> 14) / SCALE - 2,
      y: ((bits >> 4) & 1023) / SCALE - 2,
      label: bits & 15,
    }))
    .filter(({ label }) => label < POINT_CLASSES.length);
}

/** The file for the command line: `x,y,class`, a row a point. */
export function pointsCsv(points: readonly Point[]): string {
  const rows = points.map(({ x, y, label }) => `${x},${y},${POINT_CLASSES[label]}\n`);
  return `x,y,class\n${rows.join('')}`;
}
