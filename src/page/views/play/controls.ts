/** The controls of a run: train, step, restart, fork, speed and the learning rate, which may change while it runs. */

import { ChoiceField, TextField } from '../../field.js';
import { html, type VNode } from '../../preact.js';
import { MOST_RUNS, type PlayRun, type RunActions, type Runs } from './use-runs.js';

/** Updates a second, by how they are called. */
export const PACES: Readonly<Record<string, string>> = {
  '10': '10 a second',
  '100': '100 a second',
  '1000': '1,000 a second',
  full: 'full speed',
};

interface ControlsProps {
  readonly runs: Runs;
  readonly run: PlayRun | undefined;
  readonly actions: RunActions;
  readonly pace: string;
  readonly learningRate: string;
  onPace(pace: string): void;
  onRate(rate: string): void;
}

export function Controls(props: ControlsProps): VNode {
  const { runs, run, actions, pace, learningRate, onPace, onRate } = props;
  const { isPlaying = false, iteration = 0 } = run?.progress ?? {};
  const isOver = run?.result !== undefined || run?.failure !== undefined;
  const isReady = !runs.isPreparing && runs.fault === undefined;
  const canGoOn = isReady && !isOver;
  const train = isPlaying
    ? actions.pause
    : () => (isOver ? actions.again(paceOf(pace)) : actions.play(paceOf(pace)));
  const word = isOver ? 'Train again' : iteration > 0 ? 'Go on' : 'Train';
  return html`<div class="controls" role="group" aria-label="The run">
    <button class="primary train" disabled=${!isReady} onClick=${train}>
      ${isPlaying ? 'Pause' : word}
    </button>
    <button disabled=${!canGoOn} onClick=${actions.step}>Step</button>
    <button disabled=${!isReady || iteration === 0} onClick=${actions.restart}>Restart</button>
    <button
      disabled=${!canGoOn || iteration === 0 || runs.runs.length >= MOST_RUNS}
      onClick=${actions.fork}
    >
      Fork
    </button>
    <${ChoiceField} label="Speed" value=${pace} choices=${PACES} onValue=${(value: string) => {
      onPace(value);
      if (isPlaying) actions.play(paceOf(value));
    }} />
    <${TextField} label="Learning rate" mode="decimal" value=${learningRate} onValue=${onRate} />
  </div>`;
}

/** Updates a second. */
export function paceOf(pace: string): number {
  return pace === 'full' ? Number.POSITIVE_INFINITY : Number(pace);
}
