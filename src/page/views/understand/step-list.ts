/** The steps of the iteration by phase: those behind, the one that is shown, and those to come. */
import { html, type VNode } from '../../preact.js';
import { SpokenSymbol } from './array-symbol.js';
import { groupsOf, indexOf, PHASES, type Phase, type Step } from './steps.js';

interface StepListProps {
  readonly steps: readonly Step[];
  readonly array: string;
  onStep(array: string): void;
}

export function StepList(props: StepListProps): VNode {
  return html`<nav aria-label="Steps of the iteration">
    <ol class="phases">
      ${(Object.keys(PHASES) as Phase[]).map(
        (phase) => html`<li key=${phase}>
          <span class="note">${PHASES[phase]}</span>
          <${PhaseSteps} ...${props} phase=${phase} />
        </li>`,
      )}
    </ol>
  </nav>`;
}

/** The steps of one phase, a little space between its layers. */
function PhaseSteps({ steps, array, phase, onStep }: StepListProps & { readonly phase: Phase }): VNode {
  const current = indexOf(steps, array);
  const groups = groupsOf(steps).filter((group) => group.phase === phase);
  const item = (step: Step, isFirst: boolean) => {
    const at = steps.indexOf(step);
    const state = at === current ? 'current' : at < current ? 'done' : 'coming';
    return html`<li key=${step.array} class=${isFirst ? 'of-layer' : undefined}>
      <button
        type="button"
        class=${`step ${state}`}
        aria-current=${at === current ? 'step' : undefined}
        onClick=${() => onStep(step.array)}
      ><${SpokenSymbol} array=${step.array} /></button>
    </li>`;
  };
  return html`<ol>${groups.flatMap((group) => group.steps.map((step, i) => item(step, i === 0)))}</ol>`;
}
