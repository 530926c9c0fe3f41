/** The verdict on several models in plain words: which is best, and over several seeds which options are. */
import { enumerated } from '../phrases.js';
import { differences } from './differences.js';
import { ranked, rankedSplit, resultsOn, type SeedGroup, type Spread, seedGroups } from './ranking.js';
import type { ReportedModel } from './reported-model.js';

/** Names in a sentence; of more there is their number. */
const MOST_NAMES = 4;

/** Sentences, the most important first. Over several seeds the mean says more than the luckiest run. */
export function verdict(models: readonly ReportedModel[]): string[] {
  const data = [...new Set(models.map(({ dataset }) => dataset))];
  if (data.length > 1) {
    return ['The models were evaluated on different data: their accuracies are not comparable.'];
  }
  return [...seedVerdict(models), bestVerdict(models)];
}

/** `accuracy` for its split: `test accuracy`, `training cost` */
export function measureName(models: readonly ReportedModel[], measure: 'accuracy' | 'cost'): string {
  return `${rankedSplit(models) === 'test' ? 'test' : 'training'} ${measure}`;
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
  const accuracy = `${measureName(models, 'accuracy')} ${spreadText(best.accuracy)}`;
  return [
    `Over ${best.models.length} seeds, ${first} is best: ${accuracy}.`,
    `Next is ${second}: ${spreadText(next.accuracy)}.`,
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
  const all = ranked(models).map((model) => ({ name: model.name, ...resultsOn(model, split) }));
  const [{ name, right, examples, accuracy, cost }] = all;
  const best = all.filter((each) => each.accuracy === accuracy);
  const share = `right on ${right} of ${examples} ${split === 'test' ? 'test' : 'training'} examples`;
  if (best.length === 1) return `${name} is best: it is ${share}.`;
  const names =
    best.length > MOST_NAMES ? `${best.length} models` : enumerated(best.map((each) => each.name));
  const isLowest = best.slice(1).every((each) => each.cost > cost);
  return `${names} are ${share}${isLowest ? `; ${name} has the lowest cost of them` : ''}.`;
}
