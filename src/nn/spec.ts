/** The grammar of `--layers`: comma-separated tokens, the first the input, the last the output. */
import { sizeOf } from '../engine/shape.js';
import { type DnnError, optionError } from '../errors.js';
import { shell } from '../shell.js';
import { nearest } from '../suggest.js';
import { brief } from '../visible.js';
import type { Grammar } from './layers/layer-type.js';
import { isWeighted, LAYER_TYPES, type LayerShape, layerText, outputShape, typeOf } from './layers/layers.js';
import { imageOf } from './shapes.js';

/** The layers as `--layers` writes them. */
export interface LayersSpec {
  /** As it was written. */
  readonly text: string;
  /** Shape of one example, or whatever the data has. */
  readonly input: readonly number[] | 'auto';
  readonly hidden: readonly LayerShape[];
  readonly output: number | 'auto';
}

/** The hidden layers that have weights. */
export function weighted(hidden: readonly LayerShape[]): readonly LayerShape[] {
  return hidden.filter((layer) => isWeighted(layer));
}

/** The layers for data of one shape. */
export interface ResolvedLayers {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  readonly hidden: readonly LayerShape[];
  readonly output: number;
}

/** The data as a network has to fit them. */
export interface DataShape {
  readonly name: string;
  readonly shape: readonly number[];
  /** 0 where the target is a number. */
  readonly classes: number;
}

/** The grammars of the types that are written with a word. */
const GRAMMARS: readonly Grammar<LayerShape>[] = Object.values(LAYER_TYPES).flatMap(
  ({ grammar = [] }) => grammar,
);
const EXAMPLES = listed(GRAMMARS, ({ example }) => example, 'and');
const HINT = `Write sizes from input to output, such as 12288,20,7,5,1 or auto,20,7,5,auto; for pictures also ${EXAMPLES} between them.`;
const FORMS = listed(GRAMMARS, ({ form }) => form, 'or');
const RULES = GRAMMARS.map(({ rules }) => rules).join('; ');

/** `convK:F (/S stride, :valid) and poolN` */
export const LAYER_FORMS = listed(
  GRAMMARS,
  ({ form, extras }) => (extras === undefined ? form : `${form} (${extras})`),
  'and',
);
const MAX_UNITS = 2 ** 31 - 1;

/** @throws DnnError (usage) naming the token that is wrong. */
export function parseLayers(text: string): LayersSpec {
  const tokens = text.split(',').map((token) => token.trim());
  if (tokens.length < 2) throw specError(text, 'it needs at least an input and an output');
  const [first, ...rest] = tokens;
  const last = rest.pop() as string;
  if (grammarOf(last)) {
    const hint = `Add the units of the output, or auto: ${shell`--layers ${`${brief(text)},auto`}`}`;
    throw specError(text, `it ends in ${brief(last)}, expected a dense layer`, hint);
  }
  return {
    text,
    input: first === 'auto' ? 'auto' : first.split('x').map((part) => units(text, part, 1, ['auto'])),
    hidden: rest.map((token, i) => hiddenLayer(text, token, i + 2)),
    output: last === 'auto' ? 'auto' : units(text, last, tokens.length, ['auto']),
  };
}

/**
 * The layers for data of that shape.
 * @throws DnnError (usage) when a stated input or output does not fit, with the number that does, or when a
 * convolution or pooling layer cannot take what it gets.
 */
export function resolveLayers(spec: LayersSpec, data: DataShape): ResolvedLayers {
  const { text } = spec;
  const features = sizeOf(data.shape);
  const outputs = data.classes > 2 ? data.classes : 1;
  const input = spec.input === 'auto' ? features : sizeOf(spec.input);
  const output = spec.output === 'auto' ? outputs : spec.output;
  const allowed = data.classes > 2 ? [data.classes] : data.classes === 0 ? [1] : [1, 2];
  const images = spec.hidden.some((layer) => typeOf(layer).ofImages);
  const fitting = [
    images ? data.shape.join('x') : features,
    ...spec.hidden.map(layerText),
    allowed.includes(output) ? output : outputs,
  ].join(',');
  if (input !== features) {
    throw specError(
      text,
      `the input layer has ${counted(input, 'unit')}, but an example of ${data.name} has ${features} values (${data.shape.join('x')})`,
      isWithoutInput(spec, features)
        ? `The first number is the input's. Put auto before it: ${shell`--layers ${`auto,${brief(text)}`}`}; or in its place: ${shell`--layers ${fitting}`}.`
        : `Use ${shell`--layers ${fitting}`}, or auto for the input.`,
    );
  }
  if (!allowed.includes(output)) {
    throw specError(
      text,
      `the output layer has ${counted(output, 'unit')}, but ${targetOf(data)}`,
      `Use ${shell`--layers ${fitting}`}, or auto for the output.`,
    );
  }
  const inputShape = images ? imageShape(text, spec, data, fitting) : data.shape;
  if (images) checkShapes(text, inputShape, spec.hidden);
  return { inputShape, hidden: spec.hidden, output };
}

