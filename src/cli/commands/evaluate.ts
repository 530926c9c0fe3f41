/** `dnn evaluate`: a model's metrics on data. */
import type { Dataset, Split, SplitName } from '../../data/dataset.js';
import { DnnError } from '../../errors.js';
import { classNames, isTrainedOn, type Model } from '../../model/model.js';
import { metricsJson, mistakesJson } from '../../report/results/split-json.js';
import { resultsOf, type SplitResults } from '../../report/results/split-results.js';
import { mislabeledLines, resultsLines } from '../../report/terminal/results-lines.js';
import { assertMeasured, checkExpectations, metricValues } from '../../train/expectation.js';
import type { Evaluation } from '../../train/metrics.js';
import type { Invocation } from '../command.js';
import { dataOf } from '../inputs/model-data.js';
import { openModel, openPredictor } from '../inputs/open-model.js';
import { assertWork } from '../inputs/work-limit.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import type { EVALUATE, EvaluateValues } from './evaluate-command.js';

export async function run({
  console,
  options,
  warnOfUnfit,
}: Invocation<typeof EVALUATE.options>): Promise<void> {
  const model = openModel(options.model, options, console);
  const dataset = await dataOf(options.model, model, options, console);
  warnOfUnfit?.(dataset);
  const splits = splitsOf(dataset, options.split);
  const names = classNames(model.classes);
  assertMeasured(options.expect, splits, names);
  const examples = splits.map((split) => dataset[split] as Split);
  const predictor = openPredictor(options.model, model, examples, options, console);
  const count = examples.reduce((sum, split) => sum + split.examples, 0);
  assertWork(model, options.model, count, options, predictor.fallback, console);
  const evaluations: Evaluation[] = [];
  for (const split of examples)
    evaluations.push(await unhurried(predictor.evaluateInPieces(dataset, split), console));
  const results = splits.map((split, i) => resultsOf(split, evaluations[i], model, options.threshold));
  if (options.json) {
    const all = results.map((each) => resultsJson(each, model, dataset, options));
    console.print(JSON.stringify(all.length === 1 ? all[0] : all));
  } else {
    for (const each of results) printResults(console, each, dataset, options);
  }
  const measured = Object.fromEntries(splits.map((split, i) => [split, evaluations[i]]));
  const { cost } = results[results.length - 1];
  checkExpectations(options.expect, metricValues(options.expect, measured, names, cost));
}

/** The splits to evaluate: by default the test set, else the training set. @throws DnnError (data) */
function splitsOf({ name, test }: Dataset, wanted: EvaluateValues['split']): SplitName[] {
  if (test !== undefined) return wanted === 'all' ? ['train', 'test'] : [wanted ?? 'test'];
  if (wanted === 'test') {
    throw new DnnError('data', `${name} has no test split`, 'Use --split train.');
  }
  return ['train'];
}

function resultsJson(
  results: SplitResults,
  model: Model,
  dataset: Dataset,
  { mislabeled }: EvaluateValues,
): object {
  return {
    dataset: dataset.name,
    ...metricsJson(results),
    classes: model.classes,
    trainedOnThisData: isTrainedOn(model, dataset),
    ...(mislabeled && mistakesJson(results)),
  };
}

function printResults(
  console: Console,
  results: SplitResults,
  { name }: Dataset,
  { mislabeled }: EvaluateValues,
): void {
  const { columns } = console;
  const lines = resultsLines(results, name, columns);
  if (mislabeled) lines.push('', ...mislabeledLines(results, columns));
  for (const line of lines) console.print(line);
}
