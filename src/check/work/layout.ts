/** How a learner's arrays lie: examples in columns, as the course has them, or in rows; weights (n × p) or (p × n). */

/** The layout of all arrays of a program. */
export interface Layout {
  readonly examples: 'columns' | 'rows';
  /** `n×p`: W·A; `p×n`: A·W, as Keras has them. */
  readonly weights: 'n×p' | 'p×n';
}

export const LAYOUTS: readonly Layout[] = [
  { examples: 'columns', weights: 'n×p' },
  { examples: 'rows', weights: 'p×n' },
  { examples: 'rows', weights: 'n×p' },
  { examples: 'columns', weights: 'p×n' },
];

type Shape = readonly number[];

/** The sizes n_0 … n_L and the number of examples that shapes tell in a layout. */
export interface Sizes {
  readonly sizes: readonly number[];
  readonly m: number;
}

/** Reads the sizes from the shapes of X and W1 … WL; undefined where they do not follow each other. */
export function sizesIn({ examples, weights }: Layout, X: Shape, Ws: readonly Shape[]): Sizes | undefined {
  if (X.length !== 2 || Ws.some((shape) => shape.length !== 2)) return undefined;
  const [features, m] = examples === 'columns' ? X : [X[1], X[0]];
  const sizes = [features];
  for (const W of Ws) {
    const [n, p] = weights === 'n×p' ? W : [W[1], W[0]];
    if (p !== sizes[sizes.length - 1]) return undefined;
    sizes.push(n);
  }
  return { sizes, m };
}

/** True of names whose arrays have a column or row an example. */
export function isOfExamples(name: string): boolean {
  return /^(?:X$|Y$|A|Z|dA|dZ|D)/.test(name);
}

/** True of weights and what is shaped as they are. */
export function isOfWeights(name: string): boolean {
  return /W/.test(name);
}

/** True of biases and what is shaped as they are: a column in the course, a row where examples stand in rows. */
function isOfBiases(name: string): boolean {
  return /^(?:d?b|[vs]_db)/.test(name);
}

/** True where the layout turns the arrays of that name over. */
export function isTurned(name: string, { examples, weights }: Layout): boolean {
  if (isOfExamples(name) || isOfBiases(name)) return examples === 'rows';
  return isOfWeights(name) && weights === 'p×n';
}
