/** The data of a run: made sets, pictures beside the page, and points that were drawn. */
import { type Dataset, DnnError, datasetOfTable, makeToy, TOYS } from '../../browser.js';
import { POINT_CLASSES, type Point, pointsFile } from '../points.js';
import { PICTURE_SETS, readPictures } from './pictures.js';
import type { Source } from './settings.js';

/** The files that the reader has opened, by their names. */
const files = new Map<string, Uint8Array>();

/** Keeps the bytes of a file for sources that name it. */
export function holdFile(name: string, bytes: Uint8Array): void {
  files.set(name, bytes);
}

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
  if (source.kind === 'table') return tableDataset(source);
  if (Object.hasOwn(TOYS, source.name.split(':', 1)[0])) return makeToy(source.name);
  if (PICTURE_SETS.includes(source.name)) return readPictures(source.name);
  const all = [...Object.keys(TOYS), ...PICTURE_SETS].join(', ');
  throw new DnnError('usage', `the page has no data called ${source.name}`, `It has ${all}.`);
}

/** The data in a command: a name, or the file that the page offers. */
export function placeOf(source: Source): string {
  if (source.kind === 'points') return pointsFile;
  return source.kind === 'table' ? source.file : source.name;
}

function tableDataset({ file: name, ...columns }: Extract<Source, { kind: 'table' }>): Dataset {
  const bytes = files.get(name);
  if (bytes === undefined) {
    const what = name === '' ? 'no file is open' : `${name} is not open: a link holds no files`;
    throw new DnnError('data', what, 'Open a CSV file in Settings.');
  }
  return datasetOfTable({ name, bytes }, columns);
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
