/** The data of a sweep: a dataset without its test set, which no trial may see, and its digest. */
import { type Dataset, datasetDigest } from '../data/dataset.js';
import { datasetOfFold, foldOfEach } from '../data/folds.js';
import type { OpenOptions } from '../data/open.js';
import { sha256 } from '../sha256.js';
import { canonicalJson, type TrialContent } from './trial.js';

/** How the data of a sweep are opened in another process, as plain JSON: a source, and the options of reading it. */
export interface DataRequest
  extends Pick<OpenOptions, 'xKey' | 'yKey' | 'drop' | 'unseen' | 'shape' | 'classes' | 'task' | 'divisor'> {
  /** A path or a name of the catalogue; the embedded demo without one. */
  readonly source?: string | undefined;
}

/** The data that trials are trained on: plain values, which other processes can be sent. */
export interface TrialData {
  readonly dataset: Dataset;
  /** The `data` of each trial's content. */
  readonly digest: string;
}

/**
 * The data of the trials on `whole`; reads all of them. The digest is over the values and labels, and over all else that
 * the numbers of a run depend on: the divisor, the shape, the names of the classes, by which options may
 * name one, and the kinds of columns.
 */
export function trialDataOf({ test: _, ...dataset }: Dataset): TrialData {
  const { shape, divisor, classes, columns, train } = dataset;
  const rest = { shape, divisor, classes, columns, own: train.divisor };
  return { dataset, digest: sha256([Buffer.from(canonicalJson(rest) + datasetDigest(dataset))]) };
}

/** The dataset of one trial: where it is of a fold, what the fold holds out is the test set. @throws DnnError (usage) */
export function datasetOfTrial({ dataset }: TrialData, { fold }: TrialContent): Dataset {
  if (fold === undefined) return dataset;
  return datasetOfFold(dataset, foldOfEach(dataset, fold.folds), fold.fold);
}
