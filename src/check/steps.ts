/** The steps of one iteration, each of which makes one array: their names and their order. */
import { depth, type Intended } from './intended.js';

/** A step without its layer: the array `Z` of any layer. */
export const KINDS = [
  ...['X', 'Y', 'W', 'b', 'A0', 'Z', 'A', 'cost', 'dA', 'dZ', 'dW', 'db'],
  ...['v_dW', 'v_db', 's_dW', 's_db'],
  ...['v_dW_new', 'v_db_new', 's_dW_new', 's_db_new', 'W_new', 'b_new'],
] as const;
export type Kind =
  | 'X'
  | 'Y'
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
type State = `${'v' | 's'}_d${'W' | 'b'}`;
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
  return kind.replace(/(?=_new$)|$/, String(layer));
}

/** The arrays that are made, in the order in which a program makes them. */
export function stepsOf(network: Intended): Step[] {
  const L = depth(network);
  const forwards = layers(1, L);
  const backwards = forwards.toReversed();
  return [
    ...alone('X', 'Y'),
    ...forwards.flatMap((l) => of(l, 'W', 'b')),
    ...alone('A0'),
    ...forwards.flatMap((l) => of(l, 'Z', 'A')),
    ...alone('cost'),
    ...backwards.flatMap((l) => of(l, 'dA', 'dZ', 'dW', 'db')),
    ...of(0, 'dA'),
    ...forwards.flatMap((l) => of(l, ...STATES[network.update.optimizer])),
    ...forwards.flatMap((l) => of(l, 'W_new', 'b_new')),
  ];
}

/** The arrays that each optimizer keeps, as they are behind the update. */
const STATES: Record<Intended['update']['optimizer'], readonly Kind[]> = {
  gd: [],
  momentum: ['v_dW_new', 'v_db_new'],
  rmsprop: ['s_dW_new', 's_db_new'],
  adam: ['v_dW_new', 'v_db_new', 's_dW_new', 's_db_new'],
};

function layers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function alone(...kinds: Kind[]): Step[] {
  return of(0, ...kinds);
}

function of(layer: number, ...kinds: Kind[]): Step[] {
  return kinds.map((kind) => ({ kind, layer }));
}

/** Rows and columns of each array, in the course's layout. */
export function shapeOf({ kind, layer }: Step, { sizes }: Intended, m: number): [number, number] {
  const units = sizes[layer];
  const previous = sizes[layer - 1];
  if (kind === 'cost') return [1, 1];
  if (kind === 'X' || kind === 'A0') return [sizes[0], m];
  if (kind === 'Y') return [sizes[sizes.length - 1], m];
  if (/W/.test(kind)) return [units, previous];
  if (/b/.test(kind)) return [units, 1];
  return [units, m];
}
