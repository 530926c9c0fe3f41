/** The table of runs, or of groups of runs, as wide as the terminal takes. */
import type { RunSummary } from '../../model/run-summary.js';
import { counted } from '../../report/phrases.js';
import { table, tableWidth } from '../../report/terminal/table.js';
import { roughTime } from '../../report/terminal/times.js';
import { FACTS, type FactName, type Field, OPTION_FIELDS } from './fields.js';
import { type Group, spreadOf } from './groups.js';

/** Lines, and the columns that had no room. */
export interface Fitted {
  readonly lines: readonly string[];
  readonly missing: readonly string[];
}

/** Columns that runs without a value do without. */
const OPTIONAL: readonly string[] = ['train', 'validation', 'test', 'test cost', 'diagnosis', 'batch-size'];
/** Options that are shown whether or not runs differ in them. */
const USUAL: readonly string[] = ['seed', 'batch-size', 'l2'];
/** Columns on every terminal, then the others in the order in which they get space. */
const ALWAYS: readonly string[] = ['name', 'state'];
const FIRST: readonly string[] = ['test', 'validation', 'cost', 'train'];
const THEN: readonly FactName[] = [
  'optimizer',
  'rate',
  'data',
  'test-cost',
  'iterations',
  'date',
  'layers',
  'seconds',
];

/** The runs as rows. */
export function runTable(runs: readonly RunSummary[], sort: Field, columns: number): Fitted {
  const options = OPTION_FIELDS.filter((field) => isShown(field, runs));
  const { name, date, data, layers, optimizer, rate, ...others } = FACTS;
  const fields = [name, date, data, layers, optimizer, rate, ...options, ...Object.values(others)];
  const extra = fields.some(({ title }) => title === sort.title) ? [] : [sort];
  const shown = [...fields, ...extra].filter(
    ({ title, value }) => !OPTIONAL.includes(title) || runs.some((run) => value(run) !== undefined),
  );
  const differing = options.filter((field) => differs(field, runs)).map(({ title }) => title);
  const wanted = [...FIRST, ...differing, ...THEN.map((fact) => FACTS[fact].title), ...USUAL, 'diagnosis'];
  // The order shows the date already when runs are sorted by it, as by default.
  const always = sort.title === 'date' ? ALWAYS : [...ALWAYS, sort.title];
  return fitted(
    shown.map((field) => [field.title, ...runs.map((run) => cell(field, run))]),
    always,
    wanted,
    columns,
  );
}

/** Options in which runs differ; L2 and batches only where there are any. */
function isShown(field: Field, runs: readonly RunSummary[]): boolean {
  if (differs(field, runs)) return true;
  return (
    USUAL.includes(field.title) && runs.some((run) => ![undefined, 0].includes(field.value(run) as number))
  );
}

function differs({ value }: Field, runs: readonly RunSummary[]): boolean {
  const known = runs.filter(({ options }) => options !== undefined);
  return new Set(known.map(value)).size > 1;
}

function cell({ title, value, digits, prefix }: Field, run: RunSummary): string {
  const found = value(run);
  if (title === 'state') return stateText(run);
  if (found === undefined) return '-';
  if (title === 'date') return minute(String(found));
  return typeof found === 'number' && digits !== undefined
    ? `${prefix?.(run) ?? ''}${found.toFixed(digits)}`
    : String(found);
}

/** `running 12 %, 3 min left`; of a sweep `done, sweep of 43 trials`, of a share `done, share 1/3 of a sweep, 14 trials` */
export function stateText({ state, iterations, planned, secondsLeft, sweep }: RunSummary): string {
  if (sweep?.shard) return `${state}, share ${sweep.shard} of a sweep, ${counted(sweep.trials, 'trial')}`;
  if (sweep) return `${state}, sweep of ${counted(sweep.trials, 'trial')}`;
  if (state !== 'running' || planned === undefined) return state;
  const share = `${Math.floor((100 * (iterations ?? 0)) / planned)} %`;
  return `running ${share}${secondsLeft === undefined ? '' : `, ${roughTime(secondsLeft)} left`}`;
}

/** `2026-11-21 11:20` in local time. */
function minute(iso: string): string {
  const date = new Date(iso);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The groups as rows: values, number of runs, mean ± standard deviation of each measure. */
export function groupTable(
  groups: readonly Group[],
  by: readonly Field[],
  best: Field | undefined,
  columns: number,
): Fitted {
  const runs = groups.flatMap((group) => group.runs);
  const { train, validation, test, cost, seconds } = FACTS;
  const usual = [test, validation, train, FACTS['test-cost'], cost, seconds];
  const measures =
    best === undefined || usual.some(({ title }) => title === best.title) ? usual : [best, ...usual];
  const shown = measures.filter(({ value }) => runs.some((run) => value(run) !== undefined));
  const table = [
    ...by.map(({ title }, i) => [title, ...groups.map(({ values }) => String(values[i] ?? '-'))]),
    ['runs', ...groups.map((group) => String(group.runs.length))],
    ...shown.map((field) => [field.title, ...groups.map((group) => spreadText(field, group))]),
  ];
  const always = [...by.map(({ title }) => title), 'runs'];
  return fitted(
    table,
    always,
    shown.map(({ title }) => title),
    columns,
  );
}

/** `0.9120 ± 0.0045` */
function spreadText(field: Field, { runs }: Group): string {
  const spread = spreadOf(field, runs);
  if (spread === undefined) return '-';
  const text = (value: number) => value.toFixed(field.digits ?? 4);
  const mean = `${field.prefix?.(runs[0]) ?? ''}${text(spread.mean)}`;
  return spread.sd === undefined ? mean : `${mean} ± ${text(spread.sd)}`;
}

/** The columns, each its title and cells, that fit the terminal: `always`, then as many of `wanted` as there is room for. */
function fitted(
  all: readonly string[][],
  always: readonly string[],
  wanted: readonly string[],
  columns: number,
): Fitted {
  let chosen = all.filter(([title]) => always.includes(title));
  for (const want of wanted) {
    const more = all.filter((column) => column[0] === want || chosen.includes(column));
    if (tableWidth(rowsOf(more)) <= columns) chosen = more;
  }
  const missing = all.filter((column) => !chosen.includes(column)).map(([title]) => title);
  return { lines: table(rowsOf(chosen), columns), missing };
}

function rowsOf(columns: readonly string[][]): string[][] {
  return columns[0].map((_, row) => columns.map((column) => column[row]));
}
