/**
 * "Why didn't it learn?": the findings about a run that went badly, at most two, each with advice. Everything is
 * taken from measured facts; a run that went well has no finding.
 */
import { highest, lowest } from '../../engine/extremes.js';
import { weighted } from '../../nn/spec.js';
import { brief } from '../../visible.js';
import { type Evaluation, isNumberEvaluation } from '../metrics.js';
import type { ParsedOptions } from '../options/options.js';
import type { Diagnosis } from '../records.js';
import { type Cause, layerCause } from './layer-causes.js';
import { rareClass } from './rare-class.js';
import type { RateTrials } from './rate-trials.js';
import {
  areUnscaled,
  further,
  hiddenLayer,
  largerRate,
  livingUnits,
  MORE_UNITS,
  otherStart,
  rateOrUpdates,
  restraints,
  scaling,
  short,
  smallerRate,
  unscaledPhrase,
  withTrial,
} from './remedies.js';
import {
  baseCost,
  constantCost,
  type Evidence,
  majority,
  type RunFacts,
  trainAccuracy,
} from './run-facts.js';

/** A run of fewer updates has hardly begun: what its cost does then says little. */
const FEWEST_UPDATES = 100;
/** In the last fifth of 500 updates from a ×0.01 start the cost moves by 0.4 % of the base rate's; in that of the cat network's first 200 by 1.4 %. */
const FLAT = 0.01;
/** Flat or not, a run of fewer updates that… */
const SHORT = 500;
/** …loses this share of the base rate's cost in its last fifth needs more of them: the cat network at 150 loses 0.4 %. */
const CREEP = 0.002;
/** A tenth below the base rate's cost, a network has begun to learn. */
const BARELY = 0.9;
/** Batches differ; a mean over a twentieth of the run that lies so far above another does so for long. */
const RISE = { ratio: 1.25, share: 0.15 };
/** The end against the mean of the last twentieth: spikes of this height come of steps across the valley. */
const JUMP = 1.5;
/**
 * The cat network's 98.6 % against 80 % is what that set gives (76 to 80 % around its last iterations);
 * logistic regression's 99 % against 70 % is learning by heart. On n examples a gap also has to pass 1/√n, twice
 * the largest standard error of a share.
 */
const GAP = 0.25;
/** A run that has not yet halved the base rate's cost in training is still learning, whatever the gap. */
const LEARNT = 0.5;
/** New examples that cost so much more than a constant answer are answered wrongly with confidence… */
const WORSE = 1.1;
/** …unless they are so few that one of them decides. */
const FEWEST_EXAMPLES = 30;
/** A run that ends above this share of the base rate's cost, and whose cost still falls by this share in its last fifth, ends too early. */
const UNFINISHED = { cost: 0.3, fall: 0.03 };
/** A run that lowers the cost of its start by less than this share of the base rate's has not moved, however good the start. */
const UNMOVED = 0.02;
/** Starts by the layers' sizes cost hardly more than a constant answer; randn·10 a thousand times as much. */
const BAD_START = 5;

/** The findings about a run, the most important first. `evidence` is measured only where it went badly. */
export function diagnose(run: RunFacts, evidence: Evidence): Diagnosis[] {
  const base = baseCost(run);
  // Examples of one class leave nothing to learn.
  if (base === 0) return [];
  if (run.iterations < FEWEST_UPDATES) return overFitting(run, base);
  const poor = run.train.cost > BARELY * base || isConstant(run);
  const isRising = rise(run, base) !== undefined;
  if (poor && !isRising && wentBack(run, base)) return learntByHeart(run);
  if (poor || isRising || run.train.cost > LEARNT * base) {
    const unscaled = unscaledInputs(run, evidence);
    if (unscaled.length > 0) return unscaled;
  }
  const isLearned = run.train.cost <= BARELY * base || (run.train.cost < base && hasStopped(run, base));
  const rare = isLearned && !isRising ? rareClass(run) : undefined;
  if (rare) return [rare];
  if (poor) return notLearned(run, base, evidence);
  const rising = risingCost(run, base, evidence);
  const found = [...rising, ...overFitting(run, base)];
  return found.length > 0 ? found.slice(0, 2) : unfinished(run, base, evidence);
}

/** True if the answers are no better than the same one always: the commonest class, or the mean. */
function isConstant({ train, classWeights }: RunFacts): boolean {
  if (isNumberEvaluation(train)) return train.r2 <= 0;
  return trainAccuracy(train, classWeights) <= majority(train, classWeights).share;
}

