/**
 * Outlines: closed rings of points, x to the right and y down, made of the four operations and square roots
 * only, because Math.sin and its kin may differ from one engine to the next.
 */

export type Point = readonly [x: number, y: number];

/** A closed ring; the last point joins the first. */
export type Outline = readonly Point[];

/** Points, or their coordinates as text: `'0 -0.5, 0.3 0.2'`. */
export type Points = readonly Point[] | string;

function pointsOf(points: Points): readonly Point[] {
  if (typeof points !== 'string') return points;
  return points.split(', ').map((pair): Point => {
    const [x, y] = pair.split(' ').map(Number);
    return [x, y];
  });
}

/** A ring of straight sides. */
export function polygon(points: Points): Outline {
  return pointsOf(points);
}

/** sin of |x| ≤ π/4: the Taylor series to x⁹, wrong by less than 2·10⁻⁹. */
function smallSine(x: number): number {
  const z = x * x;
  return x * (1 - (z / 6) * (1 - (z / 20) * (1 - (z / 42) * (1 - z / 72))));
}

/** cos of |x| ≤ π/4: the Taylor series to x⁸, wrong by less than 3·10⁻⁸. */
function smallCosine(x: number): number {
  const z = x * x;
  return 1 - (z / 2) * (1 - (z / 12) * (1 - (z / 30) * (1 - z / 56)));
}

/** The point of the unit circle at `turns` full turns: 0 is right, ¼ is down. */
export function onCircle(turns: number): Point {
  const quarter = Math.round(turns * 4);
  const rest = (turns - quarter / 4) * 2 * Math.PI;
  const [cosine, sine] = [smallCosine(rest), smallSine(rest)];
  const corner = quarter - 4 * Math.floor(quarter / 4);
  if (corner === 0) return [cosine, sine];
  if (corner === 1) return [-sine, cosine];
  if (corner === 2) return [-cosine, -sine];
  return [sine, -cosine];
}

/** The points turned about the origin. */
export function turned(points: readonly Point[], turns: number): Point[] {
  const [cosine, sine] = onCircle(turns);
  return points.map(([x, y]) => [cosine * x - sine * y, sine * x + cosine * y]);
}

export function moved(points: readonly Point[], dx: number, dy: number): Point[] {
  return points.map(([x, y]) => [x + dx, y + dy]);
}

/** The points seen in a mirror at x = 0. */
export function mirrored(points: readonly Point[]): Point[] {
  return points.map(([x, y]) => [-x, y]);
}

/** Both of a pair: the outline and its mirror image. */
export function pair(outline: Outline): Outline[] {
  return [outline, mirrored(outline)];
}

const ELLIPSE_POINTS = 40;

export function ellipse(x: number, y: number, rx: number, ry: number, turns = 0): Outline {
  const ring = Array.from({ length: ELLIPSE_POINTS }, (_, i): Point => {
    const [cosine, sine] = onCircle(i / ELLIPSE_POINTS);
    return [rx * cosine, ry * sine];
  });
  return moved(turned(ring, turns), x, y);
}

export function circle(x: number, y: number, radius: number): Outline {
  return ellipse(x, y, radius, radius);
}

export function rectangle(left: number, top: number, right: number, bottom: number): Outline {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

const CURVE_STEPS = 10;

/** The cubic of Catmull and Rom from b to c at 0 ≤ t ≤ 1, with neighbours a and d. */
function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** A smooth ring through the points. */
export function smooth(corners: Points): Outline {
  const points = pointsOf(corners);
  const ring: Point[] = [];
  const at = (i: number) => points[(i + points.length) % points.length];
  for (let i = 0; i < points.length; i++) {
    for (let step = 0; step < CURVE_STEPS; step++) {
      ring.push(between([at(i - 1), at(i), at(i + 1), at(i + 2)], step / CURVE_STEPS));
    }
  }
  return ring;
}

/** A smooth ring whose left half mirrors the right half, given from top to bottom. */
export function symmetrical(half: Points): Outline {
  const right = pointsOf(half);
  const left = mirrored(right.filter(([x]) => x !== 0)).reverse();
  return smooth([...right, ...left]);
}

/** A smooth path through the points, its ends included. */
function path(points: readonly Point[]): Point[] {
  const line: Point[] = [];
  const at = (i: number) => points[Math.max(0, Math.min(points.length - 1, i))];
  for (let i = 0; i + 1 < points.length; i++) {
    for (let step = 0; step < CURVE_STEPS; step++) {
      line.push(between([at(i - 1), at(i), at(i + 1), at(i + 2)], step / CURVE_STEPS));
    }
  }
  line.push(at(points.length - 1));
  return line;
}

function between([a, b, c, d]: readonly [Point, Point, Point, Point], t: number): Point {
  return [catmullRom(a[0], b[0], c[0], d[0], t), catmullRom(a[1], b[1], c[1], d[1], t)];
}

/** The outline of a brush stroke along a smooth path, its width going evenly from `first` to `last`, round at its end. */
export function stroke(points: Points, first: number, last = first): Outline {
  const line = path(pointsOf(points));
  const right: Point[] = [];
  const left: Point[] = [];
  for (let i = 0; i < line.length; i++) {
    const [nx, ny] = normal(line[Math.max(0, i - 1)], line[Math.min(line.length - 1, i + 1)]);
    const half = (first + ((last - first) * i) / (line.length - 1)) / 2;
    right.push([line[i][0] + nx * half, line[i][1] + ny * half]);
    left.push([line[i][0] - nx * half, line[i][1] - ny * half]);
  }
  return [...right, ...cap(right[right.length - 1], left[left.length - 1]), ...left.reverse()];
}

/** The unit vector at right angles to the way from a to b. */
function normal(a: Point, b: Point): Point {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.sqrt(dx * dx + dy * dy);
  return length === 0 ? [0, 0] : [-dy / length, dx / length];
}

/** The half circle from a to b, which closes a stroke. */
function cap(a: Point, b: Point): Point[] {
  const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const arm: Point = [a[0] - x, a[1] - y];
  return [1, 2, 3, 4, 5].map((i) => moved(turned([arm], -i / 12), x, y)[0]);
}
