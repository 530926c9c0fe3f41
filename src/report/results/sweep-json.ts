/** The report of a sweep as plain JSON. */
import { importances } from './importances.js';
import { seedNoise } from './seed-noise.js';
import { bestOf, lastRung, meanOf, type ReportedSweep, type SweptConfiguration } from './sweep-results.js';

/** The JSON that `dnn report --json` prints of a sweep whose page was written to `report`. */
export function sweepJson(report: string, sweep: ReportedSweep): object {
  const { name, dataset, search, metric, seeds, folds, dimensions, planned, digest, commands } = sweep;
  const best = bestOf(sweep);
  const noise = seedNoise(sweep);
  const found = importances(sweep);
  return {
    report,
    sweep: {
      ...{ name, dataset, search, metric, seeds, folds, planned },
      digest: digest ?? null,
      best: best?.index ?? null,
      ...(noise && {
        noise: { width: noise.width, within: noise.within.map(({ index }) => index), of: noise.of },
      }),
      ...(found && {
        importances: {
          chance: found.chance,
          each: found.each.map(({ dimension, ...each }) => ({
            dimension: dimensions[dimension].flag,
            ...each,
          })),
        },
      }),
      commands,
      configurations: sweep.configurations.map((one) => configurationJson(sweep, one)),
    },
  };
}

function configurationJson({ dimensions }: ReportedSweep, one: SweptConfiguration): object {
  const { index, generation, outcome, problem, places, rungs } = one;
  const last = lastRung(one);
  return {
    index,
    generation,
    outcome,
    ...(problem !== undefined && { problem }),
    values: Object.fromEntries(dimensions.map(({ flag, valueAt }, d) => [flag, valueAt(places[d])])),
    part: last.part,
    metric: last.metrics.length === 0 ? null : meanOf(last),
    rungs: rungs.map(({ part, metrics, updates, seconds }) => ({ part, metrics, updates, seconds })),
  };
}
