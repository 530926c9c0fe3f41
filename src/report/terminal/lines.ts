/** A run's events and results as lines for people. */
import { type LayerSummary, summariseLayers } from '../../nn/summary.js';
import type {
  CheckpointEvent,
  CostEvent,
  DiagnosisEvent,
  DoneEvent,
  EvaluationEvent,
  InterruptedEvent,
  RestoredEvent,
  RunEvent,
  SavedEvent,
  StartEvent,
  StoppedEvent,
} from '../../train/events.js';
import type { MemoryParts } from '../../train/memory/memory.js';
import type { Plan } from '../../train/plan.js';

export { table } from './table.js';

/** `Cost after iteration 0: 0.771749`, and where examples are held out `, validation cost 0.780142` */
export function costLine({ iteration, cost, validationCost }: CostEvent): string {
  const validation = validationCost === undefined ? '' : `, validation cost ${validationCost.toFixed(6)}`;
  return `Cost after iteration ${iteration}: ${cost.toFixed(6)}${validation}`;
}

/**
 * How parameters came about, by the options of their run. Of those that were trained elsewhere only the file is
 * known; a run with early stopping may have ended before its last iteration.
 */
export function originWords(config: Readonly<Record<string, unknown>>): string {
  const { init, seed, optimizer, learningRate, iterations, importedFrom, earlyStopping } = config;
  if (typeof importedFrom === 'string') return `imported from ${importedFrom}`;
  const steps = counted(Number(iterations), 'iteration');
  const most = earlyStopping === undefined ? steps : `at most ${steps}`;
  return `${optimizer}, learning rate ${learningRate}, ${most}, init ${init}, seed ${seed}`;
}

/** `Stopped at iteration 512: the validation cost has not fallen for 100 epochs` */
export function stoppedLine({ iteration, split, patience }: StoppedEvent): string {
  return `Stopped at iteration ${iteration}: the ${COST_NAMES[split]} has not fallen for ${counted(patience, 'epoch')}`;
}

/** `Kept the parameters of iteration 412, whose validation cost was lowest of all epochs: 0.412345` */
export function restoredLine({ iteration, split, cost }: RestoredEvent): string {
  return `Kept the parameters of iteration ${iteration}, whose ${COST_NAMES[split]} was lowest of all epochs: ${cost.toFixed(6)}`;
}

const COST_NAMES = { train: 'training cost', validation: 'validation cost' } as const;

/** `Train accuracy: 0.9856 (206 of 209), cost 0.088413` */
export function evaluationLine({ split, examples, right, accuracy, cost }: EvaluationEvent): string {
  const name = `${split[0].toUpperCase()}${split.slice(1)}`;
  return `${name} accuracy: ${accuracy.toFixed(4)} (${right} of ${examples}), cost ${cost.toFixed(6)}`;
}

export function savedLine({ path, sha256 }: SavedEvent): string {
  return `Saved ${path} (parameters sha256 ${sha256.slice(0, 12)}…)`;
}

/** `Saved model.checkpoint at iteration 700` */
export function checkpointLine({ path, iteration }: CheckpointEvent): string {
  return `Saved ${path} at iteration ${iteration}`;
}

/** `Interrupted at iteration 700 of 3000. Go on with: dnn train --resume model.checkpoint` */
export function interruptedLine({ iteration, iterations, resume }: InterruptedEvent): string {
  const next = resume === undefined ? '' : ` Go on with: ${resume}`;
  return `Interrupted at iteration ${iteration} of ${iterations}.${next}`;
}

export function doneLine({ iterations, seconds }: DoneEvent): string {
  return `${counted(iterations, 'iteration')} in ${seconds.toFixed(2)} s`;
}

/** `the cost stalled at 0.6440: … Try --init he-normal.` */
export function diagnosisLine({ message, hint }: DiagnosisEvent): string {
  return `${message}. ${hint}`;
}

