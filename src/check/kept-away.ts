/** Outputs that programs keep away from 0 and 1 before they divide by them or take logarithms. */
import type { LossName } from '../nn/losses.js';

/** The distances from 0 and 1, the most exact first. */
export const KEPT_AWAY = [1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7] as const;

/** A distance that is added to each of a and 1 − a, or that outputs are clipped to. */
export interface Safe {
  readonly how: 'plus' | 'clip';
  readonly by: number;
}

/** Makes a and 1 − a, of which losses are made, of an output a. */
export type Parts = (a: number) => readonly [a: number, rest: number];

/** a and 1 − a as they are. */
export const AS_THEY_ARE: Parts = (a) => [a, 1 - a];

export function safely({ how, by }: Safe): Parts {
  if (how === 'plus') return (a) => [a + by, 1 - a + by];
  return (a) => AS_THEY_ARE(Math.max(by, Math.min(1 - by, a)));
}

/** True of losses that go to infinity at 0 and 1. */
export function isApart(loss: LossName): boolean {
  return /cross-entropy/.test(loss);
}
