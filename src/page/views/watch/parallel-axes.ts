/**
 * The configurations of a sweep on parallel axes, a line each. A range is marked on an axis with the pointer, or with
 * its two handles and the keyboard; what is outside of a mark becomes faint.
 */
import type { Axis, SweepDetails, SweptRow } from '../../../serve/ui/messages.js';
import { html, useRef, type VNode } from '../../preact.js';
import { type Brush, type Brushes, isWithin, marked, moved, placesOf, WHOLE } from './brushes.js';

/** In the units of the drawing. */
const [HEIGHT, TOP, BOTTOM, SIDE] = [250, 56, 16, 84];
/** From axis to axis: as far as a screen allows, and no nearer than labels need. */
const [WIDE, NEAR, FAR] = [460, 112, 220];
/** Lines that are drawn at most, the best first: more are a grey wall. */
const MOST_LINES = 1000;
/** Half the width in which an axis takes the pointer. */
const REACH = 22;
/** Steps of the keys. */
const [SMALL, LARGE] = [0.02, 0.1];

export interface ParallelAxesProps {
  readonly sweep: SweepDetails;
  readonly brushes: Brushes;
  setBrushes(brushes: Brushes): void;
  /** The number of the configuration that is pointed at in the table. */
  readonly pointed: number | undefined;
}

export function ParallelAxes({ sweep, brushes, setBrushes, pointed }: ParallelAxesProps): VNode {
  const axes = [...sweep.axes, rankAxis(sweep)];
  const step = Math.min(FAR, Math.max(NEAR, WIDE / (axes.length - 1)));
  const width = SIDE * 2 + step * (axes.length - 1);
  const rows = sweep.rows.slice(0, MOST_LINES);
  const places = placesOf(rows);
  const lines = (isDrawn: (row: SweptRow, i: number) => boolean) =>
    rows.flatMap((row, i) => (isDrawn(row, i) ? [linePath(places[i], step)] : [])).join('');
  const third = Math.ceil(rows.filter(({ metric }) => metric !== undefined).length / 3);
  const isChosen = (_: SweptRow, i: number) => isWithin(places[i], brushes);
  return html`<div class="run-pane" role="region" aria-label=${`Configurations of ${sweep.name} on parallel axes`} tabindex="0">
    <svg class="parallel" width=${width} height=${TOP + HEIGHT + BOTTOM} viewBox=${`0 0 ${width} ${TOP + HEIGHT + BOTTOM}`}>
      <path class="lines faint" d=${lines((row, i) => !isChosen(row, i))} />
      <path class="lines others" d=${lines((row, i) => i >= third && isChosen(row, i))} />
      <path class="lines good" d=${lines((row, i) => i > 0 && i < third && isChosen(row, i))} />
      <path class="lines best" d=${lines((row, i) => i === 0 && isChosen(row, i))} />
      <path class="lines pointed" d=${lines((row) => row.index === pointed)} />
      ${axes.map((axis, number) => html`<${DrawnAxis} key=${axis.flag} ...${{ axis, number, sweep, brushes, setBrushes }} x=${SIDE + step * number} />`)}
    </svg>
  </div>`;
}

/** The axis of the ranks, with the metrics of the best, the middle one and the last. */
function rankAxis({ metric, rows }: SweepDetails): Axis {
  const known = rows.flatMap((row) => (row.metric === undefined ? [] : [row.metric]));
  const at = (place: number) => known[Math.round((1 - place) * (known.length - 1))];
  const labels =
    known.length === 0 ? [] : [1, 0.5, 0].map((place) => [place, at(place).toPrecision(4)] as const);
  return { flag: metric.replaceAll('_', ' '), text: 'rank', isChoice: false, labels };
}

interface DrawnAxisProps extends Omit<ParallelAxesProps, 'pointed'> {
  readonly axis: Axis;
  readonly number: number;
  /** Where it is drawn. */
  readonly x: number;
}

