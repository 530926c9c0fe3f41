/** A whole run in plain loops on the whole set, with a mistake in it if need be, as far as its costs are those printed. */
import type { Matrix } from '../../engine/matrix.js';
import { atOnce } from '../../engine/pieces.js';
import { ShapeError } from '../arrays.js';
import { type Changes, Computation } from '../computation.js';
import { type Intended, layersOf } from '../intended.js';
import { nameOf, statesOf } from '../steps.js';
import { isPrintedAs, type PrintedCost } from './printed.js';

/** The start of a run: X, Y, and W and b of each layer by their names. */
export type Beginning = ReadonlyMap<string, Matrix>;

export interface SimulatedCosts {
  /** Costs at the printed iterations, as far as the run went. */
  readonly costs: readonly number[];
  /** Printed costs that it gives, from the first on. */
  readonly agreeing: number;
}

/** The arrays that one update hands on to the next. */
const KEPT = ['W', 'b'] as const;

/** As {@link simulateInPieces}, without a pause. */
export function simulate(...run: Parameters<typeof simulateInPieces>): SimulatedCosts | undefined {
  return atOnce(simulateInPieces(...run));
}

/**
 * Trains from `beginning` and compares the costs on the way; it ends at the first that is another.
 * Pauses behind each iteration.
 * @returns undefined where the changes make arrays that do not go together.
 */
export function* simulateInPieces(
  network: Intended,
  beginning: Beginning,
  printed: readonly PrintedCost[],
  changes: Changes,
): Generator<number, SimulatedCosts | undefined, void> {
  const costs: number[] = [];
  let given = beginning;
  let agreeing = 0;
  try {
    for (let iteration = 0, i = 0; i < printed.length; iteration++) {
      const update = { ...network.update, t: network.update.t + iteration };
      const m = (given.get('X') as Matrix).cols;
      const computation = new Computation({ ...network, update }, m, given, { changes });
      if (printed[i].iteration === iteration) {
        const cost = printedCost(computation, printed[i]);
        costs.push(cost);
        if (isPrintedAs(printed[i], cost)) agreeing++;
        else break;
        i++;
        if (i === printed.length) break;
      }
      given = updated(computation, given);
      yield 0;
    }
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
  return { costs, agreeing };
}

/** The cost as a program would print it: by the right formula that gives the printed one, if any does. */
export function printedCost(computation: Computation, printed: PrintedCost): number {
  const cost = computation.of('cost').data[0];
  if (isPrintedAs(printed, cost)) return cost;
  const others = computation.otherwise({ kind: 'cost', layer: 0 }).map(({ data }) => data[0]);
  return others.find((other) => isPrintedAs(printed, other)) ?? cost;
}

/** The arrays that the next update begins with. @throws ShapeError where a parameter has changed its shape. */
function updated(computation: Computation, given: Beginning): Map<string, Matrix> {
  const next = new Map(given);
  const { network } = computation;
  const kinds = [...statesOf(network.update.optimizer), ...KEPT];
  for (const layer of layersOf(network)) {
    for (const kind of kinds) {
      const name = nameOf(kind, layer);
      const made = computation.of(nameOf(`${kind}_new`, layer));
      const before = given.get(name);
      if (before && (made.rows !== before.rows || made.cols !== before.cols)) throw new ShapeError(name);
      next.set(name, made);
    }
  }
  return next;
}
