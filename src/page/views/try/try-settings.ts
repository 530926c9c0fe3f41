/** All that the view Try can be set to, and its text in the address, which holds no picture and no row. Pure functions. */
import { FITS, type Fit } from '../../strokes.js';
import type { Cover } from '../../worker/try/requests.js';

export interface TrySettings {
  /** `run:` and a name, `page`, `play` or `file`; '' for the one that is usual there. */
  readonly model: string;
  /** As it was typed; '' for none. */
  readonly threshold: string;
  /** Pixels of a side of what is covered; 0 for what suits the picture. */
  readonly patch: number;
  readonly cover: Cover;
  /** How drawings are brought to their place; '' for what suits the network. */
  readonly fit: Fit | '';
  /** True for drawings in black on white. */
  readonly isDark: boolean;
}

/** The cover of a part of a picture. */
export const COVERS: Readonly<Record<Cover, string>> = {
  edge: 'the colour of the edge',
  mean: 'the mean colour',
  black: 'black',
  white: 'white',
};

/** Reads a query; whatever is none of its values has its usual one. */
export function parseTry(query: string): TrySettings {
  const given = new URLSearchParams(query);
  const patch = Number(given.get('patch') ?? 0);
  const [cover, fit] = [given.get('cover') ?? '', given.get('fit') ?? ''];
  return {
    model: given.get('model') ?? '',
    threshold: given.get('threshold') ?? '',
    patch: Number.isInteger(patch) && patch > 0 ? patch : 0,
    cover: Object.hasOwn(COVERS, cover) ? (cover as Cover) : 'edge',
    fit: Object.hasOwn(FITS, fit) ? (fit as Fit) : '',
    isDark: given.get('ink') === 'black',
  };
}

/** The settings as a query, without those that are usual; {@link parseTry} reads them back. */
export function tryText({ model, threshold, patch, cover, fit, isDark }: TrySettings): string {
  const parts: readonly (readonly [string, string])[] = [
    ['model', model],
    ['threshold', threshold],
    ['patch', patch === 0 ? '' : String(patch)],
    ['cover', cover === 'edge' ? '' : cover],
    ['fit', fit],
    ['ink', isDark ? 'black' : ''],
  ];
  const given = parts.filter(([, value]) => value !== '');
  return given.map(([name, value]) => `${name}=${encodeURIComponent(value).replace('%3A', ':')}`).join('&');
}

/** The sides of patches to choose from: powers of two up to half of the picture. */
export function patchSizes([height = 1, width = 1]: readonly number[]): number[] {
  const most = Math.max(1, Math.min(height, width) >> 1);
  const sizes = [1, 2, 4, 8, 16, 32, 64, 128].filter((size) => size <= most);
  // Thousands of tiny patches say less than some hundred.
  const few = sizes.filter((size) => size * 32 >= Math.max(height, width));
  // Of a long strip even the largest patches are many.
  return few.length > 0 ? few : sizes.slice(-1);
}

/** About the root of the smaller side: 2 of 8, 4 of 28, 8 of 64. */
export function usualPatch(shape: readonly number[]): number {
  const root = Math.sqrt(Math.min(shape[0] ?? 1, shape[1] ?? 1));
  return patchSizes(shape).reduce((best, size) =>
    Math.abs(size - root) < Math.abs(best - root) ? size : best,
  );
}
