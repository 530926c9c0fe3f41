/** A report as JSON: the numbers of its page. */
import { architectureText, parameterCount } from '../../nn/architecture.js';
import { differences } from './differences.js';
import type { ReportedModel } from './reported-model.js';
import { curvesJson, metricsJson, mistakesJson } from './split-json.js';

/** The numbers of the report at `path`. */
export function reportJson(path: string, models: readonly ReportedModel[]): object {
  return {
    report: path,
    models: models.map(modelJson),
    ...(models.length > 1 && { differences: Object.fromEntries(differences(models)) }),
  };
}

function modelJson(reported: ReportedModel): object {
  const { path, name, sha256, dataset, trainedOnThisData, classes, trained } = reported;
  const { architecture, training } = reported.model;
  return {
    ...{ path, name, sha256, dataset, trainedOnThisData, classes },
    ...(trained && { trained }),
    layers: architectureText(architecture),
    parameters: parameterCount(architecture),
    options: training.config,
    costs: training.costs,
    ...(training.validationCosts && { validationCosts: training.validationCosts }),
    recorded: training.evaluations,
    ...(training.folds && { folds: training.folds }),
    ...(training.diagnosis && { diagnosis: training.diagnosis }),
    splits: reported.splits.map((split) => ({
      ...metricsJson(split),
      ...curvesJson(split),
      ...mistakesJson(split),
    })),
  };
}
