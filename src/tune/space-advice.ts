/** Finds ranges that are drawn on another scale than their option is thought of, with the share of draws that are lost. */
import { flagOf } from '../errors.js';
import { shell } from '../shell.js';
import type { Option, Options } from '../train/options/option.js';
import { brief } from '../visible.js';
import { restOf } from './axes.js';
import { configurationCount, type Search } from './search.js';
import type { Dimension, Space } from './space.js';

/** Ratio of the bounds from which the scale matters: two decades, with some room for bounds such as 0.9 and 0.999. */
const TWO_DECADES = 99;
/** Decades of a suggested range whose lower bound would be 0. */
const DECADES_FROM_0 = 1e4;

/** A sentence for each space that is drawn on another scale than that of its option. */
export function scaleAdvice(spaces: readonly Space[], options: Options): string[] {
  return spaces.flatMap((space) => {
    const [range] = space.dimensions;
    const { scale } = options[space.option] as Pick<Option, 'scale'>;
    // Ranges within longer values are of other things than the option's own value.
    if (scale === undefined || space.text !== range.text || range.scale === 'choice') return [];
    const sentence = scale === 'log' ? logAdvice(range) : restAdvice(range);
    return sentence === undefined
      ? []
      : [`${shell`${flagOf(space.option)} ${brief(space.text)}`}: ${sentence}`];
  });
}

/** A sentence for spaces with fewer configurations than are asked for. */
export function sizeAdvice(search: Search, trials: number): string | undefined {
  const there = configurationCount(search);
  if (there >= trials) return undefined;
  return `The spaces have ${there} different configurations, fewer than ${shell`--trials ${trials}`}: all of them are taken.`;
}

/** Advises on values of many sizes, of which a uniform draw gives the largest only: 90 % of 1e-4..1 are above 0.1. */
function logAdvice({ scale, text, valueAt }: Dimension): string | undefined {
  const [low, high] = boundsOf(valueAt);
  const meant = `log:${low > 0 && scale === 'uniform' ? text : `${shortOf(high / DECADES_FROM_0)}..${high}`}`;
  if (scale === '1-log')
    return `it draws from ${low} to ${high}, most of them near ${high}: did you mean ${meant}?`;
  if (scale === 'log' || (low > 0 && high / low < TWO_DECADES)) return undefined;
  const bound = shortOf(high / 10);
  const share = percent((high - bound) / (high - low));
  return `${share} of these draws are above ${bound}: did you mean ${meant}?`;
}

/** Advises on values near 1, where 1 − value has the size: β = 0.999 averages over 1000 values, 0.9 over 10. */
function restAdvice({ scale, valueAt }: Dimension): string | undefined {
  const [low, high] = boundsOf(valueAt);
  if (scale === '1-log') {
    if (high > 0.5) return undefined;
    const [from, to] = [low, high].map(shortOf);
    return `its bounds are those of 1 − value, so that it draws from ${low} to ${high}; did you mean 1-log:${from}..${to}, from ${restOf(to)} to ${restOf(from)}?`;
  }
  const [rest, least] = [1 - low, 1 - high];
  if (rest / least < TWO_DECADES) return undefined;
  const bound = restOf(10 * least);
  const share = percent((bound - low) / (high - low));
  const averaged = Math.round(0.1 / least);
  return `${share} of these draws are below ${bound}, which averages over ${averaged} values: did you mean 1-log:${shortOf(least)}..${rest < 1 ? shortOf(rest) : 0.9}?`;
}

function boundsOf(valueAt: Dimension['valueAt']): [number, number] {
  return [Number(valueAt(0)), Number(valueAt(1))];
}

/** Without the digits that a subtraction makes up. */
function shortOf(x: number): number {
  return Number(x.toPrecision(4));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
