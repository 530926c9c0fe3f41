/** The arrays of a file by the course's names, however people call them. */

import type { NamedArray } from '../../data/arrays/named-array.js';
import { highest } from '../../engine/extremes.js';
import { DnnError } from '../../errors.js';
import { listedAs } from './listed.js';
import { namedInOneLayer, reader } from './names.js';

/** A named array before the layout is known. */
export interface Entry {
  readonly name: string;
  readonly label: string;
  readonly isGuess: boolean;
  readonly array: NamedArray;
}

/** The arrays by the course's names. @throws DnnError where two have one name. */
export function entriesOf(
  arrays: readonly NamedArray[],
  path: string,
): { entries: Entry[]; unknown: string[] } {
  const listed = listedAs(arrays);
  const namedAs = reader(arrays.map(({ name }) => name));
  const hasOne = arrays.every(({ name }) => !/^W\d/.test(namedAs(name)?.name ?? ''));
  const named = arrays.map((array, i) => ({
    array,
    label: array.name,
    ...(listed[i] ?? namedAs(array.name) ?? (hasOne ? namedInOneLayer(array.name) : undefined)),
  }));
  const known = named.filter((each): each is Entry => each.name !== undefined);
  const zeroBased = known.some(({ name }) => name === 'W0');
  const last =
    highest(
      known.map(({ name }) => Number(/^W(\d+)$/.exec(name)?.[1] ?? Number.NaN)).filter(Number.isFinite),
    ) + (zeroBased ? 1 : 0);
  // A list of activations may begin with X, which is A of layer 0: then it is as long as all layers and one more.
  const hasInput = zeroBased && known.some(({ name }) => name === `A${last}`);
  const entries = known.map((each) => ({
    ...each,
    name: numbered(each.name, last, zeroBased && !(hasInput && /^A\d/.test(each.name))),
    isGuess: each.isGuess || zeroBased,
  }));
  const seen = new Map<string, Entry>();
  const unused: string[] = [];
  for (const entry of besideAL(entries, last)) {
    const other = seen.get(entry.name);
    if (other && isEqual(other.array, entry.array)) continue;
    if (other && other.isGuess !== entry.isGuess) {
      // The course's own name counts: another array that may be meant by it is not used.
      seen.set(entry.name, other.isGuess ? entry : other);
      unused.push((other.isGuess ? other : entry).label);
      continue;
    }
    if (other) {
      const problem = `${path}: ${other.label} and ${entry.label} are both understood as ${entry.name}`;
      throw new DnnError('data', problem, `Save one of them only, under the name ${entry.name}.`);
    }
    seen.set(entry.name, entry);
  }
  return {
    entries: [...seen.values()],
    unknown: [...named.filter(({ name }) => name === undefined).map(({ label }) => label), ...unused],
  };
}

function isEqual(a: NamedArray, b: NamedArray): boolean {
  if (a.shape.join() !== b.shape.join()) return false;
  const [own, other] = [a.values(), b.values()];
  return own.every((value, i) => Object.is(value, other[i]));
}

/** The name with its layer's number: L is the last, and of lists from 0 each is one more. */
function numbered(name: string, last: number, zeroBased: boolean): string {
  return name.replace(/(\d+|L)(?=$|_new$)/, (layer) =>
    layer === 'L' ? String(last) : String(Number(layer) + (zeroBased ? 1 : 0)),
  );
}

/** The entries with dA of the older notebook named anew, where dAL stands beside another dA of its number. */
function besideAL(entries: readonly Entry[], last: number): readonly Entry[] {
  const lasts = entries.filter(({ name }) => name === `dA${last}`);
  const isOld =
    lasts.length === 2 &&
    lasts.filter(isNumberedGradient).length === 1 &&
    !isEqual(lasts[0].array, lasts[1].array);
  return isOld ? olderNamed(entries) : entries;
}

/** The entries, dA1 … dAL taken as those of the layer before: an older notebook of the course names so what it hands back. */
export function olderNamed(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => (isNumberedGradient(entry) ? oneLower(entry) : entry));
}

/** True of `dA2`, whose number was written. */
export function isNumberedGradient({ name, label }: Entry): boolean {
  return /^dA\d+$/.test(name) && !/L\W*$/.test(label);
}

function oneLower(entry: Entry): Entry {
  return { ...entry, name: `dA${Number(entry.name.slice(2)) - 1}`, isGuess: true };
}
