/** A training run: an async generator of events that prints nothing, saves nothing and reads no clock. */
import type { Dataset } from '../data/dataset.js';
import { assertTrainable } from '../data/given.js';
import type { Backend, KernelsName } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import { architectureText, inputSize } from '../nn/architecture.js';
import type { NamedParameter } from '../nn/parameter.js';
import { type Evaluations, evaluateAll, type Overflow } from './evaluations.js';
import type { TrainEvent } from './events.js';
import { type ParsedOptions, parsedOptions, type TrainingOptions } from './options/options.js';
import type { Plan } from './plan.js';
import type { RunHistory } from './records.js';
import { prepareRun, updatesOf } from './run.js';
import type { Scales } from './splits.js';
import { NO_STAGES, type Stages } from './stages.js';
import type { RunControl, RunState } from './state/run-state.js';
import { Examination } from './watch/examination.js';

/** The result of a run: parameters, costs and evaluations. */
export interface Trained extends RunHistory, Scales {
  readonly plan: Plan;
  /** The kernels that computed it. */
  readonly kernels: KernelsName;
  /** W1, b1, W2, … */
  readonly parameters: readonly NamedParameter[];
  readonly evaluations: Evaluations;
  /** The validation or test set on which the trained network's numbers overflow: it has no evaluation. */
  readonly overflow?: Overflow | undefined;
  /** Updates made: fewer than planned when early stopping or the caller ended the run. */
  readonly iterations: number;
  /** True when the caller ended the run before its time, or had it pause. */
  readonly interrupted: boolean;
}

/**
 * Trains as planned, yielding events, and returns the trained parameters. `stages` follows what goes on, `control` asks
 * for snapshots or goes on from one; neither changes a number.
 * @throws DnnError (diverged) at the first iteration whose cost is no longer a sensible number; (model, usage)
 * when the snapshot is not one of this run; (data) when the dataset's values or labels are not those of its examples.
 */
export async function* train(
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
  stages: Stages = NO_STAGES,
  control: RunControl = {},
): AsyncGenerator<TrainEvent, Trained, void> {
  const parsed = parsedOptions(options, dataset);
  assertTrainable(dataset);
  stages.enter('engine');
  const backend = createBackend(parsed.backend, parsed.dtype, plan);
  try {
    yield startEvent(dataset, parsed, plan, control, backend);
    backend.warmUp();
    return yield* trainOn(backend, dataset, parsed, plan, stages, control);
  } finally {
    stages.enter('engine');
    await backend.close();
  }
}

/**
 * {@link train} on a backend that is there already, from the stored values to the evaluation. It waits for nothing, so
 * that a step of some microseconds is not awaited again by each generator that it passes.
 */
export function* trainOn(
  backend: Backend,
  whole: Dataset,
  options: ParsedOptions,
  plan: Plan,
  stages: Stages,
  control: RunControl = {},
): Generator<TrainEvent, Trained, void> {
  const run = prepareRun(backend, whole, options, plan, stages, control);
  const { dataset, splits, training, state } = run;
  const examination = new Examination(
    backend,
    dataset,
    splits.scales.scaling,
    options,
    plan,
    training,
    state,
  );
  try {
    const { network, parameters } = yield* updatesOf(run, options, plan, stages);
    stages.enter('evaluation');
    const { evaluations, overflow } = yield* evaluateAll(backend, network, splits, dataset, options, plan);
    const { iteration: iterations, interrupted, costs } = state;
    const isExamined = !interrupted && control.isExamined !== false;
    const diagnosis = isExamined ? examination.findings(evaluations, network, splits.train) : undefined;
    for (const found of diagnosis ?? []) yield { event: 'diagnosis', ...found };
    const kernels = backend.name;
    const made = { plan, kernels, parameters, costs, evaluations, iterations, interrupted };
    return {
      ...made,
      ...recorded(state),
      ...splits.scales,
      ...(diagnosis && { diagnosis }),
      ...(overflow && { overflow }),
    };
  } catch (error) {
    throw examination.explained(error);
  }
}

/** The records of a run beside its costs. */
function recorded({ validationCosts, stats }: RunState): Pick<Trained, 'validationCosts' | 'stats'> {
  return {
    ...(validationCosts.length > 0 && { validationCosts }),
    ...(stats && { stats: stats.state.records }),
  };
}

function startEvent(
  dataset: Dataset,
  { seed, optimizer, learningRate }: ParsedOptions,
  plan: Plan,
  { from }: RunControl,
  { name: kernels, fallback }: Backend,
): TrainEvent {
  return {
    event: 'start',
    dataset: dataset.name,
    examples: plan.examples,
    features: inputSize(plan.architecture),
    layers: architectureText(plan.architecture),
    parameters: plan.parameters,
    seed,
    optimizer,
    learningRate,
    plan,
    kernels,
    ...(fallback !== undefined && { fallback }),
    ...(from && { resumed: from.iteration }),
  };
}
