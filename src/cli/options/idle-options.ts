/** Options that were given and do nothing beside the others: what to say of each. It needs no data to tell. */
import type { Options } from '../../train/options/option.js';
import type { Resolved } from '../command.js';
import { sourceOf } from './resolve.js';

/**
 * A sentence for each option that was given and does nothing beside the others. A value that a file
 * has is told only when it is not the default: a printed configuration holds all of them.
 */
export function idleOptions<O extends Options>(taken: O, { options, sources }: Resolved<O>): string[] {
  return Object.entries(taken).flatMap(([name, option]) => {
    const source = sourceOf(name, sources);
    if (source === undefined || source.standing || options[name] === undefined) return [];
    const isUsual = JSON.stringify(options[name]) === JSON.stringify(option.default);
    if (isUsual && !source.deliberate) return [];
    const reason = option.idle?.(options as never);
    return reason === undefined ? [] : [`${source.describe(name, source.values[name])} ${reason}.`];
  });
}
