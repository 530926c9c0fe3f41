/** The data that a model is evaluated on, read as the model's own. */
import { resolve } from 'node:path';
import { findEntry } from '../../data/catalogue/catalogue.js';
import type { Dataset } from '../../data/dataset.js';
import { DnnError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import { takes } from '../../model/predict.js';
import { shell } from '../../shell.js';
import type { DataValues } from '../options/shared.js';
import type { Console } from '../terminal/console.js';
import { openData, pictureShape } from './open-data.js';

/** The data named by --data, else those that the model at `path` was trained on, read as the model's own. */
export async function dataOf(
  path: string,
  model: Model,
  options: DataValues,
  console: Console,
): Promise<Dataset> {
  const source = options.data ?? trainedOn(model);
  const { dataset } = model.training;
  // Other data than those of the training have names of their own.
  const same = options.data === undefined || isSame(options.data, dataset.source);
  try {
    const keys = same ? { xKey: dataset.xKey, yKey: dataset.yKey, drop: dataset.drop } : {};
    const how = {
      xKey: options.xKey ?? keys.xKey,
      yKey: options.yKey ?? keys.yKey,
      drop: options.drop ?? keys.drop,
      classes: options.classes,
      trainedClasses: dataset.classes,
      unseen: options.unseen,
      divisor: options.divisor,
      like: model,
      shape: pictureShape(model.architecture.inputShape),
      maxMemory: options.maxMemory,
      assertShape: (name: string, shape: readonly number[]) => assertFits(path, model, name, shape, options),
    };
    return await openData(source, how, console);
  } catch (error) {
    if (options.data !== undefined || !(error instanceof DnnError)) throw error;
    // An error about an option names it.
    if (error.code === 'usage' && error.option) throw error;
    const message = `the data that the model was trained on: ${error.message}`;
    const hint = [error.hint, 'Or say which data to evaluate on: --data <source>.'];
    throw new DnnError(error.code, message, hint.filter(Boolean).join(' '), { cause: error });
  }
}

/** @throws DnnError (model) when the model does not take examples of this shape. */
function assertFits(
  path: string,
  { architecture }: Model,
  name: string,
  shape: readonly number[],
  { data }: DataValues,
): void {
  if (takes(architecture, shape)) return;
  const where = data === undefined ? name : shell`--data ${data}`;
  const own = architecture.inputShape.join('x');
  throw new DnnError(
    'model',
    `${where}: an example has ${shape.join('x')} values, the model takes ${own} (${path})`,
    `Name data of its shape, or train a model on these: ${shell`dnn train --data ${data ?? name}`}`,
  );
}

function isSame(source: string, other: string | undefined): boolean {
  return other !== undefined && (source === other || resolve(source) === resolve(other));
}

/** The source the model was trained on, when it still means the same here. */
function trainedOn({ training: { dataset } }: Model): string | undefined {
  if (dataset.source !== undefined) return dataset.source;
  if (findEntry(dataset.name)) return dataset.name;
  throw new DnnError(
    'usage',
    `the model was trained on ${dataset.name}, which is not in the catalogue`,
    'Say which data to evaluate on: --data <source>.',
  );
}
