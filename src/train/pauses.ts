/** Pauses in long computations of a run, as events: whoever follows it can let signals have their turn. */
import type { PauseEvent } from './events.js';

/** Multiply-adds between two pauses, at least: small networks make none. */
const PAUSE_WORK = 2 ** 26;
const PAUSE: PauseEvent = { event: 'pause' };

/** Work that yields the multiply-adds since its last pause, with an event for each pause that matters. */
export function* withPauses<T>(work: Generator<number, T, void>): Generator<PauseEvent, T, void> {
  let since = 0;
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    since += next.value;
    if (since < PAUSE_WORK) continue;
    since = 0;
    yield PAUSE;
  }
}
