import { describe, expect, it } from 'vitest';
import { DivergenceWatch, diverged } from '../../../src/train/watch/divergence.js';
import { dnnError } from '../../helpers/errors.js';

/** Checks costs from iteration 0 on. */
function watch(costs: readonly number[], learningRate = 0.1): void {
  const divergence = new DivergenceWatch(learningRate);
  costs.forEach((cost, iteration) => {
    divergence.check(iteration, cost);
  });
}

const repeat = (cost: number, times: number) => new Array<number>(times).fill(cost);

describe('DivergenceWatch', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('stops at once at %d', (cost) => {
    const error = dnnError('diverged', () => watch([0.7, 0.6, cost]));
    expect(error.message).toBe(`training diverged at iteration 2: the cost is ${cost}`);
    expect(error.exitCode).toBe(5);
  });

  it('stops when the cost stays far above its start', () => {
    const error = dnnError('diverged', () => watch([0.7, ...repeat(20, 200)]));
    expect(error.message).toMatch(/diverged at iteration 49: the cost averaged 19\.61 over the last 50/);
  });

  it.each([
    ['a steady run', repeat(0.7, 1000)],
    ['a run that stalls at a bad cost', repeat(40, 1000)],
    ['a spike', [...repeat(0.7, 60), 150, ...repeat(0.7, 60)]],
    ['a large start that falls', [1773, ...repeat(0.6, 100)]],
    ['five times the cost of a guess', [0.01, ...repeat(5, 200)]],
  ])('lets %s go on', (_, costs) => {
    expect(() => watch(costs)).not.toThrow();
  });
});

describe('the end of a run', () => {
  /** A whole run: its costs and its end. */
  function run(costs: readonly number[]): void {
    const divergence = new DivergenceWatch(0.1);
    costs.forEach((cost, iteration) => {
      divergence.check(iteration, cost);
    });
    divergence.finish(costs.length - 1);
  }

  it.each([
    ['a run shorter than the window', [0.7, ...repeat(20, 44)], 44, 45],
    ['a very short run', [0.7, ...repeat(20, 4)], 4, 5],
    ['the part after the last whole window', [...repeat(0.7, 50), ...repeat(20, 30)], 79, 50],
  ])('%s is judged', (_, costs, iteration, updates) => {
    expect(() => watch(costs)).not.toThrow();
    const { message } = dnnError('diverged', () => run(costs));
    expect(message).toContain(`diverged at iteration ${iteration}: `);
    expect(message).toContain(`over the last ${updates} updates`);
  });

  it.each([
    ['a steady run', repeat(0.7, 45)],
    ['too few updates to tell', [0.7, 150, 150, 150]],
    ['a spike before the end', [...repeat(0.7, 65), 150, ...repeat(0.7, 5)]],
    ['a large start that falls', [1773, ...repeat(0.6, 10)]],
    ['no update', []],
  ])('%s is no divergence', (_, costs) => {
    expect(() => run(costs)).not.toThrow();
  });
});

describe('the hint', () => {
  it.each([
    [0.1, '0.01'],
    [0.0075, '0.00075'],
    [1e300, '0.01'],
  ])('after a step of %d names %s', (learningRate, smaller) => {
    const { hint } = diverged(10, 'the cost is NaN', learningRate);
    expect(hint).toContain(`--learning-rate ${smaller}.`);
    expect(hint).toContain('No model was written.');
  });

  it('before any step blames the start and not the step', () => {
    expect(diverged(0, 'the cost is NaN', 0.1).hint).toContain('--init');
  });
});