function DrawnAxis({ axis, number, x, sweep, brushes, setBrushes }: DrawnAxisProps): VNode {
  const from = useRef<number | undefined>(undefined);
  const brush = brushes.get(number);
  const down = (event: PointerEvent) => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    from.current = placeAt(event);
  };
  const move = (event: PointerEvent) => {
    if (from.current !== undefined) setBrushes(marked(brushes, number, from.current, placeAt(event)));
  };
  const up = (event: PointerEvent) => {
    move(event);
    from.current = undefined;
  };
  const { low, high } = brush ?? WHOLE;
  return html`<g>
    <line class="axis" x1=${x} x2=${x} y1=${TOP} y2=${TOP + HEIGHT} />
    <text class="title" x=${x} y=${number % 2 === 0 ? 18 : 36}>${axis.flag}</text>
    ${axis.labels.map(([place, value]) => html`<text key=${place} class="label" x=${x - 8} y=${yOf(place) + 4}>${short(value)}</text>`)}
    ${brush && html`<rect class="brush" x=${x - 7} width="14" y=${yOf(high)} height=${yOf(low) - yOf(high)} />`}
    <rect class="reach" x=${x - REACH} width=${REACH * 2} y=${TOP - 8} height=${HEIGHT + 16}
      onPointerDown=${down} onPointerMove=${move} onPointerUp=${up} />
    ${(['low', 'high'] as const).map(
      (end) =>
        html`<${Handle} key=${end} ...${{ axis, number, x, sweep, brushes, setBrushes, end }} place=${{ low, high }[end]} />`,
    )}
  </g>`;
}

interface HandleProps extends DrawnAxisProps {
  readonly end: keyof Brush;
  readonly place: number;
}

/** One end of a mark, for the keyboard. */
function Handle({ axis, number, x, sweep, brushes, setBrushes, end, place }: HandleProps): VNode {
  const press = (event: KeyboardEvent) => {
    const to = placeOfKey(event, place);
    if (to === undefined) return;
    event.preventDefault();
    const isCleared = event.key === 'Escape' || event.key === 'Delete';
    setBrushes(isCleared ? marked(brushes, number, 0, 1) : moved(brushes, number, end, to));
  };
  return html`<g
    class="handle"
    role="slider"
    tabindex="0"
    aria-orientation="vertical"
    aria-label=${`${axis.flag} ${end === 'low' ? 'from' : 'to'}`}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.round(100 * place)}
    aria-valuetext=${valueNear(sweep, axis, number, place)}
    onKeyDown=${press}
  >
    <path d=${`M${x - 9} ${yOf(place)}h18`} />
  </g>`;
}

/** Where a key moves an end; undefined for keys that do something else. */
function placeOfKey({ key, shiftKey }: KeyboardEvent, place: number): number | undefined {
  const step = shiftKey ? LARGE : SMALL;
  const places: Readonly<Record<string, number>> = {
    ArrowUp: place + step,
    ArrowRight: place + step,
    ArrowDown: place - step,
    ArrowLeft: place - step,
    PageUp: place + LARGE,
    PageDown: place - LARGE,
    Home: 0,
    End: 1,
    Escape: place,
    Delete: place,
  };
  return places[key];
}

/** The value of the configuration, or of the label, that is nearest to a place. */
function valueNear({ rows }: SweepDetails, { labels }: Axis, number: number, place: number): string {
  const known = [
    ...labels,
    ...rows.flatMap(({ places, values }) =>
      number < places.length ? [[places[number], String(values[number])] as const] : [],
    ),
  ];
  const [near] = known.toSorted(([a], [b]) => Math.abs(a - place) - Math.abs(b - place));
  return near === undefined ? String(place) : near[1];
}

function linePath(places: readonly number[], step: number): string {
  return `M${places.map((place, axis) => `${SIDE + step * axis} ${yOf(place).toFixed(1)}`).join('L')}`;
}

function yOf(place: number): number {
  return TOP + HEIGHT * (1 - place);
}

/** The place on an axis where the pointer is. */
function placeAt({ clientY, currentTarget }: PointerEvent): number {
  const { top, height } = (currentTarget as Element).getBoundingClientRect();
  const y = ((clientY - top) / height) * (HEIGHT + 16) - 8;
  return Math.min(1, Math.max(0, 1 - y / HEIGHT));
}

function short(text: string): string {
  return text.length <= 11 ? text : `${text.slice(0, 10)}…`;
}
