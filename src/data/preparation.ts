/** The preparation of a model's examples: all that other data have to be read by to become inputs of that model. */

/** Each part is used where it is known; a model has all of them but the names, which only tables have. */
export interface Preparation {
  /** An input is a stored value / divisor. */
  readonly divisor?: number;
  /** The smallest and largest stored value of the training examples. */
  readonly range?: readonly [number, number] | undefined;
  readonly classes?: readonly string[];
  /** The names of an example's values, in their order. */
  readonly columns?: readonly string[] | undefined;
  /** The name of the column that holds the classes. */
  readonly target?: string | undefined;
}
