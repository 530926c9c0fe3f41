/**
 * Explanations of single answers: the score of an answer, and its slope along every input (Simonyan, Vedaldi and
 * Zisserman 2014, "Deep Inside Convolutional Networks"). The scores of inputs with a covered part say how much it
 * counted (Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks").
 */
import type { StoredValues } from '../data/dataset.js';
import { writeInputs } from '../data/examples.js';
import type { Backend } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import { exp, log } from '../engine/math.js';
import type { FloatArray, Matrix } from '../engine/matrix.js';
import { Workspace } from '../engine/workspace.js';
import { inputSize } from '../nn/architecture.js';
import { restoreNetwork } from '../nn/build.js';
import type { Observer } from '../nn/layer.js';
import type { Network } from '../nn/network.js';
import { workOfExample } from '../train/work.js';
import { assertExamples, assertModel } from './given.js';
import type { Model } from './model.js';
import type { PredictorSettings } from './predict.js';

/** Operations that take a few hundredths of a second, and the most examples that are worth computing together. */
const SHORT_WORK = 2 ** 26;
const MOST_ROWS = 64;

/**
 * The scores of a model's answers. The score of a class is its log-odds log(p/(1 − p)), taken from Z where no digit is
 * lost: z_c − log Σ_{j≠c} e^{z_j} of softmax, z or −z of one sigmoid. Behind other outputs it is the class's own z, or
 * of one output z or −z. The score of a number is the number itself.
 */
export class Explainer {
  readonly model: Model;
  /** True where 1/(1 + e^−score) is the probability of the class. */
  readonly isLogOdds: boolean;
  /** Examples whose scores take a few hundredths of a second. */
  readonly rowsAtOnce: number;
  readonly #backend: Backend;
  readonly #network: Network;
  readonly #X: Workspace;
  readonly #dZ: Workspace;

  /** @throws DnnError (model) for what is no model. */
  constructor(model: Model, { memory }: Pick<PredictorSettings, 'memory'> = {}) {
    assertModel(model);
    this.model = model;
    this.#backend = createBackend('auto', model.dtype, { memory });
    this.#network = restoreNetwork(this.#backend, model.architecture, model.parameters);
    const { units, activation } = model.architecture.layers.at(-1) as { units: number; activation: string };
    this.isLogOdds = activation === 'softmax' || (activation === 'sigmoid' && units === 1);
    const work = Math.max(1, workOfExample(model.architecture));
    this.rowsAtOnce = Math.min(MOST_ROWS, Math.max(1, Math.floor(SHORT_WORK / work)));
    this.#X = new Workspace(this.#backend, inputSize(model.architecture));
    this.#dZ = new Workspace(this.#backend, units);
  }

  /** Says that it explains no more: its memory goes as soon as nobody holds it. */
  async close(): Promise<void> {
    await this.#backend.close();
  }

  /**
   * The inputs of the network, (examples × n₀), for stored values: divided by `divisor`, or scaled and filled as in
   * training. The bytes of a picture have the divisor 255.
   * @throws DnnError (data) when they are not those of whole examples.
   */
  inputs(values: StoredValues, divisor = this.model.divisor): Float64Array {
    const { architecture, scaling } = this.model;
    assertExamples(values, architecture, scaling?.fill !== undefined);
    const inputs = new Float64Array(values.length);
    writeInputs(inputs, values, divisor, scaling);
    return inputs;
  }

  /** The score of class `answer`, or of the number, for each of the inputs (examples × n₀). */
  scores(inputs: Float64Array, answer = 0): Float64Array {
    const Z = this.#forward(inputs);
    return Float64Array.from({ length: Z.rows }, (_, r) => this.#score(rowOf(Z, r), answer));
  }

  /** ∂score/∂x of class `answer`, or of the number, for each of the inputs: (examples × n₀). */
  gradient(inputs: Float64Array, answer = 0): Float64Array {
    const Z = this.#forward(inputs);
    const dZ = this.#dZ.rows(Z.rows);
    for (let r = 0; r < Z.rows; r++) this.#writeSlopes(rowOf(Z, r), answer, rowOf(dZ, r));
    return Float64Array.from(this.#network.inputGradient(dZ).data);
  }

  /** Z_L (examples × n_L), which lives until the next pass. */
  #forward(inputs: Float64Array): Matrix {
    const X = this.#X.rows(inputs.length / inputSize(this.model.architecture));
    X.data.set(inputs);
    const last = new LastZ(this.#network.layers.length - 1);
    this.#network.forward(X, { observer: last });
    return last.Z as Matrix;
  }

  #score(z: FloatArray, answer: number): number {
    const { targetScale } = this.model;
    if (targetScale) return z[0] * targetScale.deviation + targetScale.mean;
    if (z.length === 1) return answer === 1 ? z[0] : -z[0];
    return this.isLogOdds ? z[answer] - logOfOthers(z, answer) : z[answer];
  }

  /** Writes ∂score/∂z into dz. */
  #writeSlopes(z: FloatArray, answer: number, dz: FloatArray): void {
    const { targetScale } = this.model;
    dz.fill(0);
    if (targetScale) dz[0] = targetScale.deviation;
    else if (z.length === 1) dz[0] = answer === 1 ? 1 : -1;
    else {
      const rest = this.isLogOdds ? logOfOthers(z, answer) : Number.POSITIVE_INFINITY;
      for (let c = 0; c < z.length; c++) dz[c] = c === answer ? 1 : -exp(z[c] - rest);
    }
  }
}

/** Sees Z of the last layer. */
class LastZ implements Observer {
  Z: Matrix | undefined;
  readonly #step: number;

  constructor(step: number) {
    this.#step = step;
  }

  forward(step: number, Z: Matrix): void {
    if (step === this.#step) this.Z = Z;
  }

  backward(): void {}
}

function rowOf({ cols, data }: Matrix, r: number): FloatArray {
  return data.subarray(r * cols, (r + 1) * cols);
}

/** log Σ_{j≠c} e^{z_j} */
function logOfOthers(z: FloatArray, c: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < z.length; j++) if (j !== c) most = Math.max(most, z[j]);
  let sum = 0;
  for (let j = 0; j < z.length; j++) if (j !== c) sum += exp(z[j] - most);
  return most + log(sum);
}
