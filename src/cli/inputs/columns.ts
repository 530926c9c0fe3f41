/** A training set as the course has it: an example a column. */
import { transposed } from '../../check/arrays.js';
import { type Dataset, featureCount, isOfNumbers } from '../../data/dataset.js';
import { toTargets, writeInputs } from '../../data/examples.js';
import { targetScale } from '../../data/target-scale.js';
import { createBackend } from '../../engine/backends.js';
import { Matrix } from '../../engine/matrix.js';
import { fittedScaling } from '../../train/table-scaling.js';

/** X (n_0 × m) and Y (units × m) of all training examples, scaled as a run would scale them. @throws DnnError as fittedScaling does. */
export function columnsOf(
  dataset: Dataset,
  units: number,
  options: Parameters<typeof fittedScaling>[2],
): { X: Matrix; Y: Matrix } {
  const { train, divisor } = dataset;
  const X = Matrix.zeros(train.examples, featureCount(dataset));
  writeInputs(X.data, train.values, divisor, fittedScaling(dataset, train, options));
  const scale = isOfNumbers(dataset) ? targetScale(train.labels as Float64Array) : undefined;
  const Y = toTargets(createBackend('js', 'float64', { memory: 0 }), train, units, scale);
  return { X: transposed(X), Y: transposed(Y) };
}
