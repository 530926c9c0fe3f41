/** Makes one iteration of a small network with all its arrays, as `dnn train --trace` writes them. */
import {
  type Dataset,
  DnnError,
  defaultTrainingOptions,
  exampleCosts,
  type Plan,
  planTraining,
  type TracedArray,
  type TraceEvent,
  type TrainingOptions,
  traceCheck,
  traceIterations,
  train,
  trainingCommand,
} from '../../browser.js';
import { LAST_ITERATION, MOST, SHOWN_OPTIMIZERS } from '../small-networks.js';
import { planeOf } from './data-looks.js';
import type { Iteration, IterationCommands, ShownNetwork } from './iteration.js';
import { optionsOf } from './options.js';
import type { RunSettings } from './settings.js';
import { unitsOf } from './units.js';

/**
 * Trains on the data at `place`, from the start to the end of `iteration`.
 * @throws DnnError (usage) of a network that is too large to be shown.
 */
export async function traceIteration(
  dataset: Dataset,
  place: string,
  settings: RunSettings,
  iteration: number,
): Promise<Iteration> {
  if (!(iteration <= LAST_ITERATION))
    throw tooLarge(`iteration ${iteration}`, `the last is ${LAST_ITERATION}`);
  const options = {
    ...defaultTrainingOptions(dataset),
    ...optionsOf(dataset, { ...settings.options, iterations: String(iteration + 1) }),
  };
  const plan = planTraining(dataset, options);
  const network = shownNetwork(plan, options);
  const event = await traceOf(dataset, options, plan, iteration);
  return {
    iteration,
    network: { ...network, constants: { ...network.constants, learningRate: event.learningRate } },
    arrays: [...event.arrays, lossesOf(plan, event.arrays)],
    classes: dataset.classes,
    plane: planeOf(dataset),
    commands: commandsOf(dataset, place, settings, options, plan, event),
  };
}

async function traceOf(
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
  iteration: number,
): Promise<TraceEvent> {
  const trace = traceIterations({ text: String(iteration), numbers: [iteration] });
  for await (const event of train(dataset, options, plan, undefined, { trace, isExamined: false })) {
    if (event.event === 'trace') return event;
  }
  throw new DnnError('usage', `the run ends before iteration ${iteration}`, 'Go back to an earlier one.');
}

/** L (1 × m): the loss of each example. */
function lossesOf({ architecture: { layers, loss } }: Plan, arrays: readonly TracedArray[]): TracedArray {
  const of = (wanted: string) => arrays.find(({ name }) => name === wanted) as TracedArray;
  const values = Float64Array.from(
    exampleCosts(loss, of(`Z${layers.length}`), of(`A${layers.length}`), of('Y')),
  );
  return { name: 'L', shape: [1, values.length], values };
}

/** The network of a plan. @throws DnnError (usage) where it is too large, or has parts without formulas here. */
function shownNetwork(plan: Plan, options: TrainingOptions): ShownNetwork {
  const { layers, loss } = plan.architecture;
  const units = unitsOf(plan);
  if (units === undefined) throw tooLarge('layers that are not dense', 'only dense layers are');
  assertSmall(units, plan);
  assertPlain(options, layers.at(-1) as Ended, loss);
  const optimizer = SHOWN_OPTIMIZERS.find((name) => name === options.optimizer);
  if (optimizer === undefined) throw tooLarge(options.optimizer, `only ${SHOWN_OPTIMIZERS.join(', ')} are`);
  const { momentum, beta1, beta2, epsilon, l2 } = options;
  return {
    units,
    activations: layers.map((layer) => ('activation' in layer ? layer.activation : 'linear')),
    loss,
    optimizer,
    constants: { learningRate: Number.NaN, l2: Number(l2), momentum, beta1, beta2, epsilon },
  };
}

function assertSmall(units: readonly number[], { batchSize }: Plan): void {
  const widest = Math.max(...units);
  if (batchSize > MOST.examples) throw tooLarge(`${batchSize} examples`, `at most ${MOST.examples} are`);
  if (widest > MOST.units) throw tooLarge(`a layer of ${widest} units`, `at most ${MOST.units} are`);
  const layers = units.length - 1;
  if (layers > MOST.layers) throw tooLarge(`${layers} layers`, `at most ${MOST.layers} are`);
}

/** The last layer. */
interface Ended {
  readonly activation?: string;
}

function assertPlain({ keepProb, batchNorm }: TrainingOptions, { activation }: Ended, loss: string): void {
  if (![keepProb].flat().every((share) => Number(share) === 1)) throw tooLarge('dropout', 'it is left out');
  if (String(batchNorm) === 'true') throw tooLarge('batch norm', 'it is left out');
  if (activation === 'softmax' && loss !== 'categorical-cross-entropy')
    throw tooLarge(`${loss} behind softmax`, 'only its cross-entropy is');
}

function tooLarge(what: string, limit: string): DnnError {
  return new DnnError(
    'usage',
    `${what} cannot be shown whole: ${limit}`,
    'Take fewer examples or a smaller network.',
  );
}

function commandsOf(
  dataset: Dataset,
  place: string,
  { source, options: written }: RunSettings,
  options: TrainingOptions,
  { architecture }: Plan,
  made: TraceEvent,
): IterationCommands {
  const { iteration } = made;
  const length = { ...written, iterations: String(iteration + 1) };
  const columns = source.kind === 'table' ? source : {};
  const command = trainingCommand(place, optionsOf(dataset, length), dataset, columns);
  const file = `model.trace-${iteration}.npz`;
  const check = (path: string) => traceCheck(path, options, architecture, made) ?? '';
  const trace = [command, '--trace', iteration].join(' ');
  return { trace, file, check: check(file), checkOwn: check('work.npz') };
}
