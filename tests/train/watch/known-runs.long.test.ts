/**
 * The diagnosis of runs whose health is known: the ill ones are found, the healthy ones get no finding, and who follows
 * the first advice once gets a better run.
 */
import { describe, expect, it } from 'vitest';
import type { TrainEvent } from '../../../src/train/events.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import type { Diagnosis } from '../../../src/train/records.js';
import { SKIP_NOTICE } from '../../helpers/real-cats.js';
import { eventsOfTraining } from '../../helpers/runs.js';
import { sampled } from '../../helpers/sample.js';
import { CATS, dataOf, type Illness, KNOWN_RUNS, type KnownRun } from './known-runs.js';

/** The findings that fit an illness, the advice that fits it, and the split whose cost the advice lowers. */
interface Sign {
  readonly codes: readonly (Diagnosis['code'] | 'diverged')[];
  readonly advice: RegExp;
  readonly split?: 'test';
}
const SIGNS: Readonly<Record<Illness, Sign>> = {
  'rate too high': { codes: ['diverged', 'rising-cost', 'stalled', 'majority'], advice: /--learning-rate/ },
  'rate too low': { codes: ['slow', 'stalled', 'majority'], advice: /--learning-rate/ },
  'too few updates': { codes: ['slow', 'majority'], advice: /--iterations|--learning-rate/ },
  start: { codes: ['slow', 'stalled', 'majority'], advice: /--init (he|lecun)-normal/ },
  depth: { codes: ['stalled', 'majority'], advice: /--activation relu/ },
  'no hidden layer': {
    codes: ['slow', 'stalled', 'majority'],
    advice: /a hidden layer.*--layers auto,8,auto/,
  },
  'over-fitting': { codes: ['over-fitting'], advice: /--l2|--early-stopping/, split: 'test' },
  'rare class': { codes: ['rare-class'], advice: /^Try --class-weight balanced:/ },
  'unscaled inputs': {
    codes: ['unscaled-inputs'],
    advice: /^Try --scale standard, which brings each column to mean 0/,
  },
  'undivided pictures': { codes: ['unscaled-inputs'], advice: /^Try --divisor auto,/ },
};

/** The outcome of a run: its findings and its costs; one that diverged has infinite costs and its error for a finding. */
interface Outcome {
  readonly found: readonly { code: string; hint: string }[];
  cost(split: string): number;
  /** The mean recall of the classes in training. */
  readonly recall: number;
}

async function outcomeOf(run: KnownRun, changed: Partial<TrainingOptions> = {}): Promise<Outcome> {
  const options = { ...run.options, ...changed };
  let events: TrainEvent[];
  try {
    events = await eventsOfTraining(await dataOf(run), options);
  } catch (error) {
    const diverged = error as { code: string; hint: string };
    if (diverged.code !== 'diverged') throw error;
    return { found: [diverged], cost: () => Number.POSITIVE_INFINITY, recall: 0 };
  }
  const costs = new Map(
    events.flatMap((e) => (e.event === 'evaluation' ? [[e.split as string, e.cost]] : [])),
  );
  const training = events.find((e) => e.event === 'evaluation' && e.split === 'train');
  return {
    found: events.filter((event) => event.event === 'diagnosis'),
    recall: training && 'recall' in training ? training.recall : Number.NaN,
    cost: (split) => costs.get(split) ?? Number.NaN,
  };
}

const READERS: Readonly<Record<string, (value: string) => Partial<TrainingOptions>>> = {
  'learning-rate': (value) => ({ learningRate: Number(value) }),
  iterations: (value) => ({ iterations: Number(value) }),
  epochs: (value) => ({ epochs: Number(value) }),
  'class-weight': (classWeight) => ({ classWeight }),
  l2: (value) => ({ l2: Number(value) }),
  layers: (layers) => ({ layers }),
  // An option of the data, not of the training.
  divisor: () => ({}),
  scale: (scale) => ({ scale: scale as TrainingOptions['scale'] }),
  init: (init) => ({ init: init as TrainingOptions['init'] }),
  activation: (name) => ({ activation: [name] as TrainingOptions['activation'] }),
};

/** The options that the first alternative of a hint names: `--activation relu --init he-normal`. */
function firstAdvice(hint: string): Partial<TrainingOptions> {
  const first = hint.slice(hint.indexOf('--')).split(/: | instead | or |, which |\. |\.$/)[0];
  const together = first.includes(' and ') ? first : first.split(', ')[0];
  const flags = [...together.matchAll(/--(\S+)(?: ([^\s-]\S*))?/g)];
  return Object.assign({}, ...flags.map(([, flag, value]) => READERS[flag](value)));
}

const here = KNOWN_RUNS.filter(({ data }) => data !== 'no cats');
const healthy = sampled(here.filter(({ ill }) => ill === undefined));
const ill = sampled(here.filter(({ ill }) => ill !== undefined));

describe(`known runs${CATS === 'no cats' ? SKIP_NOTICE : ''}`, () => {
  it('are forty at least, ill and healthy', () => {
    expect(here.length).toBeGreaterThanOrEqual(40);
    expect(here.filter(({ ill }) => ill === undefined).length).toBeGreaterThanOrEqual(20);
    expect(new Set(here.map(({ ill }) => ill)).size).toBe(1 + Object.keys(SIGNS).length);
  });

  it.each(healthy)('healthy: $name', async (run) => {
    expect((await outcomeOf(run)).found).toEqual([]);
  });

  it.each(ill)('$ill: $name', async (run) => {
    const { found, cost, recall } = await outcomeOf(run);
    const { codes, advice, split = 'train' } = SIGNS[run.ill as Illness];
    expect(codes).toContain(found[0]?.code);
    expect(found.length).toBeLessThanOrEqual(2);
    const { hint } = found[0];
    expect(hint).toMatch(advice);
    const changed = firstAdvice(hint);
    const { learningRate = 0.0075 } = run.options;
    if (run.ill === 'rate too high') expect(changed.learningRate).toBeLessThan(learningRate);
    if (run.ill === 'rate too low') expect(changed.learningRate).toBeGreaterThan(learningRate);
    const healed = run.ill === 'undivided pictures' ? { ...run, data: 'demo-cats' } : run;
    const better = await outcomeOf(healed, changed);
    // Costs with other weights do not compare.
    if (run.ill === 'rare class') expect(better.recall).toBeGreaterThan(recall + 0.1);
    else expect(better.cost(split)).toBeLessThan(cost(split));
  });
});
