/**
 * A look into a run between two of its updates: the answers of its network as it stands, the activations of its layers,
 * and its parameters. Looking changes no number.
 */
import { type Dataset, featureCount, type StoredValues } from '../data/dataset.js';
import { writeInputs } from '../data/examples.js';
import { Matrix } from '../engine/matrix.js';
import type { Observer } from '../nn/layer.js';
import { ActivationLayer } from '../nn/layers/activation.js';
import type { Network } from '../nn/network.js';
import type { NamedMatrix } from '../nn/parameter.js';
import type { TracedRun, Tracing } from './trace/traced.js';
import { layerNumbers } from './watch/layer-facts.js';

/** Rows of a pass: no more than training itself takes, so that looking takes no memory of the kernels. */
const MOST_ROWS = 256;

/** The activations of a layer for some examples. */
export interface LiveActivations {
  /** From 1, as W1 counts; the last are the outputs. */
  readonly layer: number;
  /** (examples × units), behind the activation. */
  readonly values: Matrix;
}

/** The network of a run: give its {@link trace} to the run as `RunControl.trace`. */
export class LiveNetwork {
  readonly #dataset: Pick<Dataset, 'shape' | 'divisor'>;
  #run: TracedRun | undefined;
  #inputs: Matrix | undefined;

  /** `dataset` is the one that the run trains on. */
  constructor(dataset: Pick<Dataset, 'shape' | 'divisor'>) {
    this.#dataset = dataset;
  }

  /** Takes the run when it begins, and leaves its updates as they are. */
  readonly trace: Tracing = (update, run) => {
    this.#run = run;
    return update;
  };

  /**
   * The activations of all layers for stored values (examples × features), not yet divided, the outputs last; undefined
   * before the run has begun, and where the first layer is in its dual form, which knows the training examples alone.
   */
  activations(values: StoredValues): LiveActivations[] | undefined {
    if (this.#run === undefined || this.#run.training.first !== undefined) return undefined;
    const features = featureCount(this.#dataset);
    const examples = values.length / features;
    const size = Math.min(MOST_ROWS, this.#run.plan.examples);
    const collected = new Collected(this.#run.training.network, examples);
    for (let start = 0; start < examples; start += size) {
      const end = Math.min(start + size, examples);
      this.#forward(values.subarray(start * features, end * features), size, features, collected);
      collected.start = end;
    }
    return collected.layers();
  }

  /** The outputs for the first training examples, in either form of the first layer; undefined before the run. */
  trainingOutputs(examples: number): Matrix | undefined {
    if (this.#run === undefined) return undefined;
    const { network, input } = this.#run.training;
    const numbers = Int32Array.from({ length: examples }, (_, i) => i);
    const { rows, cols, data } = network.forward(input.take(numbers), { examples: numbers });
    return new Matrix(rows, cols, data.slice());
  }

  /** A copy of every parameter: W1, b1, …, or C1 and s1 in place of W1 in the dual form. Undefined before the run. */
  parameters(): NamedMatrix[] | undefined {
    return this.#run?.training.network.parameters.map(({ name, value: { rows, cols, data } }) => ({
      name,
      value: new Matrix(rows, cols, data.slice()),
    }));
  }

  #forward(values: StoredValues, size: number, features: number, observer: Observer): void {
    const { backend, training, scales } = this.#run as TracedRun;
    this.#inputs ??= backend.zeros(size, features);
    const input = this.#inputs.rowRange(0, values.length / features);
    writeInputs(input.data, values, this.#dataset.divisor, scales.scaling);
    training.network.forward(input, { observer });
  }
}

/** Collects the activations of passes over some of the examples each. */
class Collected implements Observer {
  /** The first example of the pass. */
  start = 0;
  readonly #steps: Network['layers'];
  readonly #numbers: readonly number[];
  readonly #examples: number;
  readonly #found = new Map<number, Matrix>();

  constructor(network: Network, examples: number) {
    this.#steps = network.layers;
    this.#numbers = layerNumbers(network);
    this.#examples = examples;
  }

  forward(step: number, A: Matrix): void {
    const isOutput = step === this.#steps.length;
    if (!isOutput && !(this.#steps[step] instanceof ActivationLayer)) return;
    const layer = this.#numbers[isOutput ? step - 1 : step];
    let whole = this.#found.get(layer);
    if (whole === undefined) {
      whole = Matrix.zeros(this.#examples, A.cols, A.dtype);
      this.#found.set(layer, whole);
    }
    whole.data.set(A.data, this.start * A.cols);
  }

  backward(): void {}

  layers(): LiveActivations[] {
    return [...this.#found].map(([layer, values]) => ({ layer, values })).sort((a, b) => a.layer - b.layer);
  }
}
