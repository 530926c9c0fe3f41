/** Names that other libraries and the course have for what an option means here. It holds words only; meaning.ts reads it. */

/** An option by another library's name. */
export interface ForeignName {
  /** Lower case, with hyphens between words. */
  readonly names: readonly string[];
  /** The libraries that call it so. */
  readonly from?: string;
  /** The name of our option, or of several: the first that the command has counts. */
  readonly to: string | readonly string[];
  /** A value there as the value here, where they differ; undefined when it cannot be told. */
  readonly value?: (text: string) => string | undefined;
  /** A sentence for a difference in meaning. */
  readonly note?: string;
}

/** `1 − x`, in as few digits as it needs. */
function rest(text: string): string | undefined {
  const kept = Number((1 - Number(text)).toPrecision(12));
  return text.trim() !== '' && kept > 0 && kept <= 1 ? String(kept) : undefined;
}

/** `(20, 7)` → `20,7` */
function sizes(text: string): string {
  return (text.match(/\w+/g) ?? []).join(',');
}

const KERAS = 'Keras';
const TORCH = 'PyTorch';
const SKLEARN = 'scikit-learn';
const COURSE = 'the course';

export const FOREIGN_NAMES: readonly ForeignName[] = [
  {
    names: ['dropout', 'dropout-rate', 'drop-rate', 'drop-prob'],
    from: `${KERAS} and ${TORCH}`,
    to: 'keepProb',
    value: rest,
    note: 'It is the share of units that is kept, not the share that is dropped.',
  },
  { names: ['keep-rate', 'keep-probability'], from: COURSE, to: 'keepProb' },
  {
    names: ['patience', 'early-stop', 'early-stopping-patience', 'n-iter-no-change'],
    from: `${KERAS} and ${SKLEARN}`,
    to: 'earlyStopping',
  },
  {
    names: ['batch', 'mini-batch-size', 'minibatch-size', 'minibatch', 'bs', 'b'],
    from: COURSE,
    to: 'batchSize',
  },
  { names: ['epoch', 'num-epochs', 'n-epochs', 'nb-epoch', 'max-epochs', 'e'], from: COURSE, to: 'epochs' },
  { names: ['max-iter'], from: SKLEARN, to: 'epochs', note: 'There it counts epochs.' },
  {
    names: ['num-iterations', 'n-iterations', 'iters', 'steps', 'num-steps', 'max-steps', 'updates'],
    from: COURSE,
    to: 'iterations',
  },
  { names: ['learning-rate-init', 'eta', 'eta0', 'step-size'], from: SKLEARN, to: 'learningRate' },
  { names: ['alpha'], from: COURSE, to: 'learningRate', note: "scikit-learn's alpha is --l2." },
  {
    names: ['lambd', 'lambda', 'reg', 'regularization', 'l2-reg', 'l2-lambda', 'kernel-regularizer'],
    from: `${COURSE} and ${KERAS}`,
    to: 'l2',
  },
  {
    names: [
      'lr-schedule',
      'lr-scheduler',
      'learning-rate-schedule',
      'learning-rate-decay',
      'scheduler',
      'decay',
    ],
    from: `${KERAS} and ${TORCH}`,
    to: 'lrDecay',
  },
  { names: ['decay-rate'], from: COURSE, to: 'lrDecay', value: (text) => `inverse:${text}` },
  {
    names: ['weight-init', 'weights-init', 'initialization', 'initializer', 'kernel-initializer'],
    from: `${KERAS} and ${COURSE}`,
    to: 'init',
  },
  { names: ['bias-initializer'], from: KERAS, to: 'biasInit' },
  {
    names: ['hidden', 'hidden-layers', 'hidden-layer-sizes', 'hidden-units', 'units', 'n-hidden', 'n-h'],
    from: `${SKLEARN} and ${COURSE}`,
    to: 'layers',
    value: (text) => `auto,${sizes(text)},auto`,
    note: 'It names input and output too; auto takes them from the data.',
  },
  {
    names: ['layer-dims', 'layers-dims', 'architecture', 'arch', 'sizes'],
    from: COURSE,
    to: 'layers',
    value: sizes,
  },
  { names: ['solver', 'optim', 'optimiser'], from: SKLEARN, to: 'optimizer' },
  { names: ['criterion', 'loss-function', 'loss-fn', 'objective'], from: TORCH, to: 'loss' },
  {
    names: ['act', 'activation-function', 'hidden-activation', 'nonlinearity'],
    from: KERAS,
    to: 'activation',
  },
  { names: ['final-activation', 'last-activation', 'out-activation'], from: KERAS, to: 'outputActivation' },
  {
    names: ['random-state', 'random-seed', 'manual-seed', 'rng'],
    from: `${SKLEARN} and ${TORCH}`,
    to: 'seed',
  },
  { names: ['beta-1', 'b1'], from: `${KERAS} and ${SKLEARN}`, to: 'beta1' },
  { names: ['beta-2', 'b2'], from: `${KERAS} and ${SKLEARN}`, to: 'beta2' },
  { names: ['beta'], from: COURSE, to: 'momentum' },
  { names: ['eps'], from: TORCH, to: 'epsilon' },
  {
    names: ['nesterov', 'nesterovs-momentum'],
    from: `${KERAS} and ${SKLEARN}`,
    to: 'optimizer',
    value: () => 'nesterov',
  },
  {
    names: ['validation-fraction', 'val-split', 'validation', 'val', 'dev-split', 'holdout'],
    from: `${SKLEARN} and ${KERAS}`,
    to: 'validationSplit',
  },
  { names: ['batchnorm', 'bn', 'batch-normalization', 'use-bn'], from: KERAS, to: 'batchNorm' },
  { names: ['augmentation', 'data-augmentation', 'transforms', 'transform'], from: TORCH, to: 'augment' },
  { names: ['print-every', 'print-interval', 'log-interval', 'log-freq'], from: TORCH, to: 'logEvery' },
  {
    names: ['print-cost', 'verbose'],
    from: `${COURSE} and ${KERAS}`,
    to: 'logEvery',
    value: () => '100',
    note: 'Costs are printed unless --quiet is given.',
  },
  {
    names: ['dataset', 'data-dir', 'data-path', 'train-data', 'train-dir', 'input'],
    from: TORCH,
    to: 'data',
  },
  {
    names: ['output', 'save', 'save-path', 'save-model', 'model-out', 'output-dir', 'o'],
    from: TORCH,
    to: 'out',
  },
  { names: ['model', 'model-path'], from: TORCH, to: ['model', 'out'] },
  {
    names: ['load', 'load-model', 'weights', 'checkpoint', 'm', 'restore', 'resume-from', 'warm-start'],
    from: `${KERAS} and ${TORCH}`,
    to: ['model', 'resume'],
  },
  {
    names: ['workers', 'num-workers', 'n-jobs', 'num-threads', 'jobs', 'j'],
    from: `${TORCH} and ${SKLEARN}`,
    to: 'threads',
  },
  {
    names: ['device', 'gpu', 'cuda'],
    from: TORCH,
    to: 'backend',
    value: () => 'auto',
    note: 'dnn computes on the processor.',
  },
  { names: ['precision', 'float-type'], from: TORCH, to: 'dtype' },
  { names: ['no-shuffle'], from: KERAS, to: 'shuffle', value: () => 'none' },
  { names: ['experiment', 'exp-name', 'run', 'run-name', 'tag'], from: TORCH, to: 'name' },
  { names: ['logdir', 'log-dir', 'runs-dir'], from: KERAS, to: 'runs' },
  { names: ['dry-run', 'plan', 'summary'], from: KERAS, to: 'explain', value: () => '' },
  { names: ['memory', 'max-mem', 'mem'], to: 'maxMemory' },
  { names: ['format'], from: TORCH, to: 'to' },
];
