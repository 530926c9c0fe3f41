/** The names that people give to the arrays of an iteration, and the course's for them. */

/** An array of a file, by its name in the course. */
export interface Named {
  /** `dW1`, `W1_new`, `AL`: the layer may be L until it is known. */
  readonly name: string;
  /** True where the file's name is another, more than by its case and marks. */
  readonly isGuess: boolean;
}

const WHOLE: Readonly<Record<string, string>> = {
  ...{ x: 'X', xtrain: 'X', trainx: 'X', trainsetx: 'X', inputs: 'X', features: 'X', data: 'X' },
  ...{ y: 'Y', ytrain: 'Y', trainy: 'Y', trainsety: 'Y', labels: 'Y', targets: 'Y', target: 'Y' },
  ...{ cost: 'cost', j: 'cost', loss: 'cost' },
  ...{ ytrue: 'Y', truth: 'Y', groundtruth: 'Y', label: 'Y', xbatch: 'X', ybatch: 'Y' },
  ...{ minibatchx: 'X', minibatchy: 'Y' },
  ...{ yhat: 'AL', ypred: 'AL', predictions: 'AL', output: 'AL', out: 'AL' },
  ...{ yprob: 'AL', yproba: 'AL', probs: 'AL', probabilities: 'AL' },
};
/** Names of the course without their layer. */
const STEMS: Readonly<Record<string, string>> = {
  ...{ w: 'W', weight: 'W', weights: 'W', theta: 'W', kernel: 'W', b: 'b', bias: 'b', biases: 'b' },
  ...{
    z: 'Z',
    a: 'A',
    h: 'A',
    dz: 'dZ',
    da: 'dA',
    dw: 'dW',
    db: 'db',
    delta: 'dZ',
    dbias: 'db',
    dweights: 'dW',
  },
  ...{ gradw: 'dW', gradb: 'db', djdw: 'dW', djdb: 'db', dldw: 'dW', dldb: 'db' },
  // Lists of arrays by their plural, as in Nielsen's network: activations[0], zs[0], nabla_w[0].
  ...{ ws: 'W', bs: 'b', zs: 'Z', as: 'A', activation: 'A', activations: 'A', deltas: 'dZ' },
  ...{ dws: 'dW', dbs: 'db', dzs: 'dZ', nablaw: 'dW', nablab: 'db', masks: 'D' },
  ...{ vdw: 'v_dW', vdb: 'v_db', sdw: 's_dW', sdb: 's_db', mask: 'D' },
};
/** The course's name of an array without a layer's number, `W` or `grads['db']`, in a network of one layer. */
export function namedInOneLayer(text: string): Named | undefined {
  const found = namedAs(`${text}1`);
  return found && { ...found, isGuess: true };
}

/** `m_dW1` and `v_dW1`, or `mW1` and `vW1`: Adam's averages as its paper calls them. */
const PAPERS = /^([mv])_?d?([wb])(?=\d)/i;

/** The reader of names of a file: where one is Adam's m, its v is not the velocity but the squares. */
export function reader(texts: readonly string[]): (text: string) => Named | undefined {
  const isOfPaper = texts.some((text) => PAPERS.exec(text)?.[1].toLowerCase() === 'm');
  if (!isOfPaper) return namedAs;
  return (text) => {
    const [start, average, array] = PAPERS.exec(text) ?? [];
    if (start === undefined) return namedAs(text);
    const own = `${average.toLowerCase() === 'm' ? 'v' : 's'}_d${array.toLowerCase() === 'w' ? 'W' : 'b'}`;
    const found = namedAs(own + text.slice(start.length));
    return found && { ...found, isGuess: true };
  };
}

/** A layer's number has up to four digits: one of more is no layer's, and as a number it loses its digits. */
const EXACT = /^(?:X|Y|cost|(?:d?[WbZA]|[vs]_d[Wb]|D)(?:\d{1,4}|L)(?:_new)?)$/;

/** Dictionaries whose name stands before that of an array: `grads['dW1']`. */
const DICTIONARIES = /^(?:parameters|params|grads|gradients|caches?|activations|values)\W*_?(?=.)/i;

/** The course's name of the array that a file calls `text`; undefined where it is none of an iteration. */
export function namedAs(text: string): Named | undefined {
  if (EXACT.test(text)) return { name: text, isGuess: false };
  const isNew = /new|next|updated|after/i.test(text);
  const plain = text.replace(/_?(?:new|next|updated|after)_?/gi, '');
  return plainlyNamed(plain.replace(DICTIONARIES, ''), isNew) ?? plainlyNamed(plain, isNew);
}

/** The same of a name without marks of the update and, mostly, of its dictionary. */
function plainlyNamed(plain: string, isNew: boolean): Named | undefined {
  const whole = WHOLE[plain.replace(/[^a-z]/gi, '').toLowerCase()];
  const found = /^(.*?)[\W_]*(?<!\d)(\d{1,4}|L)\W*$/.exec(plain.replace(/['"\])]+$/, ''));
  if (found === null || (whole !== undefined && !/\d/.test(plain)))
    return whole === undefined ? undefined : { name: whole, isGuess: true };
  const [, before, layer] = found;
  // D1 is dropout's mask, d1 nobody's.
  const stem = before === 'D' ? 'D' : STEMS[before.replace(/[^a-z]/gi, '').toLowerCase()];
  if (stem === undefined) return undefined;
  return {
    name: `${stem}${Number(layer) >= 0 ? Number(layer) : layer}${isNew ? '_new' : ''}`,
    isGuess: true,
  };
}
