/** The costs of the run and its forks over their updates. */
import { type Line, LineChart } from '../../charts/line-chart.js';
import { html, useMemo, useState, type VNode } from '../../preact.js';
import type { PlayRun } from './use-runs.js';

interface CostFigureProps {
  readonly runs: readonly PlayRun[];
  /** The number of the run that is shown. */
  readonly active: number;
  /** Updates of a run. */
  readonly iterations: number | undefined;
  onShow(number: number): void;
}

export function CostFigure({ runs, active, iterations, onShow }: CostFigureProps): VNode {
  const [isLog, setIsLog] = useState(false);
  const lines = useMemo(() => runs.flatMap(linesOf), [runs]);
  const words = runs.map(({ label, progress }) => {
    const cost = progress?.costs.y.at(-1);
    return `run ${label} ${cost === undefined ? 'has not begun' : `is at ${cost.toFixed(4)}`}`;
  });
  return html`<section class="costs" aria-labelledby="costs-title">
    <div class="title-row">
      <h2 id="costs-title">Cost</h2>
      <label class="check">
        <input
          type="checkbox"
          checked=${isLog}
          onChange=${(event: Event) => setIsLog((event.target as HTMLInputElement).checked)}
        />
        logarithmic
      </label>
    </div>
    <${LineChart}
      label=${`Cost over updates: ${words.join(', ')}.`}
      xLabel="update"
      yLabel="cost"
      lines=${lines}
      isLog=${isLog}
      xEnd=${iterations}
      height=${260}
    />
    ${runs.length > 1 && html`<${RunChoice} runs=${runs} active=${active} onShow=${onShow} />`}
  </section>`;
}

function linesOf({ label, progress }: PlayRun, index: number): Line[] {
  const colour = `--class-${index}`;
  const costs = { label: `cost of ${label}`, colour, ...(progress?.costs ?? { x: [], y: [] }) };
  if (progress?.validationCosts === undefined) return [costs];
  return [costs, { label: `validation of ${label}`, colour, isDashed: true, ...progress.validationCosts }];
}

function RunChoice({ runs, active, onShow }: Omit<CostFigureProps, 'iterations'>): VNode {
  return html`<fieldset class="chips">
    <legend class="note">Shown run</legend>
    ${runs.map(
      ({ number, label, forked, progress }, index) => html`<label key=${number} class=${`chip chip-${index}`}>
        <input type="radio" name="run" checked=${number === active} onChange=${() => onShow(number)} />
        <span>
          ${label}${forked && ` from ${forked.from} at ${forked.at}`}, rate ${progress?.learningRate ?? '–'}
        </span>
      </label>`,
    )}
  </fieldset>`;
}