/** What is about to be trained on what. */
export function startLine({ dataset, examples, layers, parameters, plan, resumed }: StartEvent): string {
  const { form, reason } = plan.firstLayer;
  const verb = resumed === undefined ? 'Training' : `Going on at iteration ${resumed} with`;
  return `${verb} ${layers} (${counted(parameters, 'parameter')}) on ${counted(examples, 'example')} of ${dataset}; first layer ${form}: ${reason}.`;
}

/** The line of an event, if it has one on stdout. */
export function eventLine(event: RunEvent): string | undefined {
  switch (event.event) {
    case 'cost':
      return costLine(event);
    case 'evaluation':
      return evaluationLine(event);
    case 'stopped':
      return stoppedLine(event);
    case 'restored':
      return restoredLine(event);
    case 'saved':
      return savedLine(event);
    default:
      return undefined;
  }
}

/** The execution plan, one fact a line. */
export function planLines(plan: Plan): string[] {
  const { architecture, examples, firstLayer, work } = plan;
  const layers = summariseLayers(architecture).map(
    (layer, l) => `  ${l + 1}  ${planLayer(layer)}: ${counted(layer.parameters, 'parameter')}`,
  );
  const held = plan.validation === undefined ? '' : ` and ${plan.validation} held out`;
  const forms = Object.entries(firstLayer.work).map(([form, macs]) => `${form} ${flops(2 * macs)}`);
  return [
    `Input ${architecture.inputShape.join('x')}, ${counted(examples, 'example')}${held}, batches of ${plan.batchSize}, ${counted(plan.iterations, 'update')}, loss ${architecture.loss}`,
    ...layers,
    `Parameters: ${plan.parameters}`,
    `First layer: ${firstLayer.form} form, ${firstLayer.reason} (${forms.join(', ')} in all)`,
    `Work: ${flops(2 * work.update)} an update, ${flops(2 * work.total)} in all`,
    `Memory: about ${memory(plan.memory)} (${memoryParts(plan.memoryParts)})`,
    `Threads: ${plan.threads}`,
  ];
}

/** `dense 12288 -> 20, relu`, `conv3:8 28x28x1 -> 28x28x8, batch norm, relu`, `pool2 28x28x8 -> 14x14x8` */
function planLayer(layer: LayerSummary): string {
  const words = unitWords(layer);
  return `${layerName(layer)} ${shapeWords(layer)}${words && `, ${words}`}`;
}

/** `dense`, or what a convolution or pooling layer is in `--layers`. */
export function layerName({ type, layer }: LayerSummary): string {
  return type === 'dense' ? type : layer;
}

/** `12288 -> 20`, `28x28x1 -> 28x28x8` */
export function shapeWords({ inputShape, outputShape }: LayerSummary): string {
  return `${inputShape.join('x')} -> ${outputShape.join('x')}`;
}

/** What happens to a layer's Z: `batch norm, relu, dropout keeping 0.8`; nothing behind pooling. */
export function unitWords({
  activation,
  batchNorm,
  keepProb,
}: Pick<LayerSummary, 'activation' | 'batchNorm' | 'keepProb'>): string {
  const words = activation === undefined ? [] : [activation];
  if (batchNorm) words.unshift('batch norm');
  if (keepProb < 1) words.push(`dropout keeping ${keepProb}`);
  return words.join(', ');
}

function flops(count: number): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(count, 1)) / 3)));
  return `${(count / 1000 ** power).toPrecision(3)} ${units[power]}FLOP`;
}

const MEMORY_NAMES = {
  inputs: 'inputs',
  parameters: 'parameters',
  optimizerState: 'optimizer state',
  activations: 'activations',
  gram: 'Gram matrix',
} as const satisfies Record<keyof MemoryParts, string>;

function memoryParts(parts: MemoryParts): string {
  const names = Object.keys(MEMORY_NAMES) as (keyof MemoryParts)[];
  return names
    .filter((name) => parts[name] > 0)
    .map((name) => `${MEMORY_NAMES[name]} ${memory(parts[name])}`)
    .join(', ');
}

function memory(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

/** `1 example`, `2 examples` */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
