/**
 * Lines of NumPy in the course's layout, rewritten for programs whose arrays lie otherwise: `np.dot(W, A_prev) + b` is
 * `np.dot(A_prev, W) + b` where examples stand in rows and weights are (inputs, units).
 */
import { isTurned, type Layout } from '../work/layout.js';
import { type Argument, type Expression, parsed, printedAs } from './expression.js';

/** The line as a program of that layout writes it. */
export function inLayout(line: string, layout: Layout): string {
  if (layout.examples === 'columns' && layout.weights === 'n×p') return line;
  return line
    .split('; ')
    .map((statement) => statementIn(statement, layout))
    .join('; ');
}

function statementIn(statement: string, layout: Layout): string {
  const [, loop, inner] = /^((?:for|if) .*?: )(.*)$/.exec(statement) ?? [];
  if (loop !== undefined) return `${loop}${statementIn(inner, layout)}`;
  if (/…|^continue$/.test(statement)) return statement;
  const [, target, sign, value] = /^(\S.*?) ([-+]?=) (.*)$/.exec(statement) ?? [];
  const turning = new Turning(layout);
  if (target === undefined) return printedAs(turning.simplest(parsed(statement)));
  const turned = turning.turnedArray(parsed(target));
  const expression = parsed(value);
  const other = turned === undefined ? turning.simplest(expression) : turning.turn(expression, turned);
  return `${target} ${sign} ${printedAs(other)}`;
}

/** Arrays of a program that a layout can turn over. */
const ARRAYS =
  /^(?:(?:(?:train|test)_)?[XY]|data|d?[AZWb](?:L|\d+|_prev)?|D(?:L|\d+|_prev)?|[vs](?:_hat)?_d[Wb]\d+)$/;
/** Functions whose arguments are sizes: their result lies as it is written. */
const OF_SIZES = /^np\.(?:random|eye)\b/;
/** Functions of an axis. */
const REDUCTIONS = ['np.sum', 'np.mean', 'np.std', 'np.max', 'np.roll', 'np.concatenate'];
const FILLED = ['np.zeros', 'np.ones'];

/** Turns expressions of the course's arrays into those of the program's: each array A that lies turned over is Aᵀ there. */
class Turning {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** True of an array that lies turned over, false of other arrays, undefined of what is none. */
  turnedArray(expression: Expression): boolean | undefined {
    const text = printedAs(expression);
    // `parameters["W" + str(l)]`
    const name = /^\w+\["(\w+)"/.exec(text)?.[1] ?? text;
    if (!ARRAYS.test(name)) return undefined;
    return isTurned(
      name === 'data' ? 'X' : name.replace(/^(?:[vs]_(?:hat_)?|train_|test_)/, ''),
      this.#layout,
    );
  }

  /** The expression or its transpose, whichever transposes less. */
  simplest(expression: Expression): Expression {
    const [plain, other] = [this.turn(expression, false), this.turn(expression, true)];
    return transposes(other) < transposes(plain) ? other : plain;
  }

  /** The expression's value, or its transpose if `over`, of the program's arrays. */
  turn(expression: Expression, over: boolean): Expression {
    const turned = this.turnedArray(expression);
    if (turned !== undefined) return turned === over ? expression : transposeOf(expression);
    switch (expression.type) {
      case 'attribute':
        return expression.name === 'T' ? this.turn(expression.of, !over) : expression;
      case 'index':
        return this.#turnIndex(expression, over);
      case 'call':
        return this.#turnCall(expression, over);
      case 'sign':
        return { ...expression, of: this.turn(expression.of, over) };
      case 'operation': {
        const [left, right] = [this.turn(expression.left, over), this.turn(expression.right, over)];
        return { ...expression, left, right };
      }
      case 'brackets':
        return { ...expression, items: expression.items.map((item) => this.turn(item, over)) };
      default:
        return expression;
    }
  }

  /** `X.shape[0]`, or rows of an array of sizes. */
  #turnIndex(expression: Extract<Expression, { type: 'index' }>, over: boolean): Expression {
    const { of, at } = expression;
    if (of.type === 'attribute' && of.name === 'shape')
      return this.turnedArray(of.of) ? { ...expression, at: otherAxis(at) } : expression;
    return over ? transposeOf(expression) : expression;
  }

  #turnCall(expression: Extract<Expression, { type: 'call' }>, over: boolean): Expression {
    const { of, args } = expression;
    const name = printedAs(of);
    if (of.type === 'attribute' && of.name === 'reshape') return this.#turnReshape(expression, of.of, over);
    if (OF_SIZES.test(name)) return over ? transposeOf(expression) : expression;
    if (FILLED.includes(name)) return over ? { ...expression, args: args.map(backwards) } : expression;
    if (REDUCTIONS.includes(name)) return this.#turnReduction(expression, over);
    const turned = args.map((arg) => ({ ...arg, value: this.turn(arg.value, over) }));
    return { ...expression, args: name === 'np.dot' && over ? turned.toReversed() : turned };
  }

  /** A sum over an axis, or over everything, which no transposing changes. */
  #turnReduction(expression: Extract<Expression, { type: 'call' }>, over: boolean): Expression {
    const [{ value }, ...settings] = expression.args;
    if (settings.length === 0) return { ...expression, args: [{ value: this.simplest(value) }] };
    const axes = settings.map((arg) =>
      arg.name === 'axis' && over ? { ...arg, value: otherAxis(arg.value) } : arg,
    );
    return { ...expression, args: [{ value: this.turn(value, over) }, ...axes] };
  }

  /** A program reshapes its array as it lies there. */
  #turnReshape(
    expression: Extract<Expression, { type: 'call' }>,
    array: Expression,
    over: boolean,
  ): Expression {
    const turned = this.turnedArray(array);
    const sizes = expression.args.map((arg) => ({ ...arg, value: this.turn(arg.value, false) }));
    const backwards: Expression = { ...expression, args: sizes.toReversed() };
    if (turned) return over ? backwards : transposeOf(backwards);
    const isVector = sizes.some(({ value }) => printedAs(value) === '1');
    if (turned === undefined && isVector && over) return backwards;
    const of: Expression = { type: 'attribute', of: this.turn(array, false), name: 'reshape' };
    const own: Expression = { ...expression, of: turned === undefined ? of : expression.of };
    return over ? transposeOf(own) : own;
  }
}

function transposeOf(of: Expression): Expression {
  return { type: 'attribute', of, name: 'T' };
}

function transposes(expression: Expression): number {
  return printedAs(expression).split('.T').length;
}

function otherAxis(axis: Expression): Expression {
  return { type: 'word', text: printedAs(axis) === '0' ? '1' : '0' };
}

/** `(n, 1)` as `(1, n)`. */
function backwards(arg: Argument): Argument {
  if (arg.value.type !== 'brackets') return arg;
  return { ...arg, value: { ...arg.value, items: arg.value.items.toReversed() } };
}
