/** `dnn evaluate`: how good a model is on data. */
import { type Dataset, datasetDigest, type Split, type SplitName } from '../../data/dataset.js';
import { DnnError } from '../../errors.js';
import { className, type Model } from '../../model/model.js';
import { Predictor } from '../../model/predict.js';
import { parameterCount } from '../../nn/architecture.js';
import { confusionLines } from '../../report/terminal/confusion.js';
import { counted, table } from '../../report/terminal/lines.js';
import { assertMeasured, checkExpectations, metricsOf } from '../../train/expectation.js';
import { memoryOfEvaluation } from '../../train/memory/memory.js';
import { assertMemory } from '../../train/memory/memory-limit.js';
import { classProbabilities, type Evaluation } from '../../train/metrics.js';
import type { OptionValues } from '../../train/options/options.js';
import { machine } from '../inputs/machine.js';
import { assertOwnClasses, dataOf } from '../inputs/model-data.js';
import { openModel } from '../inputs/open-model.js';
import type { Invocation } from '../options/invocation.js';
import type { Console } from '../terminal/console.js';

export async function run({ console, options }: Invocation): Promise<void> {
  const model = openModel(options.model, options, console);
  const dataset = await dataOf(model, options, console);
  assertOwnClasses(model, dataset, options);
  const splits = splitsOf(dataset, options.split);
  assertMeasured(options.expect, metricsOf(splits.map(([name]) => name)));
  assertRoom(model, splits, options);
  const predictor = new Predictor(model);
  const results = splits.map(([name, split]) => ({
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

/** @throws DnnError (usage) when examples and network would pass --max-memory. */
function assertRoom(
  { architecture, dtype }: Model,
  splits: [SplitName, Split][],
  options: OptionValues,
): void {
  assertMemory(
    { option: 'model', value: options.model },
    parameterCount(architecture),
    memoryOfEvaluation(
      architecture,
      dtype,
      splits.map(([, split]) => split),
    ),
    machine(options),
    'Evaluate on fewer examples (--split test), or allow more: --max-memory.',
  );
}

interface Result {
  readonly name: SplitName;
  readonly split: Split;
  readonly evaluation: Evaluation;
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
    predicted: className(classes, predicted),
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
    perClass: perClass.map((metrics, c) => ({ class: className(model.classes, c), ...metrics })),
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
  const { examples, right, cost, accuracy, confusion, perClass } = result.evaluation;
  const names = confusion.map((_, c) => className(model.classes, c));
  console.say(`${dataset.name}, ${result.name} split: ${counted(examples, 'example')}`);
  console.say(`Cost ${cost.toFixed(6)}, accuracy ${accuracy.toFixed(4)} (${right} of ${examples})`);
  console.print('');
  for (const line of confusionLines(confusion, names, console.columns)) console.print(line);
  console.print('');
  const rows = perClass.map(({ precision, recall, f1, support }, c) => [
    names[c],
    ...[precision, recall, f1].map((value) => value.toFixed(4)),
    support,
  ]);
  const heading = ['class', 'precision', 'recall', 'F1', 'examples'];
  for (const line of table([heading, ...rows], console.columns)) console.print(line);
  if (!options.mislabeled) return;
  console.print('');
  for (const line of mislabeledLines(mistakes(model, result), console.columns)) console.print(line);
}

function mislabeledLines(wrong: readonly Mistake[], columns: number): string[] {
  if (wrong.length === 0) return ['Mislabeled: none'];
  const rows = wrong.map(({ index, actual, predicted, probability }) => [
    index,
    actual,
    predicted,
    probability.toFixed(4),
  ]);
  return ['Mislabeled', ...table([['example', 'actual', 'predicted', 'p'], ...rows], columns)];
}