/** A run that is hardly better than a constant answer: the finding, and its cause if the layers show one. */
function notLearned(run: RunFacts, base: number, evidence: Evidence): Diagnosis[] {
  const cause = layerCause(evidence.layers(), run.options);
  const rising = risingCost(run, base, evidence);
  const what = rising.length > 0 ? rising : [unlearned(run, base, cause, evidence)];
  return cause === undefined ? what : [...what, cause.diagnosis];
}

/** The costs between which a run rose: it turned, stands above its start, or jumps from update to update. */
function rise({ first, course, train, options }: RunFacts, base: number): [number, number] | undefined {
  const [last, low] = [course[course.length - 1], lowest(course)];
  const above = (cost: number, from: number, ratio: number) =>
    cost > ratio * from && cost > from + RISE.share * base;
  const guess = Math.max(first, base);
  if (above(last, low, RISE.ratio) && above(train.cost, low, RISE.ratio)) return [low, last];
  if (above(last, guess, RISE.ratio) && train.cost > BARELY * base) return [guess, last];
  // Early stopping keeps the best parameters, which are not those behind the last costs.
  const jumped = options.earlyStopping === undefined && above(train.cost, last, JUMP);
  return jumped ? [last, train.cost] : undefined;
}

function risingCost(run: RunFacts, base: number, { rates }: Evidence): Diagnosis[] {
  const costs = rise(run, base);
  if (costs === undefined) return [];
  const [from, to] = costs.map(short);
  const message = `the cost rose from ${from} to ${to}: the steps are too long`;
  return [{ code: 'rising-cost', message, hint: smallerRate(run.options, rates) ?? MORE_UNITS }];
}

function unlearned(run: RunFacts, base: number, cause: Cause | undefined, { rates }: Evidence): Diagnosis {
  const { train, classes, options } = run;
  // Without a cause, a cost that still creeps down has not stalled.
  const isFlat = hasStopped(run, base) && (cause !== undefined || !creepsDown(run, base));
  const hint =
    straightBorder(run, base, isFlat, rates) ??
    otherStart(options, rates) ??
    cause?.remedy ??
    againstSlowness(options, rates, isFlat, cause);
  const constant = constantPhrase(train, base);
  if (isFlat)
    return { code: 'stalled', message: `the cost stalled at ${short(train.cost)}: ${constant}`, hint };
  if (isNumberEvaluation(train)) {
    if (train.r2 > 0)
      return { code: 'slow', message: `the cost is still ${short(train.cost)}: ${constant}`, hint };
    const message = `no better than the mean: r2 is ${short(train.r2)} in training, and always predicting the mean has 0`;
    return { code: 'majority', message, hint };
  }
  const { index, share } = majority(train, run.classWeights);
  const accuracy = trainAccuracy(train, run.classWeights);
  if (accuracy <= share) {
    const name = brief(classes[index] ?? String(index));
    const weighted = run.classWeights ? ', its classes weighted,' : '';
    const message = `the train accuracy${weighted} of ${short(accuracy)} is no better than always answering "${name}" (${short(share)})`;
    return { code: 'majority', message, hint };
  }
  return { code: 'slow', message: `the cost is still ${short(train.cost)}: ${constant}`, hint };
}

/** `always predicting the mean costs 1` */
function constantPhrase(evaluation: Evaluation, cost: number): string {
  const answer = isNumberEvaluation(evaluation) ? 'mean' : 'class shares';
  return `always predicting the ${answer} costs ${short(cost)}`;
}

/** Advice where the start is not to blame: another rate, else units that live, more units, or more updates. */
function againstSlowness(
  options: ParsedOptions,
  rates: RateTrials,
  isFlat: boolean,
  cause: Cause | undefined,
): string {
  if (cause) return smallerRate(options, rates) ?? livingUnits(options);
  return largerRate(options, rates) ?? (isFlat ? MORE_UNITS : further(options));
}

/** Advice for a run without a hidden layer: a larger rate if one leaves a constant answer behind, else such a layer. */
function straightBorder(
  { options }: RunFacts,
  base: number,
  isFlat: boolean,
  rates: RateTrials,
): string | undefined {
  if (weighted(options.layers.hidden).length > 0) return undefined;
  const tried = rates.higher();
  if (tried && tried.to < (1 - FLAT) * base) return rateOrUpdates(options, tried);
  return tried || isFlat ? hiddenLayer(options) : further(options);
}

