/**
 * Copies all arrays of chosen iterations, by the course's names and in its layout: (units × examples), one column an
 * example. Tracing changes no number of the run.
 */
import type { Backend } from '../../engine/backend.js';
import { allocate, type FloatArray, type Matrix } from '../../engine/matrix.js';
import type { Rows } from '../../engine/rows.js';
import type { Observer } from '../../nn/layer.js';
import { ActivationLayer } from '../../nn/layers/activation.js';
import { Dropout } from '../../nn/layers/dropout.js';
import type { Network } from '../../nn/network.js';
import type { TraceEvent } from '../events.js';
import type { Optimizer, StateMatrix } from '../optimizers.js';
import type { Training } from '../training.js';
import type { Batch } from '../update-steps.js';
import type { TracedArray } from './traced-array.js';

/** The course's letters of what optimizers keep. */
const STATES: readonly { readonly letter: 'v' | 's'; readonly whats: readonly StateMatrix['what'][] }[] = [
  { letter: 'v', whats: ['velocity', 'mean'] },
  { letter: 's', whats: ['square'] },
];

/** A trace being made. */
interface Draft {
  readonly iteration: number;
  /** In the order of the computation. */
  readonly arrays: TracedArray[];
  /** The arrays of the way back, which come before the gradients of their layer. */
  readonly back: Map<string, TracedArray>;
  learningRate: number;
  isDone: boolean;
}

/** Watches the updates of a run and keeps the arrays of those that are asked for. */
export class Tracer implements Observer {
  readonly #training: Training;
  readonly #network: Network;
  readonly #optimizer: Optimizer;
  readonly #X: Rows;
  readonly #numbers: ReadonlySet<number>;
  /** The layer of the course, from 1, that each step of the network belongs to. */
  readonly #layers: readonly number[];
  /** W1 of a first layer in its dual form, which nobody else needs in the middle of a run. */
  readonly #W1: Matrix | undefined;
  #draft: Draft | undefined;

  /** `X` are the training examples (m × n₀); `numbers` the iterations to trace. */
  constructor(
    backend: Backend,
    training: Training,
    optimizer: Optimizer,
    X: Rows,
    numbers: readonly number[],
  ) {
    const { network, first } = training;
    this.#training = training;
    this.#network = network;
    this.#optimizer = optimizer;
    this.#X = X;
    this.#numbers = new Set(numbers);
    this.#W1 = first && backend.zeros(first.units, X.cols);
    let layer = 0;
    this.#layers = network.layers.map(({ params }) => (params.length > 0 ? ++layer : layer));
  }

  isDue(iteration: number): boolean {
    return this.#numbers.has(iteration);
  }

  /** Begins the trace of `iteration`, before its update. */
  begin(iteration: number): void {
    this.#draft = { iteration, arrays: [], back: new Map(), learningRate: Number.NaN, isDone: false };
  }

  /** Takes the batch, and the parameters that it will meet. */
  batch({ X, Y, pass }: Batch): void {
    const { first } = this.#training;
    const own = first ? columnsOf(this.#X, pass.examples) : turned('X', X);
    this.#add(own, turned('Y', Y), ...this.#parameters(''), ...this.#state(''));
  }

  forward(step: number, A: Matrix): void {
    const { layers } = this.#network;
    const layer = this.#layers[Math.min(step, layers.length - 1)];
    const own = layers[step];
    if (own instanceof Dropout) {
      // A of the course is behind dropout.
      this.#draft?.arrays.pop();
      this.#add(turned(`D${layer}`, own.mask));
    }
    const isZ = own !== undefined && own.params.length > 0;
    this.#add(turned(`${isZ ? 'Z' : 'A'}${layer}`, A));
  }

  cost(cost: number): void {
    this.#add({ name: 'cost', shape: [], values: Float64Array.of(cost) });
  }

  backward(step: number, dOutput: Matrix): void {
    const own = this.#network.layers[step];
    if (own.params.length > 0) this.#addBack(turned(`dZ${this.#layers[step]}`, dOutput));
    if (own instanceof ActivationLayer) this.#addBack(turned(`dA${this.#layers[step]}`, dOutput));
  }

  /** Takes the gradients, which the update is about to use. */
  gradients(Y: Matrix, learningRate: number): void {
    const draft = this.#draft;
    if (draft === undefined) return;
    draft.learningRate = learningRate;
    const L = this.#layers[this.#layers.length - 1];
    this.#addBack(turned(`dA${L}`, this.#network.outputSlope(Y)));
    for (const { name, ...array } of this.#parametersLike(
      'd',
      '',
      this.#network.params.map((p) => p.gradient),
    ))
      draft.back.set(name, { name, ...array });
    for (let l = L; l >= 1; l--) {
      for (const kind of ['dA', 'dZ', 'dW', 'db']) {
        const array = draft.back.get(`${kind}${l}`);
        if (array) draft.arrays.push(array);
      }
    }
  }

