/** Advice for runs that went badly, each for the options of the run: nothing is advised that it already uses. */
import { HIDDEN_ACTIVATIONS } from '../../nn/activations.js';
import { weighted } from '../../nn/spec.js';
import { shell } from '../../shell.js';
import type { ParsedOptions } from '../options/options.js';
import type { ColumnSizes } from './column-sizes.js';
import type { RateTrials, TriedRate } from './rate-trials.js';

/**
 * A start by the sizes of the layers, where the run's was not: that with the lowest cost in trial updates, with a smaller
 * rate if it needs one.
 */
export function otherStart(options: ParsedOptions, rates: RateTrials): string | undefined {
  const { init, learningRate } = options;
  if (init !== 'zeros' && !init.startsWith('normal:')) return undefined;
  const suited = suitedInit(options);
  const starts = [...new Set([suited, 'lecun-normal'] as const)].flatMap((name) => {
    const tried = rates.fromStart(name);
    return tried ? [{ name, ...tried }] : [];
  });
  const [best = { name: suited, learningRate }] = starts.toSorted((a, b) => a.to - b.to);
  const rate = best.learningRate === learningRate ? '' : shell` and --learning-rate ${best.learningRate}`;
  return `${shell`Try --init ${best.name}`}${rate} instead of ${init}: such weights follow the sizes of the layers.`;
}

/** The initialisation for the hidden activations. */
export function suitedInit({ activation }: ParsedOptions): 'he-normal' | 'lecun-normal' {
  return activation.some((name) => HIDDEN_ACTIVATIONS[name].init === 'he-normal')
    ? 'he-normal'
    : 'lecun-normal';
}

/** A smaller rate that trial updates have shown to work; undefined if none does, and a tenth if none could be tried. */
export function smallerRate({ learningRate }: ParsedOptions, rates: RateTrials): string | undefined {
  const tried = rates.lower();
  if (tried) return `Try ${withTrial(tried)}.`;
  if (rates.areMade) return undefined;
  return `Try a smaller --learning-rate, such as ${Number((learningRate / 10).toPrecision(3))}.`;
}

/** Units that cannot die, or more of them, for layers that no smaller rate keeps alive. */
export function livingUnits({ activation }: ParsedOptions): string {
  return activation.includes('relu')
    ? 'Try --activation leaky-relu, whose units cannot die, or more units in these layers.'
    : 'Try more units in these layers.';
}

/** A layer, for a run that has none and whose classes no straight border parts; zeros would keep its units alike. */
export function hiddenLayer(options: ParsedOptions): string {
  const { init } = options;
  const isSized = init !== 'zeros' && !init.startsWith('normal:');
  const start = isSized ? '' : shell` --init ${suitedInit(options)}`;
  return `Try a hidden layer, such as --layers auto,8,auto${start}: without one the border between classes is straight.`;
}

/** More units, for a run whose cost moves no more at any rate. */
export const MORE_UNITS = 'Try more units or layers, or another --seed.';

/** A larger rate that trial updates have shown to work, or more updates. */
export function largerRate(options: ParsedOptions, rates: RateTrials): string | undefined {
  const tried = rates.higher();
  return tried && rateOrUpdates(options, tried);
}

/** The rate that was tried, or more updates. */
export function rateOrUpdates(options: ParsedOptions, tried: TriedRate): string {
  return `Try ${withTrial(tried)}. Or try ${moreUpdates(options)}.`;
}

/** More updates, or what makes each of them count more. */
export function further(options: ParsedOptions): string {
  const other = options.optimizer === 'gd' ? '--optimizer adam' : 'more units';
  return `Try ${moreUpdates(options)} or ${other}.`;
}

/** `--learning-rate 0.02: in 60 trial updates it lowered the cost from 0.7715 to 0.6712` */
export function withTrial({ learningRate, updates, from, to }: TriedRate): string {
  const rate = shell`--learning-rate ${learningRate}`;
  return `${rate}: in ${updates} trial updates it lowered the cost from ${short(from)} to ${short(to)}`;
}

/** Four times the updates, in the unit of the run. */
function moreUpdates({ epochs, iterations }: ParsedOptions): string {
  return epochs === undefined ? shell`--iterations ${4 * (iterations ?? 0)}` : shell`--epochs ${4 * epochs}`;
}

/** Remedies against over-fitting that this run has not used, or not enough. */
export function restraints({ layers, l2, keepProb, earlyStopping, validationSplit }: ParsedOptions): string {
  const dropsOut = weighted(layers.hidden).length > 0;
  const dropout = keepProb.some((keep) => keep < 1)
    ? `a smaller --keep-prob than ${keepProb}`
    : '--keep-prob 0.8';
  // Without a validation split it would watch the training cost, which keeps falling.
  const stopping = validationSplit > 0 ? '--early-stopping' : '--early-stopping with --validation-split 0.2';
  return [
    l2 > 0 ? `a larger --l2 than ${l2}` : '--l2 0.7',
    ...(dropsOut ? [dropout] : []),
    ...(earlyStopping !== undefined && validationSplit > 0 ? [] : [stopping]),
  ].join(', ');
}

/** A column that is larger than this… */
const LARGE = 10;
/** …and this many times as large as another hides it; even columns of one size are too large from LARGE² on. */
const UNEQUAL = 10;

/** Measurements that differ so much hide one another, however small they are. */
const FAR_APART = 100;

/** True if the inputs need to be brought to one scale. */
export function areUnscaled({ smallest, largest, white, isTable }: ColumnSizes): boolean {
  if (white !== undefined) return largest > LARGE;
  if (isTable && largest > FAR_APART * smallest) return true;
  return largest > LARGE && (largest > UNEQUAL * smallest || largest > LARGE * LARGE);
}

/** `columns of very different sizes (typical values from 0.29 to 1045)`, or `very large inputs (…)` */
export function unscaledPhrase({ smallest, largest, white }: ColumnSizes): string {
  const typical = Number(largest.toPrecision(2));
  if (white !== undefined)
    return `the pixels are not divided by their white of ${white} (a typical value is ${typical}), so every step is too long`;
  const sizes = `(typical values from ${Number(smallest.toPrecision(2))} to ${typical})`;
  return largest > UNEQUAL * smallest
    ? `the columns differ very much in size ${sizes}, so no learning rate suits all of them`
    : `the inputs are very large ${sizes}, so every step is too long`;
}

/** How inputs are brought to one scale. */
export function scaling({ white, isDivided }: ColumnSizes): string {
  if (white !== undefined) return `Try --divisor auto, which divides them by ${white}.`;
  const flags = `${isDivided ? '--divisor none ' : ''}--scale standard`;
  return `Try ${flags}, which brings each column to mean 0 and standard deviation 1.`;
}

/** Four decimals, and for what is smaller the leading digits. */
export function short(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toPrecision(2) : value.toFixed(4);
}
