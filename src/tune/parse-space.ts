/**
 * The grammar of spaces: `1e-4..1`, `log:1e-4..1`, `1-log:0.001..0.1`, `log2:8..128`, `a|b|c`, and ranges within a
 * longer value: `auto,8..64,auto`, `inverse:log:0.001..0.1`. Whether the option takes the values is asked of the option.
 */
import { DnnError, flagOf, optionError } from '../errors.js';
import { shell } from '../shell.js';
import { type Option, written } from '../train/options/option.js';
import { brief } from '../visible.js';
import { choiceAxis, continuousAxis, powersOfTwo, type Range, restOf, wholeAxis } from './axes.js';
import { meantSpace, NUMBER } from './meant-space.js';
import type { Dimension, PlainValue, Space } from './space.js';

/** How the values of an option are put together, where that is not as of all. */
export interface SpaceRules {
  /** True if its parts between commas may be choices themselves, and one whose width is 0 is left out: layers. */
  readonly isLayers?: boolean;
  /** True if `none` is a choice, which leaves the option unset. */
  readonly hasNone?: boolean;
  /** Spaces that it takes, the most useful first, where they do not follow from its values. */
  readonly examples?: readonly [string, ...string[]];
}

/** An option that may have a space. */
export interface Subject extends SpaceRules {
  /** `learningRate` */
  readonly name: string;
  readonly option: Option;
}

/** True for a text that is a space and no value, whether or not it is a right one. */
export function looksLikeSpace(text: string): boolean {
  return /\.\.|\|/.test(text) || /^(?:1-log|log|log2):/i.test(text);
}

/** Characters of a space: no longer text is one. */
const MOST_CHARACTERS = 1000;

/** @throws DnnError (usage) with the space that was probably meant. */
export function parseSpace(subject: Subject, text: string): Space {
  if (text.length > MOST_CHARACTERS)
    throw spaceError(subject, text, `it is longer than ${MOST_CHARACTERS} characters`);
  try {
    return spaceOf(subject, text);
  } catch (error) {
    const meant = error instanceof DnnError ? meaningOf(subject, text) : undefined;
    if (meant === undefined) throw error;
    throw spaceError(subject, text, (error as DnnError).option?.problem as string, meant);
  }
}

/** `Did you mean log:1e-4..1?`; undefined when no space is near to the text. */
export function meaningOf(subject: Subject, text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const meant = meantSpace(text, (other) => {
    try {
      return looksLikeSpace(other) && spaceOf(subject, other) !== undefined;
    } catch (error) {
      if (error instanceof DnnError) return false;
      throw error;
    }
  });
  return meant === undefined ? undefined : `Did you mean ${brief(meant)}?`;
}

function spaceOf(subject: Subject, text: string): Space {
  if (text.includes('...')) throw spaceError(subject, text, 'expected two dots between the bounds');
  if (text.includes('|') && !areWidths(subject, text)) return choiceSpace(subject, text);
  return templateSpace(subject, text);
}

/** True if `|` stands between the widths of one layer, `auto,8|16,auto`, and not between whole specs of one input. */
function areWidths({ isLayers }: Subject, text: string): boolean {
  const specs = text.split('|').map((spec) => spec.split(',').map((token) => token.trim()));
  const isSame = (end: number) => specs.every((tokens) => tokens.at(end) === specs[0].at(end));
  return isLayers === true && !(specs.every(({ length }) => length > 1) && isSame(0) && isSame(-1));
}

/** A choice of whole values. */
function choiceSpace(subject: Subject, text: string): Space {
  const items = itemsOf(subject, text, text, (item) => item);
  const axis = choiceAxis(subject.name, text, items.map(numberOr));
  return {
    text,
    option: subject.name,
    dimensions: [axis],
    compose: ([value]) => plainValue(subject, value),
  };
}

