/** --log-stats: histograms of activations and gradients, which change no bit of the run and stay few. */
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/engine/backends.js';
import { Matrix } from '../../../src/engine/matrix.js';
import { RandomState } from '../../../src/engine/rng.js';
import { parameterDigest } from '../../../src/model/model.js';
import type { StatsEvent, TrainEvent } from '../../../src/train/events.js';
import type { FirstLayerForm } from '../../../src/train/first-layer.js';
import {
  defaultTrainingOptions,
  parsedOptions,
  type TrainingOptions,
} from '../../../src/train/options/options.js';
import { planTraining } from '../../../src/train/plan.js';
import { NO_STAGES } from '../../../src/train/stages.js';
import type { RunControl } from '../../../src/train/state/run-state.js';
import type { Snapshot } from '../../../src/train/state/snapshot.js';
import { MOST_RECORDS, StatsHistory } from '../../../src/train/state/stats-history.js';
import { type Trained, trainOn } from '../../../src/train/trainer.js';
import { BINS, histogramOf } from '../../../src/train/watch/histogram.js';
import { syntheticDataset } from '../../helpers/runs.js';

const dataset = syntheticDataset(20, 30);

interface Finished {
  readonly trained: Trained;
  readonly events: readonly TrainEvent[];
}

async function run(
  options: Partial<TrainingOptions>,
  control: RunControl,
  form: FirstLayerForm = 'direct',
): Promise<Finished> {
  const all = parsedOptions({ ...defaultTrainingOptions(), learningRate: 0.1, logEvery: 3, ...options });
  const plan = planTraining(dataset, all);
  const planned = { ...plan, firstLayer: { ...plan.firstLayer, form } };
  const backend = createBackend('js', all.dtype);
  const running = trainOn(backend, dataset, all, planned, NO_STAGES, control);
  const events: TrainEvent[] = [];
  for (let next = await running.next(); ; next = await running.next()) {
    if (next.done) return { trained: next.value, events };
    const event = next.value;
    events.push(event.event === 'snapshot' ? { ...event, snapshot: copy(event.snapshot) } : event);
  }
}

function copy(snapshot: Snapshot): Snapshot {
  const matrices = snapshot.matrices.map(({ name, value: { rows, cols, data } }) => ({
    name,
    value: new Matrix(rows, cols, data.slice()),
  }));
  return { ...structuredClone({ ...snapshot, matrices: [] }), matrices };
}

const statsOf = ({ events }: Finished) => events.filter((event) => event.event === 'stats') as StatsEvent[];
const digestOf = ({ trained }: Finished) => parameterDigest(trained.parameters);

describe('a run with --log-stats', () => {
  const CASES: [string, Partial<TrainingOptions>, FirstLayerForm][] = [
    ['direct', { layers: 'auto,5,3,auto' }, 'direct'],
    ['dual', { layers: 'auto,5,3,auto' }, 'dual'],
    [
      'batch norm, dropout, mini-batches, validation',
      { layers: 'auto,6,4,auto', batchNorm: true, keepProb: [0.8], batchSize: 6, validationSplit: 0.2 },
      'dual',
    ],
  ];

  it.each(CASES)('ends in the same bits as one without (%s)', async (_, options, form) => {
    const length = { ...options, iterations: 20 };
    const [plain, watched] = [await run(length, {}, form), await run(length, { stats: true }, form)];
    expect(digestOf(watched)).toBe(digestOf(plain));
    expect(watched.trained.costs).toEqual(plain.trained.costs);
    expect(plain.trained.stats).toBeUndefined();
    expect(statsOf(plain)).toEqual([]);
    const iterations = watched.trained.costs.map(([iteration]) => iteration);
    expect(statsOf(watched).map(({ iteration }) => iteration)).toEqual(iterations);
    expect(watched.trained.stats).toEqual(statsOf(watched).map(({ event, ...record }) => record));
    for (const { layers } of statsOf(watched)) expect(layers.map(({ layer }) => layer)).toEqual([1, 2, 3]);
  });

  it('sees the same in either form of the first layer (absolute difference < 1e-12)', async () => {
    const options = { layers: 'auto,5,auto', iterations: 7 };
    const seen = async (form: FirstLayerForm) =>
      statsOf(await run(options, { stats: true }, form)).flatMap(({ layers }) =>
        layers.flatMap(({ activations: a, gradients: g }) => [a.mean, a.low, a.high, g.mean, g.deviation]),
      );
    const [direct, dual] = [await seen('direct'), await seen('dual')];
    expect(direct.length).toBe(3 * 2 * 5);
    for (const [i, value] of direct.entries()) expect(Math.abs(value - dual[i])).toBeLessThan(1e-12);
  });

  it('has the output’s dZ = A − Y: its mean is that of A less the share of positives', async () => {
    const found = statsOf(await run({ layers: 'auto,auto', iterations: 4 }, { stats: true }));
    const positives = dataset.train.labels.filter((label) => label === 1).length / dataset.train.examples;
    for (const { layers } of found) {
      const [{ activations, gradients }] = layers;
      expect(gradients.mean).toBeCloseTo(activations.mean - positives, 12);
    }
  });

  it('goes on from a snapshot with the records that it has', async () => {
    const options = { layers: 'auto,5,auto', iterations: 200, logEvery: 1, validationSplit: 0.2 };
    const whole = await run(options, { stats: true, checkpointEvery: 130 });
    const taken = whole.events.find((event) => event.event === 'snapshot');
    const from = (taken as { snapshot: Snapshot }).snapshot;
    expect(from.iteration).toBe(130);
    const rest = await run(options, { stats: true, from });
    expect(rest.trained.stats).toEqual(whole.trained.stats);
    expect(rest.trained.validationCosts).toEqual(whole.trained.validationCosts);
    expect(rest.trained.validationCosts).toHaveLength(200);
    expect(digestOf(rest)).toBe(digestOf(whole));
  });
});

