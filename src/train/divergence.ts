/** When a run has to stop because its numbers have run away. */
import { DnnError } from '../errors.js';

/** Cross-entropies taken from Z stay finite long after the network is lost, so a cost that averages this many times… */
const RUNAWAY = 5;
/** …its start (or 1, what a guess costs at most) over this many updates counts as diverged; spikes are shorter. */
const WINDOW = 50;

export class DivergenceWatch {
  readonly #learningRate: number;
  #reference = 1;
  #sum = 0;

  constructor(learningRate: number) {
    this.#learningRate = learningRate;
  }

  /** @throws DnnError (diverged) when `cost` is NaN or infinite, or has been far above its start for long. */
  check(iteration: number, cost: number): void {
    if (!Number.isFinite(cost)) throw diverged(iteration, `the cost is ${cost}`, this.#learningRate);
    if (iteration === 0) this.#reference = Math.max(cost, 1);
    this.#sum += cost;
    if ((iteration + 1) % WINDOW !== 0) return;
    const mean = this.#sum / WINDOW;
    this.#sum = 0;
    if (mean <= RUNAWAY * this.#reference) return;
    const course = `the cost averaged ${mean.toPrecision(4)} over the last ${WINDOW} updates`;
    throw diverged(iteration, course, this.#learningRate);
  }
}

export function diverged(iteration: number, what: string, learningRate: number): DnnError {
  const message = `training diverged at iteration ${iteration}: ${what}`;
  // No step has been taken yet: it is the start, or the data.
  const advice =
    iteration === 0
      ? 'Try a smaller start (--init), and look at the data: dnn data info <source>.'
      : `Try a smaller step, such as --learning-rate ${smaller(learningRate)}.`;
  return new DnnError('diverged', message, `${advice} No model was written.`);
}

/** A tenth, but no more than what usually works. */
function smaller(learningRate: number): number {
  return Math.min(0.01, Number((learningRate / 10).toPrecision(3)));
}
