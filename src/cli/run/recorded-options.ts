/** The options of a run as it is recorded: those that make it what it is, and that a run which goes on has from it. */
import { type OptionName, type OptionValues, optionsOf } from '../../train/options/options.js';

/** Options of this run alone, which no other has from it. */
const PASSING: readonly OptionName[] = ['resume', 'explain', 'logFormat', 'name', 'runs', 'maxMemory'];

/** The options of a run as its checkpoint keeps them. */
export function recordOptions(options: OptionValues): Record<string, unknown> {
  const names = optionsOf('train').filter((name) => !PASSING.includes(name) && options[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}
