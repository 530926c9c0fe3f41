/** The grammar of `--layers`: comma-separated tokens, the first the input, the last the output. */
import { sizeOf } from '../engine/shape.js';
import { brief, type DnnError, optionError } from '../errors.js';
import { nearest } from '../suggest.js';
import { type ConvShape, imageOf, layerText, outputShape, type PoolShape } from './shapes.js';

/** A layer between input and output; a number is a dense layer of that many units. */
export type HiddenLayer = number | ConvShape | PoolShape;

export interface LayersSpec {
  /** Shape of one example, or whatever the data has. */
  readonly input: readonly number[] | 'auto';
  readonly hidden: readonly HiddenLayer[];
  readonly output: number | 'auto';
}

/** The hidden layers that have weights: all but pooling. */
export function weighted(hidden: readonly HiddenLayer[]): readonly HiddenLayer[] {
  return hidden.filter((layer) => typeof layer === 'number' || layer.type !== 'pool');
}

/** The layers for data of one shape. */
export interface ResolvedLayers {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  readonly hidden: readonly HiddenLayer[];
  readonly output: number;
}

/** What the data asks of a network. */
export interface DataShape {
  readonly name: string;
  readonly shape: readonly number[];
  readonly classes: number;
}

const GRAMMAR =
  'Write sizes from input to output, such as 12288,20,7,5,1 or auto,20,7,5,auto; for pictures also conv3:8 and pool2 between them.';
const MAX_UNITS = 2 ** 31 - 1;

/** @throws DnnError (usage) naming the token that is wrong. */
export function parseLayers(text: string): LayersSpec {
  const tokens = text.split(',').map((token) => token.trim());
  if (tokens.length < 2) throw specError(text, 'it needs at least an input and an output');
  const [first, ...rest] = tokens;
  const last = rest.pop() as string;
  if (WINDOW.test(last)) {
    const hint = `Add the units of the output, or auto: --layers ${brief(text)},auto`;
    throw specError(text, `it ends in ${brief(last)}, expected a dense layer`, hint);
  }
  return {
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
export function resolveLayers(text: string, spec: LayersSpec, data: DataShape): ResolvedLayers {
  const features = sizeOf(data.shape);
  const outputs = data.classes > 2 ? data.classes : 1;
  const input = spec.input === 'auto' ? features : sizeOf(spec.input);
  const output = spec.output === 'auto' ? outputs : spec.output;
  const allowed = data.classes > 2 ? [data.classes] : [1, 2];
  const images = spec.hidden.some((layer) => typeof layer !== 'number');
  const tokens = spec.hidden.map((layer) => (typeof layer === 'number' ? layer : layerText(layer)));
  const fitting = [
    images ? data.shape.join('x') : features,
    ...tokens,
    allowed.includes(output) ? output : outputs,
  ].join(',');
  if (input !== features) {
    throw specError(
      text,
      `the input layer has ${counted(input, 'unit')}, but an example of ${data.name} has ${features} values (${data.shape.join('x')})`,
      `Use --layers ${fitting}, or auto for the input.`,
    );
  }
  if (!allowed.includes(output)) {
    throw specError(
      text,
      `the output layer has ${counted(output, 'unit')}, but ${data.name} has ${data.classes} classes`,
      `Use --layers ${fitting}, or auto for the output.`,
    );
  }
  const inputShape = images ? imageShape(text, spec, data, fitting) : data.shape;
  if (images) checkShapes(text, inputShape, spec.hidden);
  return { inputShape, hidden: spec.hidden, output };
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
    `Use --layers ${fitting}, or auto for the input.`,
  );
}

/** Takes a shape through the layers. */
function checkShapes(text: string, input: readonly number[], hidden: readonly HiddenLayer[]): void {
  let shape = input;
  hidden.forEach((layer, i) => {
    try {
      shape = outputShape(typeof layer === 'number' ? { type: 'dense', units: layer } : layer, shape);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const flat = imageOf(shape) === undefined;
      throw specError(text, `token ${i + 2}: ${error.message}`, flat ? IMAGES_FIRST : SMALLER);
    }
  });
}

const IMAGES_FIRST =
  'Give the input its shape, such as 28x28x1, and write convolution and pooling before dense layers.';
const SMALLER = 'Use fewer pooling layers, a smaller kernel, or padding (no :valid).';

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

const WINDOW = /^(conv|pool)/;
const CONVOLUTION = /^conv(\d+)(?:x(\d+))?:(\d+)(?:\/(\d+))?(:valid)?$/;
const POOLING = /^pool(\d+)$/;
const WINDOW_FORMS =
  'A convolution is convK:F or convKxK:F, with /S for a stride and :valid for no padding (conv5:8/2:valid); pooling is poolN.';

/** `conv3:8`, `conv5x3:8/2:valid`, `pool2`, or units. */
function hiddenLayer(text: string, token: string, position: number): HiddenLayer {
  if (!WINDOW.test(token)) return units(text, token, position, ['conv', 'pool']);
  const conv = CONVOLUTION.exec(token);
  const pool = POOLING.exec(token);
  const layer = conv ? convolution(conv) : { type: 'pool' as const, size: Number(pool?.[1]) };
  const numbers = layer.type === 'pool' ? [layer.size] : [...layer.kernel, layer.filters, layer.stride];
  if (numbers.every((n) => n >= 1 && n <= MAX_UNITS)) return layer;
  const expected = numbers.some((n) => n > MAX_UNITS)
    ? `numbers from 1 to ${MAX_UNITS}`
    : 'convK:F or poolN, their numbers at least 1';
  throw specError(text, `token ${position} is "${brief(token)}", expected ${expected}`, WINDOW_FORMS);
}

function convolution(match: RegExpExecArray): ConvShape {
  const [, height, width = height, filters, stride = '1', valid] = match;
  return {
    type: 'conv',
    kernel: [Number(height), Number(width)],
    filters: Number(filters),
    stride: Number(stride),
    padding: valid ? 'valid' : 'same',
  };
}

/** `words` are what else could stand there. */
function units(text: string, token: string, position: number, words: readonly string[]): number {
  const value = token === '' ? Number.NaN : Number(token);
  if (/^\d+$/.test(token) && value >= 1 && value <= MAX_UNITS) return value;
  const problem = `token ${position} is "${brief(token)}", expected ${expectedUnits(token, value)}`;
  throw specError(text, problem, meantBy(token, words));
}

/** The token with the word that was probably meant. */
function meantBy(token: string, words: readonly string[]): string | undefined {
  const [word] = /^[a-z]*/i.exec(token) as RegExpExecArray;
  const meant = nearest(word, words);
  return meant && `Did you mean ${meant}${brief(token.slice(word.length))}?`;
}

/** What was expected in place of a token: the limit that it passes, or how it should be written. */
function expectedUnits(token: string, value: number): string {
  if (value > MAX_UNITS) return `a whole number from 1 to ${MAX_UNITS}`;
  const whole = 'a whole number of at least 1';
  return Number.isInteger(value) && value >= 1 && !/^\d+$/.test(token)
    ? `${whole}, written in digits`
    : whole;
}

function specError(text: string, problem: string, hint = GRAMMAR): DnnError {
  return optionError('layers', text, problem, hint);
}
