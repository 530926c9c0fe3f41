/** The steps of the iteration, by phase and layer: those behind, the one that is shown, and those to come. */
import { html, type VNode } from '../../preact.js';
import { spokenName } from './array-name.js';
import { ArraySymbol } from './array-symbol.js';
import { groupsOf, indexOf, PHASES, type Step, type StepGroup } from './steps.js';

interface StepListProps {
  readonly steps: readonly Step[];
  readonly array: string;
  onStep(array: string): void;
}

export function StepList({ steps, array, onStep }: StepListProps): VNode {
  const current = indexOf(steps, array);
  const state = (step: Step) => {
    const at = steps.indexOf(step);
    return at === current ? 'current' : at < current ? 'done' : 'coming';
  };
  return html`<nav aria-label="Steps of the iteration">
    <ol class="step-groups">
      ${groupsOf(steps).map(
        (group) => html`<li key=${`${group.phase}${group.layer}`}>
          <span class="note">${groupTitle(group)}</span>
          <ol>
            ${group.steps.map(
              (step) => html`<li key=${step.array}>
                <button
                  type="button"
                  class=${`step ${state(step)}`}
                  aria-current=${state(step) === 'current' ? 'step' : undefined}
                  aria-label=${spokenName(step.array)}
                  onClick=${() => onStep(step.array)}
                ><${ArraySymbol} array=${step.array} /></button>
              </li>`,
            )}
          </ol>
        </li>`,
      )}
    </ol>
  </nav>`;
}

function groupTitle({ phase, layer }: StepGroup): string {
  return phase === 'data' || phase === 'cost' ? PHASES[phase] : `${PHASES[phase]} ${layer}`;
}
