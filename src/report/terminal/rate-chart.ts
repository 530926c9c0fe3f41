/** The curve of a learning-rate range test as a chart of characters: rates to the right, by their powers, cost upwards. */
import type { CostPoint } from '../../train/records.js';
import { lineChart } from './chart.js';

/** A curve that climbs farther above its start is cut there: where it falls would be flat. */
const CEILING = 1.5;

/** Lines of at most `columns`: the smoothed costs by rate, and an arrow at the rate that was `found`; none for less than two. */
export function rateChart(
  points: readonly (readonly [rate: number, smoothed: number])[],
  found: number,
  columns: number,
  colour: boolean,
): string[] {
  if (points.length < 2) return [];
  const ceiling = CEILING * points[0][1];
  const curve = points.map(([, smoothed], i): CostPoint => [i, Math.min(smoothed, ceiling)]);
  const at = points.findIndex(([rate]) => rate >= found);
  const label = (place: number) => String(Number(points[place][0].toPrecision(2)));
  const title = 'Smoothed cost over the learning rate, which grows with each update';
  return lineChart([curve], title, label, columns, colour, { at, label: String(found) });
}
