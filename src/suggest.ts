/** The name somebody probably meant. */
import { closest, distance } from 'fastest-levenshtein';

/** The candidate nearest to `word`, or undefined when none is near enough to be a slip of the keyboard. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const best = closest(word.toLowerCase(), candidates);
  // A word of two letters is two slips away from any other, one of a single letter one slip.
  const tolerance =
    best.length <= 3 ? Math.min(1, best.length - 1) : Math.max(2, Math.floor(best.length / 3));
  return distance(word.toLowerCase(), best) <= tolerance ? best : undefined;
}

/** "Did you mean X?" when something is near, else the list of what there is. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  return best === undefined ? `Choose one of: ${candidates.join(', ')}.` : `Did you mean ${best}?`;
}
