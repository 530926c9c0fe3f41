/** Differences between runs: the options that they do not share, and whether their parameters have the same bits. */
import type { RunDetails } from '../../../serve/ui/messages.js';

/** An option, and its value in each run; undefined where it is not set. */
export interface OptionRow {
  readonly flag: string;
  readonly values: readonly (string | undefined)[];
  readonly isSame: boolean;
}

/** The options of all runs in the order of the first that has them. */
export function optionRows(runs: readonly RunDetails[]): OptionRow[] {
  const maps = runs.map(({ options }) => new Map(options));
  const flags = [...new Set(maps.flatMap((map) => [...map.keys()]))];
  return flags.map((flag) => {
    const values = maps.map((map) => map.get(flag));
    return { flag, values, isSame: new Set(values).size === 1 };
  });
}

/** A sentence about the digests of the runs' parameters. */
export function sameBitsSentence(runs: readonly RunDetails[]): string {
  const known = runs.filter(({ sha256 }) => sha256 !== undefined);
  if (known.length < 2)
    return 'Fewer than two of the runs have saved a model, so that no digests can be compared.';
  const groups = new Map<string | undefined, RunDetails[]>();
  for (const run of known) groups.set(run.sha256, [...(groups.get(run.sha256) ?? []), run]);
  const left =
    runs.length > known.length
      ? ` Without a model yet: ${namesOf(runs.filter((run) => !known.includes(run)))}.`
      : '';
  if (groups.size === 1) return `${namesOf(known)} have the same parameters to the last bit.${left}`;
  const alike = [...groups.values()].filter((group) => group.length > 1);
  if (alike.length === 0) return `The runs have different parameters.${left}`;
  const parts = alike.map((group) => `${namesOf(group)} have the same parameters to the last bit`);
  const others = known.filter((run) => !alike.flat().includes(run));
  if (others.length === 0) return `${parts.join('; ')}.${left}`;
  return `${parts.join('; ')}; ${namesOf(others)} ${others.length === 1 ? 'has' : 'have'} others.${left}`;
}

/** `first, second and third` */
function namesOf(runs: readonly RunDetails[]): string {
  const names = runs.map(({ row }) => row.name);
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