/** True where the cost of a short run, on its way down from its start, still falls. */
function creepsDown({ course, iterations }: RunFacts, base: number): boolean {
  const fifth = lastFifth(course);
  return iterations < SHORT && fifth[0] - fifth[fifth.length - 1] > CREEP * base;
}

/** True where the cost moves no more. */
function hasStopped({ course }: RunFacts, base: number): boolean {
  const fifth = lastFifth(course);
  return highest(fifth) - lowest(fifth) <= FLAT * base;
}

function lastFifth(course: readonly number[]): readonly number[] {
  return course.slice(-Math.max(2, Math.round(course.length / 5)));
}

/** A run that learned, but would have learned much more from a better start or in more updates. */
function unfinished(run: RunFacts, base: number, { rates }: Evidence): Diagnosis[] {
  const { first, course, train, options } = run;
  const isBadStart = first > BAD_START * base && train.cost > LEARNT * base;
  const start = isBadStart ? otherStart(options, rates) : undefined;
  if (start !== undefined) {
    const message = `the start was so bad (cost ${short(first)}) that the cost is still ${short(train.cost)}`;
    return [{ code: 'slow', message, hint: start }];
  }
  // The parameters are then not those of the last costs.
  if (options.earlyStopping !== undefined || train.cost <= UNFINISHED.cost * base) return [];
  const fifth = lastFifth(course);
  const [from, to] = [fifth[0], fifth[fifth.length - 1]];
  if (first - train.cost >= 0 && first - train.cost < UNMOVED * base) {
    const tried = rates.higher();
    if (tried === undefined) return [];
    const hint = `Try ${withTrial(tried)}.`;
    const moved = `the cost has hardly moved, from ${short(first)} to ${short(train.cost)}`;
    return [{ code: 'slow', message: moved, hint }];
  }
  if (from - to < UNFINISHED.fall * base) return [];
  const message = `the training ended while the cost was still falling, from ${short(from)} to ${short(to)} in the last fifth of the updates`;
  return [{ code: 'slow', message, hint: largerRate(options, rates) ?? further(options) }];
}

function unscaledInputs({ train }: RunFacts, evidence: Evidence): Diagnosis[] {
  const sizes = evidence.columns();
  if (sizes === undefined || !areUnscaled(sizes)) return [];
  const message = `${unscaledPhrase(sizes)}; the cost is still ${short(train.cost)}`;
  return [{ code: 'unscaled-inputs', message, hint: scaling(sizes) }];
}

function overFitting(run: RunFacts, base: number): Diagnosis[] {
  const { train, held, options } = run;
  if (held === undefined || train.cost > BARELY * base) return [];
  const { name, evaluation } = held;
  const hint = `Try ${restraints(options)} or more examples.`;
  const [learnt, kept] = [skillOf(train), skillOf(evaluation)];
  const gap = learnt - kept;
  if (train.cost <= LEARNT * base && gap >= GAP && gap > 1 / Math.sqrt(evaluation.examples)) {
    const message = isNumberEvaluation(train)
      ? `over-fitting: r2 is ${short(learnt)} in training, ${short(kept)} on the ${name} set`
      : `over-fitting: ${short(learnt)} right in training, ${short(kept)} on the ${name} set`;
    return [{ code: 'over-fitting', message, hint }];
  }
  const constant = constantCost(run, evaluation);
  if (evaluation.examples < FEWEST_EXAMPLES || evaluation.cost <= WORSE * constant) return [];
  const message = `over-fitting: the cost is ${short(train.cost)} in training but ${short(evaluation.cost)} on the ${name} set, where ${constantPhrase(train, constant)}`;
  return [{ code: 'over-fitting', message, hint }];
}

/** The share that is right, or explained. */
function skillOf(evaluation: Evaluation): number {
  return isNumberEvaluation(evaluation) ? evaluation.r2 : evaluation.accuracy;
}

/** True if early stopping kept parameters from long before the training had come as far as it did. */
function wentBack({ options, course, train }: RunFacts, base: number): boolean {
  const last = course[course.length - 1];
  const { earlyStopping, validationSplit } = options;
  if (earlyStopping === undefined || validationSplit === 0) return false;
  return last < BARELY * base && train.cost > JUMP * last;
}

function learntByHeart({ course, train, options }: RunFacts): Diagnosis[] {
  const last = short(course[course.length - 1]);
  const message = `over-fitting: the training cost fell to ${last}, but the validation cost was lowest where that was ${short(train.cost)}`;
  return [{ code: 'over-fitting', message, hint: `Try ${restraints(options)} or more examples.` }];
}
