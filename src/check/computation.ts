/**
 * One iteration, computed in plain loops from what the learner has: each array is made from the learner's own arrays
 * before it, so that a mistake shows where it was made and not in all that follows from it.
 */
import type { Matrix } from '../engine/matrix.js';
import { ShapeError } from './arrays.js';
import { FORMULAS } from './formulas.js';
import type { Intended } from './intended.js';
import { type Formula, Place, type Values } from './place.js';
import { type Kind, nameOf, type Step } from './steps.js';

/** Formulas that stand in place of the right ones, by the names of the arrays that they make. */
export type Changes = ReadonlyMap<string, Formula>;

/** Right formulas of the start and the data, where the flags say what they are. */
export type Sources = Partial<Record<Kind, Formula>>;

/** Inputs and targets, an example a column. */
export interface Columns {
  /** (n_0 × m) */
  readonly X: Matrix;
  /** (n_L × m) */
  readonly Y: Matrix;
}

/** The training set, and the test set if there is one. */
export interface Sets extends Columns {
  readonly test?: Columns | undefined;
}

/** The sources of the data. */
export function dataSources({ X, Y, test }: Sets): Sources {
  const training = { X: () => X, Y: () => Y };
  return test === undefined ? training : { ...training, X_test: () => test.X, Y_test: () => test.Y };
}

export class Computation implements Values {
  readonly network: Intended;
  readonly m: number;
  readonly changes: Changes;
  readonly #given: ReadonlyMap<string, Matrix>;
  readonly #sources: Sources;
  /** A computation of the same arrays, whose results hold where no change reaches. */
  readonly #base: Computation | undefined;
  readonly #made = new Map<string, Matrix>();
  /** The arrays that each made one has read. */
  readonly #reads = new Map<string, Set<string>>();
  /** The same the other way: those that have read each. */
  readonly #readers = new Map<string, Set<string>>();
  /** Z that changes of this computation have made: a product with all features is the dearest array, and tried often. */
  readonly #remembered = new Map<Formula, Map<string, Matrix>>();
  readonly #readsOfZ = new WeakMap<Matrix, ReadonlySet<string>>();
  readonly #open: string[] = [];
  readonly #reached: ReadonlySet<string>;

  constructor(
    network: Intended,
    m: number,
    given: ReadonlyMap<string, Matrix>,
    {
      sources = {},
      changes = new Map(),
      base,
    }: { sources?: Sources; changes?: Changes; base?: Computation } = {},
  ) {
    this.network = network;
    this.m = m;
    this.changes = changes;
    this.#given = given;
    this.#sources = sources;
    this.#base = base;
    this.#reached = base ? base.#reach(changes.keys()) : new Set();
  }

