/** A run that pauses and goes on ends in the same bits as one that never paused, wherever and however often it pauses. */
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/train/state/snapshot.js';
import { watchTraining } from '../../helpers/snapshots.js';
import { assertSameBits, ITERATIONS, wide } from './pause.suite.js';

describe('a run that pauses', () => {
  it('goes on to the same bits, costs and evaluations, whatever its options', async () => {
    const { paused, stopped } = await assertSameBits(12);
    expect(Math.min(paused, stopped)).toBeGreaterThan(0);
  });

  const options = {
    layers: 'auto,6,auto',
    iterations: ITERATIONS,
    learningRate: 0.1,
    optimizer: 'adam' as const,
  };

  it('ends as one that is interrupted there, examined for nothing', async () => {
    const keeping = { ...options, earlyStopping: 50, validationSplit: 0.3, batchSize: 5 };
    const paused = await watchTraining(wide, keeping, { until: 7 });
    const interrupted = await watchTraining(wide, keeping, { endAfter: 7 });
    expect(paused.trained).toEqual(interrupted.trained);
    expect(paused.snapshots).toEqual(interrupted.snapshots);
    expect(paused.trained).toMatchObject({ interrupted: true, iterations: 7 });
    expect(paused.trained.diagnosis).toBeUndefined();
  });

  it('at or behind its end just ends', async () => {
    const whole = await watchTraining(wide, options);
    for (const until of [ITERATIONS, ITERATIONS + 1]) {
      const run = await watchTraining(wide, options, { until });
      expect(run.trained).toEqual(whole.trained);
      expect(run.snapshots.size).toBe(0);
    }
  });

  it('does nothing more where it has been already, and gives the same snapshot again', async () => {
    const first = await watchTraining(wide, options, { until: 7 });
    const from = first.snapshots.get(7) as Snapshot;
    const again = await watchTraining(wide, options, { from, until: 7 });
    expect(again.events.filter(({ event }) => event === 'step')).toEqual([]);
    expect(again.trained).toEqual(first.trained);
    expect(again.snapshots).toEqual(first.snapshots);
  });
});

describe('a run that early stopping ends before it would pause', () => {
  const options = {
    layers: 'auto,6,4,auto',
    iterations: ITERATIONS,
    earlyStopping: 2,
    learningRate: 5,
    optimizer: 'adam' as const,
  };

  it('has ended, and one that goes on from its snapshot ends there at once', async () => {
    const whole = await watchTraining(wide, options);
    const end = whole.trained.iterations;
    expect(end).toBeLessThan(ITERATIONS - 1);
    const stopped = await watchTraining(wide, options, { until: ITERATIONS - 1 });
    expect(stopped.trained).toEqual({ ...whole.trained });
    const from = stopped.snapshots.get(end) as Snapshot;
    for (const until of [ITERATIONS - 1, undefined]) {
      const later = await watchTraining(wide, options, { from, until });
      expect(later.events.filter(({ event }) => event === 'step')).toEqual([]);
      expect(later.trained).toEqual(whole.trained);
    }
  });

  it('can pause just where it would stop, and then stops', async () => {
    const whole = await watchTraining(wide, options);
    const end = whole.trained.iterations;
    const paused = await watchTraining(wide, options, { until: end });
    expect(paused.trained.interrupted).toBe(true);
    const later = await watchTraining(wide, options, { from: paused.snapshots.get(end) });
    expect(later.trained).toEqual(whole.trained);
  });
});
