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

/** `(20, 7)` → `auto,20,7,auto` */
function hidden(text: string): string {
  return `auto,${sizes(text)},auto`;
}

/** `val_accuracy` → `validation_accuracy` */
function ofValidation(text: string): string {
  return text
    .replace(/^(?:val|valid|dev)_/, 'validation_')
    .replace(/_acc$/, '_accuracy')
    .replace(/_loss$/, '_cost');
}

const BOTH_ENDS = 'It names input and output too; auto takes them from the data.';
const KEPT = 'It is the share of units that is kept, not the share that is dropped.';
const KERAS = 'Keras';
const TORCH = 'PyTorch';
const SKLEARN = 'scikit-learn';
const COURSE = 'the course';
const OPTUNA = 'Optuna';
const KERAS_TUNER = 'Keras Tuner';

export const FOREIGN_NAMES: readonly ForeignName[] = [
  { names: ['n-trials'], from: OPTUNA, to: 'trials' },
  { names: ['max-trials'], from: KERAS_TUNER, to: 'trials' },
  { names: ['num-samples'], from: 'Ray Tune', to: 'trials' },
  { names: ['num-trials', 'max-evals', 'configurations', 'configs', 'count', 'budget'], to: 'trials' },
  { names: ['sampler'], from: OPTUNA, to: 'search' },
  { names: ['strategy', 'algorithm', 'algo', 'method', 'tuner', 'search-alg'], to: 'search' },
  { names: ['pruner'], from: OPTUNA, to: 'prune' },
  { names: ['pruning', 'halving', 'early-terminate'], to: 'prune' },
  { names: ['reduction-factor'], from: OPTUNA, to: 'eta' },
  { names: ['factor'], from: SKLEARN, to: 'eta' },
  { names: ['executions-per-trial'], from: KERAS_TUNER, to: 'seeds' },
  { names: ['num-seeds', 'n-seeds', 'repeats', 'n-repeats', 'replicates'], to: 'seeds' },
  { names: ['cv', 'n-splits'], from: SKLEARN, to: 'folds' },
  { names: ['k-folds', 'kfold', 'k-fold', 'n-folds', 'num-folds', 'k'], to: 'folds' },
  { names: ['scoring'], from: SKLEARN, to: 'metric', value: ofValidation },
  { names: ['objective'], to: ['metric', 'loss'], value: ofValidation },
  { names: ['monitor', 'goal', 'target-metric'], to: 'metric', value: ofValidation },
  { names: ['timeout'], from: OPTUNA, to: 'time', value: (text) => `${text}s` },
  { names: ['time-limit', 'max-time', 'time-budget', 'deadline'], to: 'time' },
  { names: ['study-name'], from: OPTUNA, to: 'name' },
  { names: ['storage'], from: OPTUNA, to: 'queue' },
  { names: ['broker', 'redis', 'redis-url', 'server'], to: 'queue' },
  {
    names: ['dropout'],
    from: `${KERAS} and ${TORCH}`,
    to: 'keepProb',
    value: rest,
    note: KEPT,
  },
  { names: ['dropout-rate', 'drop-rate', 'drop-prob'], to: 'keepProb', value: rest, note: KEPT },
  { names: ['keep-rate', 'keep-probability'], to: 'keepProb' },
  { names: ['patience'], from: KERAS, to: 'earlyStopping' },
  { names: ['n-iter-no-change'], from: SKLEARN, to: 'earlyStopping' },
  { names: ['early-stop', 'early-stopping-patience'], to: 'earlyStopping' },
  { names: ['mini-batch-size'], from: COURSE, to: 'batchSize' },
  { names: ['batch', 'minibatch-size', 'minibatch', 'bs', 'b'], to: 'batchSize' },
  { names: ['num-epochs'], from: COURSE, to: 'epochs' },
  { names: ['epoch', 'n-epochs', 'nb-epoch', 'max-epochs', 'e'], to: 'epochs' },
  { names: ['n-iter'], to: ['trials', 'epochs'] },
  { names: ['max-iter'], from: SKLEARN, to: 'epochs', note: 'There it counts epochs.' },
  { names: ['num-iterations'], from: COURSE, to: 'iterations' },
  { names: ['n-iterations', 'iters', 'steps', 'num-steps', 'max-steps', 'updates'], to: 'iterations' },
  { names: ['learning-rate-init', 'eta0'], from: SKLEARN, to: 'learningRate' },
  { names: ['eta', 'step-size', 'learnrate', 'learn-rate'], to: 'learningRate' },
  { names: ['alpha'], from: COURSE, to: 'learningRate', note: "scikit-learn's alpha is --l2." },
  {
    names: ['lambd'],
    from: COURSE,
    to: 'l2',
  },
  { names: ['kernel-regularizer'], from: KERAS, to: 'l2' },
  { names: ['lambda', 'reg', 'regularization', 'l2-reg', 'l2-lambda'], to: 'l2' },
  { names: ['lr-scheduler'], from: TORCH, to: 'lrDecay' },
  {
    names: ['lr-schedule', 'learning-rate-schedule', 'learning-rate-decay', 'scheduler', 'decay'],
    to: 'lrDecay',
  },
  { names: ['decay-rate'], from: COURSE, to: 'lrDecay', value: (text) => `inverse:${text}` },
  {
    names: ['initialization'],
    from: COURSE,
    to: 'init',
  },
  { names: ['kernel-initializer'], from: KERAS, to: 'init' },
  { names: ['weight-init', 'weights-init', 'initializer'], to: 'init' },
  { names: ['bias-initializer'], from: KERAS, to: 'biasInit' },
  {
    names: ['hidden-layer-sizes'],
    from: SKLEARN,
    to: 'layers',
    value: hidden,
    note: BOTH_ENDS,
  },
  { names: ['n-h'], from: COURSE, to: 'layers', value: hidden, note: BOTH_ENDS },
  {
    names: ['hidden', 'hidden-layers', 'hidden-units', 'units', 'n-hidden'],
    to: 'layers',
    value: hidden,
    note: BOTH_ENDS,
  },
  { names: ['layer-dims', 'layers-dims'], from: COURSE, to: 'layers', value: sizes },
  { names: ['architecture', 'arch', 'sizes'], to: 'layers', value: sizes },
  { names: ['solver'], from: SKLEARN, to: 'optimizer' },
  { names: ['optim'], from: TORCH, to: 'optimizer' },
  { names: ['optimiser'], to: 'optimizer' },
  { names: ['criterion'], from: TORCH, to: 'loss' },
  { names: ['loss-function', 'loss-fn'], to: 'loss' },
  { names: ['act', 'activation-function', 'hidden-activation', 'nonlinearity'], to: 'activation' },
  { names: ['final-activation', 'last-activation', 'out-activation'], to: 'outputActivation' },
  { names: ['random-state'], from: SKLEARN, to: 'seed' },
  { names: ['manual-seed'], from: TORCH, to: 'seed' },
  { names: ['random-seed', 'rng'], to: 'seed' },
  { names: ['beta-1'], from: `${KERAS} and ${SKLEARN}`, to: 'beta1' },
  { names: ['beta-2'], from: `${KERAS} and ${SKLEARN}`, to: 'beta2' },
  { names: ['b1'], to: 'beta1' },
  { names: ['b2'], to: 'beta2' },
  { names: ['beta'], from: COURSE, to: 'momentum' },
  { names: ['eps'], from: TORCH, to: 'epsilon' },
  {
    names: ['nesterov', 'nesterovs-momentum'],
    to: 'optimizer',
    value: () => 'nesterov',
  },
  {
    names: ['val-split', 'validation', 'val', 'dev-split', 'holdout'],
    to: 'validationSplit',
  },
  { names: ['validation-fraction'], from: SKLEARN, to: 'validationSplit' },
  { names: ['batchnorm', 'bn', 'batch-normalization', 'use-bn'], to: 'batchNorm' },
  { names: ['augmentation', 'data-augmentation', 'transforms', 'transform'], to: 'augment' },
  { names: ['print-every', 'print-interval', 'log-interval', 'log-freq'], to: 'logEvery' },
  {
    names: ['print-cost', 'verbose'],
    to: 'logEvery',
    value: () => '100',
    note: 'Costs are printed unless --quiet is given.',
  },
  {
    names: ['dataset', 'data-dir', 'data-path', 'train-data', 'train-dir', 'input'],
    to: 'data',
  },
  {
    names: ['output', 'save', 'save-path', 'save-model', 'model-out', 'output-dir', 'o'],
    to: 'out',
  },
  { names: ['model', 'model-path'], to: ['model', 'out'] },
  {
    names: ['load', 'load-model', 'weights', 'checkpoint', 'm', 'restore', 'resume-from', 'warm-start'],
    to: ['model', 'resume'],
  },
  {
    names: ['workers', 'num-workers', 'num-threads', 'jobs', 'j', 'max-concurrent-trials'],
    to: ['jobs', 'threads'],
  },
  {
    names: ['device', 'gpu', 'cuda'],
    to: 'backend',
    value: () => 'auto',
    note: 'dnn computes on the processor.',
  },
  { names: ['precision', 'float-type'], to: 'dtype' },
  { names: ['no-shuffle'], to: 'shuffle', value: () => 'none' },
  { names: ['experiment', 'exp-name', 'run', 'run-name', 'tag'], to: 'name' },
  { names: ['logdir', 'log-dir', 'runs-dir'], to: 'runs' },
  { names: ['dry-run', 'plan', 'summary'], to: ['explain', 'list'], value: () => '' },
  { names: ['n-jobs'], from: SKLEARN, to: ['jobs', 'threads'] },
  { names: ['json'], to: 'logFormat', value: () => 'json' },
  { names: ['metrics'], to: 'expect', value: () => '' },
  { names: ['memory', 'max-mem', 'mem'], to: 'maxMemory' },
  { names: ['format'], to: 'to' },
];
