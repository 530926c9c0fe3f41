/** One layer of a computation, as formulas see it: `({ W, Aprev, b }) => …`. */
import type { Matrix } from '../engine/matrix.js';
import type { ActivationName } from '../nn/activations.js';
import { depth, type Intended, layersOf } from './intended.js';
import { type Kind, nameOf } from './steps.js';

/** Arrays by name: the learner's where there are any, else computed. */
export interface Values {
  readonly network: Intended;
  /** Number of examples. */
  readonly m: number;
  /** The array of that name. */
  of(name: string): Matrix;
  /** The learner's own array, if there is one. */
  given(name: string): Matrix | undefined;
  /** The array of the start or the data as the flags say it. @throws ShapeError where they do not. */
  source(kind: Kind, layer: number): Matrix;
}

/** Makes one array of a layer from those before it. */
export type Formula = (at: Place) => Matrix;

/** A layer l. n is n_l and p is n_{l-1}; each array is read, and if need be computed, when it is asked for. */
export class Place {
  readonly values: Values;
  readonly layer: number;

  constructor(values: Values, layer: number) {
    this.values = values;
    this.layer = layer;
  }

  /** The same arrays as a network of other settings would see them. */
  asIf(settings: Partial<Intended>): Place {
    const { values } = this;
    const network = { ...this.network, ...settings };
    const of = (name: string) => values.of(name);
    const given = (name: string) => values.given(name);
    const source = (kind: Kind, layer: number) => values.source(kind, layer);
    return new Place({ network, m: this.m, of, given, source }, this.layer);
  }

  /** The same layer with `change` made to each array that formulas read. */
  with(change: (name: string, array: Matrix) => Matrix): Place {
    const { network, m, values } = this;
    const of = (name: string) => change(name, values.of(name));
    const given = (name: string) => values.given(name);
    const source = (kind: Kind, layer: number) => values.source(kind, layer);
    return new Place({ network, m, of, given, source }, this.layer);
  }

  /** The array of the start or the data as the flags say it, whatever the learner's. */
  source(kind: Kind): Matrix {
    return this.values.source(kind, this.layer);
  }

  array(kind: Kind): Matrix {
    return this.values.of(nameOf(kind, this.layer));
  }

  get network(): Intended {
    return this.values.network;
  }
  get m(): number {
    return this.values.m;
  }
  /** L */
  get last(): number {
    return depth(this.network);
  }
  get isLast(): boolean {
    return this.layer === this.last;
  }
  /** g */
  get activation(): ActivationName {
    return this.isLast ? this.network.output : this.network.hidden[this.layer - 1];
  }
  get keepProb(): number {
    return this.isLast || this.layer === 0 ? 1 : this.network.keepProb[this.layer - 1];
  }
  /** λ */
  get l2(): number {
    return this.network.l2;
  }
  /** α */
  get learningRate(): number {
    return this.network.update.learningRate;
  }
  get next(): Place {
    return new Place(this.values, this.layer + 1);
  }
  get previous(): Place {
    return new Place(this.values, this.layer - 1);
  }
  /** The layers 1 … L. */
  get all(): Place[] {
    return layersOf(this.network).map((layer) => new Place(this.values, layer));
  }

  /** (n_0 × m) */
  get X(): Matrix {
    return this.values.of('X');
  }
  /** (n_L × m) */
  get Y(): Matrix {
    return this.values.of('Y');
  }
  /** A of layer L, (n_L × m) */
  get AL(): Matrix {
    return this.values.of(nameOf('A', this.last));
  }
  /** (n × p) */
  get W(): Matrix {
    return this.array('W');
  }
  /** (n × 1) */
  get b(): Matrix {
    return this.array('b');
  }
  /** (n × m) */
  get Z(): Matrix {
    return this.array('Z');
  }
  /** (n × m), behind dropout */
  get A(): Matrix {
    return this.layer === 0 ? this.values.of('A0') : this.array('A');
  }
  /** Features of X as the program counts them: here fewer may stand for all. */
  get features(): number {
    return this.network.features ?? this.X.rows;
  }
  /** p, as the program counts it. */
  get unitsBefore(): number {
    return this.layer === 1 ? (this.network.features ?? this.Aprev.rows) : this.Aprev.rows;
  }
  /** A of the layer before, (p × m) */
  get Aprev(): Matrix {
    return this.previous.A;
  }
  /** Dropout's mask, (n × m); undefined where none was given. */
  get D(): Matrix | undefined {
    return this.values.given(`D${this.layer}`);
  }
  /** (n × m) */
  get dA(): Matrix {
    return this.array('dA');
  }
  /** (n × m) */
  get dZ(): Matrix {
    return this.array('dZ');
  }
  /** (n × p) */
  get dW(): Matrix {
    return this.array('dW');
  }
  /** (n × 1) */
  get db(): Matrix {
    return this.array('db');
  }
}
