/** `dnn data info`: what was read from a source. */
import { dataDirectory } from '../../data/catalogue.js';
import { classCounts, type Dataset, type Split, valueStatistics } from '../../data/dataset.js';
import { openDataset } from '../../data/open.js';
import { table } from '../../report/lines.js';
import type { Invocation } from '../invocation.js';

export async function run({ console, options, words }: Invocation): Promise<void> {
  const dataset = await openDataset(words[0], { ...options, dataDirectory: dataDirectory(process.env) });
  for (const note of dataset.notes) console.warn(note);
  const splits = splitsInfo(dataset);
  if (options.json) {
    const { name, classes, divisor } = dataset;
    console.print(JSON.stringify({ name, classes, divisor, splits }));
    return;
  }
  console.print(`${dataset.name}: examples of ${dataset.shape.join('x')}, divided by ${dataset.divisor}`);
  const rows = Object.entries(splits).map(([name, { examples, dtype, range, mean, counts }]) => [
    name,
    examples,
    dtype,
    `${range[0]} to ${range[1]}`,
    mean.toFixed(2),
    Object.entries(counts)
      .map(([label, n]) => `${label} ${n}`)
      .join(', '),
  ]);
  for (const line of table([['split', 'examples', 'type', 'range', 'mean', 'classes'], ...rows]))
    console.print(line);
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
