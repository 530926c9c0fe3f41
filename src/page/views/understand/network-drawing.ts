/** A drawing of the network: its units with the numbers of one example, and its weights as lines. */
import { html, type VNode } from '../../preact.js';
import type { ShownNetwork } from '../../worker/iteration.js';
import { axesOf } from './array-name.js';
import type { Arrays } from './arrays.js';
import type { Cell } from './cell.js';
import { shortNumber } from './numbers.js';
import { indexOf, type Step } from './steps.js';

interface NetworkDrawingProps {
  readonly network: ShownNetwork;
  readonly arrays: Arrays;
  readonly steps: readonly Step[];
  readonly step: Step;
  /** The cell of the step that is explained. */
  readonly cell: Cell;
}

/** Width of the drawing and height of a unit, in units of its own. */
const [WIDTH, UNIT] = [360, 46];

/** A unit of a layer, the input being layer 0. */
interface Unit {
  readonly layer: number;
  readonly unit: number;
}

export function NetworkDrawing(props: NetworkDrawingProps): VNode {
  const { units } = props.network;
  const height = Math.max(...units) * UNIT + 24;
  const example = axesOf(props.step.array)[1] === 'example' ? props.cell.col : 0;
  const all = units.flatMap((count, layer) => range(count).map((unit) => ({ layer, unit })));
  return html`<figure class="network-drawing">
    <svg viewBox=${`0 0 ${WIDTH} ${height}`} role="img" aria-label=${description(props)}>
      <${Edges} ...${props} height=${height} />
      ${all.map((unit) => html`<${Node} key=${`${unit.layer}-${unit.unit}`} ...${props} unit=${unit} example=${example} height=${height} />`)}
      ${units.map((_, layer) => html`<text class="layer-name" x=${xOf(layer, units)} y=${height - 4}>${layer === 0 ? 'X' : `layer ${layer}`}</text>`)}
    </svg>
    <figcaption class="note">
      ${legend(props, example)} Lines are weights: blue above 0, orange and dashed below.
    </figcaption>
  </figure>`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function description({ network, step }: NetworkDrawingProps): string {
  const where = step.layer === 0 ? 'its inputs' : `layer ${step.layer}`;
  return `The network ${network.units.join('-')}; this step is about ${where}.`;
}

/** The meaning of the numbers in the units. */
function legend({ step }: NetworkDrawingProps, example: number): string {
  const own = step.phase === 'data' ? 'X' : 'A';
  const isBackward = step.phase === 'backward' || step.phase === 'update';
  return `In the units: ${own} of example ${example + 1}${isBackward ? ', tinted: its dZ' : ''}.`;
}

function xOf(layer: number, units: readonly number[]): number {
  return 28 + (layer * (WIDTH - 56)) / (units.length - 1);
}

function yOf({ layer, unit }: Unit, units: readonly number[], height: number): number {
  return ((unit + 0.5) * (height - 24)) / units[layer] + 2;
}

/** Widths of lines, the thinnest first: few paths cost less than a line for each weight. */
const WIDTHS = 5;

/** The weights as paths, one for each kind of line: its sign, its width, and whether the chosen number goes through it. */
function Edges(props: NetworkDrawingProps & { readonly height: number }): VNode {
  const { network, height } = props;
  const paths = new Map<string, string[]>();
  for (let layer = 1; layer < network.units.length; layer++) {
    for (const [kind, from, to] of linesOf(props, layer)) {
      const [a, b] = [from, to].map((unit) => placeOf(unit, network.units, height));
      paths.set(kind, [...(paths.get(kind) ?? []), `M${a}L${b}`]);
    }
  }
  const drawn = [...paths].map(
    ([kind, lines]) => html`<path key=${kind} class=${kind} d=${lines.join('')} />`,
  );
  return html`<g>${drawn}</g>`;
}

/** The lines that lead to a layer. */
function linesOf(
  { network: { units }, arrays, steps, step, cell }: NetworkDrawingProps,
  layer: number,
): (readonly [kind: string, from: Unit, to: Unit])[] {
  const array = hasBehind(steps, step, `W${layer}_new`) ? `W${layer}_new` : `W${layer}`;
  const { at } = arrays.grid({ array });
  const pairs = range(units[layer]).flatMap((row) => range(units[layer - 1]).map((col) => [row, col]));
  const largest = Math.max(...pairs.map(([row, col]) => Math.abs(at(row, col))));
  return pairs.map(([row, col]) => {
    const [from, to] = [
      { layer: layer - 1, unit: col },
      { layer, unit: row },
    ];
    const weight = at(row, col);
    const width = largest === 0 ? 1 : Math.max(1, Math.ceil((WIDTHS * Math.abs(weight)) / largest));
    const lit = isEdgeLit(step, cell, from, to) ? ' lit' : '';
    return [`edge ${weight < 0 ? 'below' : 'above'} width-${width}${lit}`, from, to];
  });
}

function placeOf(unit: Unit, units: readonly number[], height: number): string {
  return `${xOf(unit.layer, units).toFixed(1)} ${yOf(unit, units, height).toFixed(1)}`;
}

/** True if the step that makes `array` has been made. */
function hasBehind(steps: readonly Step[], step: Step, array: string): boolean {
  const at = indexOf(steps, array);
  return at >= 0 && at <= steps.indexOf(step);
}

/** True for the weights that the chosen number goes through. */
function isEdgeLit({ kind, layer, array }: Step, { row, col }: Cell, from: Unit, to: Unit): boolean {
  if (kind === 'Z') return to.layer === layer && to.unit === row;
  if (kind === 'dA') return from.layer === layer && from.unit === row;
  const isOfWeight = /dW|W\d/.test(array);
  return isOfWeight && to.layer === layer && to.unit === row && from.unit === col;
}

interface NodeProps extends NetworkDrawingProps {
  readonly unit: Unit;
  readonly example: number;
  readonly height: number;
}

function Node({ network: { units }, arrays, steps, step, cell, unit, example, height }: NodeProps): VNode {
  const array = shownArray(steps, step, unit.layer);
  const text = array === undefined ? '' : shortNumber(arrays.at(array, unit.unit, example));
  const isLit = unit.layer === step.layer && (step.kind === 'cost' || isOfUnit(step, cell, unit.unit));
  const [x, y] = [xOf(unit.layer, units), yOf(unit, units, height)];
  const name = `node ${isLit ? 'lit' : ''} ${unit.layer === step.layer ? 'own' : ''} ${array?.startsWith('d') ? 'delta' : ''}`;
  return html`<g class=${name}>
    <rect x=${x - 25} y=${y - 14} width="50" height="28" rx="14" />
    <text x=${x} y=${y + 4}>${text}</text>
  </g>`;
}

/** The newest array of a layer that has been made: A going forward, dZ coming back. */
function shownArray(steps: readonly Step[], step: Step, layer: number): string | undefined {
  if (layer === 0) return 'X';
  return [`dZ${layer}`, `A${layer}`].find((array) => hasBehind(steps, step, array));
}

function isOfUnit({ kind }: Step, { row }: Cell, unit: number): boolean {
  return kind === 'L' || row === unit;
}
