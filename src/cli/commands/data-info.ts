/** `dnn data info`: what was read from a source. */
import { classCounts, type Dataset, type Split, valueStatistics } from '../../data/dataset.js';
import { table } from '../../report/terminal/table.js';
import { brief } from '../../visible.js';
import type { Invocation } from '../command.js';
import { openData } from '../inputs/open-data.js';
import type { DATA_INFO } from './data-info-command.js';

/** Classes that are named. */
const MOST_NAMED = 100;

export async function run({ console, options, words }: Invocation<typeof DATA_INFO.options>): Promise<void> {
  const { xKey, yKey, drop, classes: kept, divisor, maxMemory } = options;
  const dataset = await openData(words[0], { xKey, yKey, drop, classes: kept, divisor, maxMemory }, console);
  if (dataset.scaling !== undefined) console.note(dataset.scaling);
  const splits = splitsInfo(dataset);
  if (options.json) {
    const { name, classes, divisor } = dataset;
    console.print(JSON.stringify({ name, classes, divisor, splits }));
    return;
  }
  console.say(`${dataset.name}: examples of ${dataset.shape.join('x')}, divided by ${dataset.divisor}`);
  const rows = Object.entries(splits).map(([name, { examples, dtype, range, mean, counts }]) => [
    name,
    examples,
    dtype,
    range.map((value) => Number(value.toPrecision(6))).join(' to '),
    mean.toFixed(2),
    // not in the order of the object's keys, in which numbers come first
    classesText(dataset.classes, counts),
  ]);
  const heading = ['split', 'examples', 'type', 'range', 'mean', 'classes'];
  for (const line of table([heading, ...rows], console.columns)) console.print(line);
}

/** `non-cat 137, cat 72`, of many classes the first. */
function classesText(classes: readonly string[], counts: Readonly<Record<string, number>>): string {
  const named = classes.slice(0, MOST_NAMED).map((label) => `${brief(label)} ${counts[label]}`);
  return named.join(', ') + (classes.length > MOST_NAMED ? `, … (${classes.length} classes)` : '');
}

function splitsInfo(dataset: Dataset) {
  const { train, test } = dataset;
  return { train: splitInfo(dataset, train), ...(test && { test: splitInfo(dataset, test) }) };
}

function splitInfo({ shape, classes }: Dataset, split: Split) {
  const counts = classCounts(split, classes.length);
  return {
    examples: split.examples,
    shape,
    dtype: split.dtype,
    ...valueStatistics(split),
    counts: Object.fromEntries(classes.map((name, c) => [name, counts[c]])),
  };
}
