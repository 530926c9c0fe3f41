/** The space that somebody means who writes it in another way, or with a slip. It holds spellings; it parses nothing. */
import { nearest } from '../suggest.js';

/** A number in a space: no dot at its end, so that dots between two numbers are no part of them. */
export const NUMBER = String.raw`-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?`;

/** Other words for our scales, in lower-case letters and digits. */
const WORDS: readonly (readonly [scale: string, words: string])[] = [
  ['log:', 'log lgo log10 ln loge loguniform log-uniform logu logscale logarithmic geometric'],
  ['1-log:', '1-log 1-log10 1-loguniform one-minus-log 1log 1mlog 1minuslog'],
  ['log2:', 'log2 log-2 pow2 power2 powers2'],
  ['', 'uniform range linear lin float int randint choice categorical values grid'],
];
const SCALES = ['log', '1-log', 'log2', 'loguniform', 'uniform'];

/** Signs that others write between two bounds; a comma only in brackets, for elsewhere it stands between values. */
const SIGNS = String.raw`\.{3,}|…|‥|-|–|—|:|~|\bto\b`;
const BETWEEN = between(SIGNS);
const BETWEEN_IN_BRACKETS = between(`${SIGNS}|,`);
const BRACKETS = /^[[({<](.*)[\])}>]$/;
const CHOICES = /\s*(?:[,;/|]|\bor\b)\s*/i;

/** The text as a space that `isRight` takes; undefined when none is near. */
export function meantSpace(text: string, isRight: (text: string) => boolean): string | undefined {
  const candidates = [...scaled(text.trim()), ...spellings(text.trim())];
  return candidates.find((candidate) => candidate !== text && isRight(candidate));
}

/** The text behind a word of a scale, `loguniform(1e-4, 1)`, in our spellings. */
function scaled(text: string): string[] {
  const [, word, rest] = /^([\w-]*[a-z2][\w-]*)\s*(?:[:=]\s*|(?=[[({]))(.*)$/i.exec(text) ?? [];
  if (word === undefined) return [];
  const plain = word.toLowerCase().replaceAll('_', '-');
  const isOf = (spelling: string | undefined) =>
    WORDS.find(([, words]) => words.split(' ').includes(spelling ?? ''));
  const near = isOf(plain) ?? isOf(nearest(plain, SCALES));
  return near === undefined ? [] : spellings(rest).map((range) => `${near[0]}${range}`);
}

function spellings(text: string): string[] {
  const bare = text.replace(BRACKETS, '$1');
  const range = bare.replace(bare === text ? BETWEEN : BETWEEN_IN_BRACKETS, '$1..$2');
  const swapped = range.replace(
    new RegExp(`(${NUMBER})\\.\\.(${NUMBER})`, 'gi'),
    (_, a: string, b: string) => (Number(a) > Number(b) ? `${b}..${a}` : `${a}..${b}`),
  );
  const items = bare.split(CHOICES).map((item) => item.replace(/^(['"])(.*)\1$/, '$2'));
  return [text, range, items.join('|'), swapped];
}

function between(signs: string): RegExp {
  return new RegExp(`(${NUMBER})\\s*(?:${signs})\\s*(${NUMBER})`, 'gi');
}
