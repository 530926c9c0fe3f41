/** All that the view Play can be set to, and its text in the address. Pure functions. */
import { type Point, parsePoints, pointsText } from '../points.js';
import type { RateChange, RunSettings, Source, WrittenOptions } from '../worker/settings.js';
import { PRESETS } from './presets.js';

/** The data, the options as they are written, and changes of the rate in the middle of the run. */
export interface PlaySettings {
  /** `moons:noise=0.3`, `digits`, `demo-cats`, `points`: those that were drawn, or `table`: a file of the reader. */
  readonly data: string;
  /** The name of that file, and the column to predict; '' for the usual one. */
  readonly file: string;
  readonly target: string;
  /** Columns of it that are left out, between commas. */
  readonly drop: string;
  readonly points: readonly Point[];
  readonly options: WrittenOptions;
  readonly changes: readonly RateChange[];
}

/** The options that the address may name. */
const NAMES = [
  'layers',
  'activation',
  'optimizer',
  'learningRate',
  'iterations',
  'batchSize',
  'init',
  'seed',
  'loss',
  'l2',
  'keepProb',
  'batchNorm',
  'validationSplit',
  'earlyStopping',
  'missing',
];

/** The defaults of the command line, which a table has others of: always given, so that they are the same for all data. */
export const USUAL: WrittenOptions = {
  layers: 'auto,20,7,5,auto',
  activation: 'relu',
  optimizer: 'gd',
  learningRate: '0.0075',
  iterations: '3000',
};

/** The settings that one begins with on these data. */
export function startingWith(data: string, points: readonly Point[] = [], file = ''): PlaySettings {
  const [name] = data.split(':', 1);
  const { options } = PRESETS[name] ?? PRESETS.moons;
  return { data, points, file, target: '', drop: '', options: { ...USUAL, ...options }, changes: [] };
}

/** The settings as a query; {@link parseSettings} reads them back. */
export function settingsText(settings: PlaySettings): string {
  const { data, points, file, target, drop, options, changes } = settings;
  const parts: [string, string][] = [['data', data]];
  if (data === 'points') parts.push(['points', pointsText(points)]);
  if (data === 'table') parts.push(['file', file], ['target', target], ['drop', drop]);
  const given = NAMES.filter((name) => name in options && options[name] !== USUAL[name]);
  for (const name of given) parts.push([name, String(options[name])]);
  if (changes.length > 0)
    parts.push(['rates', changes.map(({ at, learningRate }) => `${at}:${learningRate}`).join(',')]);
  return parts.map(([name, value]) => `${name}=${escaped(value)}`).join('&');
}

/** A value in a query: what separates no values stays as it is, so that people can read it. */
function escaped(value: string): string {
  return encodeURIComponent(value).replace(/%(2C|3A|3D|2F)/g, decodeURIComponent);
}

/** Reads a query; an empty one has the settings that one begins with. */
export function parseSettings(query: string): PlaySettings {
  const given = new URLSearchParams(query);
  const data = given.get('data') ?? 'moons';
  if (query === '') return startingWith(data);
  const named = NAMES.filter((name) => given.has(name)).map((name) => [name, given.get(name) ?? '']);
  return {
    data,
    points: parsePoints(given.get('points') ?? ''),
    file: given.get('file') ?? '',
    target: given.get('target') ?? '',
    drop: given.get('drop') ?? '',
    options: { ...USUAL, ...Object.fromEntries(named) },
    changes: changesIn(given.get('rates') ?? ''),
  };
}

function changesIn(text: string): RateChange[] {
  return text
    .split(',')
    .map((part) => part.split(':').map(Number))
    .filter(([at, rate]) => Number.isInteger(at) && at > 0 && rate > 0)
    .map(([at, learningRate]) => ({ at, learningRate }))
    .sort((a, b) => a.at - b.at);
}

/** The run that these settings describe; `version` counts the files that were opened. */
export function runSettings(settings: PlaySettings, version = 0): RunSettings {
  const { options, changes } = settings;
  return { source: sourceOf(settings, version), options, changes };
}

function sourceOf({ data, points, file, target, drop }: PlaySettings, version: number): Source {
  if (data === 'points') return { kind: 'points', points };
  if (data === 'table') {
    const left = drop.split(',').map((name) => name.trim());
    return { kind: 'table', file, version, target: target || undefined, drop: left.filter(Boolean) };
  }
  return { kind: 'named', name: data };
}
