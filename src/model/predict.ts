/** A model at work: pictures, values and whole datasets, prepared exactly as in training. */
import type { Dataset, Split, StoredValues } from '../data/dataset.js';
import { toInputs } from '../data/examples.js';
import type { Picture } from '../data/picture.js';
import { toValues } from '../data/resize.js';
import type { Backend } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import type { Matrix } from '../engine/matrix.js';
import { DnnError } from '../errors.js';
import { type Architecture, inputSize, layerWeights, restoreNetwork } from '../nn/architecture.js';
import type { Network } from '../nn/network.js';
import { classProbabilities, type Evaluation, predictClasses } from '../train/metrics.js';
import { evaluateSplit } from '../train/trainer.js';
import { className, type Model } from './model.js';

/** What a model says about one example. */
export interface Prediction {
  readonly class: number;
  readonly label: string;
  /** Of the predicted class. */
  readonly probability: number;
  /** One a class. */
  readonly probabilities: readonly number[];
}

/** A model ready to predict, pictures or stored values; one of it serves any number of examples. */
export class Predictor {
  readonly model: Model;
  readonly #backend: Backend;
  readonly #network: Network;

  constructor(model: Model) {
    this.model = model;
    this.#backend = createBackend('auto', model.dtype);
    this.#network = restoreNetwork(this.#backend, model.architecture, model.parameters);
  }

  /** The picture as the network sees it: (height × width × channels) bytes. @throws DnnError (model) when it takes none. */
  view(picture: Picture): Uint8Array {
    const { architecture, divisor, range } = this.model;
    const { inputShape } = architecture;
    const [height, width, channels] = inputShape;
    if (inputShape.length !== 3 || (channels !== 1 && channels !== 3)) {
      throw new DnnError(
        'model',
        `this model takes ${inputSize(this.model.architecture)} values an example (${inputShape.join('x')}), not pictures`,
        'Use a model that was trained on pictures.',
      );
    }
    // Bytes become 0…1: that is what the network knows only when its training inputs lay there too.
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

  /** The prediction for one picture of any size: its bytes become 0…1, as all training pictures do. */
  predictPicture(picture: Picture): Prediction {
    return this.#predict(this.view(picture), 255)[0];
  }

  /** Predictions for stored values (examples × features), not yet divided. */
  predictValues(values: StoredValues): Prediction[] {
    return this.#predict(values, this.model.divisor);
  }

  /** @throws DnnError (model) when the dataset's examples or classes are not this model's. */
  evaluate(dataset: Dataset, split: Split): Evaluation {
    const { architecture, classes, divisor } = this.model;
    if (!takes(architecture, dataset.shape)) {
      throw new DnnError(
        'model',
        `the model takes ${architecture.inputShape.join('x')} inputs, an example of ${dataset.name} has ${dataset.shape.join('x')}`,
        'Evaluate on data of the shape it was trained on.',
      );
    }
    if (dataset.classes.length !== classes.length) {
      throw new DnnError(
        'model',
        `the model knows ${classes.length} classes (${classes.join(', ')}), ${dataset.name} has ${dataset.classes.length}`,
        'Evaluate on data of the classes it was trained on.',
      );
    }
    if (named(classes) && named(dataset.classes) && classes.join('\n') !== dataset.classes.join('\n')) {
      throw new DnnError(
        'model',
        `the model knows the classes ${classes.join(', ')}, ${dataset.name} has ${dataset.classes.join(', ')}`,
        'Evaluate on data of the classes it was trained on, in their order.',
      );
    }
    const evaluation = evaluateSplit(
      this.#backend,
      this.#network,
      architecture,
      { ...dataset, divisor },
      split,
    );
    assertNumbers(evaluation.outputs);
    return evaluation;
  }

  #predict(values: StoredValues, divisor: number): Prediction[] {
    const X = toInputs(this.#backend, values, inputSize(this.model.architecture), divisor);
    const A = this.#network.forward(X);
    assertNumbers(A);
    return Array.from(predictClasses(A), (index, r) => {
      const probabilities = classProbabilities(A, r);
      const label = className(this.model.classes, index);
      return { class: index, label, probability: probabilities[index], probabilities };
    });
  }
}

/** @throws DnnError (model) when parameters so large that they overflow have left no number in A (m × n_L). */
function assertNumbers(A: Matrix): void {
  const at = A.data.findIndex((value: number) => !Number.isFinite(value));
  if (at < 0) return;
  throw new DnnError(
    'model',
    `the model's answer for example ${Math.floor(at / A.cols)} is ${A.data[at]}: its parameters, or these values, are too large`,
    'Restore the model, or train it again.',
  );
}

/** Whether examples of `shape` fit: they have the model's shape, or none and as many values. */
function takes(architecture: Architecture, shape: readonly number[]): boolean {
  const flat = shape.length === 1 && shape[0] === inputSize(architecture);
  return flat || shape.join() === architecture.inputShape.join();
}

/** Whether classes have names, and not just the numbers that a file without names leaves. */
function named(classes: readonly string[]): boolean {
  return classes.some((name, index) => name !== String(index));
}

/** Weight layers, as the course counts them. */
export function depth(model: Model): number {
  return layerWeights(model.architecture).filter((weights) => weights !== undefined).length;
}
