/** The metrics of a network's answers: cost, accuracy, confusion, precision, recall, F1; of numbers their errors. */
import type { Labels } from '../data/dataset.js';
import type { TargetScale } from '../data/target-scale.js';
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import { atOnce } from '../engine/pieces.js';
import type { Rows } from '../engine/rows.js';
import type { Network } from '../nn/network.js';
import { type Confusion, confusionOf } from './confusion.js';
import { type NumberEvaluation, numberScores, numbersOf } from './number-metrics.js';

/** The metrics of one class. */
export interface ClassMetrics {
  /** The share of the class among the examples predicted to be of it; 0 without any. */
  readonly precision: number;
  /** The share of the examples of the class that were predicted to be of it; 0 without any. */
  readonly recall: number;
  readonly f1: number;
  /** Examples of the class. */
  readonly support: number;
}

/** The metrics of a network whose answers are classes on one split, and the outputs that they are computed from. */
export interface ClassEvaluation {
  readonly examples: number;
  /** Correctly classified examples. */
  readonly right: number;
  readonly cost: number;
  readonly accuracy: number;
  readonly confusion: Confusion;
  readonly perClass: readonly ClassMetrics[];
  /** The class of each example. */
  readonly labels: Int32Array;
  /** The predicted class of each example. */
  readonly predictions: Int32Array;
  /** The outputs (m × n_L). */
  readonly outputs: Matrix;
  readonly rmse?: undefined;
}

/** The metrics of a network on one split: of classes, or of numbers, which have an `rmse`. */
export type Evaluation = ClassEvaluation | NumberEvaluation;

/** True for the evaluation of answers that are numbers. */
export function isNumberEvaluation(evaluation: Evaluation): evaluation is NumberEvaluation {
  return evaluation.rmse !== undefined;
}

/** Values of a pass's inputs, or of its largest images: bounds what is in memory at a time. */
const CHUNK_VALUES = 2 ** 18;
/** Rows of a pass, between what keeps the kernels busy and what bounds the activations. */
const CHUNK_ROWS = { least: 16, most: 2048 };

/** Examples that go through a network at a time, with so many input values each and in the largest of their images. */
export function chunkRows(values: number, imageSize: number): number {
  const widest = Math.max(values, imageSize);
  return Math.min(CHUNK_ROWS.most, Math.max(CHUNK_ROWS.least, Math.floor(CHUNK_VALUES / widest)));
}

/** 0 … rows in ranges [start, end) that bound the memory of the network's activations. */
export function chunksOf({ rows, cols }: Rows, { imageSize }: Network): [number, number][] {
  const size = chunkRows(cols, imageSize);
  if (rows <= size) return rows === 0 ? [] : [[0, rows]];
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => [i * size, Math.min((i + 1) * size, rows)]);
}

/** The operands of an evaluation: X (m × n₀), Y (m × n_L), the class or number of each example, and what these are. */
type Given = [...Operands, labels: Labels, target: TargetKind];
type Operands = [backend: Backend, network: Network, X: Rows, Y: Matrix];
/** The number of classes, or the scale of numbers. */
export type TargetKind = number | TargetScale;

/**
 * Runs X (m × n₀) through the network and compares the outputs with Y (m × n_L) and the class indices, of so many
 * classes, or with the numbers, Y being these on their scale.
 */
export function evaluate(...given: [...Operands, labels: Labels, classes: number]): ClassEvaluation;
export function evaluate(...given: Given): Evaluation;
export function evaluate(...given: Given): Evaluation {
  return atOnce(evaluation(given, noPieces));
}

/** {@link evaluate} with pauses, in which it yields the multiply-adds since the last; for layers of this package. */
export function evaluateInPieces(...given: Given): Generator<number, Evaluation, void> {
  const [backend] = given;
  return evaluation(given, (pass) => backend.inPieces(pass));
}

/** Layers of others may look at results in mid-pass. */
// biome-ignore lint/correctness/useYield: there is no pause
function* noPieces<T>(pass: () => T): Generator<number, T, void> {
  return pass();
}

