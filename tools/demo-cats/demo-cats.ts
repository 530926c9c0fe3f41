/**
 * The embedded data set: small pictures of cats and of everything else, painted from a seed. It has the sizes
 * and class shares of the course's cat files, whose pictures carry no licence to pass on. It writes no file.
 */

import type { Picture } from '../../src/data/pictures/picture.js';
import { MAX_SEED, RandomState } from '../../src/engine/rng.js';
import { catIn, paintCat } from './cat.js';
import { Dice } from './dice.js';
import { OTHERS } from './others.js';
import { type Painter, paintPicture } from './painting.js';

/** Height and width of a picture of the data set. */
export const DEMO_SIZE = 64;

/** The classes of the labels 0 and 1. */
export const DEMO_CLASSES = ['non-cat', 'cat'] as const;

/** One part of the painted data set. */
export interface DemoSplit {
  /** examples × 64 × 64 × 3, red, green and blue of 0 … 255. */
  readonly values: Uint8Array;
  /** 1 for a cat, 0 for anything else. */
  readonly labels: Int32Array;
}

/** A picture to try a trained network on. */
export interface DemoSample {
  /** A file name: `cat.png`. */
  readonly name: string;
  readonly picture: Picture;
}

/** Pictures of one class or the other. */
interface Shares {
  readonly cats: number;
  readonly others: number;
}

const TRAIN: Shares = { cats: 72, others: 137 };
const TEST: Shares = { cats: 33, others: 17 };

/**
 * Paints the 209 training and the 50 test pictures of a seed: the same bytes on every machine.
 * @throws DnnError (usage) unless `seed` is a whole number from 0 to 2³²−1.
 */
export function paintDemo(seed: number): { train: DemoSplit; test: DemoSplit } {
  const random = new RandomState(seed);
  return { train: paintSplit(random, TRAIN), test: paintSplit(random, TEST) };
}

/** Cats and the others, each kind in turn, dealt out in random order. */
function paintSplit(random: RandomState, { cats, others }: Shares): DemoSplit {
  const dice = new Dice(random);
  const order = random.permutation(cats + others);
  const labels = new Int32Array(order.length);
  const values = new Uint8Array(order.length * DEMO_SIZE * DEMO_SIZE * 3);
  const kinds = Object.values(OTHERS);
  for (const [i, place] of order.entries()) {
    const painter = i < cats ? paintCat : kinds[(i - cats) % kinds.length];
    labels[place] = i < cats ? 1 : 0;
    values.set(paintPicture(dice, painter, DEMO_SIZE, DEMO_SIZE).pixels, place * DEMO_SIZE * DEMO_SIZE * 3);
  }
  return { values, labels };
}

const SAMPLES: readonly (readonly [name: string, painter: Painter, width: number, height: number])[] = [
  ['cat.png', catIn('portrait'), 320, 240],
  ['cat-sitting.png', catIn('sitting'), 256, 256],
  ['cat-lying.png', catIn('lying'), 300, 260],
  ['not-cat.png', OTHERS.car, 320, 240],
  ['dog.png', OTHERS.dog, 256, 256],
  ['flower.png', OTHERS.flower, 240, 280],
];

/** Sets the samples' stream apart from the data set's of the same seed; this one for the looks of seed 1's cat. */
const SAMPLE_STREAM = 1023;

/**
 * Paints pictures at larger sizes, none of which is in the data set of the same seed.
 * @throws DnnError (usage) unless `seed` is a whole number from 0 to 2³²−1.
 */
export function paintSamples(seed: number): DemoSample[] {
  const dice = new Dice(new RandomState(apart(seed)));
  return SAMPLES.map(([name, painter, width, height]) => ({
    name,
    picture: paintPicture(dice, painter, width, height),
  }));
}

/** Another seed for a seed; what is not a seed stays as it is, for the generator to refuse. */
function apart(seed: number): number {
  return Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED ? (seed ^ SAMPLE_STREAM) >>> 0 : seed;
}
