/** Predicts pictures, values and whole datasets, prepared exactly as in training. */

import { squareOf } from '../data/brightness.js';
import { labelsAs } from '../data/class-map.js';
import { assertRepresentable, type Dataset, type Split, type StoredValues } from '../data/dataset.js';
import { toRows, writeInputs } from '../data/examples.js';
import { assertDataset, assertSplit } from '../data/given.js';
import { divisorLike } from '../data/other-scale.js';
import type { Picture } from '../data/pictures/picture.js';
import { toValues } from '../data/pictures/resize.js';
import type { Column } from '../data/tables/column.js';
import type { Backend } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import type { ByteMatrix, Matrix } from '../engine/matrix.js';
import { atOnce } from '../engine/pieces.js';
import { ByteRows, MatrixRows, type Rows } from '../engine/rows.js';
import { Workspace } from '../engine/workspace.js';
import { DnnError } from '../errors.js';
import { type Architecture, inputSize } from '../nn/architecture.js';
import { restoreNetwork } from '../nn/build.js';
import type { Network } from '../nn/network.js';
import { shell } from '../shell.js';
import {
  chunksOf,
  classProbabilities,
  type Evaluation,
  isNumberEvaluation,
  judged,
  overflowOf,
  predictClasses,
} from '../train/metrics.js';
import { numbersOf } from '../train/number-metrics.js';
import { evaluateSplit } from '../train/splits.js';
import { assertNoneMissing } from '../train/table-scaling.js';
import { workOfExample } from '../train/work.js';
import { assertExamples, assertModel, assertPicture, assertThreshold } from './given.js';
import { className, type Model } from './model.js';
import { overflowAt, overflown } from './overflow.js';

/** The answer of a model for one example: a class, or a number. */
export type Prediction = ClassPrediction | NumberPrediction;

/** The answer of a model of numbers, in the units of its target. */
export interface NumberPrediction {
  readonly prediction: number;
  readonly class?: undefined;
  readonly label?: undefined;
  readonly probability?: undefined;
  readonly probabilities?: undefined;
}

/** The answer of a model of classes. */
export interface ClassPrediction {
  readonly class: number;
  readonly label: string;
  /** The probability of the predicted class. */
  readonly probability: number;
  /** One a class. */
  readonly probabilities: readonly number[];
  readonly prediction?: undefined;
}

/** Settings of a predictor. */
export interface PredictorSettings {
  /** About as many bytes as its matrices will take; by default it may be 4 GiB. */
  readonly memory?: number | undefined;
  /** The second of two classes is predicted where its probability is at least this; by default above ½. */
  readonly threshold?: number | undefined;
}

/** Operations of a pass without pauses: noting its calls takes longer than so few. */
const SHORT_WORK = 2 ** 20;
/** The byte of full brightness, whose input is 1. */
const WHITE = 255;

/** A model ready to predict any number of pictures or stored values. */
export class Predictor {
  readonly model: Model;
  /** The reason why plain loops compute instead of the faster kernels, whose last digits differ; undefined if they do not. */
  readonly fallback: string | undefined;
  readonly threshold: number | undefined;
  readonly #backend: Backend;
  readonly #network: Network;
  /** Operations for one example. */
  readonly #work: number;
  #values: Workspace | undefined;
  #picture: ByteMatrix | undefined;
  #pictureRow: ByteRows | undefined;

  /** @throws DnnError: model for what is no model; usage for a threshold that is none, or of more than two classes. */
  constructor(model: Model, { memory, threshold }: PredictorSettings = {}) {
    assertModel(model);
    if (threshold !== undefined) assertThreshold(model, threshold);
    this.model = model;
    this.threshold = threshold;
    this.#backend = createBackend('auto', model.dtype, { memory });
    this.fallback = this.#backend.fallback;
    this.#network = restoreNetwork(this.#backend, model.architecture, model.parameters);
    this.#work = workOfExample(model.architecture);
  }

  /** Says that it predicts no more: its memory goes as soon as nobody holds it. */
  async close(): Promise<void> {
    await this.#backend.close();
  }

