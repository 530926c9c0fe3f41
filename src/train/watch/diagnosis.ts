/**
 * "Why didn't it learn?": what a finished run shows when it went badly, in one or two sentences, each with
 * what to try. Everything is taken from measured facts; a run that went well has no diagnosis.
 */
import { HIDDEN_ACTIVATIONS } from '../../nn/activations.js';
import { LOSSES, type LossName } from '../../nn/losses.js';
import { weighted } from '../../nn/spec.js';
import { shell } from '../../shell.js';
import { brief } from '../../visible.js';
import type { Evaluation } from '../metrics.js';
import type { ParsedOptions } from '../options/options.js';
import type { Diagnosis } from '../records.js';
import type { LayerFacts } from './layer-facts.js';

/** The facts of a finished run. */
export interface RunFacts {
  readonly options: ParsedOptions;
  readonly loss: LossName;
  readonly classes: readonly string[];
  /** Updates made. */
  readonly iterations: number;
  /** The cost before the first update. */
  readonly first: number;
  /** The mean cost of equal stretches of the run. */
  readonly course: readonly number[];
  readonly train: Evaluation;
  /** The test split, else the validation split. */
  readonly held?: { readonly name: string; readonly evaluation: Evaluation };
}

/** A run of fewer updates has hardly begun: what its cost does then says little. */
const FEWEST_UPDATES = 100;
/** The ×0.01 start is 1.2 % above the base rate's cost after 500 updates, and coming nearer. */
const NEAR_BASE = 0.02;
/** In the last fifth of those 500 the cost moves by 0.4 % of it; in that of the cat network's first 200 by 1.4 %. */
const FLAT = 0.01;
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
/** Networks that learn have up to a third of a layer dead; from here on hardly a gradient passes. */
const DEAD = 0.9;
/** Values near their ends in a layer: a randn start has 95 % of them there, one by the layer's size none. */
const SATURATED = 0.8;
/** Gradients of the first layer against the last: 0.05 to 1 in networks that learn, 1e-5 in a deep sigmoid one. */
const VANISHED = 1e-3;
/** Deep networks from randn reach 80 to 500. */
const EXPLODED = 50;

/** The faults of a run and their cause, if `layers` (measured only then) shows it; empty for a run that went well. */
export function diagnose(run: RunFacts, layers: () => readonly LayerFacts[]): Diagnosis[] {
  const base = baseCost(run);
  // Examples of one class leave nothing to learn.
  if (base === 0) return [];
  if (run.iterations < FEWEST_UPDATES) return overFitting(run, base);
  const rising = risingCost(run, base);
  const poor = run.train.cost > BARELY * base || run.train.accuracy <= majority(run.train).share;
  if (!poor) return [...rising, ...overFitting(run, base)].slice(0, 2);
  if (wentBack(run, base)) return learntByHeart(run);
  const cause = layerCause(layers(), run.options);
  const what = [...rising, ...stalled(run, base, cause), ...noBetterThanMajority(run, cause)].slice(0, 1);
  return cause === undefined ? what : [...what, cause.diagnosis];
}

/** A cost that turned and rose, that stands above its start, or that jumps from update to update. */
function risingCost({ first, course, train, options }: RunFacts, base: number): Diagnosis[] {
  const [last, low] = [course[course.length - 1], Math.min(...course)];
  const above = (cost: number, from: number, ratio: number) =>
    cost > ratio * from && cost > from + RISE.share * base;
  const guess = Math.max(first, base);
  const turned = above(last, low, RISE.ratio) && above(train.cost, low, RISE.ratio);
  const stands = above(last, guess, RISE.ratio) && train.cost > BARELY * base;
  // Early stopping keeps the best parameters, which are not those behind the last costs.
  const jumped = options.earlyStopping === undefined && above(train.cost, last, JUMP);
  if (!turned && !stands && !jumped) return [];
  const [from, to] = turned ? [low, last] : stands ? [guess, last] : [last, train.cost];
  const message = `the cost rose from ${short(from)} to ${short(to)}: the steps are too long`;
  const decay = options.lrDecay === undefined ? ', or --lr-decay inverse:0.01' : '';
  return [{ code: 'rising-cost', message, hint: `Try ${smallerRate(options)}${decay}.` }];
}

