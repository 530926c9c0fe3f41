/** The result of a run for the page. */
import { isNumberEvaluation, parameterDigest, type Trained } from '../../browser.js';
import type { RunResult, SplitResult } from './progress.js';

/** The digest, the measurements and the findings of a trained network. */
export function resultOf({
  parameters,
  iterations,
  evaluations,
  diagnosis = [],
}: Trained): Omit<RunResult, 'run'> {
  return {
    digest: parameterDigest(parameters),
    iterations,
    splits: splitsOf(evaluations),
    findings: diagnosis.map(({ message, hint }) => ({ message, hint })),
  };
}

function splitsOf(evaluations: Trained['evaluations']): SplitResult[] {
  return (['train', 'validation', 'test'] as const).flatMap((split) => {
    const evaluation = evaluations[split];
    if (evaluation === undefined) return [];
    const accuracy = isNumberEvaluation(evaluation) ? undefined : evaluation.accuracy;
    return [{ split, examples: evaluation.labels.length, cost: evaluation.cost, accuracy }];
  });
}
