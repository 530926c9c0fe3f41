import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gelu, geluSlope, normalCdf } from '../../src/engine/normal.js';

const golden: Record<'z' | 'gelu' | 'slope' | 'torch' | 'torchSlope', number[]> = JSON.parse(
  readFileSync('tests/engine/goldens/gelu.json', 'utf8'),
);

/** |got − expected| ≤ tolerance · (floor + |expected|) at every z of the golden file. */
function expectNear(f: (z: number) => number, expected: readonly number[], tolerance: number, floor: number) {
  for (const [i, z] of golden.z.entries()) {
    const allowed = tolerance * (floor + Math.abs(expected[i]));
    expect(Math.abs(f(z) - expected[i]), `at ${z}`).toBeLessThanOrEqual(allowed);
  }
}

describe('gelu against mpmath and PyTorch', () => {
  it('mpmath: relative error <= 1e-15, also where it nearly underflows', () => {
    expectNear(gelu, golden.gelu, 1e-15, 0);
  });

  it('its derivative, mpmath: error <= 3e-16 of 1 + its size', () => {
    expectNear(geluSlope, golden.slope, 3e-16, 1);
  });

  it('PyTorch, whose 1 + erf rounds: error <= 3e-16 of 1 + its size, of the derivative too', () => {
    expectNear(gelu, golden.torch, 3e-16, 1);
    expectNear(geluSlope, golden.torchSlope, 3e-16, 1);
  });

  it('at the ends: 0, not NaN, below; z itself above; NaN stays', () => {
    for (const z of [-38.6, -1e3, -Number.MAX_VALUE, Number.NEGATIVE_INFINITY]) {
      expect(gelu(z), `${z}`).toBe(-0);
      expect(geluSlope(z) + 0, `${z}`).toBeCloseTo(0, 300);
    }
    for (const z of [9, 38.6, 1e3, Number.MAX_VALUE, Number.POSITIVE_INFINITY]) {
      expect(gelu(z), `${z}`).toBe(z);
      expect(geluSlope(z), `${z}`).toBeCloseTo(1, 15);
    }
    expect([gelu(0), gelu(-0), geluSlope(0), normalCdf(0)]).toEqual([0, -0, 0.5, 0.5]);
    for (const f of [gelu, geluSlope, normalCdf]) expect(f(Number.NaN)).toBeNaN();
  });

  it('Φ does not fall where its approximations meet', () => {
    for (const edge of [0, 1.1932426932522988, 1.7677669529663687, 4.040610178208843]) {
      for (const sign of [-1, 1]) {
        const around = Array.from({ length: 21 }, (_, i) => normalCdf(sign * edge + (i - 10) * 1e-14));
        expect(around, `at ${sign * edge}`).toEqual([...around].sort((a, b) => a - b));
      }
    }
  });
});
