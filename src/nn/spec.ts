/** The grammar of `--layers`: comma-separated tokens, the first the input, the last the output. */
import { sizeOf } from '../engine/shape.js';
import { brief, DnnError } from '../errors.js';

export interface LayersSpec {
  /** Shape of one example, or whatever the data has. */
  readonly input: readonly number[] | 'auto';
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly output: number | 'auto';
}

/** What the data asks of a network. */
export interface DataShape {
  readonly name: string;
  readonly shape: readonly number[];
  readonly classes: number;
}

const GRAMMAR = 'Write sizes from input to output, such as 12288,20,7,5,1 or auto,20,7,5,auto.';
const MAX_UNITS = 2 ** 31 - 1;

/** @throws DnnError (usage) naming the token that is wrong. */
export function parseLayers(text: string): LayersSpec {
  const tokens = text.split(',').map((token) => token.trim());
  if (tokens.length < 2) throw specError(text, 'it needs at least an input and an output');
  const [first, ...rest] = tokens;
  const last = rest.pop() as string;
  return {
    input: first === 'auto' ? 'auto' : first.split('x').map((part) => units(text, part, 1)),
    hidden: rest.map((token, i) => units(text, token, i + 2)),
    output: last === 'auto' ? 'auto' : units(text, last, tokens.length),
  };
}

/**
 * The sizes n₀, n₁, … n_L for data of that shape.
 * @throws DnnError (usage) when a stated input or output does not fit, with the number that does.
 */
export function resolveLayers(text: string, spec: LayersSpec, data: DataShape): number[] {
  const features = sizeOf(data.shape);
  const outputs = data.classes > 2 ? data.classes : 1;
  const input = spec.input === 'auto' ? features : sizeOf(spec.input);
  const output = spec.output === 'auto' ? outputs : spec.output;
  const allowed = data.classes > 2 ? [data.classes] : [1, 2];
  const fitting = [features, ...spec.hidden, allowed.includes(output) ? output : outputs].join(',');
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
  return [features, ...spec.hidden, output];
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function units(text: string, token: string, position: number): number {
  const value = token === '' ? Number.NaN : Number(token);
  if (/^\d+$/.test(token) && value >= 1 && value <= MAX_UNITS) return value;
  throw specError(text, `token ${position} is "${brief(token)}", expected ${expectedUnits(token, value)}`);
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
  return new DnnError('usage', `--layers ${brief(text)}: ${problem}`, hint);
}
