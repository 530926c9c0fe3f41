/** The configurations of one generation on their way through its rungs: their trials, how they are judged, who goes on. */
import { DnnError } from '../errors.js';
import { isError } from '../train/metric-name.js';
import type { Configuration } from './configuration.js';
import { promoted, type Rung, ranked, rungsOf } from './halving.js';
import type { JournalEntry, KnownResult } from './journal.js';
import { measureOfClass, type TrialResult } from './result.js';
import type { Judged } from './search.js';
import type { TrialEvent } from './sweep-events.js';
import { runsOf, type SeedAndFold, type SweepPlan } from './sweep-plan.js';
import { type Trial, trialOf } from './trial.js';

/** A trial, and the configuration, seed and fold that it is of. */
export interface PlacedTrial extends Trial, SeedAndFold {
  readonly configuration: Configuration;
}

export class Bracket {
  readonly generation: number;
  readonly rungs: readonly Rung[];
  /** The rung that is being trained, from 0. */
  rung = 0;
  /** Its trials, in the order of index, seed and fold; none when the bracket is done. */
  trials: readonly PlacedTrial[];
  /** The ids of trials that nobody goes on from. */
  idle: readonly string[] = [];
  readonly #plan: SweepPlan;
  readonly #judged = new Map<number, Judged>();

  constructor(plan: SweepPlan, generation: number, configurations: readonly Configuration[]) {
    this.#plan = plan;
    this.generation = generation;
    const lengths = configurations.flatMap((configuration) => plan.lengthOf(configuration) ?? []);
    const rungs = lengths.length === 0 ? [] : rungsOf(lengths, configurations.length, plan.rules);
    this.rungs = rungs.length > 0 ? rungs : [{ configurations: configurations.length, part: 1 }];
    this.trials = this.#trialsOf(configurations, []);
  }

  /** The state of its configurations, in the order of their indices. */
  get judged(): Judged[] {
    return inOrder(this.#judged);
  }

  /** The state of its configurations with the rung's results as far as there are any: of a sweep that ends within a rung. */
  judgedWith(results: readonly (KnownResult | undefined)[]): Judged[] {
    const judged = new Map(this.#judged);
    for (const one of this.#judgeAll(results)) judged.set(one.configuration.index, one);
    return inOrder(judged);
  }

  /** Judges the configurations by the results of the rung's trials, and goes to the next rung with the best. */
  judge(results: readonly KnownResult[]): Judged | undefined {
    const judged = this.#judgeAll(results);
    for (const one of judged) this.#judged.set(one.configuration.index, one);
    const before = this.trials;
    this.rung++;
    const next = this.rungs[this.rung];
    const best = next === undefined ? [] : promoted(judged, next.configurations);
    this.trials = this.#trialsOf(
      best.map(({ configuration }) => configuration),
      before,
    );
    const needed = new Set(this.trials.map(({ after }) => after));
    this.idle = before
      .flatMap(({ id, after }) => [id, ...(after === undefined ? [] : [after])])
      .filter((id) => !needed.has(id));
    const [first] = ranked(judged);
    return first.outcome === 'done' ? first : undefined;
  }

  /** The result of a trial as the journal keeps it. */
  entry(trial: PlacedTrial, result: TrialResult): JournalEntry {
    const { index, rung, seed, fold, configuration, content } = trial;
    const { measure, class: own } = this.#plan;
    const metric = result.measures[own === undefined ? measure : measureOfClass(measure, own.index)];
    if (result.outcome === 'done' && metric === undefined)
      throw unmeasured(own === undefined ? measure : `${measure}[${own.name}]`, fold);
    return {
      index,
      rung,
      part: content.part,
      seed,
      ...(fold !== undefined && { fold }),
      values: configuration.values,
      ...(metric !== undefined && { metric }),
      ...result,
    };
  }

  /** The event of a trial's result. */
  event(trial: PlacedTrial, entry: KnownResult, isKnown: boolean): TrialEvent {
    const { id, outcome, metric, problem, died, sha256, updates, seconds, machine } = entry;
    const { index, rung, seed, fold, configuration, content } = trial;
    return {
      event: 'trial',
      index,
      id,
      generation: this.generation,
      rung,
      part: content.part,
      seed,
      ...(fold !== undefined && { fold }),
      options: configuration.values,
      outcome,
      ...(metric !== undefined && { metric }),
      ...(problem !== undefined && { problem }),
      ...(died && { died }),
      sha256,
      updates,
      seconds,
      machine,
      ...(isKnown && { known: true }),
    };
  }

  /** The trials of a rung; `before` are those of the rung before it. */
  #trialsOf(configurations: readonly Configuration[], before: readonly PlacedTrial[]): PlacedTrial[] {
    const rung = this.rung;
    const part = this.rungs[rung]?.part;
    const earlier = new Map(before.map((trial) => [placeOf(trial), trial.id]));
    return configurations.flatMap((configuration) =>
      runsOf(this.#plan).map(({ seed, fold }) => {
        const { index } = configuration;
        const { folds } = this.#plan;
        const held = fold === undefined || folds === undefined ? undefined : { fold, folds };
        const content = this.#plan.contentOf(configuration, seed, held, part);
        const after = earlier.get(placeOf({ index, seed, fold }));
        return { ...trialOf(content, { index, rung, after }), configuration, seed, fold };
      }),
    );
  }

  /** Judges the configurations whose results are all there. */
  #judgeAll(results: readonly (KnownResult | undefined)[]): Judged[] {
    const { length: each } = runsOf(this.#plan);
    const place = { rung: this.rung, part: this.rungs[this.rung].part };
    return Array.from({ length: this.trials.length / each }, (_, i) => i * each).flatMap((start) => {
      const own = results.slice(start, start + each).filter((result) => result !== undefined);
      const { configuration } = this.trials[start];
      return own.length < each ? [] : [judgedBy(own, configuration, place, this.#plan.measure)];
    });
  }
}

/** The judgement on a configuration by its trials' results in one rung. */
export function judgedBy(
  results: readonly KnownResult[],
  configuration: Configuration,
  { rung, part }: Pick<Judged, 'rung' | 'part'>,
  measure: SweepPlan['measure'],
): Judged {
  const bad = results.find(({ outcome }) => outcome !== 'done');
  const metrics = results.map(({ metric = Number.NaN }) => metric);
  const mean = metrics.reduce((sum, metric) => sum + metric, 0) / metrics.length;
  if (bad !== undefined || !Number.isFinite(mean)) {
    const outcome = bad?.outcome ?? 'diverged';
    return {
      configuration,
      rung,
      part,
      outcome,
      problem: bad?.problem,
      metrics: [],
      mean: Number.NaN,
      loss: Number.POSITIVE_INFINITY,
    };
  }
  const loss = isError(measure) ? mean : -mean;
  return { configuration, rung, part, outcome: 'done', metrics, mean, loss };
}

function inOrder(judged: ReadonlyMap<number, Judged>): Judged[] {
  return [...judged.values()].sort((a, b) => a.configuration.index - b.configuration.index);
}

function placeOf({ index, seed, fold }: Pick<PlacedTrial, 'index' | 'seed' | 'fold'>): string {
  return `${index}/${seed}/${fold}`;
}

function unmeasured(measure: string, fold: number | undefined): DnnError {
  const where =
    fold === undefined ? 'the validation examples' : `the examples that fold ${fold + 1} holds out`;
  return new DnnError(
    'usage',
    `${measure} cannot be measured on ${where}: they have one class only`,
    'Judge by another metric (--metric), or hold out more examples.',
  );
}
