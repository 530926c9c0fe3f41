/**
 * A model as an ES module that needs nothing: `predict(values)` for Node.js or a browser, the parameters within as
 * base64. It computes in float64 with the engine's own Math.exp and Math.tanh: the last digits may differ.
 */
import { type FloatArray, Matrix } from '../../engine/matrix.js';
import { type ActivationName, LEAK } from '../../nn/activations.js';
import { EPSILON } from '../../nn/layers/batchnorm.js';
import { paddingOf } from '../../nn/layers/conv2d.js';
import type { PlainShape } from '../../nn/layers/layers.js';
import { imageOf } from '../../nn/shapes.js';
import { visible } from '../../visible.js';
import type { Model } from '../model.js';
import { rowsRuntime } from './mjs-rows.js';
import { type Step, type StepOf, type StepType, stepsOf } from './steps.js';

/** Bytes a chunk, a multiple of 3 so that the pieces of base64 fit together. */
const CHUNK = 3 * 2 ** 18;

/** The module's text, in pieces for `writeAtomically`. */
export function* moduleChunks(model: Model): Generator<string> {
  const { architecture, classes, columns, divisor } = model;
  yield HEAD;
  yield `export const classes = ${literal(classes)};\n\n`;
  yield INPUT;
  yield `export const input = ${literal({ shape: architecture.inputShape, divisor })};\n\n`;
  yield 'const steps = [\n';
  for (const step of stepsOf(model)) yield* stepChunks(step);
  yield '];\n\n';
  yield RUNTIME;
  if (columns) yield `\n${rowsRuntime(literal(columns))}`;
}

/** The value in JavaScript that may stand within `<script type=module>`: no string of it ends the element. */
function literal(value: unknown): string {
  return visible(JSON.stringify(value)).replaceAll('<', '\\u003c');
}

const HEAD = `/**
 * A network trained by dnn, written by \`dnn export --to mjs\`: it needs nothing else, in Node.js or a browser.
 *
 *   import { classes, predict } from './model.mjs';
 *   const probabilities = predict(pixels); // one a class
 */

/** The classes by index. */
`;

const INPUT = `/**
 * The input of predict: the values of one example of this shape, row-major, an image's as [row][column][channel], as
 * the training data stored them: they are divided by the divisor here.
 */
`;

/** A line a step: its type and the fields that its operation takes. */
function* stepChunks(step: Step): Generator<string> {
  const operation = OPERATIONS[step.type] as Operation<Step> | undefined;
  if (operation === undefined) return;
  yield `  { type: "${step.type}", `;
  for (const [key, value] of Object.entries(operation.fields(step))) {
    if (value === undefined) continue;
    yield `${key}: `;
    if (value instanceof Matrix) yield* matrixChunks(value);
    else yield literal(value);
    yield ', ';
  }
  yield '},\n';
}

function* matrixChunks({ data, dtype }: Matrix): Generator<string> {
  yield `${dtype}('`;
  yield* base64Chunks(data);
  yield "')";
}

function* base64Chunks({ buffer, byteOffset, byteLength }: FloatArray): Generator<string> {
  for (let start = 0; start < byteLength; start += CHUNK) {
    const length = Math.min(CHUNK, byteLength - start);
    yield Buffer.from(buffer as ArrayBuffer, byteOffset + start, length).toString('base64');
  }
}

/** An operation of the module: the fields that it takes of a step, and its text, a method from A and them to A. */
interface Operation<S> {
  fields(step: S): object;
  readonly source: string;
}

/** The operations by step; undefined where a prediction does nothing. */
const OPERATIONS: { readonly [T in StepType]: Operation<StepOf<T>> | undefined } = {
  scale: {
    fields: ({ fill, shift, scale }) => ({ fill, shift, scale }),
    source: `  /** (value - shift) / scale, after missing values have been filled. */
  scale(A, { fill, shift, scale }) {
    return A.map((a, i) => ((Number.isNaN(a) ? fill[i] : a) - shift[i]) / scale[i]);
  },`,
  },
  target: {
    fields: ({ mean, deviation }) => ({ mean, deviation }),
    source: `  /** The number in the units of the target. */
  target(A, { mean, deviation }) {
    return A.map((a) => a * deviation + mean);
  },`,
  },
  dense: {
    fields: ({ units, W, b }) => ({ units, W, b }),
    source: `  /** W·A + b */
  dense(A, { units, W, b }) {
    return Float64Array.from({ length: units }, (_, r) => {
      let sum = 0;
      for (let c = 0; c < A.length; c++) sum += W[r * A.length + c] * A[c];
      return b ? sum + b[r] : sum;
    });
  },`,
  },
  conv: {
    fields: ({ kernel, filters, stride, padding, W, b, input, output }) => {
      const [top, left] = kernel.map((size) => paddingOf(size, padding).before);
      return { kernel, filters, stride, W, b, top, left, image: imageSides(input), output };
    },
    source: `  /** The filters at every stride-th place of the image among zeros. */
  conv(A, { kernel: [rows, columns], filters, stride, W, b, top, left, image: [height, width, channels], output }) {
    const size = rows * columns * channels;
    return Float64Array.from({ length: output[0] * output[1] * filters }, (_, at) => {
      const f = at % filters;
      const x = (Math.floor(at / filters) % output[1]) * stride - left;
      const y = Math.floor(at / filters / output[1]) * stride - top;
      let sum = 0;
      for (let i = Math.max(0, -y); i < Math.min(rows, height - y); i++) {
        for (let j = Math.max(0, -x); j < Math.min(columns, width - x); j++) {
          const from = ((y + i) * width + x + j) * channels;
          const weight = f * size + (i * columns + j) * channels;
          for (let c = 0; c < channels; c++) sum += A[from + c] * W[weight + c];
        }
      }
      return b ? sum + b[f] : sum;
    });
  },`,
  },
  pool: pooling('pool', '-Infinity', 'Math.max(result, a)', 'result'),
  avgpool: pooling('avgpool', '0', 'result + a', 'result / (size * size)'),
  norm: {
    fields: ({ gamma, beta, mean, variance }) => ({ gamma, beta, mean, variance }),
    source: `  /** Batch norm, of a convolution filter by filter. */
  norm(A, { gamma, beta, mean, variance }) {
    return A.map((z, i) => {
      const u = i % gamma.length;
      return gamma[u] * ((z - mean[u]) / Math.sqrt(variance[u] + ${EPSILON})) + beta[u];
    });
  },`,
  },
  activation: {
    fields: ({ activation }) => ({ activation }),
    source: `  activation(A, { activation }) {
    return activations[activation](A);
  },`,
  },
  dropout: undefined,
};

