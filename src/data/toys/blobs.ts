/** Round clouds about random centres: scikit-learn's `make_blobs` in the plane. */
import { RandomState } from '../../engine/rng.js';
import { joined, type Points, share, shuffled } from './points.js';

/** Centres are drawn from −10 … 10. */
const BOX = 10;

/** centre + noise·gaussian for each class in turn, then shuffled. */
export function blobs(
  rng: RandomState,
  examples: number,
  { noise, classes, seed }: { noise: number; classes: number; seed: number },
): Points {
  rng.uniform(-BOX, BOX, 2 * classes);
  // A test set, whose stream is another, has the centres of the training set all the same.
  const centres = new RandomState(seed).uniform(-BOX, BOX, 2 * classes);
  const cloud = (n: number, c: number) =>
    rng.randn(n, 2).map((gaussian, i) => centres[2 * c + (i & 1)] + noise * gaussian);
  return shuffled(joined(share(examples, classes).map(cloud)), rng);
}
