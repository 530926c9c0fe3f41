/** The costs of several runs in one chart, with a legend that says in words what is drawn. */
import { type Line, LineChart } from '../charts/line-chart.js';
import type { CostCurve } from '../cost-curve.js';
import { html, useMemo, type VNode } from '../preact.js';
import type { LoggedCosts } from './logged-costs.js';
import { costText, countText } from './texts.js';

/** The colours of the style sheet, which repeat behind the last. */
const COLOURS = 10;

export interface CostChartProps {
  readonly names: readonly string[];
  readonly costs: ReadonlyMap<string, LoggedCosts>;
  readonly isLog: boolean;
  setLog(isLog: boolean): void;
}

/** The token of the run at this place in the order. */
function runColour(place: number): string {
  return `--class-${place % COLOURS}`;
}

export function CostChart({ names, costs, isLog, setLog }: CostChartProps): VNode {
  const lines = useMemo(
    () => names.flatMap((name, place) => linesOf(name, costs.get(name), runColour(place), isLog)),
    [names.join('\n'), costs, isLog],
  );
  const hasValidation = lines.some(({ isDashed }) => isDashed);
  const label = `Costs over updates. ${names.map((name) => sentenceOf(name, costs.get(name))).join(' ')}`;
  return html`<div>
    <div class="run-row">
      <h3>Cost</h3>
      <label class="run-check"
        ><input
          type="checkbox"
          checked=${isLog}
          onChange=${(event: Event) => setLog((event.target as HTMLInputElement).checked)}
        />
        logarithmic</label
      >
    </div>
    <${LineChart} label=${label} xLabel="updates" yLabel="cost" lines=${lines} isLog=${isLog} height=${300} />
    <ul class="run-legend">
      ${names.map((name, place) => html`<li key=${name}><${Swatch} place=${place} /> <bdi>${name}</bdi> ${nowText(costs.get(name))}</li>`)}
      ${hasValidation && html`<li class="note">dashed: on the validation examples</li>`}
    </ul>
  </div>`;
}

/** A mark in the colour of a run; its name stands beside it. */
export function Swatch({ place }: { readonly place: number }): VNode {
  return html`<svg class="swatch" viewBox="0 0 16 8" aria-hidden="true">
    <path d="M0 4H16" class=${`stroke-${place % COLOURS}`} />
  </svg>`;
}

function linesOf(name: string, costs: LoggedCosts | undefined, colour: string, isLog: boolean): Line[] {
  if (costs === undefined) return [];
  const { training, validation } = costs;
  const line = (label: string, curve: CostCurve) => ({ label, colour, ...drawn(curve, isLog) });
  return [
    line(name, training),
    ...(validation.isEmpty ? [] : [{ ...line(`${name}, validation`, validation), isDashed: true }]),
  ];
}

/** A logarithm has no place for what is not above 0. */
function drawn({ points: { x, y } }: CostCurve, isLog: boolean): Pick<Line, 'x' | 'y'> {
  return { x, y: isLog ? y.map((cost) => (cost > 0 ? cost : null)) : y };
}

function nowText(costs: LoggedCosts | undefined): string {
  if (costs?.training.last === undefined) return '';
  const { last } = costs.validation;
  return `${costText(costs.training.last)}${last === undefined ? '' : `, validation ${costText(last)}`}`;
}

function sentenceOf(name: string, costs: LoggedCosts | undefined): string {
  const x = costs?.training.points.x.at(-1);
  if (x === undefined) return `${name}: none yet.`;
  return `${name}: ${nowText(costs)} after ${countText(x)} updates.`;
}
