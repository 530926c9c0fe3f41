/** Where the network looks, in a picture or in a row, each map with a sentence on what it says. */
import { largestOf } from '../../charts/largest.js';
import { ChoiceField } from '../../field.js';
import { html, type VNode } from '../../preact.js';
import type {
  ColumnEffect,
  Cover,
  ModelFacts,
  SeenColumn,
  StrongestPatch,
} from '../../worker/try/requests.js';
import { HeatFigure, SeenFigure } from './heat-figure.js';
import { numberText, percentText, scaleText } from './texts.js';
import type { SessionState } from './try-session.js';
import { COVERS, patchSizes } from './try-settings.js';

export interface PictureLooksProps {
  readonly facts: ModelFacts;
  readonly state: SessionState;
  readonly patch: number;
  readonly cover: Cover;
  onPatch(patch: number): void;
  onCover(cover: Cover): void;
}

export function PictureLooks(props: PictureLooksProps): VNode | null {
  const { facts, state, patch, cover, onPatch, onCover } = props;
  const { answer, gradient, occlusion, covering } = state;
  if (answer?.picture === undefined) return null;
  const { shape } = facts;
  const { picture, said } = answer;
  const subject = scoreWords(facts, answer.prediction.label);
  const sizes = Object.fromEntries(patchSizes(shape).map((size) => [size, `${size} × ${size} pixels`]));
  const slope = `Slope of ${subject} by brightness, |∂score/∂x|: where a small change of a pixel would move it most.`;
  const fall = occlusion?.strongest && strongestText(facts, answer.prediction.label, occlusion.strongest);
  return html`<section class="looks" aria-labelledby="looks-title">
    <h2 id="looks-title">Where it looks</h2>
    <div class="figures">
      <${SeenFigure} shape=${shape} picture=${picture} said=${said} />
      ${
        occlusion &&
        html`<${HeatFigure} title="Covered parts" map=${occlusion} label=${fall ?? ''} isSigned ...${{ shape, picture }}>
        Fall of ${subject} when a part is covered. ${fall} Blue: covered, it rises.
      </${HeatFigure}>`
      }
      ${gradient && html`<${HeatFigure} title="Sensitive pixels" map=${gradient} label=${slope} ...${{ shape, picture }}>${slope}</${HeatFigure}>`}
    </div>
    <div class="cover-form">
      <${ChoiceField} label="Covered part" value=${String(patch)} choices=${sizes} onValue=${(size: string) => onPatch(Number(size))} />
      <${ChoiceField} label="Covered with" value=${cover} choices=${COVERS} onValue=${onCover} />
      ${covering !== undefined && covering < 1 && html`<progress aria-label="Covered parts" max="1" value=${covering}></progress>`}
    </div>
  </section>`;
}

/** The name of the score. */
function scoreWords({ classes, target }: ModelFacts, label: string | undefined): string {
  return classes.length > 0 ? `the score of “${label}” (its log-odds)` : (target ?? 'the number');
}

function strongestText(
  { classes, target }: ModelFacts,
  label: string | undefined,
  { row, column, height, width, before, after }: StrongestPatch,
): string {
  const place = `${width} × ${height} pixels from row ${row + 1}, column ${column + 1}`;
  if (classes.length === 0)
    return `Most at ${place}: ${target ?? 'the number'} from ${numberText(before)} to ${numberText(after)}.`;
  return `Most at ${place}: the probability of “${label}” from ${percentText(before)} to ${percentText(after)}.`;
}

export interface RowLooksProps {
  readonly facts: ModelFacts;
  readonly state: SessionState;
}

export function RowLooks({ facts, state }: RowLooksProps): VNode | null {
  const { answer, effects } = state;
  if (answer?.columns === undefined) return null;
  const subject = scoreWords(facts, answer.prediction.label);
  const slopes = largestOf(effects?.map(({ slope }) => slope) ?? []);
  const falls = largestOf(effects?.map(({ fall = 0 }) => fall) ?? []);
  return html`<section class="looks" aria-labelledby="looks-title">
    <h2 id="looks-title">What the network sees, and what counts</h2>
    <div class="pane" tabindex="0" role="region" aria-label="Columns">
      <table class="effects">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Value</th>
            <th scope="col">Input</th>
            <th scope="col">Replaced</th>
            <th scope="col">Slope × spread</th>
          </tr>
        </thead>
        <tbody>
          ${answer.columns.map((column, i) => html`<${EffectRow} key=${column.name} column=${column} effect=${effects?.[i]} falls=${falls} slopes=${slopes} />`)}
        </tbody>
      </table>
    </div>
    <p class="note">
      Replaced: the fall of ${subject} with this column at ${usualWords(effects)} and all others as they are. Slope × spread:
      what the score would gain if the column rose by its spread in training (one standard deviation or the whole range;
      from no to yes; to the category that moves it most). Orange counts for the answer, blue against it.
    </p>
  </section>`;
}

/** The values that took the columns' place: mostly one sentence for all. */
function usualWords(effects: readonly ColumnEffect[] = []): string {
  const words = [...new Set(effects.flatMap(({ covered }) => covered ?? []))];
  return words.length === 0 ? 'its usual value' : words.join(', or ');
}

interface EffectRowProps {
  readonly column: SeenColumn;
  readonly effect: ColumnEffect | undefined;
  /** The largest of all columns. */
  readonly falls: number;
  readonly slopes: number;
}

function EffectRow({ column, effect, falls, slopes }: EffectRowProps): VNode {
  const { name, value, inputs } = column;
  return html`<tr>
    <th scope="row"><bdi>${name}</bdi></th>
    <td class="cell"><bdi>${value}</bdi></td>
    <td>${inputs.map(scaleText).join(' ')}</td>
    <td><${Effect} value=${effect?.fall} largest=${falls} /></td>
    <td><${Effect} value=${effect?.slope} largest=${slopes} /></td>
  </tr>`;
}

/** A bar to the right of the middle for what counts for the answer, to its left for what counts against it. */
function Effect({ value, largest }: { readonly value: number | undefined; readonly largest: number }): VNode {
  if (value === undefined) return html`<span>–</span>`;
  const share = largest === 0 ? 0 : (50 * Math.abs(value)) / largest;
  const place = { left: `${value < 0 ? 50 - share : 50}%`, width: `${share}%` };
  return html`<span class="effect">
    <span class="effect-bar" aria-hidden="true"><span class=${value < 0 ? 'against' : 'for'} style=${place}></span></span>
    <span>${value > 0 ? '+' : ''}${scaleText(value)}</span>
  </span>`;
}
