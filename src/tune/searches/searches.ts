/** The registry of the ways to search. */
import type { Search, SearchName } from '../search.js';
import type { Space } from '../space.js';
import { gridSearch } from './grid.js';
import { randomSearch } from './random.js';
import { tpeSearch } from './tpe.js';

/** Makes the search for `trials` configurations of the spaces. */
export type SearchKind = (spaces: readonly Space[], seed: number, trials: number) => Search;

/** The ways to search by name. */
export const SEARCHES = {
  random: randomSearch,
  tpe: tpeSearch,
  grid: (spaces, _, trials) => gridSearch(spaces, trials),
} as const satisfies Record<SearchName, SearchKind>;
