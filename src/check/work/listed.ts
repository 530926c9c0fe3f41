/** Arrays without names, as `np.savez(file, *list)` saves them: their order and their shapes tell what they are. */
import type { NamedArray } from '../../data/arrays/named-array.js';
import { sizeOf } from '../../engine/shape.js';
import type { Named } from './names.js';

const NUMBERED = /^arr_(\d+)$/;

/**
 * The names of `arr_0`, `arr_1` …, where nothing else is there: X, Y, W1, b1 … WL, bL, and behind them as many gradients
 * dW1, db1 … and updated parameters, a cost, and outputs. Of others none.
 */
export function listedAs(arrays: readonly NamedArray[]): (Named | undefined)[] {
  if (arrays.length < 4 || !arrays.every(({ name }) => NUMBERED.test(name))) return [];
  const numberOf = ({ name }: NamedArray) => Number(NUMBERED.exec(name)?.[1]);
  const ordered = arrays.toSorted((a, b) => numberOf(a) - numberOf(b));
  const names = new Map(namesOf(ordered).map((name, i) => [ordered[i], name]));
  return arrays.map((array) => {
    const name = names.get(array);
    return name === undefined ? undefined : { name, isGuess: true };
  });
}

function namesOf([X, Y, ...rest]: readonly NamedArray[]): (string | undefined)[] {
  const L = depthOf(X, rest);
  const parameters = numbered(L, '', '');
  const groups = [numbered(L, 'd', ''), numbered(L, '', '_new')];
  const names: (string | undefined)[] = [...parameters];
  for (let i = names.length; i < rest.length; i = names.length) {
    const [group] = groups;
    if (group && isAlike(rest.slice(i, i + 2 * L), rest.slice(0, 2 * L)))
      names.push(...(groups.shift() ?? []));
    else names.push(nameAlone(rest[i], Y));
  }
  return ['X', 'Y', ...names];
}

/** W1, b1, W2, b2 … with these before and behind them. */
function numbered(L: number, before: string, behind: string): string[] {
  return Array.from({ length: L }, (_, i) => i + 1).flatMap((l) =>
    ['W', 'b'].map((kind) => `${before}${kind}${l}${behind}`),
  );
}

/** The layers whose weights take the units of the one before them, in either layout. */
function depthOf(X: NamedArray, rest: readonly NamedArray[]): number {
  let units: readonly number[] = X.shape;
  let L = 0;
  for (; 2 * L + 1 < rest.length; L++) {
    const [W, b] = [rest[2 * L].shape, sizeOf(rest[2 * L + 1].shape)];
    const inputs = W.length === 2 && W.includes(b) ? (W[0] === b ? W[1] : W[0]) : undefined;
    if (inputs === undefined || !units.includes(inputs)) break;
    units = [b];
  }
  return L;
}

/** True of as many arrays of the same shapes. */
function isAlike(own: readonly NamedArray[], others: readonly NamedArray[]): boolean {
  return (
    own.length === others.length && own.every(({ shape }, i) => sizeOf(shape) === sizeOf(others[i].shape))
  );
}

/** A number is the cost, an array like Y the outputs. */
function nameAlone({ shape }: NamedArray, Y: NamedArray): string | undefined {
  if (sizeOf(shape) === 1) return 'cost';
  return sizeOf(shape) === sizeOf(Y.shape) ? 'AL' : undefined;
}
