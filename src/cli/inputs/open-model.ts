/** The model that a command works with, and what its user should know of it. */
import { fileSize } from '../../disk/read.js';
import { loadModel } from '../../model/file/load.js';
import { areParametersIntact, type Model } from '../../model/model.js';
import { Predictor } from '../../model/predict.js';
import { modelIn } from '../../model/runs.js';
import type { MemoryOption } from '../options/shared.js';
import type { Console } from '../terminal/console.js';
import { warnOfFallback } from '../terminal/fallback.js';
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

/** The model ready to predict, for `memory` bytes of matrices; warns where the kernels do not compute. */
export function openPredictor(model: Model, console: Console, memory?: number): Predictor {
  const predictor = new Predictor(model, memory);
  warnOfFallback(predictor.fallback, console);
  return predictor;
}
