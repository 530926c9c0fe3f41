/** Reports as files: models are read, evaluated on their data, and written as a page. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { assertNoInput } from '../../disk/inputs.js';
import { writeAtomically } from '../../disk/write.js';
import { modelIn, runName, trainingLog } from '../../model/runs.js';
import { reportPage } from '../../report/page/page.js';
import { isReportPage } from '../../report/page/page-frame.js';
import { type ReportedModel, reportModel } from '../../report/results/reported-model.js';
import { dataOf } from '../inputs/model-data.js';
import { openModel, openPredictor } from '../inputs/open-model.js';
import { assertWork } from '../inputs/work-limit.js';
import type { DataValues, WorkOption } from '../options/shared.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import { originOf } from './origin.js';

export { isReportPage };

/** The data that all models are evaluated on, and what is called with those of the first. */
export interface ReportedData {
  readonly data?: Dataset | undefined;
  readonly onData?: ((dataset: Dataset) => void) | undefined;
}

/**
 * Writes the page of the models that are `named`, files or directories of runs, to `out`, and returns what is on it. They are evaluated on `data`, else on
 * the data of --data, else on those of their training.
 * @throws DnnError as reading models and data does, and (io) when the page cannot be written.
 */
export async function writeReport(
  named: readonly string[],
  out: string,
  options: DataValues & WorkOption,
  console: Console,
  { data, onData }: ReportedData = {},
): Promise<ReportedModel[]> {
  const paths = named.map(modelIn);
  const models: ReportedModel[] = [];
  for (const [i, name] of namesOf(paths).entries()) {
    const path = paths[i];
    const model = openModel(path, options, console);
    const dataset = data ?? (await dataOf(path, model, options, console));
    if (i === 0) onData?.(dataset);
    // Before the work: the data have been read.
    assertNoInput(out);
    const saved = statSync(path, { throwIfNoEntry: false })?.mtime;
    const file = { path, name, model, saved, trained: await trainingLog(path) };
    const splits = [dataset.train, ...(dataset.test ? [dataset.test] : [])];
    const predictor = openPredictor(path, model, splits, options, console);
    const examples = splits.reduce((sum, split) => sum + split.examples, 0);
    assertWork(model, path, examples, options, predictor.fallback, console);
    models.push(await unhurried(reportModel(file, dataset, predictor), console));
  }
  writeAtomically(out, [reportPage(models, originOf())]);
  return models;
}

/** A short name for each path that no other has. */
function namesOf(paths: readonly string[]): string[] {
  const short = paths.map((path) => runName(path) ?? basename(path).replace(/(?<=.)\.json$/, ''));
  const names = short.map((name, i) =>
    short.filter((other) => other === name).length > 1 ? paths[i] : name,
  );
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}
