/** The options of a run as its checkpoint and its config.json keep them: all that a run which goes on has from it. */
import { names, written } from '../../train/options/option.js';
import { TRAIN, type TrainValues } from '../commands/train-command.js';

/** The options that are not of one process alone, as far as they are set. */
export function recordOptions(options: TrainValues): Record<string, unknown> {
  const recorded = names(TRAIN.options).filter(
    (name) => TRAIN.options[name].scope !== 'process' && options[name] !== undefined,
  );
  return Object.fromEntries(recorded.map((name) => [name, written(options[name])]));
}
