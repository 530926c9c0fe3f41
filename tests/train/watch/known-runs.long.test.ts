/** The diagnosis of runs whose health is known: the ill ones are found and the healthy ones left in peace. */
import { describe, expect, it } from 'vitest';
import type { TrainEvent } from '../../../src/train/events.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import type { Diagnosis } from '../../../src/train/records.js';
import { SKIP_NOTICE } from '../../helpers/real-cats.js';
import { eventsOfTraining } from '../../helpers/runs.js';
import { CATS, dataOf, type Illness, KNOWN_RUNS, type KnownRun } from './known-runs.js';

/** The findings that say so of an illness, and the advice that fits it. */
const SIGNS: Readonly<Record<Illness, { codes: readonly Diagnosis['code'][]; advice: RegExp }>> = {
  'rate too high': { codes: ['rising-cost', 'stalled', 'majority'], advice: /--learning-rate (\S+)/ },
  'rate too low': { codes: ['slow', 'stalled', 'majority'], advice: /--learning-rate (\S+)/ },
  'too few updates': { codes: ['slow', 'majority'], advice: /--iterations|--learning-rate/ },
  start: { codes: ['slow', 'stalled', 'majority'], advice: /--init (he|lecun)-normal/ },
  depth: { codes: ['stalled', 'majority'], advice: /--activation relu/ },
  'over-fitting': { codes: ['over-fitting'], advice: /--l2|--early-stopping/ },
  'unscaled inputs': { codes: ['unscaled-inputs'], advice: /mean 0 and standard deviation 1|--batch-norm/ },
};

async function findings(run: KnownRun): Promise<readonly Diagnosis[]> {
  const events = await eventsOfTraining(await dataOf(run), run.options).catch(asDiagnosis);
  return events.flatMap((event: TrainEvent) => {
    if (event.event !== 'diagnosis') return [];
    const { event: _, ...found } = event;
    return [found];
  });
}

/** Divergence is an error with a hint: the last step of a cost that rises. */
function asDiagnosis(error: { code: string; message: string; hint: string }): TrainEvent[] {
  if (error.code !== 'diverged') throw error;
  return [{ event: 'diagnosis', code: 'rising-cost', message: error.message, hint: error.hint }];
}

const here = KNOWN_RUNS.filter(({ data }) => data !== 'no cats');

describe(`known runs${CATS === 'no cats' ? SKIP_NOTICE : ''}`, () => {
  it('are forty at least, ill and healthy', () => {
    expect(here.length).toBeGreaterThanOrEqual(40);
    expect(here.filter(({ ill }) => ill === undefined).length).toBeGreaterThanOrEqual(20);
  });

  it.each(here.filter(({ ill }) => ill === undefined))('healthy: $name', async (run) => {
    expect(await findings(run)).toEqual([]);
  });

  it.each(here.filter(({ ill }) => ill !== undefined))('$ill: $name', async (run) => {
    const [first, ...more] = await findings(run);
    const { codes, advice } = SIGNS[run.ill as Illness];
    expect(codes).toContain(first?.code);
    expect(more.length).toBeLessThanOrEqual(1);
    expect(first.hint).toMatch(advice);
    if (run.ill === 'rate too high') expect(rateIn(first)).toBeLessThan(rateOf(run.options));
    if (run.ill === 'rate too low') expect(rateIn(first)).toBeGreaterThan(rateOf(run.options));
  });
});

function rateIn({ hint }: Diagnosis): number {
  return Number(/--learning-rate ([\d.e+-]*\d)/.exec(hint)?.[1]);
}

function rateOf({ learningRate = 0.0075 }: Partial<TrainingOptions>): number {
  return learningRate;
}
