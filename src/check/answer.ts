/** The answer of a check in words: the first wrong array, its mistake, and the formula as it should be. */
import { LEFT_OUT, LESS_WORK } from './budget.js';
import type { CheckResult, Finding } from './check.js';
import type { CheckedArray } from './checked-array.js';
import { isOfLayers } from './placed.js';
import type { Told } from './told.js';

/** The sentences about each finding, the first first. */
export function answerOf({ arrays, findings, tolerance }: CheckResult): string[] {
  if (findings.length === 0) {
    const judged = arrays.filter(({ verdict }) => verdict !== 'unjudged').length;
    const all = judged === 1 ? 'The one array is right' : `All ${judged} arrays are right`;
    if (judged === arrays.length)
      return [`${all}, to ${tolerance} of ${judged === 1 ? 'its' : 'their'} size.`];
    return [
      `${judged} of ${arrays.length} arrays are right, to ${tolerance} of their size; the others could not be judged.`,
    ];
  }
  return findings.flatMap((finding, i) => paragraphOf(finding, i === 0, arrays));
}

function paragraphOf(finding: Finding, isFirst: boolean, arrays: readonly CheckedArray[]): string[] {
  const { name } = finding.array;
  const before = arrays.slice(
    0,
    arrays.findIndex((array) => array.name === name),
  );
  const right = isFirst ? before.findLast(({ verdict }) => verdict === 'right') : undefined;
  const opening = right === undefined ? '' : `${right.name} is right. `;
  const place = isFirst ? 'is the first that is wrong' : 'is wrong too, by itself';
  return [`${opening}${name} ${place} (${differenceWords(finding.array)}).`, ...explanation(finding)];
}

/** `largest difference 0.31 at [2, 5]` */
export function differenceWords({
  verdict,
  difference,
  at = [],
  value,
  shape,
  expected,
}: CheckedArray): string {
  if (verdict === 'shape') return `shape (${shape?.join(', ')}) where (${expected?.join(', ')}) is expected`;
  const where = at.length === 0 ? '' : ` at [${at.join(', ')}]`;
  if (difference === Infinity) return infiniteWords(where, value);
  return `largest difference ${Number((difference ?? 0).toPrecision(3))}${where}`;
}

/** `NaN at [2, 5], which is no number`; of one number `it is NaN, no number` */
function infiniteWords(where: string, value: number | undefined): string {
  if (Number.isFinite(value)) return `${value}${where}, where the arrays before it give no number`;
  return where === '' ? `it is ${value}, no number` : `${value}${where}, no number`;
}

function explanation({ mistakes, pairs, relation, reason, untried }: Finding): string[] {
  if (reason !== undefined) return [`${capital(reason)}.`];
  if (mistakes.length > 0) {
    const several = mistakes.length > 1 ? [`${mistakes.length} mistakes give these very numbers:`] : [];
    return [...several, ...mistakes.flatMap((placed) => mistakeLines(equalWords(placed), placed))];
  }
  if (pairs.length > 0) {
    const [first, second] = pairs[0];
    const others = pairs.length > 1 ? [`So do ${pairs.length - 1} other pairs of mistakes.`] : [];
    return [
      `Two mistakes together give these very numbers, to ${first.digits} digits:`,
      ...[first, second].flatMap((placed) => mistakeLines(capital(placed.mistake.did), placed)),
      ...others,
    ];
  }
  const how = relation === undefined ? '' : ` ${capital(relation)}.`;
  return [`${untried > 0 ? untriedWords(untried) : 'No mistake that is known gives these numbers.'}${how}`];
}

function untriedWords(untried: number): string {
  const left = untried === 1 ? 'one more was' : `${untried} more were`;
  return `No mistake that was tried gives these numbers; ${left} ${LEFT_OUT}. ${capital(LESS_WORK)}.`;
}

function equalWords({ mistake, digits }: Told): string {
  const digitWords = digits === undefined ? '' : `, to ${digits} digits,`;
  return `It equals${digitWords} what you get when ${mistake.did}`;
}

/** A clause about a mistake with its layers, the wrong line of NumPy, and the right one. */
export function mistakeLines(opening: string, placed: Pick<Told, 'mistake' | 'layers' | 'only'>): string[] {
  const { mistake, layers } = placed;
  return [
    `${opening}${layerWords(layers, mistake)}${partWords(placed)}:`,
    `    ${mistake.wrong}`,
    `${mistake.why} So:`,
    `    ${mistake.right}`,
  ];
}

/** ` in layer 2`, ` in layers 1 and 2`; nothing of a mistake that is of no layer. */
export function layerWords(layers: readonly number[], mistake: Pick<Told['mistake'], 'changes'>): string {
  if (layers.length === 0 || !isOfLayers(mistake)) return '';
  if (layers.length === 1) return ` in layer ${layers[0]}`;
  return ` in layers ${layers.slice(0, -1).join(', ')} and ${layers[layers.length - 1]}`;
}

/** `, in W_new and not in b_new`: the arrays of which a mistake is made, where it could be made in others as well. */
export function partWords({ mistake, only }: Pick<Told, 'mistake' | 'only'>): string {
  if (only === undefined) return '';
  const others = Object.keys(mistake.changes).filter((kind) => kind !== only);
  return `, in ${only} and not in ${others.join(', ')}`;
}

function capital(text: string): string {
  return /^[a-z]{2}/.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
}
