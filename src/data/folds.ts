/**
 * Folds: the parts of a training set that cross-validation holds out in turn, each example once. Nothing is shuffled and
 * nothing trained; the parts are those of scikit-learn's StratifiedKFold and KFold with shuffle=False.
 */
import { highest, lowest } from '../engine/extremes.js';
import { optionError } from '../errors.js';
import { shell } from '../shell.js';
import { brief } from '../visible.js';
import { classCounts, type Dataset, examplesAt, isOfNumbers, type Split } from './dataset.js';

/** The data that folds are made of. */
type Parted = Pick<Dataset, 'name' | 'classes' | 'train'>;

/**
 * The fold, from 0, that holds out each training example. Of each class every fold holds out the same number or one
 * more, from the first examples to the last; data of numbers are cut into blocks.
 * @throws DnnError (usage) where no class has as many examples as there are folds.
 */
export function foldOfEach({ name, classes, train }: Parted, folds: number): Int32Array {
  const areNumbers = isOfNumbers({ classes });
  const counts = areNumbers ? [train.examples] : classCounts(train, classes.length);
  assertEnough(name, highest(counts), folds, areNumbers);
  if (areNumbers) return inRuns(sharesOf(train.examples, folds));
  const runs = classRuns(train, counts, folds);
  const taken = counts.map(() => 0);
  return Int32Array.from(train.labels, (label) => runs[label][taken[label]++]);
}

/**
 * The folds of each class's examples, in their order. The classes stand behind one another in the order in which they
 * first appear; dealing these examples out in turn gives how many of each a fold has.
 */
function classRuns({ labels }: Split, counts: readonly number[], folds: number): Int32Array[] {
  const runs: Int32Array[] = [];
  let start = 0;
  for (const label of new Set(labels)) {
    const shares = sharesOf(counts[label], folds, start);
    runs[label] = inRuns(shares);
    start += counts[label];
  }
  return runs;
}

/** How many of `count` things each fold gets that are dealt out in turn, of which `start` were dealt before. */
function sharesOf(count: number, folds: number, start = 0): number[] {
  return Array.from({ length: folds }, (_, fold) => {
    const place = (((fold - start) % folds) + folds) % folds;
    return Math.floor(count / folds) + (place < count % folds ? 1 : 0);
  });
}

/** `[2, 1]` → 0, 0, 1 */
function inRuns(shares: readonly number[]): Int32Array {
  return Int32Array.from(shares.flatMap((share, fold) => new Array<number>(share).fill(fold)));
}

function assertEnough(name: string, most: number, folds: number, areNumbers: boolean): void {
  if (folds <= most) return;
  const fewer = most < 2 ? 'Leave it out, or use more examples.' : `Use at most ${shell`--folds ${most}`}.`;
  const problem = areNumbers
    ? `${name} has ${most} training examples`
    : `no class of ${name} has as many training examples, the largest has ${most}`;
  throw optionError('folds', folds, problem, fewer);
}

/** A sentence on the smallest class where some folds hold out none of it; undefined where all do. */
export function thinClass({ classes, train }: Parted, folds: number): string | undefined {
  if (isOfNumbers({ classes })) return undefined;
  const counts = classCounts(train, classes.length);
  const least = lowest(counts.filter((count) => count > 0));
  if (least >= folds) return undefined;
  const name = brief(classes[counts.indexOf(least)]);
  return `The class "${name}" has ${least} training example${least === 1 ? '' : 's'}, fewer than the ${folds} folds: some hold out none of it.`;
}

/** Makes a split of the examples at these places. */
export type Taken = (split: Split, places: readonly number[]) => Split;

/** The dataset of one fold: it trains on what the others hold out, and tests on what this one does. */
export function datasetOfFold(
  dataset: Dataset,
  foldOf: Int32Array,
  fold: number,
  take: Taken = examplesAt,
): Dataset {
  const places = Array.from(foldOf.keys());
  const { train } = dataset;
  return {
    ...dataset,
    train: take(
      train,
      places.filter((i) => foldOf[i] !== fold),
    ),
    test: take(
      train,
      places.filter((i) => foldOf[i] === fold),
    ),
  };
}
