/** A comparison as JSON; numbers that JSON does not have are texts: "NaN", "Infinity". */
import type { ArrayDifference, Differing } from '../../engine/array-difference.js';
import { indexOf } from '../../engine/shape.js';
import { jsonNumber } from '../json-number.js';
import { type Comparison, firstDifference } from './compared.js';

/** The object of `dnn compare --json`. */
export function comparisonJson(compared: Comparison): object {
  const { a, b, result } = compared;
  const first = firstDifference(compared);
  const { pair, ...place } = first ?? {};
  return {
    same: result.same,
    cause: result.cause ?? null,
    a,
    b,
    first: first === undefined ? null : { ...place, ...(pair && pairJson(pair)) },
    ...(compared.of === 'runs' ? runsJson(compared) : arraysJson(compared)),
    onlyA: result.onlyA,
    onlyB: result.onlyB,
  };
}

function runsJson({ runA, runB, result }: Extract<Comparison, { of: 'runs' }>): object {
  const { commonCosts, options, isOtherData, matrices, shapes, notCompared } = result;
  return {
    commonCosts,
    ...(notCompared.length > 0 && { notCompared }),
    options: Object.fromEntries(options.map(({ name, a, b }) => [name, [a ?? null, b ?? null]])),
    ...(isOtherData && { data: [runA.data, runB.data].map(({ name, sha256 }) => ({ name, sha256 })) }),
    arrays: [
      ...matrices.map(({ name, cols, ...found }) => ({
        name,
        verdict: found.isRounding ? 'rounding' : 'different',
        ...differenceJson(found, (at) => [Math.floor(at / cols), at % cols]),
      })),
      ...shapes.map(({ name, a, b }) => ({ name, verdict: 'shape', shapes: [a, b].map(sizesOf) })),
    ],
  };
}

function arraysJson({ result }: Extract<Comparison, { of: 'arrays' }>): object {
  return {
    arrays: result.arrays.map(({ name, other, verdict, shape, otherShape, difference }) => ({
      name,
      ...(other !== undefined && { other }),
      verdict,
      ...(verdict === 'shape' && { shapes: [shape, otherShape] }),
      ...(difference && differenceJson(difference, (at) => indexOf(at, shape))),
    })),
  };
}

function sizesOf(shape: string): number[] {
  return shape.split('x').map(Number);
}

function differenceJson(
  { first, largest, count, relative }: ArrayDifference,
  indexAt: (at: number) => readonly number[],
): object {
  const place = (pair: Differing) => ({ index: indexAt(pair.at), ...pairJson(pair) });
  return { count, relative: jsonNumber(relative), first: place(first), largest: place(largest) };
}

function pairJson({ a, b, ulps }: Differing): object {
  return { a: jsonNumber(a), b: jsonNumber(b), ulps: ulps ?? null };
}
