/** The configurations of a sweep, printed: what `dnn tune --list` has in the place of training. */
import { flagOf } from '../../errors.js';
import { counted } from '../../report/phrases.js';
import { table } from '../../report/terminal/table.js';
import { roughTime } from '../../report/terminal/times.js';
import type { Configuration } from '../../tune/configuration.js';
import type { Search } from '../../tune/search.js';
import type { PlainValue, Space } from '../../tune/space.js';
import type { ExpectedSweep } from '../sweep/expected.js';
import type { Console } from '../terminal/console.js';

/** Prints the configurations that are known before a trial is trained: all of them, or the first generation. */
export function listConfigurations(
  search: Search,
  spaces: readonly Space[],
  { logFormat }: { readonly logFormat: 'pretty' | 'json' },
  { seconds, jobs, trials }: ExpectedSweep,
  console: Console,
): void {
  const configurations = search.propose(0, []);
  if (logFormat === 'json') {
    for (const { index, values } of configurations)
      console.print(JSON.stringify({ event: 'configuration', index, options: values }));
    console.print(JSON.stringify({ event: 'forecast', trials, jobs, seconds }));
    return;
  }
  const names = spaces.map(({ option }) => option);
  const heading = ['trial', ...names.map((name) => flagOf(name).slice(2))];
  const rows = configurations.map((configuration) => rowOf(configuration, names));
  for (const line of table([heading, ...rows], console.columns)) console.print(line);
  const later = search.generations.slice(1).reduce((sum, count) => sum + count, 0);
  if (later > 0) console.note(`The other ${later} configurations depend on the results of these.`);
  const amount = `${counted(trials, 'trial')}, ${jobs} at a time, and the best run`;
  console.say(`Expected time of ${amount}: about ${roughTime(seconds)}`);
}

function rowOf({ index, values }: Configuration, names: readonly string[]): (string | number)[] {
  return [index, ...names.map((name) => cellOf(values[name]))];
}

function cellOf(value: PlainValue): string | number {
  if (value === null) return 'none';
  return typeof value === 'boolean' ? String(value) : value;
}