function* evaluation(
  [backend, network, X, Y, labels, target]: Given,
  compute: (pass: () => Matrix) => Generator<number, Matrix, void>,
): Generator<number, Evaluation, void> {
  const outputs = backend.zeros(Y.rows, Y.cols);
  let total = 0;
  for (const [start, end] of chunksOf(X, network)) {
    const input = X.range(start, end);
    const A = yield* compute(() => network.forward(input));
    outputs.data.set(A.data, start * Y.cols);
    total += network.cost(Y.rowRange(start, end)) * (end - start);
  }
  const cost = total / X.rows;
  return typeof target === 'number'
    ? judged(outputs, labels as Int32Array, target, cost)
    : measured(outputs, labels as Float64Array, target, cost);
}

/** The evaluation of outputs (m × 1) that stand for numbers, with this cost. */
function measured(outputs: Matrix, labels: Float64Array, scale: TargetScale, cost: number): NumberEvaluation {
  const predictions = numbersOf(outputs, scale);
  const scores = numberScores(labels, predictions);
  return { examples: labels.length, cost, ...scores, labels, predictions, outputs, scale };
}

/** The evaluation of outputs (m × n_L) with this cost, their classes as {@link predictClasses} gives them. */
export function judged(
  outputs: Matrix,
  labels: Int32Array,
  classes: number,
  cost: number,
  threshold?: number,
): ClassEvaluation {
  const examples = outputs.rows;
  const predictions = predictClasses(outputs, threshold);
  const confusion = confusionOf(labels, predictions, classes);
  const right = labels.reduce((sum, label, i) => sum + Number(label === predictions[i]), 0);
  const perClass = classMetrics(confusion);
  const accuracy = right / examples;
  return { examples, right, cost, accuracy, confusion, perClass, labels, predictions, outputs };
}

/** The overflow in an evaluation, as the end of a sentence: `its output for example 4 is NaN`; undefined without one. */
export function overflowOf(evaluation: Evaluation): string | undefined {
  const { outputs } = evaluation;
  const lost = outputs.data.findIndex(Number.isNaN);
  if (lost >= 0) return `its output for example ${Math.floor(lost / outputs.cols)} is NaN`;
  const { cost, rmse = 0, r2 = 0 } = { rmse: undefined, r2: undefined, ...evaluation };
  const infinite = Object.entries({ cost, rmse, r2 }).find(([, value]) => !Number.isFinite(value));
  return infinite && `its ${infinite[0]} on these examples is ${infinite[1]}`;
}

/**
 * Class of each row of A: with one output unit 1 above ½, else the largest (the first of equals); with a `threshold` the
 * second of two classes where its probability is at least that.
 */
export function predictClasses(A: Matrix, threshold?: number): Int32Array {
  return Int32Array.from({ length: A.rows }, (_, r) => {
    if (threshold !== undefined) return Number(classProbability(A, r, 1) >= threshold);
    if (A.cols === 1) return A.data[r] > 0.5 ? 1 : 0;
    let best = 0;
    for (let c = 1; c < A.cols; c++) if (A.data[r * A.cols + c] > A.data[r * A.cols + best]) best = c;
    return best;
  });
}

/** Row r of A as one probability a class; values of tanh and linear outputs are cut to [0, 1]. */
export function classProbabilities(A: Matrix, r: number): number[] {
  const probabilities = new Array<number>(Math.max(2, A.cols));
  for (let c = 0; c < probabilities.length; c++) probabilities[c] = classProbability(A, r, c);
  return probabilities;
}

/** The probability of class c in row r of A. */
export function classProbability({ cols, data }: Matrix, r: number, c: number): number {
  const a = Math.min(1, Math.max(0, data[r * cols + (cols === 1 ? 0 : c)]));
  return cols === 1 && c === 0 ? 1 - a : a;
}

/** One answer a class, from the counts of the pairs. */
function classMetrics({ classes, pairs }: Confusion): ClassMetrics[] {
  const [support, predicted, hits] = [0, 1, 2].map(() => new Float64Array(classes));
  for (const pair of pairs) {
    support[pair.actual] += pair.times;
    predicted[pair.predicted] += pair.times;
    if (pair.actual === pair.predicted) hits[pair.actual] = pair.times;
  }
  return Array.from(support, (own, c) => ({
    precision: predicted[c] === 0 ? 0 : hits[c] / predicted[c],
    recall: own === 0 ? 0 : hits[c] / own,
    f1: own + predicted[c] === 0 ? 0 : (2 * hits[c]) / (own + predicted[c]),
    support: own,
  }));
}
