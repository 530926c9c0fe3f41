/** Runs grouped by the values of fields, with the mean and standard deviation of each measure over a group. */

import type { RunSummary } from '../../model/run-summary.js';
import { METRICS } from '../../train/metric-name.js';
import { spreadOf as meanAndDeviation } from '../../train/spread.js';
import { byField, FACTS, type Field, OPTION_FIELDS, parseField } from './fields.js';

/** Runs with equal values of the fields that they are grouped by. */
export interface Group {
  readonly values: readonly (string | number | undefined)[];
  readonly runs: readonly RunSummary[];
}

/** A mean over `n` runs; `sd` is the sample's (n − 1), undefined for one run. */
export interface Spread {
  readonly n: number;
  readonly mean: number;
  readonly sd: number | undefined;
}

/**
 * True for a run that has come to its end. A rejected one counts: means without it would flatter its group. A share of a
 * sweep has no run.
 */
export function isFinished({ state, sweep }: RunSummary): boolean {
  return sweep?.shard === undefined && (state === 'done' || state === 'rejected');
}

/** The groups in the order of their values. Only finished runs count. */
export function groupsOf(runs: readonly RunSummary[], by: readonly Field[]): Group[] {
  const groups = new Map<string, RunSummary[]>();
  const order = by.map(byField);
  const sorted = runs
    .filter(isFinished)
    .toSorted(
      (a, b) =>
        order.map((compare) => compare(a, b)).find((_, i) => by[i].value(a) !== by[i].value(b)) ??
        (a.name < b.name ? -1 : 1),
    );
  for (const run of sorted) {
    const key = JSON.stringify(by.map(({ value }) => value(run) ?? null));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return Array.from(groups.values(), (members) => ({
    values: by.map(({ value }) => value(members[0])),
    runs: members,
  }));
}

/** The mean and spread of a field over the runs that have it; undefined if none has. */
export function spreadOf({ value }: Field, runs: readonly RunSummary[]): Spread | undefined {
  const found = runs.map(value).filter((each) => typeof each === 'number');
  const n = found.length;
  if (n === 0) return undefined;
  const { mean, deviation } = meanAndDeviation(found);
  return { n, mean, sd: n === 1 ? undefined : deviation };
}

/** The options, but for the seed and those that they are grouped by, in which runs of one group differ. */
export function mixedOptions(groups: readonly Group[], by: readonly Field[]): string[] {
  const named = [...by.map(({ title }) => title), 'seed'];
  const fields = [FACTS.data, FACTS.layers, FACTS.optimizer, FACTS.rate, ...OPTION_FIELDS];
  return fields
    .filter(({ title }) => !named.includes(title) && !(title === 'rate' && named.includes('learning-rate')))
    .filter(({ value }) => groups.some(({ runs }) => new Set(runs.map(value)).size > 1))
    .map(({ title }) => title);
}

/** Groups as `dnn ls --by --json` prints them. */
export function groupJson({ values, runs }: Group, by: readonly Field[]): object {
  const spreads = [...METRICS, 'seconds'].flatMap((name) => {
    const spread = spreadOf(parseField(name), runs);
    return spread === undefined ? [] : [[name, spread]];
  });
  return {
    by: Object.fromEntries(by.map(({ text }, i) => [text, values[i] ?? null])),
    runs: runs.map(({ name }) => name),
    metrics: Object.fromEntries(spreads),
  };
}
