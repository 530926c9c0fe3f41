/** `dnn data info`: what was read from a source; of a table, also its columns and how to go on with them. */
import { classCounts, type Dataset, isOfNumbers, type Split, valueStatistics } from '../../data/dataset.js';
import type { Column } from '../../data/tables/column.js';
import type { FaultyColumn } from '../../data/tables/column-error.js';
import { featureColumns } from '../../data/tables/features.js';
import { type SurveyedColumn, surveyed } from '../../data/tables/survey.js';
import { counted, figure } from '../../report/phrases.js';
import { columnLines } from '../../report/terminal/column-lines.js';
import { table } from '../../report/terminal/table.js';
import { joined, shell } from '../../shell.js';
import { brief } from '../../visible.js';
import type { Invocation } from '../command.js';
import { openData } from '../inputs/open-data.js';
import type { DATA_INFO, DataInfoValues } from './data-info-command.js';

/** Classes that are named. */
const MOST_NAMED = 100;

export async function run(invocation: Invocation<typeof DATA_INFO.options>): Promise<void> {
  const { console, options, words, warnOfUnfit } = invocation;
  const { xKey, yKey, drop, unseen, classes: kept, task, divisor, maxMemory } = options;
  const faulty: FaultyColumn[] = [];
  const onFault = (column: FaultyColumn) => void faulty.push(column);
  const how = { xKey, yKey, drop, unseen, classes: kept, task, divisor, maxMemory, onFault };
  const dataset = await openData(words[0], how, console);
  warnOfUnfit?.(dataset);
  if (dataset.scaling !== undefined) console.note(dataset.scaling);
  const columns = isTable(dataset) ? surveyed(dataset, faulty) : undefined;
  if (options.json) {
    const { name, classes, target, divisor } = dataset;
    const splits = columns ? withoutValues(splitsInfo(dataset)) : splitsInfo(dataset);
    console.print(
      JSON.stringify({
        name,
        classes,
        target,
        divisor,
        splits,
        ...(columns && { columns: columns.map(columnJson) }),
      }),
    );
  } else if (columns === undefined) {
    printSplits(invocation, dataset);
  } else {
    printTable(invocation, dataset, columns);
  }
}

/** Tables of pictures, whose columns are pixels, are shown as pictures. */
function isTable({ columns, train }: Dataset): boolean {
  return columns !== undefined && !(train.values instanceof Uint8Array);
}

function printSplits({ console }: Pick<Invocation, 'console'>, dataset: Dataset): void {
  console.say(`${dataset.name}: examples of ${dataset.shape.join('x')}, divided by ${dataset.divisor}`);
  const rows = Object.entries(splitsInfo(dataset)).map(
    ([name, { examples, dtype, range, mean, counts, target }]) => [
      name,
      examples,
      dtype,
      range.map((value) => Number(value.toPrecision(6))).join(' to '),
      mean.toFixed(2),
      // not in the order of the object's keys, in which numbers come first
      target ? numbersText(target) : classesText(dataset.classes, counts ?? {}),
    ],
  );
  const heading = ['split', 'examples', 'type', 'range', 'mean', isOfNumbers(dataset) ? 'target' : 'classes'];
  for (const line of table([heading, ...rows], console.columns)) console.print(line);
}

/** `non-cat 137, cat 72`, of many classes the first. */
function classesText(classes: readonly string[], counts: Readonly<Record<string, number>>): string {
  const named = classes.slice(0, MOST_NAMED).map((label) => `${brief(label)} ${counts[label]}`);
  return named.join(', ') + (classes.length > MOST_NAMED ? `, … (${classes.length} classes)` : '');
}

function printTable(
  { console, options, words }: Invocation<typeof DATA_INFO.options>,
  dataset: Dataset,
  columns: readonly SurveyedColumn[],
): void {
  const { name, shape, train, test } = dataset;
  const rows = [counted(train.examples, 'row'), ...(test ? [`${test.examples} in the test set`] : [])];
  const others = counted(columns.length - 1, 'column');
  console.say(`${name}: ${rows.join(', ')}; ${others} beside the target, ${counted(shape[0], 'input')}`);
  for (const line of columnLines(columns, console.columns)) console.print(line);
  if (words[0] !== undefined) console.remark(nextStep(words[0], options, dataset, columns));
}

