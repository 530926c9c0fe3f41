/** All that the view Understand shows, and its text in the address: the settings of Play, and a step. Pure functions. */
import { type PlaySettings, parseSettings, settingsText, USUAL } from '../../settings/play-settings.js';
import { PRESETS, readData, withSetting } from '../../settings/presets.js';
import { MOST } from '../../small-networks.js';
import type { StepPlace } from './steps.js';

/** A network and the step that is shown. */
export interface UnderstandSettings {
  readonly play: PlaySettings;
  readonly place: StepPlace;
}

/** Examples of a made set that one begins with. */
const FEW = 6;
/** The step that one begins with. */
const FIRST: StepPlace = { iteration: 0, array: 'X' };

/** Five points of two classes, to begin drawing with: fewer cannot be trained on. */
const DRAWN: PlaySettings['points'] = [
  { x: -1, y: 0.5, label: 0 },
  { x: -0.5, y: 1, label: 0 },
  { x: 0.25, y: 0.75, label: 0 },
  { x: 0.5, y: -0.5, label: 1 },
  { x: 1, y: 0.25, label: 1 },
];

/** A small network on a few examples of these data; of data that are not of the plane, on moons. */
export function startingSmall(data: string, points: PlaySettings['points'] = []): PlaySettings {
  const { name } = readData(data);
  const isMade = PRESETS[name]?.settings !== undefined;
  const set = isMade || name === 'points' ? data : 'moons';
  return {
    data: set === 'points' ? set : withSetting(set, 'examples', FEW),
    points:
      set === 'points' && (points.length < DRAWN.length || points.length > MOST.examples) ? DRAWN : points,
    file: '',
    target: '',
    drop: '',
    options: { ...USUAL, layers: 'auto,3,auto', activation: 'tanh', learningRate: '0.5' },
    changes: [],
  };
}

/** Reads a query, such as one of Play; an empty one has the settings that one begins with. */
export function parseUnderstand(query: string): UnderstandSettings {
  if (query === '') return { play: startingSmall('moons'), place: FIRST };
  const given = new URLSearchParams(query);
  const at = Number(given.get('at') ?? 0);
  return {
    play: { ...parseSettings(query), changes: [] },
    place: {
      iteration: Number.isSafeInteger(at) && at >= 0 ? at : 0,
      array: given.get('step') ?? FIRST.array,
    },
  };
}

/** The settings as a query; {@link parseUnderstand} reads them back. */
export function understandText({ play, place: { iteration, array } }: UnderstandSettings): string {
  return `${settingsText(play)}&at=${iteration}&step=${encodeURIComponent(array)}`;
}
