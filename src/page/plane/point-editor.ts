/** A transparent layer over the plane on which points are drawn and rubbed out, by pointer or by keyboard. */

import { onGrid, POINT_CLASSES, type Point } from '../points.js';
import { html, useRef, useState, type VNode } from '../preact.js';
import type { Plane } from '../worker/settings.js';

interface EditorProps {
  readonly plane: Pick<Plane, 'x' | 'y'>;
  readonly points: readonly Point[];
  /** The index of the class that is drawn, or `rubber`. */
  readonly tool: Tool;
  onPoints(points: readonly Point[]): void;
}

export type Tool = number | 'rubber';

/** The distance between points of one stroke, and the reach of the rubber, as a share of the width. */
const [SPACING, REACH] = [0.03, 0.04];
/** The way of an arrow key, as a share of the width. */
const STRIDE = 0.025;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function PointEditor({ plane, points, tool, onPoints }: EditorProps): VNode {
  const [cursor, setCursor] = useState<readonly [number, number]>([0, 0]);
  const stroke = useRef<{ points: readonly Point[]; last: readonly [number, number] } | undefined>(undefined);
  const [left, right] = plane.x;
  const [low, high] = plane.y;
  const extent = right - left;

  const put = (before: readonly Point[], x: number, y: number): readonly Point[] => {
    if (tool === 'rubber')
      return before.filter((point) => Math.hypot(point.x - x, point.y - y) > REACH * extent);
    return [...before, onGrid(x, y, tool)];
  };
  const placeOf = (event: PointerEvent): [number, number] => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const x = left + ((event.clientX - box.left) / box.width) * extent;
    return [x, high - ((event.clientY - box.top) / box.height) * (high - low)];
  };
  const begin = (event: PointerEvent) => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const place = placeOf(event);
    stroke.current = { points: put(points, ...place), last: place };
    onPoints(stroke.current.points);
  };
  const move = (event: PointerEvent) => {
    if (stroke.current === undefined) return;
    const place = placeOf(event);
    const { last } = stroke.current;
    if (Math.hypot(place[0] - last[0], place[1] - last[1]) < SPACING * extent) return;
    stroke.current = { points: put(stroke.current.points, ...place), last: place };
    onPoints(stroke.current.points);
  };
  const end = () => {
    stroke.current = undefined;
  };
  const press = (event: KeyboardEvent) => {
    const way = ARROWS[event.key];
    if (way) {
      const inside = (value: number, from: number, to: number) => Math.min(to, Math.max(from, value));
      const [dx, dy] = way.map((step) => step * STRIDE * extent);
      setCursor(([x, y]) => [inside(x + dx, left, right), inside(y + dy, low, high)]);
    } else if (event.key === ' ' || event.key === 'Enter') onPoints(put(points, ...cursor));
    else return;
    event.preventDefault();
  };
  const share = { x: (cursor[0] - left) / extent, y: (high - cursor[1]) / (high - low) };
  return html`<div
    class="editor"
    role="application"
    tabindex="0"
    aria-label=${`Canvas for ${toolWords(tool)}: arrow keys move the cursor, Enter takes it. ${points.length} points; the cursor is at ${cursor[0].toFixed(2)}, ${cursor[1].toFixed(2)}.`}
    onPointerDown=${begin}
    onPointerMove=${move}
    onPointerUp=${end}
    onPointerCancel=${end}
    onKeyDown=${press}
  >
    <span class="cursor" style=${{ left: `${100 * share.x}%`, top: `${100 * share.y}%` }}></span>
  </div>`;
}

function toolWords(tool: Tool): string {
  return tool === 'rubber' ? 'rubbing out points' : `drawing points of class ${POINT_CLASSES[tool]}`;
}

interface ToolsProps {
  readonly tool: Tool;
  readonly count: number;
  onTool(tool: Tool): void;
  onClear(): void;
}

/** The classes to draw with, the rubber, and a clean sheet. */
export function PointTools({ tool, count, onTool, onClear }: ToolsProps): VNode {
  const tools: readonly (readonly [Tool, string])[] = [
    ...POINT_CLASSES.map((name, index) => [index, name] as const),
    ['rubber', 'Rubber'],
  ];
  return html`<div class="tools">
    <fieldset class="chips">
      <legend class="seen-by-readers">Draw points of</legend>
      ${tools.map(
        ([each, name]) => html`<label key=${name} class=${`chip chip-${each}`}>
          <input type="radio" name="tool" checked=${tool === each} onChange=${() => onTool(each)} />
          <span>${name}</span>
        </label>`,
      )}
    </fieldset>
    <button disabled=${count === 0} onClick=${onClear}>Clear</button>
  </div>`;
}
