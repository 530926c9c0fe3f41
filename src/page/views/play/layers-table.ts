/** The layers of a network in an update: how their activations and gradients are spread, and how large gradients are. */
import type { Histogram, LayerStats } from '../../../browser.js';
import { html, type VNode } from '../../preact.js';

interface LayersTableProps {
  readonly layers: readonly LayerStats[];
}

export function LayersTable({ layers }: LayersTableProps): VNode {
  const sizes = layers.map(({ gradients }) => sizeOf(gradients));
  const largest = Math.max(...sizes);
  return html`<div class="pane" tabindex="0" role="region" aria-label="Layers">
    <table class="layers">
      <thead>
        <tr>
          <th scope="col">Layer</th>
          <th scope="col">Activations A</th>
          <th scope="col">Gradients dZ</th>
          <th scope="col">Size of dZ</th>
        </tr>
      </thead>
      <tbody>
        ${layers.map(
          ({ layer, activations, gradients }, i) => html`<tr key=${layer}>
            <th scope="row">${layer}</th>
            <td><${Spread} histogram=${activations} colour="activations" /></td>
            <td><${Spread} histogram=${gradients} colour="gradients" /></td>
            <td class="size">
              <span class="bar" style=${{ width: `${barOf(sizes[i], largest)}%` }}></span>
              <span class="number">${sizes[i].toExponential(1)}</span>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The root of the mean square. */
function sizeOf({ mean, deviation }: Histogram): number {
  return Math.hypot(mean, deviation);
}

/** On a logarithmic scale of six powers of ten below the largest. */
function barOf(size: number, largest: number): number {
  if (size === 0 || largest === 0) return 0;
  return Math.max(2, 100 * (1 + Math.log10(size / largest) / 6));
}

interface SpreadProps {
  readonly histogram: Histogram;
  readonly colour: string;
}

/** A histogram with the ends of its range. */
function Spread({ histogram, colour }: SpreadProps): VNode {
  const { counts, from, to, mean, deviation } = histogram;
  const most = Math.max(...counts, 1);
  const label = `from ${short(from)} to ${short(to)}, mean ${short(mean)}, deviation ${short(deviation)}`;
  return html`<figure class=${`spread ${colour}`}>
    <svg viewBox="0 0 80 24" role="img" aria-label=${label} preserveAspectRatio="none">
      ${counts.map((count, i) => {
        const height = (24 * count) / most;
        return html`<rect key=${i} x=${4 * i} y=${24 - height} width="3.5" height=${height} />`;
      })}
    </svg>
    <figcaption aria-hidden="true"><span>${short(from)}</span><span>${short(to)}</span></figcaption>
  </figure>`;
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.01 || size >= 10_000)) return value.toExponential(0);
  return String(Number(value.toPrecision(2)));
}
