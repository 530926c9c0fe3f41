/** The time that a sweep's trials were to take by its first ones, to be laid beside the time that they took. */
import type { ReportedSweep, SweptConfiguration, SweptRung } from './sweep-results.js';

/**
 * Seconds of all trials, one after another, as they could be forecast behind the first rung of the first generation: what
 * a configuration trains further takes as long an update as in its first rung; one of a later generation as those of the
 * first take in the middle. Undefined where nothing was left to forecast.
 */
export function expectedSeconds({
  configurations,
}: Pick<ReportedSweep, 'configurations'>): number | undefined {
  const first = configurations.filter(({ generation }) => generation === 0);
  const isForecast =
    configurations.length > first.length || configurations.some(({ rungs }) => rungs.length > 1);
  const rates = first.map(({ rungs }) => rateOf(rungs[0])).filter(Number.isFinite);
  if (!isForecast || rates.length === 0) return undefined;
  const middle = rates.toSorted((a, b) => a - b)[(rates.length - 1) >> 1];
  return configurations.reduce((sum, one) => sum + secondsOf(one, middle), 0);
}

function secondsOf({ generation, rungs }: SweptConfiguration, middle: number): number {
  const [start, ...further] = rungs;
  const own = generation === 0 ? rateOf(start) : middle;
  const rate = Number.isFinite(own) ? own : middle;
  const begun = generation === 0 ? start.seconds : start.updates * rate;
  return begun + further.reduce((sum, { updates }) => sum + updates * rate, 0);
}

/** Seconds an update; not finite where none was made. */
function rateOf({ seconds, updates }: SweptRung): number {
  return seconds / updates;
}
