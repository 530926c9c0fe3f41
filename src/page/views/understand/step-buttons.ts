/** The buttons that lead from step to step, and from iteration to iteration. */

import { TextField } from '../../field.js';
import { html, type VNode } from '../../preact.js';
import { LAST_ITERATION } from '../../small-networks.js';
import { nextLayer, type Step, type StepPlace, stepBeside } from './steps.js';

interface StepButtonsProps {
  readonly steps: readonly Step[];
  readonly place: StepPlace;
  onPlace(place: StepPlace): void;
}

/** Iterations of the longest stride. */
const MANY = 100;

export function StepButtons({ steps, place, onPlace }: StepButtonsProps): VNode {
  const by = (iterations: number): StepPlace => ({
    ...place,
    iteration: Math.min(LAST_ITERATION, place.iteration + iterations),
  });
  const isFirst = place.iteration === 0 && place.array === steps[0].array;
  const set = (text: string) => {
    const iteration = Number(text);
    if (Number.isInteger(iteration) && iteration >= 0) onPlace({ ...place, iteration });
  };
  return html`<div class="step-buttons">
    <div class="near">
    <button type="button" disabled=${isFirst} onClick=${() => onPlace(stepBeside(steps, place, -1))}>Back</button>
    <button type="button" class="primary" onClick=${() => onPlace(stepBeside(steps, place, 1))}>Next</button>
    <button type="button" onClick=${() => onPlace(nextLayer(steps, place))}>Next layer</button>
    </div>
    <div class="far">
    <button type="button" onClick=${() => onPlace(by(1))}>Next iteration</button>
    <button type="button" onClick=${() => onPlace(by(MANY))}>Run ${MANY} iterations</button>
    <${TextField} label="Iteration" mode="numeric" value=${String(place.iteration)} onValue=${set} />
    </div>
  </div>`;
}
