/** Arrays of a learner's file that the check understands, and has nothing to do with: why it leaves them out. */
import { shell } from '../shell.js';
import { depth, type Intended, layersOf } from './intended.js';
import { nameOf, statesOf, stepsOf } from './steps.js';
import type { Work } from './work/work.js';

/** A note on each kind of them. */
export function unusedNotes({ arrays }: Work, network: Intended): string[] {
  const used = namesIn(network);
  const reasons = new Map<string, string[]>();
  for (const [name, { label }] of arrays) {
    if (used.has(name)) continue;
    const reason = reasonFor(name, network);
    reasons.set(reason, [...(reasons.get(reason) ?? []), label]);
  }
  return [...reasons].map(([reason, labels]) => `${labels.join(', ')} left out: ${reason}`);
}

/** The names of all arrays of the network that are judged, or that others are made of. */
function namesIn(network: Intended): Set<string> {
  const layers = layersOf(network);
  const states = statesOf(network.update.optimizer);
  return new Set([
    ...stepsOf(network).map(({ kind, layer }) => nameOf(kind, layer)),
    ...layers.flatMap((l) => states.map((state) => nameOf(state, l))),
    ...layers.filter((l) => (network.keepProb[l - 1] ?? 1) < 1).map((l) => `D${l}`),
  ]);
}

function reasonFor(name: string, network: Intended): string {
  const L = depth(network);
  if (Number(/\d+/.exec(name)?.[0] ?? 1) > L) return `the network has ${L} ${L === 1 ? 'layer' : 'layers'}`;
  if (name === `D${L}`) return 'the last layer drops no outputs';
  if (/^D\d/.test(name)) return 'masks are of dropout, and nothing is dropped without --keep-prob';
  if (/^[vs]_/.test(name)) return `${shell`--optimizer ${network.update.optimizer}`} does not keep them`;
  if (/_new$/.test(name)) return 'an update makes new parameters alone';
  return 'nothing is made of them';
}
