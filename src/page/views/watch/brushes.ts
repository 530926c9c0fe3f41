/** The ranges that a reader has marked on the axes of a sweep, and the configurations within all of them. */
import type { SweptRow } from '../../../serve/ui/messages.js';

/** A part of an axis, from and to a place from 0 to 1. */
export interface Brush {
  readonly low: number;
  readonly high: number;
}

/** The marked axes by their numbers; the one behind the last is that of the ranks. */
export type Brushes = ReadonlyMap<number, Brush>;

/** All of an axis, as where nothing is marked. */
export const WHOLE: Brush = { low: 0, high: 1 };
/** A shorter mark is a click, which takes the mark away. */
const SHORTEST = 0.02;

/** The places of a configuration on all axes: behind its own the rank, 1 for the best, 0 for the last and for those that have none. */
export function placesOf(rows: readonly SweptRow[]): readonly (readonly number[])[] {
  const ranked = rows.filter(({ metric }) => metric !== undefined).length;
  return rows.map(({ places, metric }, i) => [
    ...places,
    metric === undefined ? 0 : ranked === 1 ? 1 : 1 - i / (ranked - 1),
  ]);
}

/** True for a configuration whose places are within all marks. */
export function isWithin(places: readonly number[], brushes: Brushes): boolean {
  for (const [axis, { low, high }] of brushes) if (places[axis] < low || places[axis] > high) return false;
  return true;
}

/** With a mark between two places in either order; without it where it would be of no length, or of all of the axis. */
export function marked(brushes: Brushes, axis: number, from: number, to: number): Brushes {
  const [low, high] = [Math.min(from, to), Math.max(from, to)].map(within);
  const next = new Map(brushes);
  if (high - low < SHORTEST || (low === 0 && high === 1)) next.delete(axis);
  else next.set(axis, { low, high });
  return next;
}

/** With one end of a mark moved by a step; the ends never cross. */
export function moved(brushes: Brushes, axis: number, end: keyof Brush, to: number): Brushes {
  const { low, high } = brushes.get(axis) ?? WHOLE;
  const brush =
    end === 'low'
      ? { low: Math.min(within(to), high - SHORTEST), high }
      : { low, high: Math.max(within(to), low + SHORTEST) };
  return marked(brushes, axis, brush.low, brush.high);
}

function within(place: number): number {
  return Math.min(1, Math.max(0, place));
}
