/** A sweep for the page of `dnn ui`: its axes, its configurations, the best first, and the commands that go on. */

import { labelledPlaces, valueAt } from '../../report/page/sweep-phrases.js';
import {
  lastRung,
  meanOf,
  type ReportedSweep,
  rankedConfigurations,
  type SweptConfiguration,
} from '../../report/results/sweep-results.js';
import type { SweepDetails, SweptRow } from '../../serve/ui/messages.js';
import { reportedSweep } from '../sweep/report.js';

/** The sweep in the directory `path` as far as its results tell. @throws DnnError (model) when its files are damaged. */
export function sweepDetails(path: string): SweepDetails {
  const sweep = reportedSweep(path);
  const { name, dataset, search, metric, isError, seeds, folds, planned, digest, commands } = sweep;
  return {
    ...{ name, path, data: dataset, search, metric, isError, seeds, folds, planned },
    axes: sweep.dimensions.map((dimension) => ({
      flag: dimension.flag,
      text: dimension.text,
      isChoice: dimension.isChoice,
      labels: labelledPlaces(dimension).map((place) => [place, valueAt(dimension, place)] as const),
    })),
    rows: rankedConfigurations(sweep).map((one) => rowOf(sweep, one)),
    ...(digest !== undefined && { digest }),
    commands: Object.fromEntries(Object.entries(commands).filter(([, text]) => text !== undefined)),
  };
}

function rowOf({ dimensions }: ReportedSweep, one: SweptConfiguration): SweptRow {
  const { index, outcome, problem, places, rungs } = one;
  const last = lastRung(one);
  return {
    index,
    outcome,
    ...(problem !== undefined && { problem }),
    places,
    values: dimensions.map((dimension, d) => dimension.valueAt(Math.min(places[d], 1 - 2 ** -53))),
    part: last.part,
    ...(last.metrics.length > 0 && { metric: meanOf(last) }),
    updates: rungs.reduce((sum, { updates }) => sum + updates, 0),
    seconds: rungs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
