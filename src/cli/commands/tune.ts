/** `dnn tune`: spaces → configurations → trials → the best run. */
import { DnnError } from '../../errors.js';
import type { Search } from '../../tune/search.js';
import { SEARCHES } from '../../tune/searches/searches.js';
import { type Space, spacesOf } from '../../tune/space.js';
import type { Invocation } from '../command.js';
import { listConfigurations } from '../run/configuration-list.js';
import type { TUNE, TuneValues } from './tune-command.js';

export async function run({ console, options }: Invocation<typeof TUNE.options>): Promise<void> {
  const spaces = searched(options);
  const search = searchOf(options, spaces);
  if (options.list) return listConfigurations(search, spaces, options, console);
  throw new DnnError('usage', 'dnn tune trains nothing yet', 'Print the configurations: --list.');
}

/** The spaces of the options. @throws DnnError (usage) when there is none. */
function searched(options: TuneValues): Space[] {
  const spaces = spacesOf(options);
  if (spaces.length > 0) return spaces;
  const hint = 'Give one where a value stands: dnn tune --lr log:1e-4..1 --layers auto,8..64,auto';
  throw new DnnError('usage', 'no option has a space to search in', hint);
}

function searchOf({ search, seed, trials }: TuneValues, spaces: readonly Space[]): Search {
  return SEARCHES[search](spaces, seed, trials);
}