/** The items of a choice. @throws DnnError (usage) for one that the option refuses, or that is there twice. */
function itemsOf(
  subject: Subject,
  text: string,
  choices: string,
  within: (item: string) => string,
): string[] {
  const items = choices.split('|').map((item) => item.trim());
  const seen = new Map<string, string>();
  for (const item of items) {
    if (item === '') throw spaceError(subject, text, 'a choice is empty, expected values such as a|b|c');
    if (/\.\./.test(item))
      throw spaceError(subject, text, `the choice ${brief(item)} is a range`, RANGE_HINT);
    const plain = isNone(subject, item) ? null : within(item);
    const refused = plain === null ? undefined : refusal(subject, plain);
    if (refused) {
      const hint =
        subject.hasNone && /^(off|null|no|false|undefined)$/i.test(item) ? NONE_HINT : refused.hint;
      throw spaceError(subject, text, `the choice ${brief(item)}: ${refused.problem}`, hint);
    }
    const value = JSON.stringify(plain === null ? null : written(subject.option.read(plain)));
    const twin = seen.get(value);
    if (twin !== undefined) {
      const problem =
        twin === item ? `${brief(item)} is given twice` : `${brief(twin)} and ${brief(item)} are the same`;
      throw spaceError(subject, text, problem, 'Remove one of them.');
    }
    seen.set(value, item);
  }
  return items;
}

const RANGE_HINT = 'Give a range or a choice of values.';
const NONE_HINT = 'Did you mean none?';

function isNone({ hasNone }: Subject, item: string): boolean {
  return hasNone === true && item === 'none';
}

function plainValue(subject: Subject, value: string | number): PlainValue {
  if (typeof value === 'number') return value;
  if (isNone(subject, value)) return null;
  if (subject.option.schema.type !== 'boolean') return value;
  return subject.option.read(value) === true;
}

