/** The model that a command works with, and what its user should know of it. */
import { loadModel } from '../model/files.js';
import { areParametersIntact, type Model } from '../model/model.js';
import type { Console } from './console.js';

/** @throws DnnError as {@link loadModel} does. */
export function openModel(path: string, console: Console): Model {
  const model = loadModel(path);
  if (!areParametersIntact(model)) {
    console.warn(`the parameters in ${path} are not those that were trained: the file was changed by hand.`);
  }
  return model;
}