describe('records', () => {
  const record = (iteration: number) => ({ iteration, layers: [] });

  it('stay within their number, evenly spaced, the first and the last among them', () => {
    const course = new StatsHistory();
    for (let i = 0; i < 5000; i++) {
      course.add(record(i));
      const kept = course.state.records.map(({ iteration }) => iteration);
      expect(kept.length).toBeLessThanOrEqual(MOST_RECORDS);
      expect(kept[0]).toBe(0);
      expect(kept.at(-1)).toBe(i);
      const steps = kept.slice(1, -1).map((at, k) => at - kept[k]);
      expect(new Set(steps).size).toBeLessThanOrEqual(1);
    }
    expect(course.state.records.length).toBeGreaterThan(MOST_RECORDS / 2);
  });
});

describe('a histogram', () => {
  const of = (values: readonly number[]) => histogramOf(Matrix.of(values.map((value) => [value])));

  it('has the extremes, mean and deviation, and every value in a bin between the 2nd and 98th percentile', () => {
    const values = Array.from(new RandomState(3).randn(1000));
    const found = of(values);
    const sorted = [...values].sort((a, b) => a - b);
    expect([found.low, found.high, found.from, found.to]).toEqual([
      sorted[0],
      sorted[999],
      sorted[19],
      sorted[980],
    ]);
    const mean = values.reduce((sum, v) => sum + v, 0) / 1000;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 1000;
    expect(found.mean).toBeCloseTo(mean, 12);
    expect(found.deviation).toBeCloseTo(Math.sqrt(variance), 12);
    expect(found.counts).toHaveLength(BINS);
    expect(found.counts.reduce((sum, n) => sum + n, 0)).toBe(1000);
    const width = (found.to - found.from) / BINS;
    const third = values.filter((v) => v >= found.from + 2 * width && v < found.from + 3 * width).length;
    expect(found.counts[2]).toBe(third);
  });

  it('is finite whatever the values are', () => {
    const odd = [
      [],
      [0],
      [5, 5, 5],
      [Number.NaN, Number.POSITIVE_INFINITY],
      [-1.7e308, 1.7e308, 0],
      [1e-320, -1e-320],
    ];
    for (const values of odd) {
      const { counts, ...figures } = of(values);
      for (const value of [...counts, ...Object.values(figures)]) expect(Number.isFinite(value)).toBe(true);
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(values.filter(Number.isFinite).length);
    }
  });

  it('looks at no more than 65,536 values, of rows from the first to the last', () => {
    const big = Matrix.zeros(4000, 100);
    for (let r = 0; r < 4000; r++) big.data.fill(r, r * 100, (r + 1) * 100);
    const { counts, low, high } = histogramOf(big);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(65_500);
    expect([low, high > 3990]).toEqual([0, true]);
  });
});
