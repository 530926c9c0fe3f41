/** The data that Play offers, each with the options that one begins with. */
import type { WrittenOptions } from '../worker/settings.js';

/** A set of data. */
export interface Preset {
  readonly title: string;
  /** The settings of a made set that can be changed, with the values that it has without them. */
  readonly settings?: Readonly<Record<string, number>>;
  readonly options: WrittenOptions;
}

const PLANE: WrittenOptions = {
  layers: 'auto,8,auto',
  activation: 'tanh',
  learningRate: '0.5',
  iterations: '3000',
};

/** By the names that the command line has for them. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  moons: { title: 'Moons', settings: { examples: 300, noise: 0.2, seed: 3 }, options: PLANE },
  circles: { title: 'Circles', settings: { examples: 300, noise: 0.05, seed: 1 }, options: PLANE },
  flower: {
    title: 'Flower',
    settings: { examples: 400, noise: 0.2, seed: 1 },
    options: { ...PLANE, learningRate: '1.2', iterations: '5000' },
  },
  spirals: {
    title: 'Spirals',
    settings: { examples: 300, noise: 0.2, seed: 1 },
    options: { ...PLANE, layers: 'auto,16,16,auto', iterations: '5000' },
  },
  blobs: { title: 'Blobs', settings: { examples: 300, noise: 1, seed: 1 }, options: PLANE },
  xor: { title: 'XOR', settings: { examples: 400, noise: 0.1, seed: 1 }, options: PLANE },
  points: { title: 'Points that you draw', options: PLANE },
  table: {
    title: 'A CSV file of yours',
    options: {
      layers: 'auto,16,auto',
      optimizer: 'adam',
      learningRate: '0.005',
      iterations: '1000',
      batchSize: '32',
    },
  },
  digits: {
    title: 'Digits, 8 × 8 pixels',
    options: {
      layers: 'auto,32,auto',
      activation: 'relu',
      optimizer: 'adam',
      learningRate: '0.003',
      iterations: '700',
      batchSize: '64',
    },
  },
  'demo-cats': {
    title: 'Cats, 64 × 64 pixels',
    options: { layers: 'auto,20,7,5,auto', learningRate: '0.0075', iterations: '3000' },
  },
};

/** Reads `moons:noise=0.3`: the name of the set, and all its settings. */
export function readData(data: string): { readonly name: string; readonly settings: Record<string, number> } {
  const [name, given = ''] = data.split(':');
  const named = given.split(',').map((part) => part.split('='));
  const numbers = named
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, Number(value)]);
  return { name, settings: { ...PRESETS[name]?.settings, ...Object.fromEntries(numbers) } };
}

/** The same text with another value of a setting; what has its default is left out. */
export function withSetting(data: string, key: string, value: number): string {
  const { name, settings } = readData(data);
  const usual = PRESETS[name]?.settings ?? {};
  const others = Object.entries({ ...settings, [key]: value }).filter(([each, own]) => usual[each] !== own);
  const text = others.map(([each, own]) => `${each}=${own}`).join(',');
  return text === '' ? name : `${name}:${text}`;
}
