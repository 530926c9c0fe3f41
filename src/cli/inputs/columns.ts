/** A training set as the course has it: an example a column. */
import { transposed } from '../../check/arrays.js';
import type { Columns, Sets } from '../../check/computation.js';
import { type Dataset, featureCount, isOfNumbers, type Split } from '../../data/dataset.js';
import { toTargets, writeInputs } from '../../data/examples.js';
import { targetScale } from '../../data/target-scale.js';
import { createBackend } from '../../engine/backends.js';
import { Matrix } from '../../engine/matrix.js';
import { fittedScaling } from '../../train/table-scaling.js';

/** All training examples, and the test set if there is one, scaled as a run would scale them. @throws DnnError as fittedScaling does. */
export function columnsOf(
  dataset: Dataset,
  units: number,
  options: Parameters<typeof fittedScaling>[2],
): Sets {
  const { train, test, divisor } = dataset;
  const scaling = fittedScaling(dataset, train, options);
  const scale = isOfNumbers(dataset) ? targetScale(train.labels as Float64Array) : undefined;
  const backend = createBackend('js', 'float64', { memory: 0 });
  const columns = (part: Split): Columns => {
    const X = Matrix.zeros(part.examples, featureCount(dataset));
    writeInputs(X.data, part.values, divisor, scaling);
    return { X: transposed(X), Y: transposed(toTargets(backend, part, units, scale)) };
  };
  return { ...columns(train), test: test && columns(test) };
}
