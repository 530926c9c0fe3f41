/** `dnn evaluate`: how good a model is on data. */
import { dataDirectory, findEntry } from '../../data/catalogue.js';
import { type Dataset, datasetDigest, type Split, type SplitName } from '../../data/dataset.js';
import { openDataset } from '../../data/open.js';
import { DnnError } from '../../errors.js';
import { loadModel } from '../../model/files.js';
import type { Model } from '../../model/model.js';
import { Predictor } from '../../model/predict.js';
import { table } from '../../report/lines.js';
import { checkExpectations } from '../../train/expectation.js';
import { classProbabilities, type Evaluation } from '../../train/metrics.js';
import type { OptionValues } from '../../train/options.js';
import type { Console } from '../console.js';
import type { Invocation } from '../invocation.js';

export async function run({ console, options }: Invocation): Promise<void> {
  const model = loadModel(options.model);
  const dataset = await openData(model, options);
  for (const note of dataset.notes) console.warn(note);
  const predictor = new Predictor(model);
  const results = splitsOf(dataset, options.split).map(([name, split]) => ({
    name,
    split,
    evaluation: predictor.evaluate(dataset, split),
  }));
  if (options.json) {
    const reports = results.map((result) => jsonReport(dataset, model, options, result));
    console.print(JSON.stringify(reports.length === 1 ? reports[0] : reports));
  } else {
    for (const result of results) printReport(console, dataset, model, options, result);
  }
  checkExpectations(
    options.expect,
    Object.fromEntries(
      results.flatMap(({ name, evaluation: { accuracy, cost } }) => [
        [`${name}_accuracy`, accuracy],
        [`${name}_cost`, cost],
        ['cost', cost],
      ]),
    ),
  );
}

interface Result {
  readonly name: SplitName;
  readonly split: Split;
  readonly evaluation: Evaluation;
}

/** The data named by --data, else those that the model was trained on, read as the model's own. */
async function openData(model: Model, options: OptionValues): Promise<Dataset> {
  const source = options.data ?? trainedOn(model);
  try {
    const directory = dataDirectory(process.env);
    return await openDataset(source, { ...options, dataDirectory: directory, divisor: model.divisor });
  } catch (error) {
    if (options.data !== undefined || !(error instanceof DnnError)) throw error;
    const message = `the data that the model was trained on: ${error.message}`;
    throw new DnnError(error.code, message, 'Say which data to evaluate on: --data <source>.');
  }
}

/** The source the model was trained on, when it still means the same here. */
function trainedOn({ training: { dataset } }: Model): string | undefined {
  if (dataset.source !== undefined) return dataset.source;
  if (findEntry(dataset.name)) return dataset.name;
  throw new DnnError(
    'usage',
    `the model was trained on ${dataset.name}, which is not in the catalogue`,
    'Say which data to evaluate on: --data <source>.',
  );
}

function splitsOf(dataset: Dataset, wanted: OptionValues['split']): [SplitName, Split][] {
  const { train, test } = dataset;
  if (wanted === 'train' || (wanted === undefined && test === undefined)) return [['train', train]];
  if (test === undefined) {
    if (wanted === 'all') return [['train', train]];
    throw new DnnError('data', `${dataset.name} has no test split`, 'Use --split train.');
  }
  return wanted === 'all'
    ? [
        ['train', train],
        ['test', test],
      ]
    : [['test', test]];
}

interface Mistake {
  readonly index: number;
  readonly actual: string;
  readonly predicted: string;
  readonly probability: number;
}

function mistakes({ classes }: Model, { split, evaluation: { predictions, outputs } }: Result): Mistake[] {
  return Array.from(predictions, (predicted, index) => ({
    index,
    actual: classes[split.labels[index]],
    predicted: classes[predicted] ?? String(predicted),
    probability: classProbabilities(outputs, index)[predicted],
  })).filter((_, index) => predictions[index] !== split.labels[index]);
}

function jsonReport(dataset: Dataset, model: Model, options: OptionValues, result: Result): object {
  const { examples, cost, accuracy, confusion, perClass } = result.evaluation;
  return {
    dataset: dataset.name,
    split: result.name,
    examples,
    cost,
    accuracy,
    confusion,
    classes: model.classes,
    perClass: perClass.map((metrics, c) => ({ class: model.classes[c] ?? String(c), ...metrics })),
    trainedOnThisData: model.training.dataset.sha256 === datasetDigest(dataset),
    ...(options.mislabeled && { mislabeled: mistakes(model, result) }),
  };
}

function printReport(
  console: Console,
  dataset: Dataset,
  model: Model,
  options: OptionValues,
  result: Result,
): void {
  const { examples, cost, accuracy, confusion, perClass } = result.evaluation;
  const names = confusion.map((_, c) => model.classes[c] ?? String(c));
  const right = confusion.reduce((sum, row, c) => sum + row[c], 0);
  console.print(`${dataset.name}, ${result.name} split: ${examples} examples`);
  console.print(`Cost ${cost.toFixed(6)}, accuracy ${accuracy.toFixed(4)} (${right} of ${examples})`);
  console.print('\nConfusion (rows: actual, columns: predicted)');
  for (const line of table([['', ...names], ...confusion.map((row, c) => [names[c], ...row])]))
    console.print(line);
  console.print('');
  const rows = perClass.map(({ precision, recall, f1, support }, c) => [
    names[c],
    ...[precision, recall, f1].map((value) => value.toFixed(4)),
    support,
  ]);
  for (const line of table([['class', 'precision', 'recall', 'F1', 'examples'], ...rows]))
    console.print(line);
  if (!options.mislabeled) return;
  console.print('');
  for (const line of mislabeledLines(mistakes(model, result))) console.print(line);
}

function mislabeledLines(wrong: readonly Mistake[]): string[] {
  if (wrong.length === 0) return ['Mislabeled: none'];
  const rows = wrong.map(({ index, actual, predicted, probability }) => [
    index,
    actual,
    predicted,
    probability.toFixed(4),
  ]);
  return ['Mislabeled', ...table([['example', 'actual', 'predicted', 'p'], ...rows])];
}
