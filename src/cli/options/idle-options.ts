/** Finds options that were given and have no effect with the others. It needs no data. */
import type { Option, OptionData, Options } from '../../train/options/option.js';
import type { Resolved } from '../command.js';
import { sourceOf } from './resolve.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * A sentence for each option that was given and has no effect with the others. A value in a file is reported only
 * if it is not the default, because a printed configuration holds all options. Of a sweep `all` are the options of its
 * configurations, in none of which the option has an effect.
 */
export function idleOptions<O extends Options>(
  taken: O,
  resolved: Resolved<O>,
  all: readonly Values[] = [resolved.options],
): string[] {
  return idleBy(taken, resolved, (option) => {
    const reasons = all.map((options) => option.idle?.(options as never));
    return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
  });
}

/** A sentence for each option that was given and has no effect on `data`. */
export function idleOptionsWith<O extends Options>(
  taken: O,
  resolved: Resolved<O>,
  data: OptionData,
): string[] {
  return idleBy(taken, resolved, (option) => option.idleWith?.(data));
}

function idleBy<O extends Options>(
  taken: O,
  { options, sources }: Resolved<O>,
  reasonOf: (option: Option) => string | undefined,
): string[] {
  return Object.entries(taken).flatMap(([name, option]) => {
    const source = sourceOf(name, sources);
    if (source === undefined || source.standing || options[name] === undefined) return [];
    const isUsual = JSON.stringify(options[name]) === JSON.stringify(option.default);
    if (isUsual && !source.deliberate) return [];
    const reason = reasonOf(option);
    return reason === undefined ? [] : [`${source.describe(name, source.values[name])} ${reason}.`];
  });
}
