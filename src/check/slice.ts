/**
 * A computation with few of the features. Where pictures have thousands, the gradient of the first layer is dear to make;
 * a mistake that gives other numbers for some features needs no trial on all of them.
 */
import { Matrix } from '../engine/matrix.js';
import { ifTheyFit, ShapeError } from './arrays.js';
import { differenceOf } from './comparison.js';
import { type Changes, Computation } from './computation.js';
import type { Formula } from './place.js';
import { type Kind, nameOf, type Step } from './steps.js';
import { agrees } from './verdicts.js';

/** Features that are kept, and those from which on they are worth it. */
const KEPT = 48;
const WORTH = 10 * KEPT;

/** Arrays with a weight a feature. */
const WIDE: readonly Kind[] = ['dW', 'W_new', 'v_dW_new', 's_dW_new'];
/** Arrays that are made of all features, or before them. */
const BEFORE = ['X', 'A0', 'Z1'];

/** Factor of the tolerance: the sizes of fewer numbers are smaller than those of all. */
const LOOSER = 100;

export class Slice {
  /** Multiply-adds of an iteration are as many as with so many features. */
  static readonly features = KEPT;
  readonly #whole: Computation;
  readonly #features: readonly number[];
  readonly #wrong: Step;
  readonly #tolerance: number;
  readonly #right: Computation;
  /** The computations behind other formulas of X, A0 and Z1, which are dear, by these formulas. */
  readonly #others = new Map<string, Computation | undefined>();
  readonly #numbers = new Map<Formula, number>();

  private constructor(whole: Computation, wrong: Step, tolerance: number) {
    this.#whole = whole;
    this.#wrong = wrong;
    this.#tolerance = LOOSER * tolerance;
    this.#features = featuresOf(whole, wrong);
    this.#right = this.#computation(new Map());
  }

  /** The slice for trials on the wrong array; undefined where it would spare nothing, or is made otherwise. */
  static of(whole: Computation, wrong: Step, tolerance: number): Slice | undefined {
    const [features, ...units] = whole.network.sizes;
    const isWide = wrong.layer === 1 && WIDE.includes(wrong.kind);
    if (!isWide || features < WORTH || units.includes(features) || features === whole.m) return undefined;
    return ifTheyFit(() => {
      const slice = new Slice(whole, wrong, tolerance);
      return slice.#isSound() ? slice : undefined;
    }, undefined);
  }

  /** False if the changes give other numbers of the wrong array for the kept features. */
  mayGive(changes: Changes): boolean {
    const changed = this.#changed(changes);
    return changed === undefined || agrees(changed, this.#wrong, this.#tolerance);
  }

  /** True if the changes make other numbers for the kept features; undefined where they cannot be made for these alone. */
  changes(changes: Changes): boolean | undefined {
    const changed = this.#changed(changes);
    if (changed === undefined) return undefined;
    const difference = differenceOf(changed.made(this.#wrong), this.#right.made(this.#wrong));
    return difference !== undefined && difference.largest > 0;
  }

  /** Undefined of changes in the start, which all features see. @throws ShapeError */
  #changed(changes: Changes): Computation | undefined {
    if ([...changes.keys()].some((name) => /^[Wb]\d+$/.test(name))) return undefined;
    const before = new Map([...changes].filter(([name]) => BEFORE.includes(name)));
    const behind = new Map([...changes].filter(([name]) => !BEFORE.includes(name)));
    const from = before.size === 0 ? this.#right : this.#remembered(before);
    if (from === undefined) throw new ShapeError('the changes do not go together');
    return from.changed(behind);
  }

  /** The computation with these formulas, made once; undefined where they do not go together. */
  #remembered(before: Changes): Computation | undefined {
    const numberOf = (formula: Formula) => {
      const number = this.#numbers.get(formula) ?? this.#numbers.size;
      this.#numbers.set(formula, number);
      return number;
    };
    const key = [...before].map(([name, formula]) => `${name} ${numberOf(formula)}`).join();
    if (!this.#others.has(key)) {
      const computation = ifTheyFit(() => this.#computation(before), undefined);
      this.#others.set(key, computation);
    }
    return this.#others.get(key);
  }

  /** The computation behind Z1, which is made of all features. */
  #computation(before: Changes): Computation {
    const { network, m, changes, own } = this.#whole;
    const whole = before.size === 0 ? this.#whole : this.#whole.changed(before);
    const arrays = new Map(own);
    arrays.set('A0', whole.of('A0'));
    arrays.set('Z1', whole.of('Z1'));
    const given = new Map([...arrays].map(([name, matrix]) => [name, this.#cut(name, matrix)] as const));
    const rest = new Map([...changes].filter(([name]) => !BEFORE.includes(name)));
    const sizes = [this.#features.length, ...network.sizes.slice(1)];
    const features = network.features ?? network.sizes[0];
    return new Computation({ ...network, sizes, features }, m, given, { changes: rest });
  }

  /** The array for the kept features, if it has one value a feature. */
  #cut(name: string, matrix: Matrix): Matrix {
    if (/^(?:X|A0|dA0)$/.test(name)) return rowsOf(matrix, this.#features);
    return /W1(?:_new)?$/.test(name) ? columnsOf(matrix, this.#features) : matrix;
  }

  /** True if it makes the wrong array as the whole computation does. */
  #isSound(): boolean {
    const { kind, layer } = this.#wrong;
    const whole = this.#cut(nameOf(kind, layer), this.#whole.made(this.#wrong));
    const difference = differenceOf(this.#right.made(this.#wrong), whole);
    return difference !== undefined && difference.relative <= this.#tolerance;
  }
}

/** Features all over, and the one of the largest difference. */
function featuresOf(whole: Computation, wrong: Step): number[] {
  const count = whole.network.sizes[0];
  const spread = Array.from({ length: KEPT }, (_, i) => Math.floor(((i + 0.5) * count) / KEPT));
  const own = whole.given(nameOf(wrong.kind, wrong.layer)) as Matrix;
  const worst = differenceOf(own, whole.made(wrong))?.at[1] ?? 0;
  return [...new Set([worst, ...spread])].sort((a, b) => a - b);
}

/** @throws ShapeError where the matrix has too few of them. */
function rowsOf({ rows, cols, data }: Matrix, kept: readonly number[]): Matrix {
  if (rows <= kept[kept.length - 1]) throw new ShapeError(`${rows} rows`);
  const result = Matrix.zeros(kept.length, cols);
  for (const [to, from] of kept.entries())
    result.data.set(data.subarray(from * cols, (from + 1) * cols), to * cols);
  return result;
}

/** @throws ShapeError where the matrix has too few of them. */
function columnsOf({ rows, cols, data }: Matrix, kept: readonly number[]): Matrix {
  if (cols <= kept[kept.length - 1]) throw new ShapeError(`${cols} columns`);
  const result = Matrix.zeros(rows, kept.length);
  for (let i = 0; i < rows; i++)
    for (const [to, from] of kept.entries()) result.data[i * kept.length + to] = data[i * cols + from];
  return result;
}
