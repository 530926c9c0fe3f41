/** The reason why the curve of a range test has no slope, with advice. */

import type { Dataset } from '../../data/dataset.js';
import type { Backend } from '../../engine/backend.js';
import { lowest } from '../../engine/extremes.js';
import type { Network } from '../../nn/network.js';
import { shell } from '../../shell.js';
import type { ParsedOptions } from '../../train/options/options.js';
import type { Plan } from '../../train/plan.js';
import { directNetwork } from '../../train/run.js';
import { layersOf } from '../../train/watch/examination.js';
import { layerCause } from '../../train/watch/layer-causes.js';
import { short, suitedInit } from '../../train/watch/remedies.js';
import { startOf } from './growing-rate.js';
import type { RateCurve } from './rate-curve.js';

/** The reason why a test has no answer. */
export interface NoSlope {
  /** `zero-weights`, a code of the diagnosis such as `dead-units`, `rising-cost` or `flat`. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Examines the start of `curve`, which has no slope, for what keeps its network from learning. */
export function whyNoSlope(
  backend: Backend,
  dataset: Dataset,
  options: ParsedOptions,
  plan: Plan,
  curve: RateCurve,
): NoSlope {
  const { training, examples } = startOf(backend, dataset, options, plan, curve.seed);
  const direct = directNetwork(training);
  if (hasZeroWeights(direct)) {
    return {
      code: 'zero-weights',
      message: 'every weight starts at 0, so that no gradient reaches the weights',
      hint: shell`Leave --init out, or try --init ${suitedInit(options)}.`,
    };
  }
  const cause = layerCause(layersOf(direct, examples), options);
  if (cause) return { ...cause.diagnosis, ...(cause.remedy && { hint: cause.remedy }) };
  return ofCurve(curve);
}

/** True if the weights of every layer but a single one are 0: one layer learns from zeros. */
function hasZeroWeights({ params }: Network): boolean {
  const weights = params.filter(({ role }) => role === 'weights');
  return weights.length > 1 && weights.every(({ value }) => value.data.every((w: number) => w === 0));
}

function ofCurve({ points, end }: RateCurve): NoSlope {
  const costs = points.map(([, , smoothed]) => smoothed);
  const [first, least] = [costs[0], lowest(costs)];
  if (end !== 'highest' && first - least < 0.01 * first) {
    return {
      code: 'rising-cost',
      message: 'the cost rises from the first updates on',
      hint: 'Try a smaller --lowest.',
    };
  }
  return {
    code: 'flat',
    message: `the smoothed cost never falls far below its start: from ${short(first)} to ${short(least)}`,
    hint: 'Try more --updates, a larger --highest or another start (--init, --seed).',
  };
}
