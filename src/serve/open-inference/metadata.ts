/** Models and their tensors as the Open Inference Protocol describes them. */
import type { Column } from '../../data/tables/column.js';
import { classNames, type Model } from '../../model/model.js';
import { inputSize } from '../../nn/architecture.js';
import type { ServedModel } from '../served-model.js';
import type { TensorMetadata } from './tensor.js';

/** The name of the only input of a model whose values have no names. */
export const INPUT = 'input';

/** The names of the outputs of models of classes, and of numbers. */
export const OUTPUTS = { classes: ['class', 'label', 'probabilities'], numbers: ['prediction'] } as const;

/** The metadata of a model; its version is its digest. */
export function modelMetadata({ name, digest, predictor: { model } }: ServedModel): object {
  return {
    name,
    versions: [digest],
    platform: 'dnn_json',
    inputs: inputsOf(model),
    outputs: outputsOf(model),
  };
}

/** One input a column of a table; else one with all values of the examples, bytes where training had bytes. */
export function inputsOf({ columns, architecture, range, divisor }: Model): TensorMetadata[] {
  if (columns) return columns.map(columnInput);
  const areBytes = divisor === 255 && range !== undefined && range[0] >= 0 && range[1] <= 255;
  const datatype = areBytes ? 'UINT8' : 'FP64';
  return [{ name: INPUT, datatype, shape: [-1, ...architecture.inputShape] }];
}

function columnInput({ name, type }: Column): TensorMetadata {
  return { name, datatype: type === 'number' ? 'FP64' : 'BYTES', shape: [-1, 1] };
}

/** The class, its name and the probability of each; or the number that is predicted. */
export function outputsOf({ classes }: Model): TensorMetadata[] {
  const names = classNames(classes);
  if (names.length === 0) return [{ name: 'prediction', datatype: 'FP64', shape: [-1, 1] }];
  return [
    { name: 'class', datatype: 'INT64', shape: [-1, 1] },
    { name: 'label', datatype: 'BYTES', shape: [-1, 1] },
    { name: 'probabilities', datatype: 'FP64', shape: [-1, names.length] },
  ];
}

/** The shapes that the examples of an input without columns may have: as the model's, or flat. */
export function exampleShapes({ architecture }: Model): readonly (readonly number[])[] {
  return [architecture.inputShape, [inputSize(architecture)]];
}
