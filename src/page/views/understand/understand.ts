/** The view Understand: one iteration of a small network, step by step, with all its numbers. */
import { html, useCallback, useEffect, useMemo, useRef, type VNode } from '../../preact.js';
import { runSettings } from '../../settings/play-settings.js';
import type { Fault } from '../../worker/requests.js';
import type { ViewProps } from '../view.js';
import { Arrays } from './arrays.js';
import { IterationCommandsPanel } from './iteration-commands.js';
import { SmallForm } from './small-form.js';
import { StepButtons } from './step-buttons.js';
import { StepList } from './step-list.js';
import { type StepPlace, stepBeside, stepsOf } from './steps.js';
import {
  parseUnderstand,
  startingSmall,
  type UnderstandSettings,
  understandText,
} from './understand-settings.js';
import { useIteration } from './use-iteration.js';
import { Walk } from './walk.js';

export function Understand({ query, setQuery, isShown }: ViewProps): VNode {
  const settings = useMemo(() => parseUnderstand(query), [query]);
  const { play, place } = settings;
  const { iteration, fault } = useIteration(runSettings(play), place.iteration);
  const steps = useMemo(() => (iteration ? stepsOf(iteration.network) : []), [iteration?.network]);
  const arrays = useMemo(() => iteration && new Arrays(iteration.arrays), [iteration]);
  const step = steps.find(({ array }) => array === place.array) ?? steps[0];
  const set = (changed: Partial<UnderstandSettings>) => setQuery(understandText({ ...settings, ...changed }));
  const at = { iteration: place.iteration, array: step?.array ?? place.array };
  const go = useLater((to: StepPlace) => set({ place: to }));
  useArrowKeys(isShown && step !== undefined, (by) => go(stepBeside(steps, at, by)));
  const commands = useMemo(
    () => iteration && html`<${IterationCommandsPanel} iteration=${iteration} settings=${play} />`,
    [iteration, JSON.stringify(play)],
  );
  const isWide = useMemo(() => matchMedia('(min-width: 60rem)').matches, []);
  return html`<div class="understand">
    <details class="side" open=${isWide}>
      <summary>Settings <span class="note">${[play.data, play.options.layers, play.options.activation].join(' · ')}</span></summary>
      <${SmallForm}
        settings=${play}
        plane=${iteration?.plane}
        classes=${iteration?.classes ?? []}
        outputs=${iteration?.network.units.at(-1) ?? 0}
        onSettings=${(changed: UnderstandSettings['play']) => set({ play: changed })}
      />
    </details>
    <div class="work">
      ${fault && html`<${Refusal} fault=${fault} onSmall=${() => set({ play: startingSmall(play.data, play.points), place: { iteration: 0, array: 'X' } })} />`}
      ${
        iteration &&
        arrays &&
        html`
          <${StepButtons} steps=${steps} place=${at} onPlace=${go} />
          <${StepList} steps=${steps} array=${at.array} onStep=${(array: string) => go({ ...at, array })} />
          <${Walk} iteration=${iteration} arrays=${arrays} steps=${steps} step=${step} />
          ${commands}
        `
      }
    </div>
  </div>`;
}

/** Calls `act` in a task of its own: a click and the drawing of large matrices are each short, together they are not. */
function useLater<Value>(act: (value: Value) => void): (value: Value) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((value) => void setTimeout(() => latest.current(value)), []);
}

/** Why the settings cannot be shown, and a way on. */
function Refusal({ fault, onSmall }: { fault: Fault; onSmall(): void }): VNode {
  return html`<div class="fault" role="alert">
    <p>${fault.message}. ${fault.hint}</p>
    <button type="button" onClick=${onSmall}>Show a small network</button>
  </div>`;
}

/** The arrow keys lead to the steps beside, but where they have a meaning of their own. */
function useArrowKeys(isOn: boolean, go: (by: 1 | -1) => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const press = (event: KeyboardEvent) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || hasOwnArrows(event)) return;
      event.preventDefault();
      go(by as 1 | -1);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}

function hasOwnArrows({ target, defaultPrevented }: KeyboardEvent): boolean {
  const own = 'input, select, textarea, .cell, .editor, .matrix';
  return defaultPrevented || (target instanceof Element && target.closest(own) !== null);
}
