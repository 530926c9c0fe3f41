/** Slips of the catalogue, made by Python programs, are named alone and first. */
import { describe, expect, it } from 'vitest';
import { Computation } from '../../src/check/computation.js';
import { match } from '../../src/check/match.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { nameOf, stepsOf } from '../../src/check/steps.js';
import { intended, SLIPS, type Slip } from './slips.js';

const SOURCES = ['X', 'Y', 'W', 'b'];

/** Mistakes that give the same numbers in some network, so that both are named there. */
const TWINS: readonly (readonly [string, string])[] = [
  // A layer of one unit
  ['dW-no-1/m', 'dW-over-n'],
  ['db-no-1/m', 'db-over-n'],
  ['db-no-sum', 'db-wrong-axis'],
  // As many units as before
  ['dW-over-n', 'dW-over-n-prev'],
  ['m-of-dZ-shape-0', 'm-of-A_prev-shape-0'],
  ['dA-W-not-transposed', 'dA-W-reshaped'],
  // As many examples as units before
  ['dW-A_prev-not-transposed', 'dW-A_prev-reshaped'],
  // As many features as classes
  ['m-of-X-shape-0', 'm-of-Y-shape-0'],
  // Behind softmax dZ sums to 0 over the units.
  ['db-mean-of-everything', 'db-sum-of-everything'],
  ['W-not-updated', 'update-mean-of-dW'],
  ['W-not-updated', 'update-sum-of-dW'],
  ['update-mean-of-dW', 'update-sum-of-dW'],
  // Two layers before layer 2 there is A0.
  ['forward-from-X', 'forward-skips-layer'],
  // Every Z of the layer above 0
  ['derivative-missing', 'relu-derivative-instead'],
  ['derivative-missing', 'leaky-relu-derivative-instead'],
  ['relu-derivative-instead', 'leaky-relu-derivative-instead'],
  // Equal outputs of the first example and the last, and labels that alternate
  ['cost-first-example-missing', 'cost-last-example-missing'],
  ['cost-terms-crossed', 'labels-of-previous-example'],
  // dAL of half the squared error is A − Y.
  ['derivative-missing', 'dZL-a-minus-y'],
];

/** The mistake itself, and those that may be named beside it. */
function twinsOf(id: string): string[] {
  return [id, ...TWINS.flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : []))];
}

/** Tests that each of the slips is named, of each mistake those that `chosen` takes. */
export function namesSlips(title: string, chosen: (slips: readonly Slip[]) => readonly Slip[]): void {
  describe(`a slip of a NumPy program, ${title}, is named, alone, with its layers, to 1e-9`, () => {
    it.each([...new Set(SLIPS.map(({ id }) => id))])('%s', (id) => {
      for (const slip of chosen(SLIPS.filter((each) => each.id === id))) expectNamed(slip);
    });
  });
}

function expectNamed(slip: Slip): void {
  const { id, key, layers, network: made, whole, differing } = slip;
  const given = slip.work();
  const network = intended(made);
  const computation = new Computation(network, made.m, given);
  const steps = stepsOf(network).filter(
    ({ kind, layer }) => given.has(nameOf(kind, layer)) && !SOURCES.includes(kind),
  );
  const { explanations } = match(computation, steps, MISTAKES, 1e-9);
  const named = explanations.map(({ single }) => single.map(({ mistake }) => mistake.id));
  expect(named, key).not.toEqual([]);
  // All before the first that differs is right, so that is where the slip is.
  const first = steps.map(({ kind, layer }) => nameOf(kind, layer)).find((name) => differing.includes(name));
  expect(explanations[0].wrong.name, key).toBe(first);
  for (const ids of named) {
    expect(ids, key).toContain(id);
    expect(twinsOf(id), key).toEqual(expect.arrayContaining(ids));
  }
  const places = new Set(explanations.flatMap(({ single }) => single.flatMap((placed) => placed.layers)));
  // A layer may stay right: its inputs are all 0.
  const expected = whole ? [made.sizes.length - 1] : layers;
  expect(places.size, key).toBeGreaterThan(0);
  expect(expected, key).toEqual(expect.arrayContaining([...places]));
  if (expected.length === 1) expect([...places], key).toEqual(expected);
}
