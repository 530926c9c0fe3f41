/** `dnn ls`: the named runs, side by side. */
import type { RunSummary } from '../../model/run-summary.js';
import { listRuns } from '../../model/runs.js';
import { counted } from '../../report/phrases.js';
import { table, tableWidth } from '../../report/terminal/table.js';
import type { MeasuredSplit } from '../../train/records.js';
import type { Invocation } from '../command.js';
import type { Console } from '../terminal/console.js';
import type { ColumnName, LS } from './ls-command.js';

type Value = string | number | undefined;

interface Column {
  readonly title: string;
  /** The value to sort by. */
  value(run: RunSummary): Value;
  /** The text of the value; by default the value itself. */
  show?(value: Value): string;
  /** Sorts the largest first. */
  readonly down?: true;
  /** Left out where no run has a value. */
  readonly optional?: true;
}

const accuracy = (split: MeasuredSplit): Column => ({
  title: split,
  value: (run) => run.evaluations[split]?.accuracy,
  show: (value) => (value as number).toFixed(4),
  down: true,
  optional: true,
});

const COLUMNS: Record<ColumnName, Column> = {
  name: { title: 'name', value: ({ name }) => name },
  date: { title: 'date', value: ({ started }) => started, show: (value) => minute(String(value)) },
  data: { title: 'data', value: ({ data }) => data },
  layers: { title: 'layers', value: ({ layers }) => layers },
  optimizer: { title: 'optimizer', value: ({ optimizer }) => optimizer },
  rate: { title: 'rate', value: ({ learningRate }) => learningRate },
  iterations: { title: 'iterations', value: ({ iterations }) => iterations },
  cost: { title: 'cost', value: ({ cost }) => cost, show: (value) => (value as number).toFixed(6) },
  train: accuracy('train'),
  validation: accuracy('validation'),
  test: accuracy('test'),
  seconds: {
    title: 'seconds',
    value: ({ seconds }) => seconds,
    show: (value) => (value as number).toFixed(2),
  },
  state: { title: 'state', value: ({ state }) => state },
};

/** Columns on every terminal, then the others in the order in which they get space. */
const ALWAYS: readonly ColumnName[] = ['name', 'state'];
const WANTED: readonly ColumnName[] = [
  ...(['test', 'validation', 'cost', 'train', 'optimizer', 'rate', 'data'] as const),
  ...(['iterations', 'date', 'layers', 'seconds'] as const),
];

export async function run({ console, options }: Invocation<typeof LS.options>): Promise<void> {
  const { runs: directory, sort, json } = options;
  const runs = sorted(await listRuns(directory), COLUMNS[sort]);
  if (json) {
    console.print(JSON.stringify(runs));
    return;
  }
  if (runs.length === 0)
    console.remark(`There are no runs in ${directory}. Train one: dnn train --name first`);
  else show(runs, sort, console);
  for (const { name, problem } of runs) if (problem !== undefined) console.remark(`${name}: ${problem}`);
  const damaged = runs.filter(({ state }) => state === 'damaged').length;
  if (damaged > 0) console.warn(`${counted(damaged, 'run')} of ${directory} cannot be read completely.`);
}

/** Sorts the runs: those without a value last, equal ones by name. */
function sorted(runs: readonly RunSummary[], { value, down }: Column): RunSummary[] {
  return runs.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === y) return a.name < b.name ? -1 : 1;
    if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
    return (x < y ? -1 : 1) * (down ? -1 : 1);
  });
}

function show(runs: readonly RunSummary[], sort: ColumnName, console: Console): void {
  const names = (Object.keys(COLUMNS) as ColumnName[]).filter((name) => {
    const { value, optional } = COLUMNS[name];
    return !optional || runs.some((run) => value(run) !== undefined);
  });
  const fitting = fitted(names, runs, sort, console.columns);
  for (const line of table(rows(fitting, runs), console.columns)) console.print(line);
  const missing = names.filter((name) => !fitting.includes(name));
  if (missing.length > 0) {
    console.remark(`Columns left out: ${missing.join(', ')}. Use a wider terminal or --json.`);
  }
}

/** The columns that fit the terminal. */
function fitted(
  names: readonly ColumnName[],
  runs: readonly RunSummary[],
  sort: ColumnName,
  columns: number,
): readonly ColumnName[] {
  // The order shows the date already when runs are sorted by it, as by default.
  let fitting = names.filter((name) => ALWAYS.includes(name) || (name === sort && sort !== 'date'));
  for (const wanted of WANTED) {
    const more = names.filter((name) => name === wanted || fitting.includes(name));
    if (tableWidth(rows(more, runs)) <= columns) fitting = more;
  }
  return fitting;
}

function rows(names: readonly ColumnName[], runs: readonly RunSummary[]): string[][] {
  const shown = names.map((name) => COLUMNS[name]);
  const cells = runs.map((run) =>
    shown.map(({ value, show }) => {
      const found = value(run);
      return found === undefined ? '-' : (show?.(found) ?? String(found));
    }),
  );
  return [shown.map(({ title }) => title), ...cells];
}

/** `2026-11-21 11:20` in local time. */
function minute(iso: string): string {
  const date = new Date(iso);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
