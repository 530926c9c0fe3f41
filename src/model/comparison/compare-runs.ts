/** The comparison of two runs: whether they are the same, where they part, and why. */
import { type ArrayDifference, arrayDifference, type Differing } from '../../engine/array-difference.js';
import type { Dtype } from '../../engine/matrix.js';
import { ulpsBetween } from '../../engine/ulps.js';
import type { NamedMatrix } from '../../nn/parameter.js';
import { isRecorded, TRAINING_OPTIONS } from '../../train/options/options.js';
import type { CostPoint } from '../../train/records.js';
import type { RecordedRun } from './recorded-run.js';

/** A recorded cost that differs, before update `iteration`. */
export interface CostDifference extends Differing {
  readonly iteration: number;
  readonly split: 'train' | 'validation';
}

/** A matrix that differs. */
export interface MatrixDifference extends ArrayDifference {
  readonly name: string;
  readonly cols: number;
}

/** A matrix of one name and two shapes. */
export interface OtherShape {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

/** An option whose recorded values differ. */
export interface OptionDifference {
  readonly name: string;
  readonly a: unknown;
  readonly b: unknown;
}

/**
 * Why two runs differ:
 * - data: they were trained on other examples or labels;
 * - option: an option that the numbers depend on is another;
 * - seed: that of the random numbers alone is another;
 * - length: they are the same as far as both go, and one goes farther;
 * - rounding: the first difference is a few units in the last place;
 * - unknown: nothing that is recorded explains it.
 */
export type Cause = 'data' | 'option' | 'seed' | 'length' | 'rounding' | 'unknown';

export interface RunComparison {
  readonly same: boolean;
  /** Undefined where they are the same. */
  readonly cause: Cause | undefined;
  /** The first of the costs that both have recorded. */
  readonly cost: CostDifference | undefined;
  /** Iterations whose costs both have recorded. */
  readonly commonCosts: number;
  readonly matrices: readonly MatrixDifference[];
  readonly shapes: readonly OtherShape[];
  /** Matrices of one alone. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** Parameters of a model that the checkpoint beside it keeps in another form: C1 and s1 in place of W1. */
  readonly notCompared: readonly string[];
  /** Those that change the numbers first, then those of the length. */
  readonly options: readonly OptionDifference[];
  readonly isOtherData: boolean;
}

/** Units in the last place that the first difference of a rounding is at most. */
const FEW = 64;

/** Compares what is recorded of two runs; they are the same if their matrices and common costs are, to the bit. */
export function compareRuns(a: RecordedRun, b: RecordedRun): RunComparison {
  const dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'float64';
  const found = {
    ...costDifference(a, b, dtype),
    ...matrixDifferences(a, b, dtype),
    options: optionDifferences(a, b),
    isOtherData: a.data.sha256 !== b.data.sha256,
  };
  const same =
    found.cost === undefined &&
    found.matrices.length + found.shapes.length + found.onlyA.length + found.onlyB.length === 0 &&
    a.dtype === b.dtype;
  return { same, cause: same ? undefined : causeOf(a, b, found), ...found };
}

type Found = Omit<RunComparison, 'same' | 'cause'>;

function causeOf(a: RecordedRun, b: RecordedRun, found: Found): Cause {
  const { cost, matrices, options, isOtherData, commonCosts } = found;
  if (isOtherData) return 'data';
  const deciding = options.filter(({ name }) => scopeOf(name) === 'numbers');
  if (deciding.length > 0) return deciding.every(({ name }) => name === 'seed') ? 'seed' : 'option';
  if (cost === undefined && commonCosts > 0 && a.iterations !== b.iterations) return 'length';
  const first = cost ?? matrices[0]?.first;
  if (first?.ulps !== undefined && (first.ulps <= FEW || (!cost && matrices[0].isRounding)))
    return 'rounding';
  return 'unknown';
}

/** The first cost that differs, of the iterations that both have. */
function costDifference(a: RecordedRun, b: RecordedRun, dtype: Dtype): Pick<Found, 'cost' | 'commonCosts'> {
  const train = firstOf(a.costs, b.costs, 'train', dtype);
  const validation = firstOf(a.validationCosts, b.validationCosts, 'validation', dtype);
  const [first] = [train.cost, validation.cost]
    .filter((each) => each !== undefined)
    .sort((x, y) => x.iteration - y.iteration);
  return { cost: first, commonCosts: train.common };
}

function firstOf(
  a: readonly CostPoint[],
  b: readonly CostPoint[],
  split: CostDifference['split'],
  dtype: Dtype,
): { cost: CostDifference | undefined; common: number } {
  const others = new Map(b);
  const common = a.filter(([iteration]) => others.has(iteration));
  for (const [at, [iteration, cost]] of common.entries()) {
    const other = others.get(iteration) as number;
    if (Object.is(cost, other)) continue;
    const difference = { at, a: cost, b: other, ulps: ulpsBetween(cost, other, dtype) };
    return { cost: { ...difference, iteration, split }, common: common.length };
  }
  return { cost: undefined, common: common.length };
}

function matrixDifferences(
  { kind, matrices: a }: RecordedRun,
  { kind: otherKind, matrices: b }: RecordedRun,
  dtype: Dtype,
): Pick<Found, 'matrices' | 'shapes' | 'onlyA' | 'onlyB' | 'notCompared'> {
  const others = new Map(b.map(({ name, value }) => [name, value]));
  const names = new Set(a.map(({ name }) => name));
  const matrices: MatrixDifference[] = [];
  const shapes: OtherShape[] = [];
  for (const { name, value } of a) {
    const other = others.get(name);
    if (other === undefined) continue;
    if (other.shape !== value.shape) {
      shapes.push({ name, a: value.shape, b: other.shape });
      continue;
    }
    const difference = arrayDifference(value.data, other.data, dtype);
    if (difference) matrices.push({ name, cols: value.cols, ...difference });
  }
  const missing = (of: readonly NamedMatrix[], isThere: (name: string) => boolean) =>
    of.map(({ name }) => name).filter((name) => !isThere(name));
  const onlyA = missing(a, (name) => others.has(name));
  const onlyB = missing(b, (name) => names.has(name));
  if (kind === otherKind) return { matrices, shapes, onlyA, onlyB, notCompared: [] };
  // A checkpoint holds more than parameters, and not all of them as the model has them.
  return { matrices, shapes, onlyA: [], onlyB: [], notCompared: kind === 'model' ? onlyA : onlyB };
}

/** Facts of the data that stand among the options. */
const OF_DATA = ['divisor'];

function optionDifferences(a: RecordedRun, b: RecordedRun): OptionDifference[] {
  const names = [...Object.keys(TRAINING_OPTIONS).filter(isRecorded), ...OF_DATA];
  const differing = names.filter((name) => valueIn(a, b, name) !== valueIn(b, a, name));
  const isDeciding = (name: string) => scopeOf(name) === 'numbers';
  const ordered = [...differing.filter(isDeciding), ...differing.filter((name) => !isDeciding(name))];
  return ordered.map((name) => ({ name, a: a.options[name], b: b.options[name] }));
}

/** The text of an option to compare it by: however --layers was written, the network is meant. */
function valueIn({ options, network }: RecordedRun, other: RecordedRun, name: string): string {
  if (name !== 'layers') return textOf(options[name]);
  if (network !== undefined && other.network !== undefined) return network;
  const isOpen = [options.layers, other.options.layers].some((layers) => String(layers).includes('auto'));
  return isOpen ? '' : textOf(options.layers);
}

function textOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}

function scopeOf(name: string): string | undefined {
  if (OF_DATA.includes(name)) return 'numbers';
  return (TRAINING_OPTIONS as Readonly<Record<string, { readonly scope: string }>>)[name]?.scope;
}
