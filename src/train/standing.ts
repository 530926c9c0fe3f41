/** The standing of several runs among each other: how far each came, and how well it did. */
import { noiseWidth } from './spread.js';

/** A run, or several of one configuration together. */
export interface Standing {
  /** Its number, from 0. */
  readonly index: number;
  /** True unless it diverged or failed. */
  readonly isDone: boolean;
  /** The part of a whole run that it came to: 9 for a ninth, 1 for all of it. */
  readonly part: number;
  /** To be made small; of one that is not done any number. */
  readonly loss: number;
}

/** From the best: whoever is done, then who came further, then the smaller loss, then the smaller index. */
export function ordered<T>(all: readonly T[], standingOf: (one: T) => Standing): T[] {
  const standings = new Map(all.map((one) => [one, standingOf(one)]));
  return all.toSorted((x, y) => {
    const [a, b] = [standings.get(x) as Standing, standings.get(y) as Standing];
    const isDone = Number(b.isDone) - Number(a.isDone);
    const loss = a.isDone && a.loss !== b.loss ? a.loss - b.loss : 0;
    return isDone || a.part - b.part || loss || a.index - b.index;
  });
}

/** The band above the best in which an order means nothing. */
export interface Band {
  /** Two standard errors of a difference between two means: chance rarely passes it. */
  readonly width: number;
  /** So many of the first are within it, the best among them. */
  readonly within: number;
}

/** The band of runs that came equally far, the best first; undefined where {@link noiseWidth} is. */
export function bandOf(
  peers: readonly { readonly metrics: readonly number[]; readonly loss: number }[],
): Band | undefined {
  const width = noiseWidth(peers.map(({ metrics }) => metrics));
  if (width === undefined) return undefined;
  return { width, within: peers.filter(({ loss }) => loss <= peers[0].loss + width).length };
}