/** Pooling: the `result` of a window begins as `start`, takes each value `a` by `taken`, and gives `value`. */
function pooling(
  name: string,
  start: string,
  taken: string,
  value: string,
): Operation<StepOf<PlainShape['type']>> {
  return {
    fields: ({ size, input, output }) => ({ size, image: imageSides(input), output }),
    source: `  /** One value of each window, channel by channel. */
  ${name}(A, { size, image: [, width, channels], output }) {
    return Float64Array.from({ length: output[0] * output[1] * channels }, (_, at) => {
      const c = at % channels;
      const x = (Math.floor(at / channels) % output[1]) * size;
      const y = Math.floor(at / channels / output[1]) * size;
      let result = ${start};
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const a = A[((y + i) * width + x + j) * channels + c];
          result = ${taken};
        }
      }
      return ${value};
    });
  },`,
  };
}

/** An image's [height, width, channels]. */
function imageSides(shape: readonly number[]): number[] {
  return Object.values(imageOf(shape) ?? {});
}

/** Each activation as the module has it: from Z to A. */
const ACTIVATIONS = {
  relu: '(Z) => Z.map((z) => (z < 0 ? 0 : z))',
  tanh: '(Z) => Z.map(Math.tanh)',
  sigmoid: '(Z) => Z.map((z) => (z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z))))',
  'leaky-relu': `(Z) => Z.map((z) => (z < 0 ? ${LEAK} * z : z))`,
  linear: '(Z) => Z',
  gelu: `(Z) => {
    // the series of erf whose terms are all of one sign
    const erf = (x) => {
      if (Math.abs(x) > 6) return Math.sign(x);
      let [sum, term] = [x, x];
      for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) sum += term *= (2 * x * x) / n;
      return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
    };
    return Z.map((z) => 0.5 * z * (1 + erf(z / Math.SQRT2)));
  }`,
  softmax: `(Z) => {
    const top = Z.reduce((largest, z) => Math.max(largest, z));
    const powers = Z.map((z) => Math.exp(z - top));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  }`,
} as const satisfies Record<ActivationName, string>;

/** The text behind the numbers, the same in every module. */
const RUNTIME = `/**
 * The probabilities of the classes, in their order, for one example; without classes the number that is predicted.
 * @param {ArrayLike<number>} values as \`input\` describes them
 * @returns {number[] | number}
 * @throws {RangeError} when there are more or fewer values, or one is not finite or so large that the numbers overflow
 */
export function predict(values) {
  const size = input.shape.reduce((product, n) => product * n, 1);
  if (values.length !== size) {
    throw new RangeError(\`expected \${size} values (\${input.shape.join('x')}), got \${values.length}\`);
  }
  const mayBeMissing = steps[0].fill !== undefined;
  let A = Float64Array.from(values, (value, i) => {
    const isMissing = mayBeMissing && Number.isNaN(value);
    if (!Number.isFinite(value) && !isMissing) throw new RangeError(\`value \${i} is \${value}, expected a finite number\`);
    return value / input.divisor;
  });
  for (const step of steps) A = operations[step.type](A, step);
  if (!A.every(Number.isFinite)) throw new RangeError('the numbers overflow: the values are far beyond those of the training');
  if (classes.length === 0) return A[0];
  const row = Array.from(A, (a) => Math.min(1, Math.max(0, a)));
  return row.length === 1 ? [1 - row[0], row[0]] : row;
}

function float64(text) {
  return numbers(text, 8, (view, at) => view.getFloat64(at, true));
}

function float32(text) {
  return numbers(text, 4, (view, at) => view.getFloat32(at, true));
}

function numbers(text, size, read) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / size }, (_, i) => read(view, i * size));
}

const operations = {
${Object.values<Operation<never> | undefined>(OPERATIONS)
  .flatMap((operation) => operation?.source ?? [])
  .join('\n')}
};

const activations = {
${Object.entries(ACTIVATIONS)
  .map(([name, source]) => `  '${name}': ${source},`)
  .join('\n')}
};
`;
