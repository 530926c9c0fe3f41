/** The examination of a finished run, or of one that diverged: gathers the facts and measures the evidence for its diagnosis. */
import type { Dataset } from '../../data/dataset.js';
import { dropFlag, warningsOn, warningText } from '../../data/tables/column-warnings.js';
import type { Scaling } from '../../data/tables/scaling.js';
import type { Backend } from '../../engine/backend.js';
import type { Network } from '../../nn/network.js';
import type { Evaluations } from '../evaluations.js';
import { chunksOf } from '../metrics.js';
import type { ParsedOptions } from '../options/options.js';
import type { Plan } from '../plan.js';
import type { Diagnosis } from '../records.js';
import type { Examples } from '../splits.js';
import type { RunState } from '../state/run-state.js';
import type { Training } from '../training.js';
import { type ColumnSizes, columnSizes } from './column-sizes.js';
import { diagnose } from './diagnosis.js';
import { RunawayError } from './divergence.js';
import { type LayerFacts, measureLayers } from './layer-facts.js';
import { type RateTrials, rateTrials } from './rate-trials.js';
import { areUnscaled, scaling, unscaledPhrase, withTrial } from './remedies.js';

/** A run that is over, and all that its evidence is measured with. */
export class Examination {
  readonly #dataset: Dataset;
  readonly #scaling: Scaling | undefined;
  readonly #options: ParsedOptions;
  readonly #plan: Plan;
  readonly #state: RunState;
  readonly #rates: RateTrials;

  constructor(
    backend: Backend,
    dataset: Dataset,
    scaling: Scaling | undefined,
    options: ParsedOptions,
    plan: Plan,
    training: Training,
    state: RunState,
  ) {
    this.#dataset = dataset;
    this.#scaling = scaling;
    this.#options = options;
    this.#plan = plan;
    this.#state = state;
    this.#rates = rateTrials(backend, training, options, plan, state);
  }

  /** The findings about a run that came to its end, by its evaluations and its `network` on the training examples. */
  findings({ train, validation, test }: Evaluations, network: Network, examples: Examples): Diagnosis[] {
    const { iteration: iterations, costs, history } = this.#state;
    const [name, evaluation] = test ? ['test', test] : ['validation', validation];
    const facts = {
      options: this.#options,
      iterations,
      first: costs[0][1],
      course: history.means(),
      loss: this.#plan.architecture.loss,
      classWeights: this.#plan.architecture.classWeights,
      classes: this.#dataset.classes,
      train,
      ...(evaluation && { held: { name, evaluation } }),
    };
    const [layers, columns] = [() => layersOf(network, examples), () => this.#columns()];
    const found = diagnose(facts, { layers, columns, rates: this.#rates });
    return [...leaks(this.#dataset), ...found].slice(0, 2);
  }

  /** The error of a run whose numbers ran away, with the cause or a rate that works in its hint, where one is found. */
  explained(error: unknown): unknown {
    if (!(error instanceof RunawayError)) return error;
    const sizes = this.#columns();
    if (sizes && areUnscaled(sizes)) {
      return error.advising(`Because ${unscaledPhrase(sizes)}. ${scaling(sizes)}`);
    }
    const tried = this.#rates.lower();
    return tried ? error.advising(`Try ${withTrial(tried)}.`) : error;
  }

  #columns(): ColumnSizes | undefined {
    return columnSizes(this.#dataset, this.#scaling);
  }
}

/** The finding that columns tell the answers: however well the run went, it has learned nothing else. */
function leaks(dataset: Dataset): Diagnosis[] {
  const found = warningsOn(dataset).filter(({ fault }) => fault === 'target');
  if (found.length === 0) return [];
  const message = found.slice(0, 3).map(warningText).join('; ');
  const isAll = found.length === dataset.columns?.length;
  const next = isAll ? 'give other columns' : `leave it out: ${dropFlag(found)}`;
  const hint = `Unless it is known before the answer is, ${next}`;
  return [{ code: 'leaking-target', message, hint }];
}

/** Layers are looked at through all examples, as many at once as an evaluation takes. */
export function layersOf(network: Network, { X, Y }: Examples): LayerFacts[] {
  // One after another: a range lives until the next is asked for.
  const parts = function* () {
    for (const [start, end] of chunksOf(X, network))
      yield [X.range(start, end), Y.rowRange(start, end)] as const;
  };
  return measureLayers(network, parts());
}
