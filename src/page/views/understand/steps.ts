/** The steps of one iteration in the order of the computation: each makes one array. Pure functions. */
import type { ShownNetwork } from '../../worker/iteration.js';

/** The parts of an iteration. */
export const PHASES = {
  data: 'Data',
  forward: 'Forward',
  cost: 'Cost',
  backward: 'Backward',
  update: 'Update',
};
export type Phase = keyof typeof PHASES;

/** The kinds of arrays that a step makes; `v` and `s` are what optimizers keep. */
export type Kind = 'X' | 'Z' | 'A' | 'L' | 'cost' | 'dA' | 'dZ' | 'dW' | 'db' | 'v' | 's' | 'W' | 'b';

/** A step of an iteration. */
export interface Step {
  /** The array that it makes, as a trace names it: `Z1`, `dW2`, `v_dW1_new`. */
  readonly array: string;
  readonly kind: Kind;
  readonly phase: Phase;
  /** From 1; 0 for the data, and the last for the cost. */
  readonly layer: number;
}

/** True if the derivative of loss and activation together is A − Y, so that dA of the last layer is not needed. */
export function isFused({ loss }: ShownNetwork): boolean {
  return loss.endsWith('cross-entropy');
}

/** All steps of an iteration of this network. */
export function stepsOf(network: ShownNetwork): Step[] {
  const L = network.units.length - 1;
  const layers = Array.from({ length: L }, (_, i) => i + 1);
  return [
    { array: 'X', kind: 'X', phase: 'data', layer: 0 },
    ...layers.flatMap((layer) => made('forward', layer, ['Z', 'A'])),
    { array: 'L', kind: 'L', phase: 'cost', layer: L },
    { array: 'cost', kind: 'cost', phase: 'cost', layer: L },
    ...layers.toReversed().flatMap((layer) => {
      const isWithout = layer === L && isFused(network);
      return made('backward', layer, isWithout ? ['dZ', 'dW', 'db'] : ['dA', 'dZ', 'dW', 'db']);
    }),
    ...layers.flatMap((layer) => updatesOf(network, layer)),
  ];
}

function made(phase: Phase, layer: number, kinds: readonly Kind[]): Step[] {
  return kinds.map((kind) => ({ array: `${kind}${layer}`, kind, phase, layer }));
}

const KEPT = { gd: [], momentum: ['v'], adam: ['v', 's'] } as const;

/** For W and then b: what the optimizer keeps, and the new value. */
function updatesOf({ optimizer }: ShownNetwork, layer: number): Step[] {
  return (['W', 'b'] as const).flatMap((kind) => [
    ...KEPT[optimizer].map((kept) => updated(kept, `${kept}_d${kind}${layer}_new`, layer)),
    updated(kind, `${kind}${layer}_new`, layer),
  ]);
}

function updated(kind: Kind, array: string, layer: number): Step {
  return { array, kind, phase: 'update', layer };
}

/** The steps of one layer in one phase. */
export interface StepGroup {
  readonly phase: Phase;
  readonly layer: number;
  readonly steps: readonly Step[];
}

/** The steps by phase and layer, in their order. */
export function groupsOf(steps: readonly Step[]): StepGroup[] {
  const groups: { phase: Phase; layer: number; steps: Step[] }[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last?.phase === step.phase && last.layer === step.layer) last.steps.push(step);
    else groups.push({ phase: step.phase, layer: step.layer, steps: [step] });
  }
  return groups;
}

/** A step of an iteration, by its array. */
export interface StepPlace {
  readonly iteration: number;
  readonly array: string;
}

/** The next step or the one before, in another iteration where this one ends; at the very first it stays. */
export function stepBeside(steps: readonly Step[], { iteration, array }: StepPlace, by: 1 | -1): StepPlace {
  const at = Math.max(0, indexOf(steps, array)) + by;
  if (at >= steps.length) return { iteration: iteration + 1, array: steps[0].array };
  if (at >= 0) return { iteration, array: steps[at].array };
  return iteration === 0
    ? { iteration, array }
    : { iteration: iteration - 1, array: steps.at(-1)?.array ?? '' };
}

/** The first step of the next layer, in this phase or the next; behind the last the first of the next iteration. */
export function nextLayer(steps: readonly Step[], { iteration, array }: StepPlace): StepPlace {
  const groups = groupsOf(steps);
  const own = groups.findIndex((group) => group.steps.some((step) => step.array === array));
  const next = groups[own + 1];
  if (next === undefined) return { iteration: iteration + 1, array: steps[0].array };
  return { iteration, array: next.steps[0].array };
}

/** The place of the step that makes this array; −1 if none does. */
export function indexOf(steps: readonly Step[], array: string): number {
  return steps.findIndex((step) => step.array === array);
}
