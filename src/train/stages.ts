/** The stages that a run's time goes into, and a stopwatch that times them by the clock that it is given. */

/** Every stage in the order of a run, with its title. */
export const STAGES = {
  start: 'starting the program',
  reading: 'reading the data',
  engine: 'starting kernels and threads',
  inputs: 'preparing: values to matrices',
  draws: 'preparing: drawing the weights',
  gram: 'preparing: Gram matrix, X·W1ᵀ',
  batches: 'updates: taking batches',
  forward: 'updates: forward',
  cost: 'updates: cost',
  backward: 'updates: backward',
  optimizer: 'updates: optimizer',
  reporting: 'updates: reporting',
  weights: 'taking the trained weights',
  evaluation: 'evaluation',
  record: 'digest of the data',
  saving: 'saving',
} as const;

/** A name of {@link STAGES}. */
export type StageName = keyof typeof STAGES;
/** Seconds by stage; a stage that took no time may be missing. */
export type StageSeconds = Readonly<Partial<Record<StageName, number>>>;

/** Follows a run from stage to stage. */
export interface Stages {
  /** Begins `stage`, which lasts until the next call. */
  enter(stage: StageName): void;
}

/** For runs that nobody measures. */
export const NO_STAGES: Stages = { enter() {} };

/** Adds up the time between the calls of `enter`, stage by stage. */
export class Stopwatch implements Stages {
  readonly #now: () => number;
  readonly #milliseconds: Partial<Record<StageName, number>> = {};
  #stage: StageName | undefined;
  #since: number;

  /** In `stage` since the clock `now`, in milliseconds, stood at `since`. */
  constructor(now: () => number, stage?: StageName, since = now()) {
    this.#now = now;
    this.#stage = stage;
    this.#since = since;
  }

  enter(stage: StageName): void {
    this.#turn(stage);
  }

  /** Ends the stage; until the next `enter` no stage is timed. */
  pause(): void {
    this.#turn(undefined);
  }

  /** Seconds by stage up to now. */
  read(): StageSeconds {
    this.#turn(this.#stage);
    const entries = Object.entries(this.#milliseconds).map(([stage, time]) => [stage, time / 1000]);
    return Object.fromEntries(entries) as StageSeconds;
  }

  #turn(stage: StageName | undefined): void {
    const now = this.#now();
    if (this.#stage !== undefined) {
      this.#milliseconds[this.#stage] = (this.#milliseconds[this.#stage] ?? 0) + now - this.#since;
    }
    this.#stage = stage;
    this.#since = now;
  }
}

/** The seconds of all stages. */
export function totalSeconds(stages: StageSeconds): number {
  return Object.values(stages).reduce((sum, seconds) => sum + seconds, 0);
}