  /** The same with other formulas at some places. */
  changed(changes: Changes): Computation {
    const all = new Map([...this.changes, ...changes]);
    return new Computation(this.network, this.m, this.#given, {
      sources: this.#sources,
      changes: all,
      base: this,
    });
  }

  /** The same made anew, where the learner's arrays of these names are not the ones that others are made of. */
  without(names: ReadonlySet<string>): Computation {
    const others = new Map([...this.#given].filter(([name]) => !names.has(name)));
    return new Computation(this.network, this.m, others, { sources: this.#sources, changes: this.changes });
  }

  /** True if the changes may change what is made by that name. */
  reaches(name: string): boolean {
    return this.#reached.has(name);
  }

  /** The arrays that change it when they change: itself, and those it is made from that are not the learner's own. */
  originsOf(name: string): Set<string> {
    const origins = new Set([name]);
    for (const origin of origins) {
      for (const read of this.#readsOf(origin)) if (!this.#given.has(read)) origins.add(read);
    }
    return origins;
  }

  given(name: string): Matrix | undefined {
    return this.#given.get(name);
  }

  /** The learner's arrays by their names. */
  get own(): ReadonlyMap<string, Matrix> {
    return this.#given;
  }

  source(kind: Kind, layer: number): Matrix {
    const formula = this.#sources[kind];
    if (formula === undefined) throw new ShapeError(`nothing says ${nameOf(kind, layer)}`);
    return formula(new Place(this, layer));
  }

  /** The learner's array where there is one, else what the formulas make of those before it. */
  of(name: string): Matrix {
    const reader = this.#open.at(-1);
    if (reader !== undefined) this.#note(reader, name);
    return this.#given.get(name) ?? this.made(stepOf(name));
  }

  /** Makes the array from those before it. @throws ShapeError where they do not go together. */
  made(step: Step): Matrix {
    const name = nameOf(step.kind, step.layer);
    const known = this.#made.get(name) ?? this.#fromBase(name);
    if (known) return known;
    if (this.#open.includes(name)) throw new ShapeError(`${name} is made from itself`);
    const formula = this.changes.get(name) ?? this.#sources[step.kind] ?? FORMULAS[step.kind]?.[0];
    if (formula === undefined) throw new ShapeError(`nothing makes ${name}`);
    const made =
      this.#rememberedZ(name, formula) ?? this.#tracked(name, () => formula(new Place(this, step.layer)));
    this.#made.set(name, made);
    if (step.kind === 'Z') this.#rememberZ(name, formula, made);
    return made;
  }

  /** The same array by other formulas that are as right. */
  otherwise(step: Step): Matrix[] {
    if (this.changes.has(nameOf(step.kind, step.layer))) return [];
    const [, ...others] = FORMULAS[step.kind] ?? [];
    return others.flatMap((formula) => formula(new Place(this, step.layer)) ?? []);
  }

  #note(reader: string, read: string): void {
    this.#reads.get(reader)?.add(read);
    const readers = this.#readers.get(read);
    if (readers) readers.add(reader);
    else this.#readers.set(read, new Set([reader]));
  }

  /** Z as another change of the same arrays has made it by this formula. */
  #rememberedZ(name: string, formula: Formula): Matrix | undefined {
    const base = this.#base;
    if (base === undefined) return undefined;
    const known = base.#remembered.get(formula)?.get(name);
    if (known === undefined) return undefined;
    const reads = base.#readsOfZ.get(known) ?? new Set();
    if (![...reads].every((read) => !this.#reached.has(read))) return undefined;
    this.#reads.set(name, new Set());
    for (const read of reads) this.#note(name, read);
    return known;
  }

  #rememberZ(name: string, formula: Formula, made: Matrix): void {
    const base = this.#base;
    if (base === undefined || !this.changes.has(name)) return;
    const reads = this.#reads.get(name) ?? new Set();
    if ([...reads].some((read) => this.#reached.has(read))) return;
    const known = base.#remembered.get(formula) ?? new Map<string, Matrix>();
    base.#remembered.set(formula, known.set(name, made));
    base.#readsOfZ.set(made, reads);
  }

  #fromBase(name: string): Matrix | undefined {
    if (this.#base === undefined || this.#reached.has(name)) return undefined;
    return this.#base.#made.get(name) ?? this.#base.#fromBase(name);
  }

  #tracked<T>(name: string, make: () => T): T {
    this.#open.push(name);
    this.#reads.set(name, new Set());
    try {
      return make();
    } finally {
      this.#open.pop();
    }
  }

  /** The arrays that change with those of `names`: what has read them, unless the learner's own stand between. */
  #reach(names: Iterable<string>): Set<string> {
    const reached = new Set(names);
    for (const name of reached) {
      if (this.#given.has(name)) continue;
      this.#addReaders(name, reached);
    }
    // A changed array that the learner gave is still made anew, to be compared.
    return reached;
  }

  #readsOf(name: string): string[] {
    return [...(this.#reads.get(name) ?? []), ...(this.#base ? this.#base.#readsOf(name) : [])];
  }

  #addReaders(name: string, to: Set<string>): void {
    for (const reader of this.#readers.get(name) ?? []) to.add(reader);
    if (this.#base) this.#base.#addReaders(name, to);
  }
}

/** The step that makes the array of that name. */
export function stepOf(name: string): Step {
  const [, kind, layer, end = ''] = /^([A-Za-z_]+?)(\d*)(_new)?$/.exec(name) as RegExpExecArray;
  if (name === 'A0') return { kind: 'A0', layer: 0 };
  return { kind: `${kind}${end}` as Kind, layer: Number(layer) };
}