  /** The picture as the network sees it: (height × width × channels) bytes. @throws DnnError (model) when it takes none. */
  view(picture: Picture): Uint8Array {
    const { architecture, divisor, range } = this.model;
    const { inputShape } = architecture;
    const [height, width, channels] = inputShape;
    if (inputShape.length !== 3 || (channels !== 1 && channels !== 3)) {
      throw new DnnError(
        'model',
        `this model takes ${inputShape.join('x')} values an example, not pictures`,
        picturesHint(this.model),
      );
    }
    // Bytes become 0…1: the network knows such inputs only if those of its training were within 0…1.
    if (range !== undefined && (range[0] < 0 || range[1] > divisor)) {
      const [low, high] = range.map((value) => Number((value / divisor).toPrecision(4)));
      throw new DnnError(
        'model',
        `this model was trained on inputs from ${low} to ${high}; how a picture's brightness becomes such values is not known`,
        'Train on pictures of bytes, or of values from 0 to 1, to predict pictures.',
      );
    }
    return toValues(picture, [height, width, channels]);
  }

  /**
   * The prediction for one picture of any size: its bytes become 0…1, as all training pictures do.
   * @throws DnnError: data when it is no whole picture; model when the model takes none, or its numbers overflow.
   */
  predictPicture(picture: Picture): Prediction {
    return atOnce(this.predictPictureInPieces(picture));
  }

  /** {@link predictPicture} with pauses, in which it yields the multiply-adds since the last. */
  *predictPictureInPieces(picture: Picture): Generator<number, Prediction, void> {
    assertPicture(picture);
    const bytes = this.view(picture);
    const overflowing = () => overflown('its output is NaN');
    return (yield* this.#predict(this.#pictureInputs(bytes), overflowing))[0];
  }

  /** The inputs of a picture's bytes. One matrix for all pictures: memory of the kernels is not given back. */
  #pictureInputs(bytes: Uint8Array): Matrix {
    if (this.model.scaling !== undefined) return this.#numbers(bytes, WHITE).range(0, 1);
    this.#picture ??= this.#backend.bytes(1, bytes.length, WHITE, bytes);
    this.#picture.data.set(bytes);
    this.#pictureRow ??= new ByteRows(this.#backend, this.#picture);
    return this.#pictureRow.range(0, 1);
  }

  /**
   * Predictions for stored values (examples × features), not yet divided.
   * @throws DnnError: data when they are not finite numbers of whole examples, or too large; model when its numbers overflow.
   */
  predictValues(values: StoredValues): Prediction[] {
    return atOnce(this.predictValuesInPieces(values));
  }

