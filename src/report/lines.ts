/** A run's events and results as lines for people. */
import { type LayerSummary, summariseLayers } from '../nn/summary.js';
import type {
  CostEvent,
  DoneEvent,
  EvaluationEvent,
  RunEvent,
  SavedEvent,
  StartEvent,
} from '../train/events.js';
import type { Plan } from '../train/plan.js';

/** `Cost after iteration 0: 0.771749` */
export function costLine({ iteration, cost }: CostEvent): string {
  return `Cost after iteration ${iteration}: ${cost.toFixed(6)}`;
}

/** `Train accuracy: 0.9856 (206 of 209), cost 0.088413` */
export function evaluationLine({ split, examples, right, accuracy, cost }: EvaluationEvent): string {
  const name = split === 'train' ? 'Train' : 'Test';
  return `${name} accuracy: ${accuracy.toFixed(4)} (${right} of ${examples}), cost ${cost.toFixed(6)}`;
}

export function savedLine({ path, sha256 }: SavedEvent): string {
  return `Saved ${path} (parameters sha256 ${sha256.slice(0, 12)}…)`;
}

export function doneLine({ iterations, seconds }: DoneEvent): string {
  return `${counted(iterations, 'iteration')} in ${seconds.toFixed(2)} s`;
}

/** What is about to be trained on what. */
export function startLine({ dataset, examples, layers, parameters, plan }: StartEvent): string {
  const { form, reason } = plan.firstLayer;
  return `Training ${layers} (${counted(parameters, 'parameter')}) on ${counted(examples, 'example')} of ${dataset}; first layer ${form}: ${reason}.`;
}

/** The line of an event, if it has one on stdout. */
export function eventLine(event: RunEvent): string | undefined {
  switch (event.event) {
    case 'cost':
      return costLine(event);
    case 'evaluation':
      return evaluationLine(event);
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
  const forms = Object.entries(firstLayer.work).map(([form, macs]) => `${form} ${flops(2 * macs)}`);
  return [
    `Input ${architecture.inputShape.join('x')}, ${counted(examples, 'example')}, batches of ${plan.batchSize}, ${counted(plan.iterations, 'update')}, loss ${architecture.loss}`,
    ...layers,
    `Parameters: ${plan.parameters}`,
    `First layer: ${firstLayer.form} form, ${firstLayer.reason} (${forms.join(', ')} in all)`,
    `Work: ${flops(2 * work.update)} an update, ${flops(2 * work.total)} in all`,
    `Memory: about ${memory(plan.memory)}`,
  ];
}

/** `dense 12288 -> 20, relu`, `conv3:8 28x28x1 -> 28x28x8, relu`, `pool2 28x28x8 -> 14x14x8` */
function planLayer({ type, layer, inputShape, outputShape, activation }: LayerSummary): string {
  const name = type === 'dense' ? type : layer;
  return `${name} ${inputShape.join('x')} -> ${outputShape.join('x')}${activation ? `, ${activation}` : ''}`;
}

function flops(count: number): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(count, 1)) / 3)));
  return `${(count / 1000 ** power).toPrecision(3)} ${units[power]}FLOP`;
}

function memory(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

/** `1 example`, `2 examples` */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Rows of cells as lines with aligned columns; numbers stand to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = rows.map((row) => row.map(String));
  const widths = cells[0].map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  return cells.map((row, r) =>
    row
      .map((cell, c) =>
        typeof rows[Math.max(r, 1)]?.[c] === 'number' ? cell.padStart(widths[c]) : cell.padEnd(widths[c]),
      )
      .join('  ')
      .trimEnd(),
  );
}
