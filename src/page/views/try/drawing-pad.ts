/** A sheet to draw on with a mouse, a finger or a pen. */
import { html, useRef, type VNode } from '../../preact.js';
import { PEN, type Stroke } from '../../strokes.js';

export interface DrawingPadProps {
  readonly strokes: readonly Stroke[];
  /** Width over height. */
  readonly aspect: number;
  /** True for black on white. */
  readonly isDark: boolean;
  /** Is told of the strokes while they are drawn. */
  onStrokes(strokes: readonly Stroke[]): void;
}

/** The least way between two points of a stroke. */
const SPACING = 0.008;
/** Steps of a coordinate. */
const GRID = 1000;

/** The stroke under the pen, and those before it. */
interface Drawing {
  readonly before: readonly Stroke[];
  readonly stroke: Stroke;
}

export function DrawingPad({ strokes, aspect, isDark, onStrokes }: DrawingPadProps): VNode {
  const drawing = useRef<Drawing | undefined>(undefined);
  const draw = (next: Drawing) => {
    drawing.current = next;
    onStrokes([...next.before, next.stroke]);
  };
  const begin = (event: PointerEvent) => {
    if (event.button !== 0 || drawing.current) return;
    const sheet = event.currentTarget as Element;
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault();
    draw({ before: strokes, stroke: [placeOn(sheet, event, aspect)] });
  };
  const move = (event: PointerEvent) => {
    if (drawing.current === undefined) return;
    const { before, stroke } = drawing.current;
    const longer = pointsOf(event).reduce(
      (points, each) => withPoint(points, placeOn(event.currentTarget as Element, each, aspect)),
      stroke,
    );
    if (longer.length > stroke.length) draw({ before, stroke: longer });
  };
  const end = () => {
    drawing.current = undefined;
  };
  const count = strokes.length === 1 ? '1 stroke' : `${strokes.length} strokes`;
  return html`<svg
    class=${isDark ? 'pad pad-dark' : 'pad'}
    viewBox=${`0 0 ${aspect} 1`}
    role="img"
    aria-label=${`Sheet to draw on with a pointer, ${count}. With the keyboard, choose a picture instead.`}
    onPointerDown=${begin}
    onPointerMove=${move}
    onPointerUp=${end}
    onPointerCancel=${end}
  >
    ${strokes.length === 0 && html`<text x=${aspect / 2} y="0.5" aria-hidden="true">Draw here</text>`}
    ${strokes.map((stroke, i) => html`<polyline key=${i} points=${lineText(stroke)} stroke-width=${2 * PEN} />`)}
  </svg>`;
}

/** The moves that the browser has gathered in one event. */
function pointsOf(event: PointerEvent): readonly PointerEvent[] {
  const gathered = event.getCoalescedEvents?.() ?? [];
  return gathered.length > 0 ? gathered : [event];
}

function placeOn(sheet: Element, event: PointerEvent, aspect: number): readonly [number, number] {
  const { left, top, width, height } = sheet.getBoundingClientRect();
  const inside = (value: number, most: number) =>
    Math.min(most, Math.max(0, Math.round(value * GRID) / GRID));
  const x = ((event.clientX - left) / width) * aspect;
  return [inside(x, aspect), inside((event.clientY - top) / height, 1)];
}

/** The stroke with one more point, unless that is next to the last. */
function withPoint(stroke: Stroke, point: readonly [number, number]): Stroke {
  const [x, y] = stroke[stroke.length - 1];
  return Math.hypot(point[0] - x, point[1] - y) < SPACING ? stroke : [...stroke, point];
}

/** A line needs two points: a dot is one that ends where it begins. */
function lineText(stroke: Stroke): string {
  const points = stroke.length === 1 ? [...stroke, stroke[0]] : stroke;
  return points.map(([x, y]) => `${x},${y}`).join(' ');
}
