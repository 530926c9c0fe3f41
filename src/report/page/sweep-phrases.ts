/** Phrases of a sweep's report: its configurations, rungs, metric and values. */
import { spreadOf } from '../../train/spread.js';
import { figure as digits, scoreText } from '../phrases.js';
import { meanOf, type ReportedSweep, type SweptDimension, type SweptRung } from '../results/sweep-results.js';

/** `configuration 17`, by its number in the sweep, from 0. */
export function configurationName(index: number): string {
  return `configuration ${index}`;
}

/** `validation cost` */
export function metricName({ metric }: ReportedSweep): string {
  return metric.replaceAll('_', ' ');
}

/** `0.312412`, with its deviation over the trials where there are several. */
export function metricText({ measure }: ReportedSweep, rung: SweptRung): string {
  const mean = scoreText(measure, meanOf(rung));
  if (rung.metrics.length < 2) return mean;
  return `${mean} ± ${scoreText(measure, spreadOf(rung.metrics).deviation)}`;
}

/** `the whole run`, `1/9 of the run` */
export function partName(part: number): string {
  return part === 1 ? 'the whole run' : `${partText(part)} of the run`;
}

/** `1`, `1/9` */
export function partText(part: number): string {
  if (part === 1) return '1';
  return Number.isInteger(part) ? `1/${part}` : `${(100 / part).toPrecision(2)} %`;
}

/** `3 seeds`, `5 folds`, `5 folds × 3 seeds`; undefined for one trial. */
export function trialsPhrase({ seeds, folds }: ReportedSweep): string | undefined {
  const parts = [...(folds > 1 ? [`${folds} folds`] : []), ...(seeds > 1 ? [`${seeds} seeds`] : [])];
  return parts.length === 0 ? undefined : parts.join(' × ');
}

/** The value of a dimension at a place, short. */
export function valueAt({ valueAt }: SweptDimension, place: number): string {
  const value = valueAt(Math.min(place, 1 - 2 ** -53));
  return typeof value === 'number' ? digits(Number(value.toPrecision(3))) : value;
}

/** Places of an axis that have a label: the middles of names, else its ends and middle. */
export function labelledPlaces({ isChoice, size }: SweptDimension): number[] {
  const isFew = Number.isFinite(size) && size <= (isChoice ? 8 : 4);
  if (!isFew) return [0, 0.5, 1];
  return Array.from({ length: size }, (_, i) => (i + 0.5) / size);
}
