/** The options of a run or a sweep as its files keep them: all that one which goes on has from them. */
import { optionError } from '../../errors.js';
import { names, type Options, written } from '../../train/options/option.js';

/** The options that are not of one process alone, as far as they are set, as they are written. */
export function recordOptions(
  declared: Options,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const recorded = names(declared).filter(
    (name) => declared[name].scope !== 'process' && values[name] !== undefined,
  );
  return Object.fromEntries(recorded.map((name) => [name, written(values[name])]));
}

/**
 * Compares an option with what work that was begun has.
 * @param owner - `the run of model.checkpoint`
 * @throws DnnError (usage) where they differ.
 */
export function assertUnchanged(
  name: string,
  value: unknown,
  recorded: unknown,
  owner: string,
  hint: string,
): void {
  const [now, before] = [written(value), written(recorded)];
  if (JSON.stringify(now) === JSON.stringify(before)) return;
  throw optionError(name, now, `${owner} has ${before ?? 'none'}`, hint);
}
