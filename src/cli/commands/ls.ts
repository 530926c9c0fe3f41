/** `dnn ls`: the named runs and sweeps, side by side, or in groups. */
import { optionError } from '../../errors.js';
import type { RunSummary } from '../../model/run-summary.js';
import { listRuns } from '../../model/runs.js';
import { counted } from '../../report/phrases.js';
import { shell } from '../../shell.js';
import type { ValuesOf } from '../../train/options/option.js';
import type { Invocation } from '../command.js';
import { byField, type Field } from '../listing/fields.js';
import { meets } from '../listing/filter.js';
import { type Group, groupJson, groupsOf, isFinished, mixedOptions, spreadOf } from '../listing/groups.js';
import { type Fitted, groupTable, runTable } from '../listing/run-table.js';
import { readSweep } from '../listing/sweeps.js';
import type { Console } from '../terminal/console.js';
import type { LS } from './ls-command.js';

type Values = ValuesOf<typeof LS.options>;

/** Runs, and their groups with --by. */
interface Listing {
  readonly runs: readonly RunSummary[];
  readonly groups: readonly Group[] | undefined;
}

export async function run({ console, options }: Invocation<typeof LS.options>): Promise<void> {
  const { runs: directory, rm, watch, json } = options;
  if (rm.length > 0) {
    assertNamesAlone(options);
    const { removeRuns } = await import('../listing/removal.js');
    return removeRuns(directory, rm, json, console);
  }
  const read = async () => listing(await listRuns(directory, readSweep), options);
  if (watch) {
    const { follow } = await import('../listing/watch.js');
    const view = {
      runs: (found: Listing) => found.runs,
      lines: (found: Listing) => linesOf(found, options, console).lines,
      json: json ? (found: Listing) => JSON.stringify(jsonOf(found, options)) : undefined,
    };
    await follow(read, view, console);
  }
  const found = await read();
  if (json) console.print(JSON.stringify(jsonOf(found, options)));
  else show(found, options, console);
}

/** @throws DnnError (usage) where runs to remove are not given by their names alone. */
function assertNamesAlone({ filter, by, best, watch }: Values): void {
  const others = [
    ['filter', filter[0]?.text],
    ['by', by?.map(({ text }) => text).join()],
    ['best', best?.text],
    ['watch', watch ? '' : undefined],
  ] as const;
  const other = others.find(([, value]) => value !== undefined);
  if (other === undefined) return;
  const hint = 'Only runs that are named are removed. Leave one of the two out.';
  throw optionError(other[0], other[1] || undefined, 'it cannot be given with --rm', hint);
}

/** The runs that were asked for, in their order; a rejected one is never the best. */
function listing(all: readonly RunSummary[], { sort, filter, by, best }: Values): Listing {
  const runs = all.filter((run) => filter.every((each) => meets(run, each))).toSorted(byField(best ?? sort));
  if (by === undefined) {
    if (best === undefined) return { runs, groups: undefined };
    const first = runs.find((run) => run.state !== 'rejected' && best.value(run) !== undefined);
    return { runs: first === undefined ? [] : [first], groups: undefined };
  }
  const groups = groupsOf(runs, by);
  return { runs, groups: best === undefined ? groups : bestOf(groups, best) };
}

/** The group with the best mean. */
function bestOf(groups: readonly Group[], best: Field): Group[] {
  const measured = groups.flatMap((group) => {
    const spread = spreadOf(best, group.runs);
    return spread === undefined ? [] : [{ group, mean: spread.mean }];
  });
  const [first] = measured.toSorted((a, b) => (best.down ? b.mean - a.mean : a.mean - b.mean));
  return first === undefined ? [] : [first.group];
}

function jsonOf({ runs, groups }: Listing, { by = [] }: Values): readonly object[] {
  return groups?.map((group) => groupJson(group, by)) ?? runs;
}

function show(found: Listing, options: Values, console: Console): void {
  const { runs, groups } = found;
  const { lines, missing } = linesOf(found, options, console);
  for (const line of lines) console.print(line);
  if (lines.length === 0) console.remark(emptyRemark(options));
  if (missing.length > 0) {
    console.remark(`Columns left out: ${missing.join(', ')}. Use a wider terminal or --json.`);
  }
  if (groups !== undefined) remarkGroups(groups, runs, options, console);
  for (const { name, problem } of runs) if (problem !== undefined) console.remark(`${name}: ${problem}`);
  const damaged = runs.filter(({ state }) => state === 'damaged').length;
  if (damaged > 0) console.warn(`${counted(damaged, 'run')} of ${options.runs} cannot be read completely.`);
}

function linesOf({ runs, groups }: Listing, { sort, by = [], best }: Values, console: Console): Fitted {
  const isEmpty = (groups ?? runs).length === 0;
  if (isEmpty) return { lines: [], missing: [] };
  return groups === undefined
    ? runTable(runs, best ?? sort, console.columns)
    : groupTable(groups, by, best, console.columns);
}

function emptyRemark({ runs, filter, by, best }: Values): string {
  if (filter.length > 0)
    return `No run in ${runs} meets ${filter.map(({ text }) => `"${text}"`).join(' and ')}.`;
  if (best !== undefined) return `No run in ${runs} has ${best.text}; rejected runs do not count.`;
  if (by !== undefined) return `No run in ${runs} is finished.`;
  const where = runs === 'runs' ? '' : shell` --runs ${runs}`;
  return `There are no runs in ${runs}. Train one: dnn train --name first${where}`;
}

function remarkGroups(
  groups: readonly Group[],
  runs: readonly RunSummary[],
  { by = [] }: Values,
  console: Console,
): void {
  const left = runs.filter((run) => !isFinished(run)).length;
  if (left > 0)
    console.remark(`Left out: ${counted(left, 'run')} that ${left === 1 ? 'is' : 'are'} not finished.`);
  const mixed = mixedOptions(groups, by);
  if (mixed.length > 0)
    console.note(`runs of one group differ in ${mixed.join(', ')} too, not in the seed alone.`);
}