  /** {@link predictValues} with pauses, in which it yields the multiply-adds since the last. */
  *predictValuesInPieces(values: StoredValues): Generator<number, Prediction[], void> {
    const { architecture, scaling } = this.model;
    assertExamples(values, architecture, scaling?.fill !== undefined);
    const X = this.#inputs(values);
    const predictions: Prediction[] = [];
    // Pass by pass, so that the layers' results of many examples take no more memory than those of few.
    for (const [start, end] of chunksOf(X, this.#network)) {
      const inputs = X.range(start, end);
      const overflowing = (row: number) => {
        const own = inputs.data.subarray(row * inputs.cols, (row + 1) * inputs.cols);
        return overflowAt(this.model, start + row, values, own);
      };
      for (const prediction of yield* this.#predict(inputs, overflowing)) predictions.push(prediction);
    }
    return predictions;
  }

  /** The inputs of stored values. */
  #inputs(values: StoredValues): Rows {
    const { architecture, divisor, scaling } = this.model;
    if (values instanceof Uint8Array)
      return toRows(this.#backend, values, inputSize(architecture), divisor, scaling);
    return this.#numbers(values, divisor);
  }

  /** The inputs of numbers. Memory of the kernels is not given back: they go to one place again and again. */
  #numbers(values: StoredValues, divisor: number): Rows {
    const { architecture, scaling } = this.model;
    const size = inputSize(architecture);
    this.#values ??= new Workspace(this.#backend, size);
    const X = this.#values.rows(values.length / size);
    writeInputs(X.data, values, divisor, scaling);
    return new MatrixRows(this.#backend, X);
  }

  /**
   * Evaluates the model on `split` of `dataset`.
   * @throws DnnError: model when the dataset's examples or classes are not this model's, or its numbers overflow
   * on them; data when they are too large for its dtype.
   */
  evaluate(dataset: Dataset, split: Split): Evaluation {
    return atOnce(this.evaluateInPieces(dataset, split));
  }

  /** {@link evaluate} with pauses, in which it yields the multiply-adds since the last. */
  *evaluateInPieces(dataset: Dataset, split: Split): Generator<number, Evaluation, void> {
    const { architecture, classes, columns } = this.model;
    assertDataset(dataset, split);
    if (!takes(architecture, dataset.shape)) {
      throw new DnnError(
        'model',
        `the model takes ${architecture.inputShape.join('x')} inputs, an example of ${dataset.name} has ${dataset.shape.join('x')}`,
        'Evaluate on data of the shape it was trained on.',
      );
    }
    if (columns && dataset.columns && meaningOf(columns) !== meaningOf(dataset.columns)) {
      throw new DnnError(
        'model',
        `the columns of ${dataset.name} are not those of the model, in its order`,
        'Open the data as those of the model: openDataset(source, { like: model }).',
      );
    }
    assertSplit(split, inputSize(architecture), dataset.classes.length);
    assertNoneMissing(dataset, split, this.model.scaling, true);
    const [labels] = labelsAs(classes, dataset, [split]);
    const divisor =
      split.divisor ?? divisorLike(`${dataset.name}: the values`, split, dataset.shape, this.model).divisor;
    const own = { ...dataset, classes, divisor };
    const ownSplit = { ...split, divisor, labels };
    assertRepresentable(own, this.model.dtype);
    const evaluation = yield* evaluateSplit(
      this.#backend,
      this.#network,
      architecture,
      own,
      ownSplit,
      this.model,
    );
    const overflow = overflowOf(evaluation);
    if (overflow !== undefined) throw overflown(overflow);
    // A threshold is of a model of classes.
    if (this.threshold === undefined || isNumberEvaluation(evaluation)) return evaluation;
    const { outputs, cost, confusion } = evaluation;
    return judged(outputs, evaluation.labels, confusion.classes, cost, this.threshold);
  }

  /** The predictions for X (examples × features); `overflowing` is the error of a row whose answer is no number. */
  *#predict(X: Matrix, overflowing: (row: number) => DnnError): Generator<number, Prediction[], void> {
    const pass = () => this.#network.forward(X);
    const A = X.rows * this.#work < SHORT_WORK ? pass() : yield* this.#backend.inPieces(pass);
    const { targetScale } = this.model;
    const numbers = targetScale && numbersOf(A, targetScale);
    const lost = numbers
      ? numbers.findIndex((number) => !Number.isFinite(number))
      : A.data.findIndex(Number.isNaN);
    if (lost >= 0) throw overflowing(Math.floor(lost / A.cols));
    if (numbers) return Array.from(numbers, (prediction) => ({ prediction }));
    return Array.from(predictClasses(A, this.threshold), (index, r) => {
      const probabilities = classProbabilities(A, r);
      const label = className(this.model.classes, index);
      return { class: index, label, probability: probabilities[index], probabilities };
    });
  }
}

/** The way to a model of pictures: where the values make a square, that of the same training with a shape. */
function picturesHint({ architecture: { inputShape }, training: { config, dataset } }: Model): string {
  const square = inputShape.length === 1 ? squareOf(inputShape[0]) : undefined;
  if (square === undefined) return 'Use a model that was trained on pictures.';
  const [, ...others] = String(config.layers ?? 'auto,auto').split(',');
  const layers = shell`--layers ${[square.join('x'), ...others].join(',')}`;
  const { source } = dataset;
  const train = source === undefined ? 'dnn train --data <source>' : shell`dnn train --data ${source}`;
  return `Train it on pictures, with the shape of its values: ${train} ${layers}`;
}

/** True if examples of `shape` fit: they have the model's shape, or are flat with as many values. */
export function takes(architecture: Architecture, shape: readonly number[]): boolean {
  const flat = shape.length === 1 && shape[0] === inputSize(architecture);
  return flat || shape.join() === architecture.inputShape.join();
}

/** Equal for columns that mean the same, however their file wrote its numbers. */
function meaningOf(columns: readonly Column[]): string {
  return JSON.stringify(columns, (key, value) => (key === 'decimal' ? undefined : value));
}
