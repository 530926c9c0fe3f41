/** The steps of one iteration, each of which makes one array: their names and their order. */
import { type CheckedOptimizer, type Intended, layersOf } from './intended.js';

/** A step without its layer: the array `Z` of any layer. */
export type Kind =
  | 'X'
  | 'Y'
  | TestPart
  | 'W'
  | 'b'
  | 'A0'
  | 'Z'
  | 'A'
  | 'cost'
  | 'dA'
  | 'dZ'
  | 'dW'
  | 'db'
  | State
  | Updated;
/** The test set, of which no step is made: formulas of mistakes take it for the training set. */
export type TestPart = 'X_test' | 'Y_test';
/** An array that optimizers keep. */
export type State = `${'v' | 's'}_d${'W' | 'b'}`;
type Updated = `${State}_new` | 'W_new' | 'b_new';

/** One array of the computation. */
export interface Step {
  readonly kind: Kind;
  /** 0 where the array belongs to no layer. */
  readonly layer: number;
}

/** `dW2`, `W2_new`, `cost` */
export function nameOf(kind: Kind, layer: number): string {
  if (kind === 'X' || kind === 'Y' || kind === 'A0' || kind === 'cost') return kind;
  return kind.endsWith('_new') ? `${kind.slice(0, -'_new'.length)}${layer}_new` : `${kind}${layer}`;
}

/** A network as far as the names of its arrays depend on it. */
export interface Sized extends Pick<Intended, 'sizes'> {
  readonly update: Pick<Intended['update'], 'optimizer'>;
}

/** The arrays that are made, in the order in which a program makes them. */
export function stepsOf(network: Sized): Step[] {
  const forwards = layersOf(network);
  const backwards = forwards.toReversed();
  return [
    ...alone('X', 'Y'),
    ...forwards.flatMap((l) => of(l, 'W', 'b')),
    ...alone('A0'),
    ...forwards.flatMap((l) => of(l, 'Z', 'A')),
    ...alone('cost'),
    ...backwards.flatMap((l) => of(l, 'dA', 'dZ', 'dW', 'db')),
    ...of(0, 'dA'),
    ...forwards.flatMap((l) =>
      of(l, ...statesOf(network.update.optimizer).map((state) => `${state}_new` as const)),
    ),
    ...forwards.flatMap((l) => of(l, 'W_new', 'b_new')),
  ];
}

/** The arrays that each optimizer keeps from one update to the next. */
const STATES: Record<CheckedOptimizer, readonly State[]> = {
  gd: [],
  momentum: ['v_dW', 'v_db'],
  rmsprop: ['s_dW', 's_db'],
  adam: ['v_dW', 'v_db', 's_dW', 's_db'],
};

/** The arrays that an optimizer keeps: `v_dW`, `v_db`, … */
export function statesOf(optimizer: CheckedOptimizer): readonly State[] {
  return STATES[optimizer];
}

function alone(...kinds: Kind[]): Step[] {
  return of(0, ...kinds);
}

function of(layer: number, ...kinds: Kind[]): Step[] {
  return kinds.map((kind) => ({ kind, layer }));
}

/** Rows and columns of each array, in the course's layout. */
export function shapeOf(
  { kind, layer }: Step,
  { sizes }: Pick<Intended, 'sizes'>,
  m: number,
): [number, number] {
  const units = sizes[layer];
  const previous = sizes[layer - 1];
  if (kind === 'cost') return [1, 1];
  if (kind === 'X' || kind === 'A0') return [sizes[0], m];
  if (kind === 'Y') return [sizes[sizes.length - 1], m];
  if (/W/.test(kind)) return [units, previous];
  if (/b/.test(kind)) return [units, 1];
  return [units, m];
}