/** The command that goes on: with another target, or by leaving out what should be and filling what is missing. */
function nextStep(
  source: string,
  given: DataInfoValues,
  { train, test, columns: learned = [] }: Dataset,
  [target, ...features]: readonly SurveyedColumn[],
): string {
  const sound = features.filter(({ warning }) => warning === undefined);
  const stop = obstacle(target, train);
  if (stop !== undefined) {
    // As the target a column leaves the others to learn from.
    const [other, ...others] = sound;
    if (others.length === 0) return `${stop}; no other column can be the target.`;
    const words = flagsOf({ ...given, classes: undefined, task: 'auto', yKey: other.name }, given.drop ?? []);
    return `${stop}, or name another: ${shell`dnn data info ${source}`}${words}`;
  }
  // Something has to be left to learn from.
  const isLeft = ({ warning, type }: SurveyedColumn) =>
    sound.length > 0 ? warning === undefined : type !== 'unread';
  const left = features.filter((each) => !isLeft(each)).map(({ name }) => name);
  const drop = [...(given.drop ?? []), ...left];
  const isMissing = [train, test].some((split) => split && lacksNumbers(split, learned, left));
  return `Train on it: ${shell`dnn train --data ${source}`}${flagsOf(given, drop)}${isMissing ? ' --missing mean' : ''}`;
}

/** The step before training, where nothing can be learned of the target yet; undefined if something can. */
function obstacle({ name, warning }: SurveyedColumn, { labels }: Split): string | undefined {
  if (warning !== undefined) return `Before training correct the target ${brief(name)}`;
  const isConstant = labels.every((label) => label === labels[0]);
  const rows = `the target ${brief(name)} is the same in every training example`;
  return isConstant ? `There is nothing to learn, as ${rows}: add others` : undefined;
}

/** The flags that read the data in the same way again. */
function flagsOf({ yKey, classes, task, divisor, unseen }: DataInfoValues, drop: readonly string[]): string {
  return [
    yKey === undefined ? '' : shell` --target ${yKey}`,
    drop.length === 0 ? '' : shell` --drop ${joined(drop)}`,
    classes === undefined ? '' : shell` --classes ${joined(classes)}`,
    task === 'auto' ? '' : shell` --task ${task}`,
    divisor === 'auto' ? '' : shell` --divisor ${String(divisor)}`,
    unseen === 'error' ? '' : shell` --unseen ${unseen}`,
  ].join('');
}

/** True if the columns that are not left out have missing numbers. */
function lacksNumbers({ values }: Split, columns: readonly Column[], left: readonly string[]): boolean {
  const owners = featureColumns(columns);
  return values.some((value, i) => Number.isNaN(value) && !left.includes(owners[i % owners.length].name));
}

/** The splits without the range and mean of all values, which mean nothing where each column has its own. */
function withoutValues(splits: ReturnType<typeof splitsInfo>): object {
  const own = Object.entries(splits).map(([name, { range, mean, ...split }]) => [name, split]);
  return Object.fromEntries(own);
}

function columnJson({ counts, ...column }: SurveyedColumn): object {
  return { ...column, ...(counts && { categories: Object.fromEntries(counts) }) };
}

/** `12 to 98, mean 60.3` */
function numbersText({
  range: [low, high],
  mean,
}: {
  readonly range: readonly number[];
  readonly mean: number;
}): string {
  return `${figure(low)} to ${figure(high)}, mean ${figure(mean)}`;
}

function splitsInfo(dataset: Dataset) {
  const { train, test } = dataset;
  return { train: splitInfo(dataset, train), ...(test && { test: splitInfo(dataset, test) }) };
}

function splitInfo(dataset: Dataset, split: Split) {
  const { shape, classes } = dataset;
  const { examples, dtype, labels } = split;
  const info = { examples, shape, dtype, ...valueStatistics(split) };
  if (isOfNumbers(dataset))
    return { ...info, target: valueStatistics({ ...split, values: labels }), counts: undefined };
  const counts = classCounts(split, classes.length);
  return {
    ...info,
    target: undefined,
    counts: Object.fromEntries(classes.map((name, c) => [name, counts[c]])),
  };
}
