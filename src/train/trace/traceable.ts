/** Runs that can be traced: of dense layers, in the memory that there is. */

import { BYTES_PER_VALUE } from '../../engine/matrix.js';
import { optionError } from '../../errors.js';
import { type Architecture, layerSizes, outputUnits } from '../../nn/architecture.js';
import { isWeighted, layerText } from '../../nn/layers/layers.js';
import { memoryText } from '../memory/memory-size.js';
import { OPTIMIZERS } from '../optimizers.js';
import type { TrainingOptions } from '../options/options.js';
import type { Machine, Plan } from '../plan.js';
import type { TracedIterations } from './traced-iterations.js';

/** The arrays, the files of an archive and the archive itself are there together. */
const COPIES = 3;
/** Sizes in a zip archive are of 32 bits; the headers of its files take a little. */
const ARCHIVE_BYTES = 2 ** 32 - 2 ** 20;

/** @throws DnnError (usage) where the arrays of an iteration have no names in the course, or the run does not come so far. */
export function assertTraceable(
  { architecture, iterations }: Plan,
  { text, numbers }: TracedIterations,
): void {
  const refused = (problem: string, hint: string) => optionError('trace', text, problem, hint);
  const foreign = foreignPart(architecture);
  if (foreign !== undefined) {
    const hint = 'Trace a network of dense layers without them, or leave --trace out.';
    throw refused(`${foreign}: only dense layers are traced`, hint);
  }
  const last = numbers[numbers.length - 1];
  if (last >= iterations) {
    const hint = 'Name iterations that the run makes, or train longer.';
    throw refused(`the last iteration of the run is ${iterations - 1}`, hint);
  }
}

/** The first part of a network that the course's names leave out. */
function foreignPart({ layers, classWeights }: Architecture): string | undefined {
  for (const [l, layer] of layers.entries()) {
    if (layer.type !== 'dense') return `layer ${l + 1} is ${layerText(layer)}`;
    if (isWeighted(layer) && layer.batchNorm === true) return `layer ${l + 1} has batch norm`;
  }
  return classWeights === undefined ? undefined : 'the classes have weights';
}

/** @throws DnnError (usage) where the arrays of one iteration would pass the machine's memory, or an archive's size. */
export function assertTraceFits(
  plan: Plan,
  options: TrainingOptions,
  { text }: TracedIterations,
  { memoryLimit = Number.POSITIVE_INFINITY, memoryTaken = 0, limitedBy = 'this machine offers' }: Machine,
): void {
  const bytes = traceBytes(plan, options);
  const problem = `the arrays of one iteration are ${memoryText(bytes)}`;
  const smaller = 'Use a smaller --batch-size, fewer units or --dtype float32';
  if (bytes > ARCHIVE_BYTES) {
    throw optionError(
      'trace',
      text,
      `${problem}, an npz file holds ${memoryText(ARCHIVE_BYTES)}`,
      `${smaller}.`,
    );
  }
  const needed = COPIES * bytes + plan.memory + memoryTaken;
  if (needed <= memoryLimit) return;
  const all = `with the run and what writes them ${memoryText(needed)} of memory`;
  const hint = `${smaller}, or allow more: --max-memory.`;
  throw optionError('trace', text, `${problem}, ${all}, ${limitedBy} ${memoryText(memoryLimit)}`, hint);
}

/** Bytes of the arrays of one iteration. */
function traceBytes(
  { architecture, batchSize, parameters }: Plan,
  { dtype, optimizer }: TrainingOptions,
): number {
  const sizes = layerSizes(architecture);
  const units = sizes.slice(1).reduce((sum, size) => sum + size, 0);
  // Z, A, dZ, dA and a mask.
  const examples = batchSize * (sizes[0] + outputUnits(architecture) + 5 * units);
  // Parameters and the optimizer's state before and behind the update, and gradients.
  const kept = parameters * (3 + 2 * OPTIMIZERS[optimizer].stateSize);
  return (examples + kept + 1) * BYTES_PER_VALUE[dtype];
}
