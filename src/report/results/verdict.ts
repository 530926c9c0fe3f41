/** The verdict on several models in plain words: which is best, and over several seeds which options are. */
import { isOfNumbers } from '../../data/dataset.js';
import type { Spread } from '../../train/spread.js';
import { enumerated, errorsPhrase } from '../phrases.js';
import { differences } from './differences.js';
import { qualityOf, ranked, rankedSplit, resultsOn, type SeedGroup, seedGroups } from './ranking.js';
import type { ReportedModel } from './reported-model.js';
import { isNumberResults } from './split-results.js';

/** Names in a sentence; of more there is their number. */
const MOST_NAMES = 4;

/** Sentences, the most important first. Over several seeds the mean says more than the luckiest run. */
export function verdict(models: readonly ReportedModel[]): string[] {
  const data = [...new Set(models.map(({ dataset }) => dataset))];
  if (data.length > 1) {
    return ['The models were evaluated on different data: their results are not comparable.'];
  }
  return [...seedVerdict(models), bestVerdict(models)];
}

/** The measure that the models are ranked by, or their cost, with its split: `test accuracy`, `training r2`. */
export function measureName(models: readonly ReportedModel[], measure: 'quality' | 'cost'): string {
  const name = measure === 'cost' ? measure : qualityName(models);
  return `${rankedSplit(models) === 'test' ? 'test' : 'training'} ${name}`;
}

/** `accuracy`, or of numbers `r2` */
export function qualityName([{ model }]: readonly ReportedModel[]): string {
  return isOfNumbers(model) ? 'r2' : 'accuracy';
}

/** `0.9217 ± 0.0058` */
export function spreadText({ mean, deviation }: Spread, digits = 4): string {
  return `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}

/** `Over 3 seeds, --optimizer adam is best: test accuracy 0.9217 ± 0.0058. Next is --optimizer gd: 0.8933 ± 0.0029.` */
function seedVerdict(models: readonly ReportedModel[]): string[] {
  const [best, next] = seedGroups(models);
  if (next === undefined) return [];
  const [first, second] = optionWords([best, next]);
  const quality = `${measureName(models, 'quality')} ${spreadText(best.quality)}`;
  return [
    `Over ${best.models.length} seeds, ${first} is best: ${quality}.`,
    `Next is ${second}: ${spreadText(next.quality)}.`,
  ];
}

/** The options that differ between groups: `--optimizer adam, --learning-rate 0.02`. */
function optionWords(groups: readonly SeedGroup[]): string[] {
  const different = differences(groups.map(({ models: [first] }) => first));
  const options = different.filter(([name]) => name !== '--seed');
  return groups.map((_, g) => options.map(([name, values]) => `${name} ${values[g]}`).join(', '));
}

/** `adam-1 is best: it is right on 185 of 200 test examples.`, or several that are right equally often. */
function bestVerdict(models: readonly ReportedModel[]): string {
  const split = rankedSplit(models);
  const all = ranked(models).map((model) => ({ name: model.name, results: resultsOn(model, split) }));
  const [{ name, results }] = all;
  const { examples, cost } = results;
  const best = all.filter((each) => qualityOf(each.results) === qualityOf(results));
  const on = `${split === 'test' ? 'test' : 'training'} examples`;
  if (isNumberResults(results)) return `${name} is best: its ${errorsPhrase(results)} on ${examples} ${on}.`;
  const share = `right on ${results.right} of ${examples} ${on}`;
  if (best.length === 1) return `${name} is best: it is ${share}.`;
  const names =
    best.length > MOST_NAMES ? `${best.length} models` : enumerated(best.map((each) => each.name));
  const isLowest = best.slice(1).every((each) => each.results.cost > cost);
  return `${names} are ${share}${isLowest ? `; ${name} has the lowest cost of them` : ''}.`;
}