const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`, 'i');

function numberOr(item: string): string | number {
  return WHOLE_NUMBER.test(item) ? Number(item) : item;
}

/** A range in a text, with its scale. */
const RANGE = new RegExp(`(?:(1-log|log2|log):)?(${NUMBER})\\.\\.(${NUMBER})`, 'gi');

/** A range or a choice within a token, as it was written. */
interface Hole {
  readonly text: string;
  readonly scale: string;
  /** Two bounds, or the items of a choice. */
  readonly bounds: readonly string[];
}

/** A part of the value between commas: its fixed texts, with a hole between each two. */
interface Token {
  readonly fixed: readonly string[];
  readonly holes: readonly Hole[];
}

/** A value with ranges, or choices of widths, in some of its parts. */
function templateSpace(subject: Subject, text: string): Space {
  const tokens = text.split(',').map((token) => tokenOf(token.trim()));
  const holes = tokens.flatMap((token) => token.holes);
  if (holes.length === 0)
    throw spaceError(subject, text, 'expected a range low..high of two numbers, or a choice a|b');
  const names = tokens.flatMap((token, at) => namesOf(subject.name, tokens.length, token, at));
  const last = holes.map(({ bounds }) => bounds[bounds.length - 1]);
  const fill = (values: readonly (string | number)[]) => filled(subject, tokens, values);
  const dimensions = holes.map((hole, at) =>
    axisOf(subject, text, names[at], hole, (value) => fill(last.with(at, value))),
  );
  const isWhole = tokens.length === 1 && tokens[0].fixed.every((piece) => piece === '');
  const compose: Space['compose'] = isWhole ? ([value]) => value : fill;
  return { text, option: subject.name, dimensions, leavesOut: subject.isLayers === true, compose };
}

function tokenOf(text: string): Token {
  if (text.includes('|'))
    return { fixed: ['', ''], holes: [{ text, scale: 'choice', bounds: text.split('|') }] };
  const matches = [...text.matchAll(RANGE)];
  const ends = matches.map(({ 0: { length }, index }) => index + length);
  const fixed = [
    ...matches.map(({ index }, i) => text.slice(i === 0 ? 0 : ends[i - 1], index)),
    text.slice(ends.at(-1) ?? 0),
  ];
  const holes = matches.map(([whole, scale = 'uniform', low, high]) => ({
    text: whole,
    scale: scale.toLowerCase(),
    bounds: [low, high],
  }));
  return { fixed, holes };
}

/** `l2`, `layers[1]`, and of a second range in one part `layers[1][1]`. */
function namesOf(option: string, tokens: number, { holes }: Token, at: number): string[] {
  const name = tokens === 1 ? option : `${option}[${at}]`;
  return holes.map((_, i) => (i === 0 ? name : `${name}[${i}]`));
}

/** The text of the value; a layer of width 0 is left out. */
function filled(
  { isLayers }: Subject,
  tokens: readonly Token[],
  values: readonly (string | number)[],
): string {
  let taken = 0;
  const texts = tokens.map(({ fixed }) =>
    fixed.map((piece, i) => (i === 0 ? piece : `${values[taken++]}${piece}`)).join(''),
  );
  return (isLayers ? texts.filter((token, i) => token !== '0' || tokens[i].holes.length === 0) : texts).join(
    ',',
  );
}

/** The axis of a hole; `within` puts one of its values into the whole text. */
function axisOf(
  subject: Subject,
  text: string,
  name: string,
  hole: Hole,
  within: (value: string) => string,
): Dimension {
  const { scale, bounds } = hole;
  if (scale === 'choice') {
    const items = itemsOf(subject, text, hole.text, within);
    return choiceAxis(name, hole.text, items.map(numberOr));
  }
  const [low, high] = bounds.map(Number);
  assertBounds(subject, text, hole, low, high);
  const range = { name, text: hole.text, scale: scale === 'log2' ? 'log' : scale, low, high } as Range;
  for (const bound of scale === '1-log' ? [low, high].map((rest) => String(restOf(rest))) : bounds)
    assertTaken(subject, text, bound, within(bound));
  const isWhole =
    Number.isInteger(low) &&
    Number.isInteger(high) &&
    refusal(subject, within(String(low + 0.5))) !== undefined;
  if (!isWhole) return continuousAxis(range);
  if (scale !== 'log2') return wholeAxis(range);
  const powers = powersOfTwo(low, high);
  if (powers.length > 1) return choiceAxis(name, hole.text, powers, 'log');
  const found = powers.length === 0 ? 'no power of 2' : 'one power of 2 only';
  throw spaceError(
    subject,
    text,
    `there is ${found} from ${low} to ${high}`,
    `For other whole numbers: log:${low}..${high}`,
  );
}

/** @throws DnnError (usage) for bounds that are no interval on their scale. */
function assertBounds(
  subject: Subject,
  text: string,
  { scale, bounds: [from, to] }: Hole,
  low: number,
  high: number,
): void {
  if (low === high) {
    const hint = `Give the value: ${shell`${flagOf(subject.name)} ${text.replace(/(?:(?:1-log|log2?):)?[^,:|]*\.\./i, '')}`}`;
    throw spaceError(subject, text, `both bounds are ${from}, so that there is nothing to choose`, hint);
  }
  if (low > high) throw spaceError(subject, text, `the lower bound ${from} is above the upper bound ${to}`);
  if (scale === '1-log' && !(low > 0 && high < 1)) {
    const problem = `1-log takes the bounds of 1 − value, which are above 0 and below 1, got ${from} and ${to}`;
    throw spaceError(subject, text, problem, 'For values from 0.9 to 0.999 write 1-log:0.001..0.1.');
  }
  if (scale !== 'uniform' && low <= 0) {
    const start = refusal(subject, `${high / 1e4}`) ? '1' : `${high / 1e4}`;
    const hint = `Start above 0: ${scale}:${to === '0' ? '1e-4..1' : `${start}..${to}`}`;
    throw spaceError(subject, text, `a logarithmic scale has no ${from}`, hint);
  }
}

/** @throws DnnError (usage) when the option does not take a bound. */
function assertTaken(subject: Subject, text: string, bound: string, whole: string): void {
  const refused = refusal(subject, whole);
  if (refused === undefined) return;
  const near = subject.option.scale === '1-log' ? ' For values near 1: 1-log:0.001..0.1.' : '';
  const hint = refused.hint ?? `Each bound has to be a value that the option takes.${near}`;
  throw spaceError(subject, text, `the bound ${bound}: ${refused.problem}`, hint);
}

/** Why the option does not take a text; undefined if it does. */
function refusal(
  { option }: Subject,
  text: string,
): { readonly problem: string; readonly hint?: string | undefined } | undefined {
  try {
    return option.read(text) === undefined ? { problem: `expected ${option.expected}` } : undefined;
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    return { problem: error.option?.problem ?? error.message, hint: error.hint };
  }
}

function spaceError({ name }: Subject, text: string, problem: string, hint?: string): DnnError {
  return optionError(name, text, problem, hint ?? SPACE_HINT);
}

const SPACE_HINT = "Write a range such as 1e-4..1 or log:1e-4..1, or a choice such as 'a|b|c'.";
