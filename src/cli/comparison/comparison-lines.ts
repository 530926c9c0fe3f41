/** A comparison of two runs or sets of arrays, as lines for people. */

import type { ArrayVerdict } from '../../check/compare-arrays.js';
import type { ArrayDifference } from '../../engine/array-difference.js';
import { highest } from '../../engine/extremes.js';
import { flagOf } from '../../errors.js';
import { counted } from '../../report/phrases.js';
import { valueText } from '../../report/results/differences.js';
import { table } from '../../report/terminal/table.js';
import {
  type Comparison,
  type FirstDifference,
  firstDifference,
  firstOfArray,
  firstOfMatrix,
  indexWords,
  numberText,
  pairWords,
  placeWords,
  shapeWords,
} from './compared.js';

type Runs = Extract<Comparison, { of: 'runs' }>;
type Arrays = Extract<Comparison, { of: 'arrays' }>;

/** The lines of a comparison, in a terminal of so many columns. */
export function comparisonLines(compared: Comparison, columns: number): string[] {
  if (compared.result.same)
    return [sameLine(compared), ...(compared.of === 'runs' ? notComparedLine(compared) : [])];
  const first = firstDifference(compared);
  const rows = compared.of === 'runs' ? matrixRows(compared) : compared.result.arrays.map(arrayRow);
  const all = [...rows, ...missingRows(compared)];
  const note = compared.of === 'runs' ? notComparedLine(compared) : [];
  const opening = [
    ...(first ? [firstLine(first)] : []),
    ...(compared.of === 'runs' ? [costsLine(compared)] : []),
  ];
  return [
    ...(opening.length > 0 ? [...opening, ''] : []),
    ...(all.length > 0 ? [...table(all, columns), ''] : []),
    ...note,
    ...(compared.of === 'runs' ? runCause(compared) : arraysCause(compared)),
  ];
}

function firstLine(first: FirstDifference): string {
  if (first.pair) return `The first number that differs is ${placeWords(first)}: ${pairWords(first.pair)}.`;
  const how = first.shapes === undefined ? 'other texts' : shapeWords(first.shapes);
  return `The first array that differs is ${first.array}: ${how}.`;
}

function sameLine({ a, b, of, result }: Comparison): string {
  const digest = `sha256 ${(b.kind === 'model' ? b : a).sha256.slice(0, 12)}…`;
  if (of === 'arrays')
    return `${a.path} and ${b.path} are the same: ${counted(result.arrays.length, 'array')}, ${digest}`;
  const costs = `${counted(result.commonCosts, 'common cost')}`;
  const what = a.kind === 'model' || b.kind === 'model' ? 'parameters' : 'matrices';
  return `${a.path} and ${b.path} are the same: ${what} (${digest}) and ${costs}`;
}

function costsLine({ result: { cost, commonCosts } }: Runs): string {
  if (commonCosts === 0) return 'They have recorded no cost of the same iteration.';
  if (cost === undefined) return `All ${counted(commonCosts, 'cost')} that both have recorded are the same.`;
  if (cost.at === 0) return `It is the first of ${counted(commonCosts, 'cost')} that both have recorded.`;
  return `The ${counted(cost.at, 'cost')} before it that both have recorded are the same.`;
}

function matrixRows({ result: { matrices, shapes } }: Runs): string[][] {
  return [
    ...matrices.map((found) => [found.name, differenceWords(found, indexWords(firstOfMatrix(found).index))]),
    ...shapes.map(({ name, a, b }) => [name, `shapes ${a} and ${b}`]),
  ];
}

function arrayRow(found: ArrayVerdict): string[] {
  const { name, other, verdict, shape, otherShape, difference } = found;
  const label = other === undefined ? name : `${name} (${other})`;
  if (verdict === 'same') return [label, 'the same'];
  if (verdict === 'shape') return [label, shapeWords([shape, otherShape])];
  if (difference === undefined) return [label, 'other texts'];
  return [label, differenceWords(difference, indexWords(firstOfArray(found).index))];
}

