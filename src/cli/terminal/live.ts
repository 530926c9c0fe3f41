/** The end of a run on a terminal: the cost chart and the confusion matrix. */
import { classNames } from '../../model/model.js';
import { costChart } from '../../report/terminal/chart.js';
import { confusionLines } from '../../report/terminal/confusion.js';
import type { ClassEvaluation } from '../../train/metrics.js';
import type { CostPoint } from '../../train/records.js';
import type { Trained } from '../../train/trainer.js';
import type { Console } from './console.js';

/** The costs to draw: of all updates, and on the validation examples where they were logged. */
export interface DrawnCosts {
  readonly training: readonly CostPoint[];
  readonly validation: readonly CostPoint[];
}

/** Draws the chart and, with more than two classes, the confusion matrix of the test set, else the validation set. */
export function draw(
  console: Console,
  costs: DrawnCosts,
  { train, validation, test }: Trained['evaluations'],
  classes: readonly string[],
): void {
  // The last column stays free: some terminals go on to the next row once it is filled.
  const columns = console.columns - 1;
  const chart = costChart(costs.training, costs.validation, columns, console.colour);
  if (chart.length > 0) console.draw(['', ...chart].join('\n'));
  if (classes.length > 2) {
    const [split, evaluation] = test
      ? (['Test', test] as const)
      : validation
        ? (['Validation', validation] as const)
        : (['Train', train] as const);
    const { confusion } = evaluation as ClassEvaluation;
    const lines = confusionLines(confusion, classNames(classes), columns);
    for (const line of ['', `${split} examples`, ...lines]) console.print(line);
  }
  console.print('');
}
