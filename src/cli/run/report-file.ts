/** Reports as files: models read, evaluated on their data, and written down as a page. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Dataset, datasetDigest } from '../../data/dataset.js';
import { writeAtomically } from '../../disk/write.js';
import { className, type Model, parameterDigest } from '../../model/model.js';
import { Predictor } from '../../model/predict.js';
import { runName, runOf } from '../../model/runs.js';
import { inputSize } from '../../nn/architecture.js';
import { examplePicture, pngAddress } from '../../report/page/gallery.js';
import { reportPage } from '../../report/page/page.js';
import { boundaryOf } from '../../report/results/boundary.js';
import type {
  Exhibit,
  Origin,
  ReportedModel,
  ReportedSplit,
  Training,
} from '../../report/results/reported.js';
import { resultsOf } from '../../report/results/results.js';
import type { OptionValues } from '../../train/options/options.js';
import { machineName } from '../inputs/machine.js';
import { assertOwnClasses, dataOf } from '../inputs/model-data.js';
import { openModel } from '../inputs/open-model.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';

/** Mistakes that are shown of a split, and pixels of their pictures: the page holds them. */
const MOST_EXHIBITS = 48;
const MOST_PIXELS = 1_000_000;

/**
 * Writes the page of the models at `paths` to `out`, and returns what is on it. They are evaluated on `data`, else on
 * what --data names or they were trained on.
 * @throws DnnError as reading models and data does, and (io) when the page cannot be written.
 */
export async function writeReport(
  paths: readonly string[],
  out: string,
  options: OptionValues,
  console: Console,
  data?: Dataset,
): Promise<ReportedModel[]> {
  const models: ReportedModel[] = [];
  for (const [i, name] of namesOf(paths).entries()) {
    models.push(await reported(paths[i], name, options, console, data));
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

async function reported(
  path: string,
  name: string,
  options: OptionValues,
  console: Console,
  data: Dataset | undefined,
): Promise<ReportedModel> {
  const model = openModel(path, options, console);
  const dataset = data ?? (await dataOf(model, options, console));
  assertOwnClasses(model, dataset, options);
  const predictor = new Predictor(model);
  const { architecture, parameters, training, dtype } = model;
  const splits = (['train', 'test'] as const).flatMap((split) => {
    const results = splitOf(split, dataset, predictor);
    return results ? [results] : [];
  });
  return {
    path,
    name,
    saved: statSync(path, { throwIfNoEntry: false })?.mtime,
    trained: await trainingOf(path),
    sha256: parameterDigest(parameters),
    dtype,
    architecture,
    classes: splits[0].confusion.map((_, c) => className(model.classes, c)),
    run: training,
    dataset: dataset.name,
    trainedOnThisData: training.dataset.sha256 === datasetDigest(dataset),
    splits,
    firstWeights: architecture.layers[0].type === 'pool' ? undefined : parameters[0].value,
    boundary: boundaryOf(dataset, (values) =>
      predictor.predictValues(values).map(({ probabilities }) => probabilities),
    ),
  };
}

/** What the log of a named run tells of its training. */
async function trainingOf(path: string): Promise<Training | undefined> {
  const { started, machine, node, seconds } = (await runOf(path)) ?? {};
  if (started === undefined || machine === undefined || node === undefined) return undefined;
  return { started, machine, node, seconds };
}

function splitOf(name: 'train' | 'test', dataset: Dataset, predictor: Predictor): ReportedSplit | undefined {
  const split = dataset[name];
  if (split === undefined) return undefined;
  const results = resultsOf(name, predictor.evaluate(dataset, split), split.labels);
  const shown = Math.min(
    MOST_EXHIBITS,
    Math.max(1, Math.floor(MOST_PIXELS / inputSize(predictor.model.architecture))),
  );
  const worst = [...results.mislabeled].sort((a, b) => b.probability - a.probability).slice(0, shown);
  const gallery = worst.map((mistake): Exhibit => {
    const picture = examplePicture(inputOf(predictor.model), split, mistake.index);
    return { ...mistake, picture: picture && pngAddress(picture) };
  });
  return { ...results, gallery };
}

/** Data without a shape are pictures when the model takes them as such. */
function inputOf({ architecture, divisor }: Model): Pick<Dataset, 'shape' | 'divisor'> {
  return { shape: architecture.inputShape, divisor };
}

function originOf(): Origin {
  return {
    dnn: packageVersion(),
    node: process.versions.node,
    machine: machineName(),
    made: new Date(),
    seconds: performance.now() / 1000,
  };
}
