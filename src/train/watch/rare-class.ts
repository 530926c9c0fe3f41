/** The finding about a class that is so rare that a network which knows its examples from others never names it. */
import { highest } from '../../engine/extremes.js';
import { brief } from '../../visible.js';
import { classScore } from '../class-scores.js';
import { isNumberEvaluation } from '../metrics.js';
import type { Diagnosis } from '../records.js';
import type { RunFacts } from './run-facts.js';

/** The largest class has this many times its examples… */
const RARER = 5;
/** …of which fewer than this share are recognised… */
const RECALL = 0.1;
/** …although the network gives them a higher probability than others so often, where chance is a half. */
const AUC = 0.65;

/** The finding, and the advice to let the class count as much as others; undefined where weights do so already. */
export function rareClass({ train, classes, classWeights }: RunFacts): Diagnosis | undefined {
  if (classWeights !== undefined || isNumberEvaluation(train)) return undefined;
  const { perClass } = train;
  const most = highest(perClass.map(({ support }) => support));
  const isRare = ({ support, recall }: (typeof perClass)[number]) =>
    support > 0 && RARER * support <= most && recall < RECALL;
  const index = perClass.findIndex(isRare);
  const area = index < 0 ? undefined : classScore(train, 'auc', index);
  if (area === undefined || area < AUC) return undefined;
  const { support, recall } = perClass[index];
  const name = brief(classes[index] ?? String(index));
  const message = `the class "${name}" is rare: ${Math.round(recall * support)} of its ${support} training examples are recognised, though the network tells them from others (AUC ${area.toFixed(2)})`;
  const further = perClass.length === 2 ? ' Or predict with a --threshold, which dnn evaluate suggests.' : '';
  const hint = `Try --class-weight balanced: a rare class then counts as much as a frequent one.${further}`;
  return { code: 'rare-class', message, hint };
}
