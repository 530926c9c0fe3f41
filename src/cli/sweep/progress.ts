/** How far a sweep has come: its rungs, their trials, and the time that is left. It prints nothing. */
import { type Rung, rungsOf } from '../../tune/halving.js';
import type { RungEvent, TrialEvent } from '../../tune/sweep-events.js';
import { runsOf } from '../../tune/sweep-plan.js';
import type { SweepWork } from './work.js';

/** A rung that has begun. */
export interface BegunRung {
  readonly event: RungEvent;
  /** Trials whose results are known. */
  done: number;
  /** The best metric, as text; empty until it is judged. */
  best: string;
}

export class SweepProgress {
  /** The rungs that have begun, by their generations. */
  readonly #begun = new Map<number, BegunRung[]>();
  #last: BegunRung | undefined;
  /** Trials whose results are known. */
  done = 0;
  readonly #work: Pick<SweepWork, 'plan' | 'first' | 'search'>;
  readonly #began = performance.now();
  /** Whole runs, by their parts, that trials amount to: those of this process, and all that are known. */
  #trained = 0;
  #covered = 0;
  /** The rungs of a generation of so many. */
  readonly #rungs = new Map<number, readonly Rung[]>();

  constructor(work: Pick<SweepWork, 'plan' | 'first' | 'search'>) {
    this.#work = work;
  }

  begin(event: RungEvent): void {
    this.#last = { event, done: 0, best: '' };
    this.#begun.set(event.generation, [...this.begunIn(event.generation), this.#last]);
  }

  count({ known }: TrialEvent): void {
    const { event } = this.last;
    this.last.done++;
    this.done++;
    const share = addedBy(event.rungs, event.rung);
    this.#covered += share;
    if (!known) this.#trained += share;
  }

  /** The rung that is under way. */
  get last(): BegunRung {
    return this.#last as BegunRung;
  }

  /** The rungs of a generation that have begun, in their order. */
  begunIn(generation: number): readonly BegunRung[] {
    return this.#begun.get(generation) ?? [];
  }

  /** Trials of a configuration in a rung. */
  get each(): number {
    return runsOf(this.#work.plan).length;
  }

  /** The rungs of a generation, as far as they are known before it begins. */
  rungsOf(generation: number): readonly Rung[] {
    const [begun] = this.begunIn(generation);
    return begun?.event.rungs ?? this.#rungsFor(this.#work.search.generations[generation]);
  }

  /** All trials, and the whole runs that they amount to: of later generations as of the first. */
  get amount(): { readonly trials: number; readonly runs: number } {
    let [trials, runs] = [0, 0];
    for (const generation of this.#work.search.generations.keys()) {
      const rungs = this.rungsOf(generation);
      const begun = this.begunIn(generation);
      for (const [r, { configurations }] of rungs.entries()) {
        const own = begun[r]?.event.trials ?? configurations * this.each;
        trials += own;
        runs += own * addedBy(rungs, r);
      }
    }
    return { trials, runs };
  }

  /** Seconds that are left at the pace of this process so far; undefined at its beginning. */
  get secondsLeft(): number | undefined {
    const seconds = (performance.now() - this.#began) / 1000;
    if (this.#trained === 0 || seconds < 1) return undefined;
    return (seconds * Math.max(0, this.amount.runs - this.#covered)) / this.#trained;
  }

  #rungsFor(count: number): readonly Rung[] {
    const { plan, first } = this.#work;
    const lengths = first.flatMap(({ size }) => size ?? []);
    const rungs = this.#rungs.get(count) ?? rungsOf(lengths, count, plan.rules);
    this.#rungs.set(count, rungs);
    return rungs;
  }
}

/** The part of a whole run that a trial of a rung adds. */
function addedBy(rungs: readonly Rung[], rung: number): number {
  return 1 / rungs[rung].part - (rung === 0 ? 0 : 1 / rungs[rung - 1].part);
}
