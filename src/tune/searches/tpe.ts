/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011), in generations: what has turned out well and what has not
 * give a density each, and a configuration is proposed where the first is large beside the second. A generation looks at
 * those before it alone, so that it does not matter which trial of one ends first.
 */
import { RandomState } from '../../engine/rng.js';
import { type Configuration, configurationAt, keyOf } from '../configuration.js';
import { ranked } from '../halving.js';
import type { Judged, Search } from '../search.js';
import type { Space } from '../space.js';
import { gridOf } from './grid.js';
import { ParzenDensity } from './parzen.js';
import { newConfiguration, placeFrom } from './random.js';

/** Configurations of the first generation, which are drawn as a random search draws them, and of each later one. */
const FIRST = 10;
const LATER = 5;
/** Configurations that are compared for each that is proposed. */
const CANDIDATES = 24;
/** The share of the past that counts as good, and its most. */
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;

/** The search for so many configurations. */
export function tpeSearch(spaces: readonly Space[], seed: number, trials: number): Search {
  const grid = gridOf(spaces);
  const most = grid === undefined ? trials : grid.distinct(trials);
  const axes = spaces.flatMap(({ dimensions }) => dimensions);

  const drawn = (index: number, known: ReadonlySet<string>) =>
    newConfiguration(spaces, seed, index, grid, (key) => known.has(key));

  /** The candidate that is likeliest to be good and not bad, of those that are new. */
  const best = (index: number, good: ParzenDensity, bad: ParzenDensity, known: ReadonlySet<string>) => {
    const random = new RandomState(Math.floor(placeFrom(`${seed}/${index}/tpe`) * 2 ** 32));
    let [chosen, gain] = [undefined as Configuration | undefined, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < CANDIDATES; i++) {
      const places = good.draw(random);
      const candidate = configurationAt(spaces, index, places);
      const own = good.logAt(places) - bad.logAt(places);
      if (own > gain && !known.has(keyOf(candidate))) [chosen, gain] = [candidate, own];
    }
    return chosen ?? drawn(index, known);
  };

  const propose = (generation: number, past: readonly Judged[]): Configuration[] => {
    const from = past.length;
    const count = Math.min(generation === 0 ? FIRST : LATER, most - from);
    const order = ranked(past).map(({ configuration }) => configuration);
    const known = new Set(order.map(keyOf));
    const goods = Math.min(Math.ceil(GOOD_SHARE * order.length), MOST_GOOD);
    const placesOf = (list: readonly Configuration[]) => list.map(({ places }) => places);
    const good = new ParzenDensity(axes, placesOf(order.slice(0, goods)));
    const others = order.slice(goods);
    const proposed: Configuration[] = [];
    for (let index = from; index < from + count; index++) {
      // What is proposed already counts as bad: the others of a generation go elsewhere.
      const bad = new ParzenDensity(axes, placesOf([...others, ...proposed]));
      const next = generation === 0 ? drawn(index, known) : best(index, good, bad, known);
      known.add(keyOf(next));
      proposed.push(next);
    }
    return proposed;
  };

  return { generations: sizesOf(most), propose };
}

/** 10, 5, 5, … and what is left. */
function sizesOf(trials: number): number[] {
  const first = Math.min(FIRST, trials);
  const later = Math.ceil((trials - first) / LATER);
  return [first, ...Array.from({ length: later }, (_, i) => Math.min(LATER, trials - first - i * LATER))];
}
