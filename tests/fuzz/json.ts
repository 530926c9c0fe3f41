/** Changes of JSON that keep it JSON: values, keys and depths that a schema did not think of. */
import { type Mutation, mutate } from './bytes.js';
import type { Random } from './random.js';

/** Values as text, as JSON.stringify would not write all of them. */
const VALUES = [
  ...[
    '0',
    '-0',
    '1',
    '-1',
    '2',
    '0.5',
    '1e9',
    '1000000000',
    '2147483647',
    '2147483648',
    '4294967296',
    '1e308',
  ],
  ...[
    '-1e308',
    '1e400',
    '5e-324',
    '9007199254740993',
    '1e21',
    'null',
    'true',
    'false',
    '""',
    '"a"',
    '[]',
    '{}',
  ],
  ...['[[]]', '"NaN"', '"__proto__"', '"constructor"', '[1,2]', '[null]', '{"__proto__":null}', '"\\ud800"'],
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  'data',
  'shape',
  '',
  '0',
  'W1',
  'type',
];

/** Where a value stands in the tree. */
type Place = { readonly parent: Record<string, unknown>; readonly key: string };

/** Stands in the text where a value of `VALUES` or depth is put. */
const MARK = '\u0001';
const MAX_DEPTH = 50;

/** Everything in the tree, down to where a change has made it deep. */
function places(value: unknown, found: Place[] = [], depth = 0): Place[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return found;
  const parent = value as Record<string, unknown>;
  for (const key of Object.keys(parent)) {
    found.push({ parent, key });
    places(parent[key], found, depth + 1);
  }
  return found;
}

function change({ parent, key }: Place, all: readonly Place[], random: Random): void {
  const other = random.pick(all);
  const kind = random.below(8);
  if (kind < 4) set(parent, key, MARK);
  else if (kind === 4) delete parent[key];
  else if (kind === 5) set(parent, key, structuredClone(other.parent[other.key]));
  else if (Array.isArray(parent[key]))
    (parent[key] as unknown[]).push(...(parent[key] as unknown[]).slice(0, 3));
  else if (Array.isArray(parent)) parent.splice(Number(key), random.below(2), MARK);
  else if (kind === 6) set(parent, random.pick(KEYS), MARK);
  else set(parent, `${key}${random.pick(['', ' ', '2'])}`, parent[key]);
}

/** As JSON.parse does: a key __proto__ is one like any other. */
function set(parent: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, writable: true, configurable: true });
}

function valueText(random: Random): string {
  if (random.chance(0.03)) return deep(random);
  if (random.chance(0.15)) return String(random.next() - 2 ** 31);
  return random.pick(VALUES);
}

function deep(random: Random): string {
  const depth = random.pick([100, 5000, 20000]);
  return random.chance(0.5)
    ? '['.repeat(depth) + ']'.repeat(depth)
    : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

/** A key twice: the second counts for JSON.parse, the first may for others. */
function doubled(text: string, random: Random): string {
  const keys = [...text.matchAll(/"(\w+)":/g)];
  const key = random.pick(keys);
  return key === undefined
    ? text
    : `${text.slice(0, key.index)}${key[0]}${valueText(random)},${text.slice(key.index)}`;
}

/** The text with one to three values, keys or depths changed; text that is no JSON, or too deep to write, as it is. */
export function changeJson(text: string, random: Random): string {
  try {
    const written = JSON.stringify(changed(JSON.parse(text), random));
    const filled = written.replaceAll(JSON.stringify(MARK), () => valueText(random));
    return random.chance(0.1) ? doubled(filled, random) : filled;
  } catch {
    return text;
  }
}

function changed(tree: unknown, random: Random): unknown {
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const all = places(tree);
    if (all.length === 0) break;
    // Those high in the tree are few, and decide more.
    change(random.pick(random.chance(0.4) ? all.slice(0, 30) : all), all, random);
  }
  return tree;
}

const onTree: Mutation = (bytes, random) => Buffer.from(changeJson(bytes.toString('utf8'), random));

/** A changed copy of one of `seeds`, mostly JSON still. */
export function mutateJson(seeds: readonly Buffer[], random: Random): Buffer {
  const bytes = random.pick(seeds);
  return random.chance(0.8) ? onTree(Buffer.from(bytes), random, seeds) : mutate(seeds, random, [onTree]);
}
