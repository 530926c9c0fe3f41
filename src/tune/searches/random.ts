/** The random search: each configuration is drawn from a hash of seed, number and axis, independently of all others. */
import { sha256 } from '../../sha256.js';
import { type Configuration, configurationAt, keyOf } from '../configuration.js';
import type { Search } from '../search.js';
import type { Space } from '../space.js';
import { type Grid, gridOf } from './grid.js';

/** Draws that are made anew when they give a configuration that there is; then the next one of the grid is taken. */
const DRAWS = 100;

/** The random search for so many configurations, all in one generation. */
export function randomSearch(spaces: readonly Space[], seed: number, trials: number): Search {
  const configurations = randomConfigurations(spaces, seed, trials);
  return { generations: [configurations.length], propose: () => configurations };
}

/** Different configurations: as many as are asked for, or all that the spaces have. */
function randomConfigurations(spaces: readonly Space[], seed: number, trials: number): Configuration[] {
  const grid = gridOf(spaces);
  const most = grid === undefined ? trials : grid.distinct(trials);
  const seen = new Set<string>();
  return Array.from({ length: most }, (_, index) => {
    const configuration = newConfiguration(spaces, seed, index, grid, (key) => seen.has(key));
    seen.add(keyOf(configuration));
    return configuration;
  });
}

/** The first of the draws for `index` that is new. */
export function newConfiguration(
  spaces: readonly Space[],
  seed: number,
  index: number,
  grid: Grid | undefined,
  isKnown: (key: string) => boolean,
): Configuration {
  for (let draw = 0; draw < DRAWS; draw++) {
    const configuration = drawnConfiguration(spaces, seed, index, draw);
    if (grid === undefined || !isKnown(keyOf(configuration))) return configuration;
  }
  return (grid as Grid).firstNew(index, isKnown);
}

function drawnConfiguration(
  spaces: readonly Space[],
  seed: number,
  index: number,
  draw: number,
): Configuration {
  const stream = draw === 0 ? `${seed}/${index}` : `${seed}/${index}/${draw}`;
  const names = spaces.flatMap(({ dimensions }) => dimensions.map(({ name }) => name));
  return configurationAt(
    spaces,
    index,
    names.map((name) => placeFrom(`${stream}/${name}`)),
  );
}

/** The first 53 bits of the SHA-256 of a text, as a number from 0 up to 1. */
export function placeFrom(text: string): number {
  const digits = sha256([Buffer.from(text)]);
  const bits52 = Number.parseInt(digits.slice(0, 13), 16);
  const bit = Number.parseInt(digits[13], 16) >> 3;
  return (bits52 * 2 + bit) / 2 ** 53;
}
