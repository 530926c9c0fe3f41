/** Expressions of NumPy as trees, as far as the answers of a check write them: parsed, and printed again. */

/** Part of an expression; brackets are kept, so that a printed tree reads as it was written. */
export type Expression =
  /** A number, a name or a string. */
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly type: 'index'; readonly of: Expression; readonly at: Expression }
  | { readonly type: 'call'; readonly of: Expression; readonly args: readonly Argument[] }
  | { readonly type: 'sign'; readonly of: Expression }
  | {
      readonly type: 'operation';
      readonly sign: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** `(a)`, or a tuple `(a, b)`. */
  | { readonly type: 'brackets'; readonly items: readonly Expression[] };

export interface Argument {
  /** `axis` of `axis=1`. */
  readonly name?: string;
  readonly value: Expression;
}

const TOKEN = /\s*(\*\*|[<>=!]=|[A-Za-z_]\w*|\d+(?:\.\d+)?(?:e[-+]?\d+)?|"[^"]*"|\S)/y;
/** Operators that bind alike, the loosest first; the minus before a number binds closer than all but powers. */
const OPERATORS = [
  ['<', '>', '<=', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Parses an expression without statements. @throws Error where it is none, which is a bug in a line of the catalogue. */
export function parsed(text: string): Expression {
  return new Parser(text).whole();
}

class Parser {
  readonly #text: string;
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    TOKEN.lastIndex = 0;
    for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) this.#tokens.push(found[1]);
  }

  whole(): Expression {
    const expression = this.#operation(0);
    if (this.#at < this.#tokens.length) throw this.#unfit();
    return expression;
  }

  #next(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(expected?: string): string {
    const token = this.#next();
    if (token === undefined || (expected !== undefined && token !== expected)) throw this.#unfit();
    this.#at++;
    return token;
  }

  #operation(level: number): Expression {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.#signed();
    let left = this.#operation(level + 1);
    while (operators.includes(this.#next() ?? '')) {
      const sign = this.#take();
      left = { type: 'operation', sign, left, right: this.#operation(level + 1) };
    }
    return left;
  }

  #signed(): Expression {
    if (this.#next() !== '-') return this.#power();
    this.#take('-');
    return { type: 'sign', of: this.#signed() };
  }

  #power(): Expression {
    const left = this.#behind(this.#atom());
    if (this.#next() !== '**') return left;
    return { type: 'operation', sign: this.#take(), left, right: this.#signed() };
  }

  #atom(): Expression {
    if (this.#next() === '(') return { type: 'brackets', items: this.#list(() => this.#operation(0), ')') };
    const text = this.#take();
    if (!/^["\w]/.test(text)) throw this.#unfit();
    return { type: 'word', text };
  }

  /** `of` with the attributes, calls and indexes behind it. */
  #behind(of: Expression): Expression {
    const token = this.#next();
    if (token === '.') {
      this.#take('.');
      return this.#behind({ type: 'attribute', of, name: this.#take() });
    }
    if (token === '(')
      return this.#behind({ type: 'call', of, args: this.#list(() => this.#argument(), ')') });
    if (token !== '[') return of;
    this.#take('[');
    const at = this.#operation(0);
    this.#take(']');
    return this.#behind({ type: 'index', of, at });
  }

  #argument(): Argument {
    const name = this.#tokens[this.#at + 1] === '=' ? this.#take() : undefined;
    if (name === undefined) return { value: this.#operation(0) };
    this.#take('=');
    return { name, value: this.#operation(0) };
  }

  /** Items between brackets, with commas between them. */
  #list<T>(item: () => T, end: string): T[] {
    this.#take('(');
    const items: T[] = [];
    while (this.#next() !== end) {
      if (items.length > 0) this.#take(',');
      items.push(item());
    }
    this.#take(end);
    return items;
  }

  #unfit(): Error {
    return new Error(`no expression at ${this.#next() ?? 'its end'}: ${this.#text}`);
  }
}

export function printedAs(expression: Expression): string {
  switch (expression.type) {
    case 'word':
      return expression.text;
    case 'attribute':
      return `${printedAs(expression.of)}.${expression.name}`;
    case 'index':
      return `${printedAs(expression.of)}[${printedAs(expression.at)}]`;
    case 'call':
      return `${printedAs(expression.of)}(${expression.args.map(argumentText).join(', ')})`;
    case 'sign':
      return `-${printedAs(expression.of)}`;
    case 'brackets':
      return `(${expression.items.map(printedAs).join(', ')})`;
    case 'operation': {
      const sign = expression.sign === '**' ? '**' : ` ${expression.sign} `;
      return `${printedAs(expression.left)}${sign}${printedAs(expression.right)}`;
    }
  }
}

function argumentText({ name, value }: Argument): string {
  return `${name === undefined ? '' : `${name}=`}${printedAs(value)}`;
}
