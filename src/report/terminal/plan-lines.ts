/** An execution plan as lines for people: shapes, parameters, work and memory. */
import type { KernelsName } from '../../engine/backend.js';
import { valuesForPatches } from '../../nn/architecture.js';
import { type LayerSummary, summariseLayers } from '../../nn/summary.js';
import type { MemoryParts } from '../../train/memory/memory.js';
import type { Plan } from '../../train/plan.js';
import { workText } from '../../train/work.js';
import { listed } from '../../visible.js';
import { edgesPhrase, layerName, layerSize, layerSteps, lossPhrase } from '../layer-phrases.js';
import { counted } from '../phrases.js';

const MEMORY_NAMES = {
  inputs: 'inputs',
  parameters: 'parameters',
  optimizerState: 'optimizer state',
  activations: 'activations',
  gram: 'Gram matrix',
} as const satisfies Record<keyof MemoryParts, string>;

/** The execution plan, one fact a line, for the kernels that will compute it; `folds` are the runs before it. */
export function planLines(plan: Plan, kernels: KernelsName, folds: readonly Plan[] = []): string[] {
  const { architecture, examples, firstLayer, work } = plan;
  const layers = summariseLayers(architecture).map(
    (layer, l) => `  ${l + 1}  ${planLayer(layer)}: ${counted(layer.parameters, 'parameter')}`,
  );
  const validation = plan.validation === undefined ? '' : ` and ${plan.validation} for validation`;
  const forms = Object.entries(firstLayer.work).map(([form, macs]) => `${form} ${workText(2 * macs)}`);
  return [
    `Input ${architecture.inputShape.join('x')}, ${counted(examples, 'example')}${validation}, batches of ${plan.batchSize}, ${counted(plan.iterations, 'update')}, ${lossPhrase(architecture)}`,
    ...layers,
    ...foldLines(plan, folds),
    `Parameters: ${plan.parameters}`,
    `First layer: ${firstLayer.form} form, ${firstLayer.reason} (${forms.join(', ')} in total)${zerosPhrase(firstLayer)}`,
    ...patchLines(plan, kernels),
    `Work: ${workText(2 * work.update)} an update, ${workText(2 * work.total)} in total`,
    `Memory: about ${memory(plan.memory)} (${memoryParts(plan.memoryParts)})`,
    `Kernels: ${kernels}`,
    `Threads: ${plan.threads}`,
  ];
}

/** `; 81 % of the inputs are 0 and are skipped, to the same bits` */
function zerosPhrase({ nonZeros }: Plan['firstLayer']): string {
  if (nonZeros === undefined) return '';
  return `; ${Math.round(100 * (1 - nonZeros))} % of the inputs are 0 and are skipped, to the same bits`;
}

/** `Convolutions by patches: layers 1 and 3, with fewer multiplications than the work counts`, for the kernels that do it. */
function patchLines({ architecture }: Plan, kernels: KernelsName): string[] {
  const layers = valuesForPatches(architecture).flatMap((values, l) => (values > 0 ? String(l + 1) : []));
  if (kernels === 'js' || layers.length === 0) return [];
  const which = `${layers.length === 1 ? 'layer' : 'layers'} ${listed(layers)}`;
  return [`Convolutions by patches: ${which}, with fewer multiplications than the work counts`];
}

/** `5 folds before it: 20000 updates and 0.56 GFLOP more` */
function foldLines({ work }: Plan, folds: readonly Plan[]): string[] {
  if (folds.length === 0) return [];
  const updates = folds.reduce((sum, { iterations }) => sum + iterations, 0);
  const more = folds.reduce((sum, fold) => sum + fold.work.total, 0);
  return [
    `${folds.length} folds before it: ${counted(updates, 'update')} and ${workText(2 * more)} more, ${workText(2 * (more + work.total))} in all`,
  ];
}

/** `dense 12288 -> 20, relu`, `conv3:8 28x28x1 -> 28x28x8, batch norm, relu`, `pool2 28x28x8 -> 14x14x8` */
function planLayer(layer: LayerSummary): string {
  const steps = layerSteps(layer);
  return `${layerName(layer)} ${layerSize(layer)}${steps && `, ${steps}`}${edgesPhrase(layer)}`;
}

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
