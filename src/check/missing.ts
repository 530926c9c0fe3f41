/** Arrays that a file lacks, and that others are made of: masks of dropout, and what the optimizer keeps. */
import { type Intended, layersOf } from './intended.js';
import { nameOf, statesOf } from './steps.js';
import type { Work } from './work/work.js';

/** Names of masks, and of what the optimizer keeps behind the first update. */
export function missingNames({ arrays }: Work, network: Intended): string[] {
  const layers = layersOf(network);
  const masks = layers.filter((l) => (network.keepProb[l - 1] ?? 1) < 1).map((l) => `D${l}`);
  const states = network.update.t > 1 ? keptNames(network) : [];
  return [...masks, ...states].filter((name) => !arrays.has(name));
}

/** A note where what the optimizer keeps is taken as 0, because no update was made before. */
export function startNotes({ arrays }: Work, network: Intended): string[] {
  const missing = keptNames(network).filter((name) => !arrays.has(name));
  const isUsed = [...arrays.keys()].some((name) => name.endsWith('_new'));
  if (network.update.t > 1 || missing.length === 0 || !isUsed) return [];
  return [`${missing.join(', ')} taken as 0: the update is the first, unless --update says another`];
}

function keptNames(network: Intended): string[] {
  const layers = layersOf(network);
  return statesOf(network.update.optimizer).flatMap((state) => layers.map((l) => nameOf(state, l)));
}
