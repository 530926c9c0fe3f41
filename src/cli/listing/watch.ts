/** `dnn ls --watch`: the runs again and again until none is training. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSummary } from '../../model/run-summary.js';
import { visible } from '../../visible.js';
import type { Console } from '../terminal/console.js';
import { stateText } from './run-table.js';

/** Milliseconds between two looks, on a terminal and elsewhere, where each line stays. */
const PAUSE = { screen: 1000, lines: 5000 };
/** To the first cell, and all from there on gone. */
const CLEAR = '\u001b[H\u001b[J';

/** How the runs that were found are shown while some are training. */
export interface View<T> {
  runs(found: T): readonly RunSummary[];
  lines(found: T): readonly string[];
  /** Set for programs: a line of JSON at each look. */
  readonly json?: ((found: T) => string) | undefined;
  /** Milliseconds between two looks. */
  readonly pause?: number;
}

/**
 * Looks at what `read` finds until no run is training, and returns the last of it: on a terminal as a table that is
 * drawn again, elsewhere as a line for each run that has moved.
 */
export async function follow<T>(read: () => Promise<T>, view: View<T>, console: Console): Promise<T> {
  const shown = new Map<string, string>();
  const isScreen = view.json === undefined && console.watched;
  for (;;) {
    const found = await read();
    const training = view.runs(found).filter(({ state }) => state === 'running');
    if (isScreen)
      console.draw(`${CLEAR}${training.length > 0 ? view.lines(found).map(visible).join('\n') : ''}`);
    if (training.length === 0 || console.isClosed) return found;
    if (view.json) console.print(view.json(found));
    else if (!isScreen) for (const run of training) report(run, shown, console);
    await sleep(view.pause ?? (isScreen ? PAUSE.screen : PAUSE.lines));
  }
}

function report(run: RunSummary, shown: Map<string, string>, console: Console): void {
  const { name, iterations = 0, planned, cost } = run;
  const updates = planned === undefined ? '' : `; ${iterations} of ${planned} updates`;
  const line = `${name}: ${stateText(run)}${updates}${cost === undefined ? '' : `, cost ${cost.toFixed(6)}`}`;
  const key = `${iterations} ${cost}`;
  if (shown.get(name) !== key) console.remark(line);
  shown.set(name, key);
}