/** `rounding: 3 numbers, by up to 2e-16 of the largest` */
function differenceWords({ count, relative, first, isRounding }: ArrayDifference, index: string): string {
  const size =
    relative === Number.POSITIVE_INFINITY
      ? 'one is no finite number'
      : `by up to ${short(relative)} of the largest`;
  const numbers = `${counted(count, 'number')}, ${size}`;
  if (isRounding) return `rounding: ${numbers}`;
  const where = index === '' ? '' : ` at ${index}`;
  return `different: ${numbers}; first${where}: ${numberText(first.a)} and ${numberText(first.b)}`;
}

function short(x: number): string {
  return String(Number(x.toPrecision(2)));
}

function missingRows({ a, b, result: { onlyA, onlyB } }: Comparison): string[][] {
  return [
    ...onlyA.map((name) => [name, `only in ${a.path}`]),
    ...onlyB.map((name) => [name, `only in ${b.path}`]),
  ];
}

/** A checkpoint may keep W1 in another form. */
function notComparedLine({ a, b, result: { notCompared } }: Runs): string[] {
  const { path } = a.kind === 'checkpoint' ? a : b;
  return notCompared.map((name) => `${name} was not compared: ${path} keeps it in the dual form.`);
}

/** Sentences that say why two runs differ. */
function runCause(compared: Runs): string[] {
  const { result, runA, runB } = compared;
  const options = result.options.map(
    ({ name, a, b }) => `${flagOf(name)} ${valueText(a)} and ${valueText(b)}`,
  );
  const others = options.length === 0 ? [] : [`Options that differ: ${options.join('; ')}.`];
  const data = `Other data: ${[runA, runB].map((run) => `${run.data.name} (sha256 ${run.data.sha256.slice(0, 12)}…)`).join(' and ')}.`;
  switch (result.cause) {
    case 'data':
      return [data, ...others];
    case 'seed':
      return ['Another seed: starts and random numbers have nothing to do with each other.', ...others];
    case 'option':
      return ['Another option.', ...others];
    case 'length':
      return [
        `They are one run as far as both go: ${runA.iterations} and ${runB.iterations} updates.`,
        ...others,
      ];
    case 'rounding':
      return [...roundingLines(compared), ...circumstances(compared), ...others];
    default:
      return [
        'Data and recorded options are the same: none of them explains it.',
        ...circumstances(compared),
        ...others,
      ];
  }
}

function roundingLines({ result: { matrices } }: Runs): string[] {
  const grown = matrices.find(({ isRounding }) => !isRounding);
  if (grown === undefined) return ['It looks like rounding: a few units in the last place everywhere.'];
  const size = short(highest(matrices.map(({ relative }) => relative)));
  return [
    `It begins as rounding does, with a few units in the last place, and grows to ${size} of an array's largest number.`,
  ];
}

/** Sentences on what else may explain other last bits. */
function circumstances({ runA, runB }: Runs): string[] {
  const pairs = [
    ['kernels', runA.kernels, runB.kernels],
    ['versions of dnn', runA.dnn, runB.dnn],
  ].filter(([, a, b]) => a !== undefined && b !== undefined && a !== b);
  return pairs.map(([what, a, b]) => `Other ${what}, which may round otherwise: ${a} and ${b}.`);
}

/** Sentences that say why two sets of arrays differ, as far as their numbers tell. */
function arraysCause({ result }: Arrays): string[] {
  const found = result.arrays.find(({ verdict }) => verdict !== 'same' && verdict !== 'rounding');
  const name = found?.name;
  switch (result.cause) {
    case 'rounding':
      return ['It looks like rounding: a few units in the last place everywhere.'];
    case 'start':
      return [
        `${name} is the first that differs, and the two have nothing to do with each other: another seed or start.`,
      ];
    case 'data':
      return [`${name} is the first that differs: other data, or another order or scale of the examples.`];
    case 'unknown':
      if (found?.verdict === 'shape')
        return [`${name} is the first that differs, by its shape: other layers or examples, or turned over.`];
      return [`${name} is the first that differs by more than rounding.`];
    default:
      return [
        result.arrays.length === 0
          ? 'They have no array in common.'
          : 'The arrays that both have are the same.',
      ];
  }
}