function targetOf({ name, classes }: DataShape): string {
  return classes === 0 ? `the target of ${name} is one number` : `${name} has ${classes} classes`;
}

/** True if the first number looks like that of a hidden layer: the course names the input too, others do not. */
function isWithoutInput({ input }: LayersSpec, features: number): boolean {
  return input !== 'auto' && input.length === 1 && input[0] < features;
}

/** The data's own shape; for data without one, that of the spec. */
function imageShape(
  text: string,
  { input }: LayersSpec,
  data: DataShape,
  fitting: string,
): readonly number[] {
  const own = imageOf(data.shape);
  if (own === undefined) return input === 'auto' ? data.shape : input;
  const stated = input === 'auto' ? undefined : imageOf(input);
  const same = (['height', 'width', 'channels'] as const).every((side) => stated?.[side] === own[side]);
  if (stated === undefined || same) return data.shape;
  throw specError(
    text,
    `the input is ${(input as readonly number[]).join('x')}, but an example of ${data.name} is ${data.shape.join('x')} (height x width x channels)`,
    `Use ${shell`--layers ${fitting}`}, or auto for the input.`,
  );
}

/** Takes a shape through the layers. */
function checkShapes(text: string, input: readonly number[], hidden: readonly LayerShape[]): void {
  let shape = input;
  hidden.forEach((layer, i) => {
    try {
      shape = outputShape(layer, shape);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const flat = imageOf(shape) === undefined;
      const smaller = isWeighted(layer) ? SMALLER_KERNEL : SMALLER_POOLING;
      throw specError(text, `token ${i + 2}: ${error.message}`, flat ? IMAGES_FIRST : smaller);
    }
  });
}

const IMAGES_FIRST =
  'Give the input its shape, such as 28x28x1, and write convolution and pooling before dense layers.';
const SMALLER_POOLING = 'Use fewer pooling layers, or smaller ones.';
const SMALLER_KERNEL = 'Use fewer pooling layers, a smaller kernel, or padding (no :valid).';

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** The grammar of the word that the token begins with. */
function grammarOf(token: string): Grammar<LayerShape> | undefined {
  return GRAMMARS.find(({ word }) => token.startsWith(word));
}

/** `conv3:8`, `conv5x3:8/2:valid`, `pool2`, or units. */
function hiddenLayer(text: string, token: string, position: number): LayerShape {
  const grammar = grammarOf(token);
  if (grammar === undefined) {
    const words = GRAMMARS.map(({ word }) => word);
    return { type: 'dense', units: units(text, token, position, words) };
  }
  const layer = grammar.read(token);
  const numbers = Object.values(layer ?? { size: 0 })
    .flat()
    .filter((value): value is number => typeof value === 'number');
  if (layer !== undefined && numbers.every((n) => n >= 1 && n <= MAX_UNITS)) return layer;
  const expected = numbers.some((n) => n > MAX_UNITS)
    ? `numbers from 1 to ${MAX_UNITS}`
    : `${FORMS}, their numbers at least 1`;
  const rules = `${RULES[0].toUpperCase()}${RULES.slice(1)}.`;
  throw specError(text, `token ${position} is "${brief(token)}", expected ${expected}`, rules);
}

/** `a, b or c` */
function listed<T>(items: readonly T[], wordOf: (item: T) => string, last: 'and' | 'or'): string {
  const words = items.map(wordOf);
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** A number of units; `words` may stand in its place. */
function units(text: string, token: string, position: number, words: readonly string[]): number {
  const value = token === '' ? Number.NaN : Number(token);
  if (/^\d+$/.test(token) && value >= 1 && value <= MAX_UNITS) return value;
  const meant = meantBy(token, words);
  const layers = meant !== undefined && words.length > 1 ? ` or ${FORMS}` : '';
  const problem = `token ${position} is "${brief(token)}", expected ${expectedUnits(token, value)}${layers}`;
  throw specError(text, problem, meant);
}

/** The token with the word that was probably meant. */
function meantBy(token: string, words: readonly string[]): string | undefined {
  const [word] = /^[a-z]*/i.exec(token) as RegExpExecArray;
  const meant = nearest(word, words);
  return meant && `Did you mean ${meant}${brief(token.slice(word.length))}?`;
}

/** The expectation that a token fails: the limit that it passes, or the way to write it. */
function expectedUnits(token: string, value: number): string {
  if (value > MAX_UNITS) return `a whole number from 1 to ${MAX_UNITS}`;
  const whole = 'a whole number of at least 1';
  return Number.isInteger(value) && value >= 1 && !/^\d+$/.test(token)
    ? `${whole}, written in digits`
    : whole;
}

function specError(text: string, problem: string, hint = HINT): DnnError {
  return optionError('layers', text, problem, hint);
}
