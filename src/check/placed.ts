/** Mistakes in the layers of a network: the places where each can be made, and the formulas that it changes there. */
import type { Changes, Computation } from './computation.js';
import { depth, layersOf } from './intended.js';
import type { Mistake } from './mistakes/mistake.js';
import { type Formula, Place } from './place.js';
import { type Kind, nameOf } from './steps.js';

/** A mistake made in these layers. */
export interface Placed {
  readonly mistake: Mistake;
  readonly layers: readonly number[];
  /** The one kind of its changes that is made; all of them unless said. */
  readonly only?: Kind;
  /** Digits to which it gives the wrong array. */
  readonly digits?: number | undefined;
}

/** The wrong formulas of a mistake by the arrays that they make. */
export function changesOf({ network }: Computation, { mistake, layers, only }: Placed): Changes {
  const all = Object.entries(mistake.changes) as [Kind, Formula][];
  const changes = all.filter(([kind]) => only === undefined || kind === only);
  const L = depth(network);
  return new Map(
    changes.flatMap(([kind, formula]) =>
      layers
        .filter((layer) => kind !== 'dA' || layer <= L)
        .map((layer) => [nameOf(kind, layer), formula] as const),
    ),
  );
}

/** The layers in which a mistake can be made: each alone, all hidden ones, and all of them. */
export function placesOf(mistake: Mistake, computation: Computation): Placed[] {
  const layers = layersOf(computation.network);
  const able = layers.filter((layer) => mistake.where?.(new Place(computation, layer)) ?? true);
  if (able.length === 0) return [];
  if (!isOfLayers(mistake)) return partsOf(mistake, [able[able.length - 1]]);
  const single = able.flatMap((layer) => partsOf(mistake, [layer]));
  return [...single, ...together(able, layers.length).flatMap((several) => partsOf(mistake, several))];
}

/** Layers that a program has one line for: all of them, and the hidden ones. */
function together(able: readonly number[], last: number): (readonly number[])[] {
  const hidden = able.filter((layer) => layer < last);
  const sets = hidden.length < able.length ? [hidden, able] : [able];
  return sets.filter((several) => several.length > 1);
}

/** The mistake with all its changes, and with each alone if it can be made so. */
function partsOf(mistake: Mistake, layers: readonly number[]): Placed[] {
  const whole = { mistake, layers };
  if (!mistake.isSeparable) return [whole];
  return [whole, ...(Object.keys(mistake.changes) as Kind[]).map((only) => ({ ...whole, only }))];
}

/** False of a mistake in the cost or the data alone, which belongs to no layer. */
export function isOfLayers({ changes }: Pick<Mistake, 'changes'>): boolean {
  const kinds = Object.keys(changes);
  return kinds.length === 0 || kinds.some((kind) => !['X', 'Y', 'A0', 'cost'].includes(kind));
}

/** True if it changes one of these arrays. */
export function touches({ mistake, layers, only }: Placed, names: ReadonlySet<string>): boolean {
  const kinds = only === undefined ? (Object.keys(mistake.changes) as Kind[]) : [only];
  return kinds.some((kind) => layers.some((layer) => names.has(nameOf(kind, layer))));
}
