/** The columns of a model, and the values that it lacks. */
import type { Column } from '../data/tables/column.js';
import { DnnError } from '../errors.js';
import { inputSize } from '../nn/architecture.js';
import { shell } from '../shell.js';
import type { Model } from './model.js';

/** The columns of a model; those of one without names are numbers, called 1, 2, … */
export function columnsOf({ columns, architecture }: Model): readonly Column[] {
  const numbers = Array.from({ length: columns ? 0 : inputSize(architecture) }, (_, i) => String(i + 1));
  return columns ?? numbers.map((name) => ({ name, type: 'number' }));
}

/** True for a model of pictures, or of examples with sides like them, whose values have no names. */
export function hasSides({ columns, architecture }: Model): boolean {
  return columns === undefined && architecture.inputShape.length > 1;
}

/** The error of `given`, a table or rows, for a model whose values have no names and are others. */
export function noTable(model: Model, given: string): DnnError {
  const { inputShape } = model.architecture;
  const size = inputShape.join('x');
  if (!hasSides(model)) {
    const hint = `Give rows of ${size} values, or use a model that was trained on this table.`;
    return new DnnError('model', `${given}, and the model takes ${size} values an example`, hint);
  }
  const hint = `Give pictures, or rows of their ${inputSize(model.architecture)} values; or use a model that was trained on this table.`;
  return new DnnError('model', `${given}, and the model takes pictures of ${size}`, hint);
}

/** Refuses a value that is missing where the model fills none. @throws DnnError (data) naming its place. */
export function assertPresent({ scaling }: Model, value: number, where: () => string): void {
  if (!Number.isNaN(value) || scaling?.fill) return;
  throw new DnnError(
    'data',
    `${where()}: empty, and the model was trained without missing values`,
    `Fill it in, or train with ${shell`--missing mean`}.`,
  );
}