function stalled({ course, train, options }: RunFacts, base: number, cause: Cause | undefined): Diagnosis[] {
  const fifth = course.slice(-Math.max(2, Math.round(course.length / 5)));
  const moved = Math.max(...fifth) - Math.min(...fifth);
  if (Math.abs(train.cost - base) > NEAR_BASE * base || moved > FLAT * base) return [];
  if (train.accuracy > majority(train).share) return [];
  const message = `the cost stalled at ${short(train.cost)}: knowing nothing but the classes' shares gives ${short(base)}`;
  const longer = `Try ${largerRate(options)}, --optimizer adam or more --iterations.`;
  return [{ code: 'stalled', message, hint: startRemedy(options) ?? cause?.remedy ?? longer }];
}

function noBetterThanMajority({ train, classes, options }: RunFacts, cause: Cause | undefined): Diagnosis[] {
  const { index, share } = majority(train);
  if (train.accuracy > share) return [];
  const message = `the train accuracy of ${short(train.accuracy)} is no better than always answering "${brief(classes[index] ?? String(index))}" (${short(share)})`;
  const longer = `Try more --iterations, ${largerRate(options)}, or more units.`;
  return [{ code: 'majority', message, hint: startRemedy(options) ?? cause?.remedy ?? longer }];
}

function overFitting({ train, held, options }: RunFacts, base: number): Diagnosis[] {
  if (held === undefined || train.cost > LEARNT * base) return [];
  const { name, evaluation } = held;
  const gap = train.accuracy - evaluation.accuracy;
  if (gap < GAP || gap <= 1 / Math.sqrt(evaluation.examples)) return [];
  const message = `over-fitting: ${short(train.accuracy)} right in training, ${short(evaluation.accuracy)} on the ${name} set`;
  return [{ code: 'over-fitting', message, hint: `Try ${restraints(options)} or more examples.` }];
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

/** Remedies against over-fitting that this run has not used, or not enough. */
function restraints({ layers, l2, keepProb, earlyStopping, validationSplit }: ParsedOptions): string {
  const dropsOut = weighted(layers.hidden).length > 0;
  const dropout = keepProb.some((keep) => keep < 1)
    ? `a smaller --keep-prob than ${keepProb}`
    : '--keep-prob 0.8';
  // Without examples held out it would watch the training cost, which falls on.
  const stopping = validationSplit > 0 ? '--early-stopping' : '--early-stopping with --validation-split 0.2';
  return [
    l2 > 0 ? `a larger --l2 than ${l2}` : '--l2 0.7',
    ...(dropsOut ? [dropout] : []),
    ...(earlyStopping !== undefined && validationSplit > 0 ? [] : [stopping]),
  ].join(', ');
}

/** A cause that the layers show, and its remedy. */
interface Cause {
  readonly diagnosis: Diagnosis;
  readonly remedy: string;
}

/** The first that holds: dead and saturated layers let gradients vanish too, and are nearer to the cause. */
function layerCause(layers: readonly LayerFacts[], options: ParsedOptions): Cause | undefined {
  return (
    deadUnits(layers, options) ??
    saturatedUnits(layers, options) ??
    explodingGradients(layers, options) ??
    vanishingGradients(layers)
  );
}

function deadUnits(layers: readonly LayerFacts[], options: ParsedOptions): Cause | undefined {
  const dead = layers.filter((facts) => facts.dead >= DEAD);
  if (dead.length === 0) return undefined;
  const shares = dead.map(({ layer, dead: share }) => `${percent(share)} of layer ${layer}`).join(', ');
  return {
    diagnosis: {
      code: 'dead-units',
      message: `dead relu units, 0 for every example: ${shares}; no gradient passes them`,
      hint:
        options.init === 'zeros'
          ? 'Weights that all start at 0 stay there.'
          : 'Units of --activation leaky-relu cannot die.',
    },
    remedy: `Try ${smallerRate(options)}.`,
  };
}

function saturatedUnits(layers: readonly LayerFacts[], options: ParsedOptions): Cause | undefined {
  const saturated = layers.filter((facts) => facts.saturated >= SATURATED);
  if (saturated.length === 0) return undefined;
  const shares = saturated.map(({ layer, saturated: share }) => `${percent(share)} of layer ${layer}`);
  return {
    diagnosis: {
      code: 'saturated-units',
      message: `saturated values, within 1 % of the ends of their activation: ${shares.join(', ')}; hardly a gradient passes them`,
      hint: 'Units of --activation relu do not saturate.',
    },
    remedy: `Try ${smallerRate(options)}.`,
  };
}

function vanishingGradients(layers: readonly LayerFacts[]): Cause | undefined {
  const [first, last] = [layers[0], layers[layers.length - 1]];
  if (first.gradient >= VANISHED * last.gradient) return undefined;
  return {
    diagnosis: {
      code: 'vanishing-gradients',
      message: `the gradients vanish on their way back: ${gradients(layers)}`,
      hint: 'Fewer layers shorten the way.',
    },
    remedy: 'Try --activation relu --init he-normal.',
  };
}

function explodingGradients(layers: readonly LayerFacts[], options: ParsedOptions): Cause | undefined {
  const [first, last] = [layers[0], layers[layers.length - 1]];
  if (first.gradient <= EXPLODED * last.gradient) return undefined;
  return {
    diagnosis: {
      code: 'exploding-gradients',
      message: `the gradients explode on their way back: ${gradients(layers)}`,
      hint: 'Fewer layers shorten the way.',
    },
    remedy: `Try --init lecun-normal and ${smallerRate(options)}.`,
  };
}

function gradients(layers: readonly LayerFacts[]): string {
  const each = layers.map(({ layer, gradient }) => `${gradient.toExponential(1)} at layer ${layer}`);
  return each.length > 4 ? [each[0], '…', each[each.length - 1]].join(', ') : each.join(', ');
}

/** Another start, where the weights were not drawn by the sizes of their layers. */
function startRemedy({ init, activation }: ParsedOptions): string | undefined {
  if (init !== 'zeros' && !init.startsWith('normal:')) return undefined;
  const suited = activation.map((name) => HIDDEN_ACTIVATIONS[name].init);
  const better = suited.find((name) => name === 'he-normal') ?? suited[0];
  return `Try ${shell`--init ${better}`}, which follows the sizes of the layers, instead of ${init}.`;
}

function smallerRate({ learningRate }: ParsedOptions): string {
  return `a smaller --learning-rate, such as ${Number((learningRate / 10).toPrecision(3))}`;
}

function largerRate({ learningRate }: ParsedOptions): string {
  return `a larger --learning-rate than ${learningRate}`;
}

/** The cost of the best answer that is the same for every example. */
function baseCost({ loss, train }: RunFacts): number {
  const shares = classShares(train);
  const targets = train.outputs.cols === 1 ? [shares[1]] : shares;
  return targets.reduce((sum, p) => sum + LOSSES[loss].baseCost(p), 0);
}

function classShares({ perClass, examples }: Evaluation): number[] {
  return perClass.map(({ support }) => support / examples);
}

function majority(evaluation: Evaluation): { index: number; share: number } {
  const shares = classShares(evaluation);
  const share = Math.max(...shares);
  return { index: shares.indexOf(share), share };
}

function short(value: number): string {
  return value.toFixed(4);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
