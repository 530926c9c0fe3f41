/** A run's events as lines for people. */
import type {
  CheckpointEvent,
  CostEvent,
  DoneEvent,
  EvaluationEvent,
  FoldEvent,
  FoldsEvent,
  InterruptedEvent,
  RestoredEvent,
  RunEvent,
  SavedEvent,
  StartEvent,
  StoppedEvent,
  TracedEvent,
} from '../../train/events.js';
import type { FoldStatistics } from '../../train/fold-results.js';
import type { Measure } from '../../train/metric-name.js';
import type { Diagnosis } from '../../train/records.js';
import { counted, errorsPhrase, scoreText } from '../phrases.js';

/** `Cost after iteration 0: 0.771749` or `Cost after epoch 0: …`, and with validation examples `, validation cost 0.780142` */
export function costLine({ iteration, cost, validationCost, epoch, epochCost = cost }: CostEvent): string {
  const when = epoch === undefined ? `iteration ${iteration}` : `epoch ${epoch}`;
  const validation = validationCost === undefined ? '' : `, validation cost ${validationCost.toFixed(6)}`;
  return `Cost after ${when}: ${epochCost.toFixed(6)}${validation}`;
}

/** `Stopped at iteration 512: the validation cost has not fallen for 100 epochs` */
export function stoppedLine({ iteration, split, patience }: StoppedEvent): string {
  return `Stopped at iteration ${iteration}: the ${COST_NAMES[split]} has not fallen for ${counted(patience, 'epoch')}`;
}

/** `Kept the parameters of iteration 412, whose validation cost was lowest of all epochs: 0.412345` */
export function restoredLine({ iteration, split, cost }: RestoredEvent): string {
  return `Kept the parameters of iteration ${iteration}, whose ${COST_NAMES[split]} was lowest of all epochs: ${cost.toFixed(6)}`;
}

const COST_NAMES = { train: 'training cost', validation: 'validation cost' } as const;

/** `Train accuracy: 0.9856 (206 of 209), cost 0.088413`, or `Test errors: rmse 3.4, mae 2.5, r2 0.8312 (50 examples), cost 0.1688` */
export function evaluationLine(event: EvaluationEvent): string {
  const { split, examples, cost } = event;
  const name = `${split[0].toUpperCase()}${split.slice(1)}`;
  if (event.rmse !== undefined)
    return `${name} errors: ${errorsPhrase(event)} (${counted(examples, 'example')}), cost ${cost.toFixed(6)}`;
  const { accuracy, right } = event;
  return `${name} accuracy: ${accuracy.toFixed(4)} (${right} of ${examples}), cost ${cost.toFixed(6)}`;
}

/** Measures of the whole part, not of its classes, in the order of a line. */
const OF_ALL = ['accuracy', 'rmse', 'mae', 'r2', 'cost'] as const satisfies readonly Measure[];

/** `Fold 1 of 5: accuracy 0.9667, cost 0.101233 (30 examples)` */
export function foldLine({ fold, folds, examples, ...scores }: FoldEvent): string {
  const parts = OF_ALL.flatMap((measure) => {
    const value = scores[measure];
    return value === undefined ? [] : [`${measure} ${scoreText(measure, value)}`];
  });
  return `Fold ${fold} of ${folds}: ${parts.join(', ')} (${counted(examples, 'example')})`;
}

/** `Mean of 5 folds: accuracy 0.9533 ± 0.0267, cost 0.120045 ± 0.031200` */
export function foldsLine({ folds, mean, sd }: Pick<FoldsEvent, 'folds'> & FoldStatistics): string {
  const parts = OF_ALL.flatMap((measure) => {
    const [value, spread] = [mean[measure], sd[measure]];
    if (value === undefined || spread === undefined) return [];
    return [`${measure} ${scoreText(measure, value)} ± ${scoreText(measure, spread)}`];
  });
  return `Mean of ${folds} folds: ${parts.join(', ')}`;
}

export function savedLine({ path, sha256 }: SavedEvent): string {
  return `Saved ${path} (parameters sha256 ${sha256.slice(0, 12)}…)`;
}

/** `Saved model.checkpoint at iteration 700` */
export function checkpointLine({ path, iteration }: CheckpointEvent): string {
  return `Saved ${path} at iteration ${iteration}`;
}

/** `Traced iteration 0 in model.trace-0.npz. Check it with: dnn check model.trace-0.npz --activation tanh` */
export function tracedLine({ path, iteration, check }: TracedEvent): string {
  const next = check === undefined ? '' : `. Check it with: ${check}`;
  return `Traced iteration ${iteration} in ${path}${next}`;
}

/** `Interrupted at iteration 700 of 3000. Go on with: dnn train --resume model.checkpoint` */
export function interruptedLine({ iteration, iterations, resume }: InterruptedEvent): string {
  const next = resume === undefined ? '' : ` Go on with: ${resume}`;
  return `Interrupted at iteration ${iteration} of ${iterations}.${next}`;
}

export function doneLine({ iterations, folds, seconds }: DoneEvent): string {
  const before = folds === undefined ? '' : `${folds} folds and `;
  return `${before}${counted(iterations, 'iteration')} in ${seconds.toFixed(2)} s`;
}

/** `the cost stalled at 0.6440: … Try --init he-normal.` */
export function diagnosisLine({ message, hint }: Diagnosis): string {
  return `${message}. ${hint}`;
}

/** `Training 12288,20,7,5,1 (245973 parameters) on 209 examples of demo-cats.` */
export function startLine({ dataset, examples, layers, parameters, resumed }: StartEvent): string {
  const verb = resumed === undefined ? 'Training' : `Going on at iteration ${resumed} with`;
  return `${verb} ${layers} (${counted(parameters, 'parameter')}) on ${counted(examples, 'example')} of ${dataset}.`;
}

/** True for events on the way to the results: --quiet leaves out their lines. */
export function isOnTheWay({ event }: RunEvent): boolean {
  return event === 'fold' || event === 'cost' || event === 'stopped' || event === 'restored';
}

/** The line of an event on stdout; undefined for events that have none. */
export function eventLine(event: RunEvent): string | undefined {
  switch (event.event) {
    case 'cost':
      return costLine(event);
    case 'evaluation':
      return evaluationLine(event);
    case 'fold':
      return foldLine(event);
    case 'folds':
      return foldsLine(event);
    case 'stopped':
      return stoppedLine(event);
    case 'restored':
      return restoredLine(event);
    case 'saved':
      return savedLine(event);
    default:
      return undefined;
  }
}
