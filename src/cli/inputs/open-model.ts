/** The model that a command works with, and what its user should know of it. */
import { fileSize } from '../../disk/read.js';
import { loadModel } from '../../model/file/load.js';
import { areParametersIntact, type Model } from '../../model/model.js';
import { Predictor } from '../../model/predict.js';
import { modelIn } from '../../model/runs.js';
import { parameterCount } from '../../nn/architecture.js';
import { type Examples, memoryOfEvaluation, totalBytes } from '../../train/memory/memory.js';
import { assertMemory } from '../../train/memory/memory-limit.js';
import type { MemoryOption, ThresholdOption } from '../options/shared.js';
import type { Console } from '../terminal/console.js';
import { warnOfFallback } from '../terminal/fallback.js';
import { machine } from './machine.js';
import { assertRoom } from './memory-budget.js';

/** Peak memory of reading a model, in bytes for each byte of its file: text, numbers and the network. */
const READING = 2.5;

/** The model in a file, or in the directory of a run. @throws DnnError as {@link loadModel} does, and (usage) when reading it would pass --max-memory. */
export function openModel(named: string, options: MemoryOption, console: Console): Model {
  const path = modelIn(named);
  assertRoom(path, READING * fileSize(path), options, 'Allow more: --max-memory.');
  const model = loadModel(path);
  if (!areParametersIntact(model)) {
    console.warn(`the parameters in ${path} are not those that were trained: the file was changed by hand.`);
  }
  return model;
}

/**
 * The model of the file `path`, ready to predict examples as many as those of `splits`; warns where the kernels do not
 * compute.
 * @throws DnnError (usage) when examples and network would pass --max-memory.
 */
export function openPredictor(
  path: string,
  model: Model,
  splits: readonly Examples[],
  options: MemoryOption & Partial<ThresholdOption>,
  console: Console,
): Predictor {
  const { architecture, dtype } = model;
  const parts = memoryOfEvaluation(architecture, dtype, splits);
  assertMemory(
    { option: 'model', value: path },
    parameterCount(architecture),
    parts,
    machine(options),
    'Use a smaller model or fewer examples (evaluate --split test), or allow more: --max-memory.',
  );
  const predictor = new Predictor(model, { memory: totalBytes(parts), threshold: options.threshold });
  warnOfFallback(predictor.fallback, console);
  return predictor;
}
