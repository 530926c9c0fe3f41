/** Values by other libraries' names: ours, or what comes nearest where there is none. */

/** The nearest value where ours has no equal one. */
interface Like {
  readonly like: string;
}

type Values = Readonly<Record<string, string | Like>>;

/** Names of lower case with hyphens, for the same value in ours. */
function each(ours: string | Like, ...names: string[]): Values {
  return Object.fromEntries(names.map((name) => [name, ours]));
}

const OUTPUT_ACTIVATIONS: Values = {
  ...each('sigmoid', 'logistic'),
  ...each('linear', 'identity', 'none', 'logits'),
};
const ACTIVATIONS: Values = {
  ...OUTPUT_ACTIVATIONS,
  ...each('leaky-relu', 'lrelu'),
  ...each({ like: 'leaky-relu' }, 'elu', 'selu', 'prelu', 'celu', 'rrelu'),
  ...each({ like: 'gelu' }, 'swish', 'silu', 'mish', 'hardswish', 'softplus'),
};

/** By the name of our option. */
export const FOREIGN_VALUES: Readonly<Record<string, Values>> = {
  activation: ACTIVATIONS,
  outputActivation: OUTPUT_ACTIVATIONS,
  optimizer: {
    ...each('gd', 'sgd', 'bgd', 'batch-gd', 'gradient-descent'),
    ...each('nesterov', 'nag'),
    ...each('rmsprop', 'rms'),
    ...each(
      { like: 'adam' },
      'nadam',
      'adamax',
      'radam',
      'amsgrad',
      'adadelta',
      'lbfgs',
      'l-bfgs',
      'lion',
      'ftrl',
    ),
  },
  loss: {
    ...each(
      'binary-cross-entropy',
      'bce',
      'bceloss',
      'binary-crossentropy',
      'bcewithlogits',
      'bcewithlogitsloss',
    ),
    ...each('binary-cross-entropy', 'log-loss', 'logistic'),
    ...each(
      'categorical-cross-entropy',
      'cce',
      'ce',
      'categorical-crossentropy',
      'crossentropyloss',
      'nll',
      'nllloss',
    ),
    ...each('categorical-cross-entropy', 'sparse-categorical-crossentropy', 'softmax'),
    ...each('binary-cross-entropy (one output) or categorical-cross-entropy (more)', 'cross-entropy'),
    ...each('mse', 'mean-squared-error', 'mseloss', 'squared-error', 'l2'),
    ...each({ like: 'mse' }, 'mae', 'l1', 'huber', 'hinge', 'smooth-l1'),
  },
  init: {
    ...each('glorot-uniform', 'xavier-uniform', 'glorot'),
    ...each('glorot-normal', 'xavier-normal'),
    ...each('he-uniform', 'kaiming-uniform'),
    ...each('he-normal', 'kaiming-normal', 'kaiming'),
    ...each('lecun-normal', 'lecun'),
    ...each('torch-default', 'torch', 'pytorch', 'default'),
    ...each('normal:0.01', 'random', 'randn', 'normal', 'random-normal', 'gaussian'),
    ...each({ like: 'glorot-uniform' }, 'uniform', 'random-uniform'),
    ...each({ like: 'he-normal' }, 'orthogonal', 'truncated-normal'),
  },
  lrDecay: {
    ...each('cosine', 'cosine-annealing', 'cosineannealinglr', 'cosine-decay'),
    ...each('exponential:0.95', 'exponential', 'exponential-decay', 'exponentiallr'),
    ...each('step:0.5@1000', 'step', 'steplr', 'multisteplr', 'piecewise'),
    ...each('inverse:0.01', 'inverse', 'time-based', 'inverse-time', 'invscaling', 'inversetimedecay'),
    ...each({ like: 'step:0.5@1000' }, 'plateau', 'reducelronplateau', 'adaptive'),
  },
  dtype: {
    ...each('float64', 'double', 'fp64', 'f64'),
    ...each('float32', 'float', 'single', 'fp32', 'f32'),
    ...each({ like: 'float32' }, 'float16', 'half', 'fp16', 'bfloat16', 'bf16'),
  },
  backend: each({ like: 'auto' }, 'gpu', 'cuda', 'mps', 'webgpu', 'cpu', 'native', 'node'),
  shuffle: { ...each('stream', 'true', 'yes'), ...each('none', 'false', 'no') },
  search: {
    ...each('random', 'random-search', 'random-sampler', 'randomized', 'randomized-search-cv'),
    ...each('tpe', 'tpe-sampler', 'hyperopt', 'parzen'),
    ...each({ like: 'tpe' }, 'bayesian', 'bayes', 'bayesian-optimization', 'gp', 'cma-es'),
    ...each('grid', 'grid-search', 'grid-sampler', 'grid-search-cv', 'brute-force', 'exhaustive'),
  },
  prune: {
    ...each(
      'halving',
      'true',
      'successive-halving',
      'successive-halving-pruner',
      'sha',
      'halving-grid-search-cv',
    ),
    ...each({ like: 'halving' }, 'hyperband', 'hyperband-pruner', 'asha', 'median', 'median-pruner', 'bohb'),
    ...each('none', 'false', 'off', 'no', 'nop', 'nop-pruner'),
  },
  to: {
    ...each('safetensors', 'pytorch', 'torch', 'pt', 'pth'),
    ...each('npz', 'numpy', 'npy'),
    ...each('keras', 'h5', 'hdf5', 'tensorflow', 'tf'),
    ...each('mjs', 'js', 'javascript', 'node'),
  },
};

/** A value of a file as a flag has it; undefined for one that is nested, perhaps too deep to be printed. */
export function flatText(value: unknown): string | undefined {
  const items = Array.isArray(value) ? value : [value];
  return items.every((item) => item === null || typeof item !== 'object') ? items.join(',') : undefined;
}

/** `Did you mean gd?`, or that the nearest is gelu; undefined for values that no library knows. */
export function valueMeaning(name: string, text: string): string | undefined {
  const sign = text.includes('|') ? '|' : ',';
  const found = text.split(sign).map((part) => foreignValue(name, part));
  if (found.every((each) => each === undefined)) return undefined;
  const ours = text.split(sign).map((part, i) => {
    const each = found[i] ?? part.trim();
    return typeof each === 'string' ? each : each.like;
  });
  const isLike = found.some((each) => typeof each === 'object');
  return isLike
    ? `dnn has none of that name; the nearest is ${ours.join(sign)}.`
    : `Did you mean ${ours.join(sign)}?`;
}

/** The value of the option `name` that another library's word stands for. */
export function foreignValue(name: string, text: string): string | Like | undefined {
  if (!Object.hasOwn(FOREIGN_VALUES, name)) return undefined;
  const word = letters(text);
  return Object.entries(FOREIGN_VALUES[name]).find(([each]) => letters(each) === word)?.[1];
}

/** `Cosine_Annealing` → `cosineannealing` */
function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** `Batch_Size`, `batchSize` → `batch-size` */
export function spelt(word: string): string {
  return word
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[_\s]+/g, '-')
    .toLowerCase();
}
