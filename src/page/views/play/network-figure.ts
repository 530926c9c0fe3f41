/** A drawing of a network of dense layers: units with their activations over the plane, and weights as lines. */
import { Canvas } from '../../charts/canvas.js';
import { largestOf } from '../../charts/largest.js';
import { classRgb, mixed, rgbOf } from '../../charts/palette.js';
import { pixelCanvas } from '../../charts/pixels.js';
import { token } from '../../charts/theme.js';
import { html, useCallback, type VNode } from '../../preact.js';
import type { Look, UnitMaps, Weights } from '../../worker/progress.js';

/** Units of a layer that are drawn. */
const MOST_UNITS = 12;
/** Lines below this share of the layer's heaviest are left out. */
const FAINT = 0.03;

interface NetworkFigureProps {
  /** From the input to the output. */
  readonly units: readonly number[];
  readonly look: Look | undefined;
}

export function NetworkFigure({ units, look }: NetworkFigureProps): VNode {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const places = units.map((count, layer) => placesOf(units, count, layer, width, height));
      for (let layer = 1; layer < units.length; layer++) {
        const W = look?.weights.find(({ name }) => name === `W${layer}`);
        drawWeights(context, W, places[layer - 1], places[layer]);
      }
      for (const [layer, own] of places.entries()) {
        drawUnits(
          context,
          look?.maps.find((maps) => maps.layer === layer),
          own,
          units[layer],
        );
        if (layer === 0) nameInputs(context, own);
      }
    },
    [units.join(), look],
  );
  const label = `The network ${units.join('-')}: units with their activations over the plane; lines are weights, blue above 0 and orange below, as thick as they are heavy.`;
  return html`<${Canvas} class="network" label=${label} draw=${draw} />`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  /** Half the side of its square. */
  readonly half: number;
}

function placesOf(
  units: readonly number[],
  count: number,
  layer: number,
  width: number,
  height: number,
): Place[] {
  const shown = Math.min(count, MOST_UNITS);
  const most = Math.min(MOST_UNITS, Math.max(...units));
  const half = Math.max(5, Math.min(19, height / (2.5 * most), width / (3.2 * units.length)));
  const column = units.length === 1 ? 0.5 : layer / (units.length - 1);
  const x = half + 2 + column * (width - 2 * half - 4);
  return Array.from({ length: shown }, (_, i) => ({ x, y: ((i + 0.5) / shown) * height, half }));
}

function drawWeights(
  context: CanvasRenderingContext2D,
  W: Weights | undefined,
  from: readonly Place[],
  to: readonly Place[],
): void {
  const [positive, negative] = [token('--class-0'), token('--class-1')];
  const largest = W ? largestOf(W.values) : 0;
  for (const [j, end] of to.entries()) {
    for (const [i, start] of from.entries()) {
      const weight = W === undefined ? 0 : W.values[j * W.cols + i];
      const share = largest === 0 ? 0 : Math.abs(weight) / largest;
      if (W !== undefined && share < FAINT) continue;
      context.strokeStyle = W === undefined ? token('--line') : weight > 0 ? positive : negative;
      context.globalAlpha = W === undefined ? 1 : 0.25 + 0.75 * share;
      context.lineWidth = 0.5 + 4 * share;
      context.beginPath();
      const bend = (end.x - start.x) / 2;
      context.moveTo(start.x, start.y);
      context.bezierCurveTo(start.x + bend, start.y, end.x - bend, end.y, end.x, end.y);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

function drawUnits(
  context: CanvasRenderingContext2D,
  maps: UnitMaps | undefined,
  places: readonly Place[],
  count: number,
): void {
  const sheet = maps && sheetOf(maps);
  const [wash, line] = [token('--wash'), token('--field')];
  for (const [unit, { x, y, half }] of places.entries()) {
    context.fillStyle = wash;
    context.fillRect(x - half, y - half, 2 * half, 2 * half);
    const box = [x - half, y - half, 2 * half, 2 * half] as const;
    if (maps && sheet) context.drawImage(sheet, 0, unit * maps.side, maps.side, maps.side, ...box);
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.strokeRect(x - half, y - half, 2 * half, 2 * half);
  }
  const last = places.at(-1);
  if (count <= places.length || last === undefined) return;
  context.fillStyle = token('--soft');
  context.font = '12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.fillText(`+${count - places.length}`, last.x, last.y + last.half + 12);
}

function nameInputs(context: CanvasRenderingContext2D, places: readonly Place[]): void {
  context.fillStyle = token('--ink');
  context.font = '13px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [i, { x, y }] of places.entries()) context.fillText(`x${'₁₂₃₄₅₆₇₈₉'[i] ?? ''}`, x, y);
  context.textBaseline = 'alphabetic';
}

/** The activations of all units, one below another: paper at 0, blue above, orange below. One picture costs less than many. */
function sheetOf({ side, values }: UnitMaps): HTMLCanvasElement {
  const [paper, above, below] = [rgbOf(token('--paper')), classRgb(0), classRgb(1)];
  return pixelCanvas(side, values.length / side, (i) =>
    mixed(values[i] > 0 ? above : below, paper, Math.abs(values[i]) / 127),
  );
}
