/** Narrower spaces around the configurations that did best: from coarse to fine, as the course searches. */
import type { Configuration } from './configuration.js';
import type { Dimension, PlainValue, Space } from './space.js';

/** Digits of a bound. */
const DIGITS = 3;
/** The scale of a range, as it is written before it. */
const SCALE = /^(1-log|log2|log):/i;

/**
 * The spaces by their options, narrowed to what the configurations of `best` have, with a little room at either side: as
 * text, or the one value that all of them have. Undefined where nothing is left to search.
 */
export function finerSpaces(
  spaces: readonly Space[],
  best: readonly Configuration[],
): Readonly<Record<string, PlainValue>> | undefined {
  let taken = 0;
  let isSpace = false;
  const entries = spaces.map((space) => {
    const parts = space.dimensions.map((dimension) => {
      const places = best.map((one) => one.places[taken]).sort((a, b) => a - b);
      taken++;
      return narrowed(dimension, places);
    });
    isSpace ||= parts.some(({ value }) => value === undefined);
    const values = parts.flatMap(({ value }) => value ?? []);
    const isFixed = values.length === parts.length;
    return [space.option, isFixed ? space.compose(values) : replaced(space, parts)] as const;
  });
  return isSpace ? Object.fromEntries(entries) : undefined;
}

/** A dimension as it is written in the narrower space; and the value, where only one is left. */
interface Narrowed {
  readonly text: string;
  readonly value?: string | number | undefined;
}

/** `places` are sorted. */
function narrowed(dimension: Dimension, places: readonly number[]): Narrowed {
  return dimension.nth === undefined ? narrowedRange(dimension, places) : narrowedValues(dimension, places);
}

/** The values that occur, and of numbers those between them. */
function narrowedValues({ text, valueAt }: Dimension, places: readonly number[]): Narrowed {
  const values = [...new Set(places.map(valueAt))];
  const [low, high] = [values[0], values[values.length - 1]];
  if (low === high) return { text: String(low), value: low };
  if (text.includes('..')) return { text: `${scaleOf(text)}${low}..${high}` };
  const items = text.split('|').map((item) => item.trim());
  return {
    text: items
      .filter((item) => values.some((value) => String(value) === item || value === Number(item)))
      .join('|'),
  };
}

/** The range from the lowest to the highest, and at either side half the mean distance between neighbours. */
function narrowedRange({ text, scale, valueAt }: Dimension, places: readonly number[]): Narrowed {
  const [low, high] = [places[0], places[places.length - 1]];
  const room = (high - low) / (2 * Math.max(1, places.length - 1));
  const ends = [Math.max(0, low - room), Math.min(1, high + room)].map((place) => Number(valueAt(place)));
  const [from, to] = scale === '1-log' ? [1 - ends[1], 1 - ends[0]] : ends;
  // Of the space as it was written, whose ends no bound may pass for the digits that it leaves out.
  const [lowest, highest] = text.slice(scaleOf(text).length).split('..').map(Number);
  const bounds = [from, to].map((bound) =>
    Math.min(highest, Math.max(lowest, Number(bound.toPrecision(DIGITS)))),
  );
  if (bounds[0] >= bounds[1]) return { text: String(ends[0]), value: ends[0] };
  return { text: `${scaleOf(text)}${bounds[0]}..${bounds[1]}` };
}

/** `log:` */
function scaleOf(text: string): string {
  return SCALE.exec(text)?.[0] ?? '';
}

/** Stands for a part that is left out. */
const NOTHING = '\0';

/** The space's text with each of its dimensions written anew. */
function replaced({ text, dimensions, leavesOut }: Space, parts: readonly Narrowed[]): string {
  let rest = text;
  let done = '';
  for (const [d, dimension] of dimensions.entries()) {
    const at = rest.indexOf(dimension.text);
    done += rest.slice(0, at) + (leavesOut && parts[d].value === 0 ? NOTHING : parts[d].text);
    rest = rest.slice(at + dimension.text.length);
  }
  const tokens = (done + rest).split(',').filter((token) => token.trim() !== NOTHING);
  return tokens.join(',').replaceAll(NOTHING, '0');
}
