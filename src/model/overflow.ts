/** Numbers that overflow in a prediction: the fault of an example whose values are far from any training's, else of the model. */
import type { StoredValues } from '../data/dataset.js';
import { widthOf } from '../data/tables/column.js';
import { DnnError } from '../errors.js';
import { brief } from '../visible.js';
import type { Model } from './model.js';

/** Inputs are some deviations, or lie within 0 and 1; a sound network is far from overflow on larger ones than this. */
const FAR = 1e9;

/** The values of one example are so large that a sound model has no answer. */
export class FarExample extends DnnError {
  /** Its index among those that were given. */
  readonly example: number;
  readonly #problem: string;

  constructor(example: number, problem: string, where = `example ${example}`) {
    super('data', `${where}: ${problem}`, 'Correct that value, or leave the row out.');
    this.example = example;
    this.#problem = problem;
  }

  /** The same error with the name of the row: `new.csv: line 2`. */
  at(where: string): FarExample {
    return new FarExample(this.example, this.#problem, where);
  }
}

/** The error of example number `example` of `values`, whose `inputs` (n₀) gave no number. */
export function overflowAt(
  model: Model,
  example: number,
  values: StoredValues,
  inputs: ArrayLike<number>,
): DnnError {
  let at = 0;
  for (let i = 1; i < inputs.length; i++) if (Math.abs(inputs[i]) > Math.abs(inputs[at])) at = i;
  if (!(Math.abs(inputs[at]) > FAR)) return overflown('its output is NaN');
  const value = values[example * inputs.length + at];
  return new FarExample(
    example,
    `${titleOf(model, at)} is ${value}, so far beyond the training's values that the answer is no number`,
  );
}

/** A pass with finite but large parameters can overflow; such outputs are no answers. */
export function overflown(what: string): DnnError {
  return new DnnError(
    'model',
    `the model's numbers overflow: ${what}`,
    'Its parameters, or the values given to it, are too large: look at the data, or train again with a smaller --learning-rate.',
  );
}

/** `column age`, or of values without names `value 3`. */
function titleOf({ columns = [] }: Model, feature: number): string {
  let next = 0;
  const column = columns.find((each) => {
    next += widthOf(each);
    return feature < next;
  });
  return column ? `column ${brief(column.name)}` : `value ${feature}`;
}
