/** Several models by how well they answer: the best first, and the spread over seeds. */
import type { SplitName } from '../../data/dataset.js';
import { type Spread, spreadOf } from '../../train/spread.js';
import { differences } from './differences.js';
import type { ReportedModel, ReportedSplit } from './reported-model.js';
import { isNumberResults, type SplitResults } from './split-results.js';

/** Models that differ in nothing but their seed. */
export interface SeedGroup {
  /** The best first; one a seed. */
  readonly models: readonly ReportedModel[];
  /** The spread of each one's {@link qualityOf}. */
  readonly quality: Spread;
  readonly cost: Spread;
}

/** The split that models are ranked by: the test set where all have one, else the training set. */
export function rankedSplit(models: readonly ReportedModel[]): SplitName {
  return models.every(({ splits }) => splits.some(({ split }) => split === 'test')) ? 'test' : 'train';
}

/** The model's results on a split that it has. */
export function resultsOn({ splits }: ReportedModel, name: SplitName): ReportedSplit {
  return splits.find(({ split }) => split === name) as ReportedSplit;
}

/** The measure that models are ranked by, 1 at most: the accuracy, or of numbers r2. */
export function qualityOf(results: SplitResults): number {
  return isNumberResults(results) ? results.r2 : results.accuracy;
}

/** The best first: by quality on the ranked split, then by cost. */
export function ranked(models: readonly ReportedModel[]): ReportedModel[] {
  const split = rankedSplit(models);
  return models.toSorted((one, other) => {
    const [a, b] = [resultsOn(one, split), resultsOn(other, split)];
    return qualityOf(b) - qualityOf(a) || a.cost - b.cost;
  });
}

/** The groups with several seeds, the best mean quality first. */
export function seedGroups(models: readonly ReportedModel[]): SeedGroup[] {
  const split = rankedSplit(models);
  const options = differences(models).filter(([name]) => name !== '--seed');
  const keys = models.map((_, i) => JSON.stringify(options.map(([, values]) => values[i])));
  return [...new Set(keys)]
    .map((key) => {
      const ofKey = oneASeed(ranked(models.filter((_, i) => keys[i] === key)));
      const results = ofKey.map((model) => resultsOn(model, split));
      const quality = spreadOf(results.map(qualityOf));
      return { models: ofKey, quality, cost: spreadOf(results.map((each) => each.cost)) };
    })
    .filter(({ models: seeds }) => seeds.length > 1)
    .sort((a, b) => b.quality.mean - a.quality.mean || a.cost.mean - b.cost.mean);
}

/** The same run a second time adds nothing to a spread. */
function oneASeed(models: readonly ReportedModel[]): ReportedModel[] {
  const seeds = models.map(({ model }) => model.training.config.seed);
  return models.filter((_, i) => seeds.indexOf(seeds[i]) === i);
}
