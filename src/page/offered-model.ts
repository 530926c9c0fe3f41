/** A model that one view hands to another: it stays in the page. */

/** A model as its file has it. */
export interface OfferedModel {
  /** The name that its file has when it is saved. */
  readonly path: string;
  readonly text: string;
}

let offered: OfferedModel | undefined;
const listeners = new Set<() => void>();

/** Offers a model in the place of the last one. */
export function offerModel(model: OfferedModel): void {
  offered = model;
  for (const listener of listeners) listener();
}

export function offeredModel(): OfferedModel | undefined {
  return offered;
}

/** Calls `listener` when a model is offered; returns how to stop that. */
export function onOffer(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
