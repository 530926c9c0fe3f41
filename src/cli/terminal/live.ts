/** What a terminal shows of a run that has ended: how the cost went, and which classes were taken for which. */
import { className } from '../../model/model.js';
import { costChart } from '../../report/terminal/chart.js';
import { confusionLines } from '../../report/terminal/confusion.js';
import type { Point } from '../../report/terminal/cost-trace.js';
import type { Trained } from '../../train/trainer.js';
import type { Console } from './console.js';

/** How costs went: of all updates, and of the examples held out where they were logged. */
export interface Costs {
  readonly training: readonly Point[];
  readonly validation: readonly Point[];
}

/** The chart of the costs and, of more than two classes, the confusion matrix of the examples held out. */
export function draw(
  console: Console,
  { training, validation: heldOut }: Costs,
  { train, validation, test }: Trained['evaluations'],
  classes: readonly string[],
): void {
  // The last column stays free: some terminals go on to the next row once it is filled.
  const columns = console.columns - 1;
  const chart = costChart(training, heldOut, columns, console.colour);
  if (chart.length > 0) console.draw(['', ...chart].join('\n'));
  if (classes.length > 2) {
    const [split, { confusion }] = test
      ? (['Test', test] as const)
      : validation
        ? (['Validation', validation] as const)
        : (['Train', train] as const);
    const names = confusion.map((_, c) => className(classes, c));
    console.print(['', `${split} examples`, ...confusionLines(confusion, names, columns)].join('\n'));
  }
  console.print('');
}
