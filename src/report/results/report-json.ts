/** A report's numbers for machines: what its page shows, as plain data. */
import { architectureText, parameterCount } from '../../nn/architecture.js';
import { differences } from '../page/comparison.js';
import type { ReportedModel, ReportedSplit } from './reported.js';
import { type CurvePoint, thinned } from './roc.js';

/** Points of a curve that are told. */
const MOST_POINTS = 500;

/** The numbers of the report at `path`. */
export function reportNumbers(path: string, models: readonly ReportedModel[]): object {
  return {
    report: path,
    models: models.map(modelNumbers),
    ...(models.length > 1 && { differences: Object.fromEntries(differences(models)) }),
  };
}

function modelNumbers(model: ReportedModel): object {
  const { path, name, sha256, architecture, classes, run, dataset, trainedOnThisData, splits, trained } =
    model;
  return {
    ...{ path, name, sha256, dataset, trainedOnThisData, classes },
    ...(trained && { trained }),
    layers: architectureText(architecture),
    parameters: parameterCount(architecture),
    options: run.config,
    costs: run.costs,
    ...(run.validationCosts && { validationCosts: run.validationCosts }),
    recorded: run.evaluations,
    splits: splits.map((split) => splitNumbers(split, classes)),
  };
}

function splitNumbers(results: ReportedSplit, classes: readonly string[]): object {
  const { split, examples, right, cost, accuracy, confusion, perClass, roc, precisionRecall } = results;
  return {
    ...{ split, examples, right, cost, accuracy, confusion },
    perClass: perClass.map((metrics, c) => ({ class: classes[c], ...metrics })),
    ...(roc && { roc: { auc: roc.auc, points: places(roc.points) } }),
    ...(precisionRecall && {
      precisionRecall: {
        averagePrecision: precisionRecall.averagePrecision,
        points: places(precisionRecall.points),
      },
    }),
    calibration: results.calibration,
    mislabeled: results.mislabeled.map(({ index, actual, predicted, probability }) => ({
      index,
      actual: classes[actual],
      predicted: classes[predicted],
      probability,
    })),
  };
}

/** [x, y] */
function places(points: readonly CurvePoint[]): [number, number][] {
  return thinned(points, MOST_POINTS).map(({ x, y }) => [x, y]);
}