  /** Takes what the update has made. */
  updated(): void {
    if (this.#draft === undefined) return;
    this.#add(...this.#state('_new'), ...this.#parameters('_new'));
    this.#draft.isDone = true;
  }

  /** The trace of the update that is over, if it was traced. */
  take(): TraceEvent | undefined {
    const draft = this.#draft;
    this.#draft = undefined;
    if (!draft?.isDone) return undefined;
    const { iteration, learningRate, arrays } = draft;
    return { event: 'trace', iteration, learningRate, arrays };
  }

  #add(...arrays: readonly TracedArray[]): void {
    this.#draft?.arrays.push(...arrays);
  }

  #addBack(array: TracedArray): void {
    this.#draft?.back.set(array.name, array);
  }

  #parameters(end: string): TracedArray[] {
    return this.#parametersLike(
      '',
      end,
      this.#network.params.map(({ value }) => value),
    );
  }

  /** `v_dW1`, `s_db1`: what the optimizer keeps of each parameter. */
  #state(end: string): TracedArray[] {
    return STATES.flatMap(({ letter, whats }) => {
      const kept = this.#optimizer.state.filter(({ what }) => whats.includes(what));
      return kept.length === 0
        ? []
        : this.#parametersLike(
            `${letter}_d`,
            end,
            kept.map(({ value }) => value),
          );
    });
  }

  /** W and b of each layer, or what there is one of for each parameter of the network: `values`, in their order. */
  #parametersLike(start: string, end: string, values: readonly Matrix[]): TracedArray[] {
    const { params } = this.#network;
    const of = (role: string) => values[params.findIndex((each) => each.role === role)];
    return params.flatMap(({ role, layer }, i) => {
      const name = (letter: string) => `${start}${letter}${layer}${end}`;
      if (role === 'start') return [];
      if (role !== 'coefficients') return [copied(name(role === 'bias' ? 'b' : 'W'), values[i])];
      return [copied(name('W'), this.#firstWeights(values[i], of('start')))];
    });
  }

  /** W1, or the gradient or velocity of it, that those of C and s stand for. */
  #firstWeights(C: Matrix, s: Matrix): Matrix {
    const { first } = this.#training;
    if (first === undefined || this.#W1 === undefined) throw new Error('the first layer has no dual form');
    first.spanned(C, s, this.#W1);
    return this.#W1;
  }
}

function copied(name: string, { rows, cols, data }: Matrix): TracedArray {
  return { name, shape: [rows, cols], values: data.slice() };
}

/** (m × n) of the run as (n × m) of the course. */
function turned(name: string, { rows, cols, data, dtype }: Matrix): TracedArray {
  const values = allocate(data.length, dtype);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) values[j * rows + i] = data[i * cols + j];
  }
  return { name, shape: [cols, rows], values };
}

/** X (n₀ × b) of the examples with these numbers, or of all: read in blocks, as a run in the dual form keeps them. */
function columnsOf(X: Rows, examples: Int32Array | undefined): TracedArray {
  const b = examples?.length ?? X.rows;
  let values: FloatArray = new Float64Array(0);
  for (const { column, values: block } of X.blocks()) {
    if (column === 0) values = allocate(X.cols * b, block.dtype);
    for (let i = 0; i < b; i++) {
      const row = (examples?.[i] ?? i) * block.cols;
      for (let c = 0; c < block.cols; c++) values[(column + c) * b + i] = block.data[row + c];
    }
  }
  return { name: 'X', shape: [X.cols, b], values };
}
