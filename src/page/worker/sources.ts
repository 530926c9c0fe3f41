/** The data of a run: made sets, pictures beside the page, and points that were drawn. */
import { type Dataset, DnnError, makeToy, TOYS } from '../../browser.js';
import { POINT_CLASSES, type Point, pointsFile } from '../points.js';
import { readPictures } from './pictures.js';
import type { Source } from './settings.js';

/** The last data that were opened: settings change more often than data. */
let last: { readonly key: string; readonly dataset: Dataset } | undefined;

/** Opens the data, as the command line opens what {@link placeOf} names. @throws DnnError */
export async function openSource(source: Source): Promise<Dataset> {
  const key = JSON.stringify(source);
  if (last?.key !== key) last = { key, dataset: await opened(source) };
  return last.dataset;
}

function opened(source: Source): Dataset | Promise<Dataset> {
  if (source.kind === 'points') return pointsDataset(source.points);
  return Object.hasOwn(TOYS, source.name.split(':', 1)[0]) ? makeToy(source.name) : readPictures(source.name);
}

/** The data in a command: a name, or the file that the page offers. */
export function placeOf(source: Source): string {
  return source.kind === 'points' ? pointsFile : source.name;
}

/** The least points that say anything. */
const FEWEST = 5;

/** Drawn points, as the command line reads them from the CSV file that the page offers. */
function pointsDataset(points: readonly Point[]): Dataset {
  const classes = POINT_CLASSES.filter((_, c) => points.some(({ label }) => label === c));
  if (points.length < FEWEST || classes.length < 2) {
    const count = `${points.length} points of ${classes.length === 1 ? 'one class' : `${classes.length} classes`}`;
    throw new DnnError('data', `${count}, expected at least ${FEWEST} of two`, 'Draw more points.');
  }
  const indices = POINT_CLASSES.map((name) => classes.indexOf(name));
  return {
    name: 'points',
    shape: [2],
    divisor: 1,
    classes,
    columns: [
      { name: 'x', type: 'number' },
      { name: 'y', type: 'number' },
    ],
    target: 'class',
    train: {
      examples: points.length,
      values: Float64Array.from(points.flatMap(({ x, y }) => [x, y])),
      labels: Int32Array.from(points, ({ label }) => indices[label]),
      dtype: 'float64',
    },
    notes: [],
  };
}
