/** Sentences about each step: what it does, and why. Pure functions. */
import type { Iteration } from '../../worker/iteration.js';
import { isFused, type Kind, type Step } from './steps.js';

/** The title of a step: `Forward, layer 1: what comes in is weighed`. */
export function stepTitle({ phase, layer, kind }: Step): string {
  const [title] = WORDS[kind];
  const where = {
    data: 'The data',
    forward: 'Forward',
    cost: 'The cost',
    backward: 'Backward',
    update: 'Update',
  };
  const place = phase === 'data' || phase === 'cost' ? where[phase] : `${where[phase]}, layer ${layer}`;
  return `${place}: ${title}`;
}

/** The sentences of a step. */
export function stepSentence(step: Step, iteration: Iteration): string {
  const [, sentence] = WORDS[step.kind];
  return typeof sentence === 'string' ? sentence : sentence(step, iteration);
}

type Sentence = string | ((step: Step, iteration: Iteration) => string);

const WORDS: Record<Kind, readonly [title: string, sentence: Sentence]> = {
  X: [
    'X and Y',
    (_, { classes, network }) =>
      `Each column of X is one example, each row one input. ${labelWords(classes, network.units.at(-1) ?? 1)}`,
  ],
  Z: [
    'weights and bias',
    ({ layer }) =>
      `Each unit of layer ${layer} multiplies what it gets by its row of W, adds it all up, and adds its bias b. All examples go through at once, a column each.`,
  ],
  A: ['activation', activationSentence],
  L: [
    'how wrong each answer is',
    (_, { network }) => LOSSES[network.loss] ?? 'The loss is one number for each example.',
  ],
  cost: [
    'one number for all examples',
    (_, { network }) =>
      `The cost J is the mean of the losses. ${
        network.constants.l2 === 0
          ? 'Training makes it smaller: the rest of this iteration finds out how.'
          : 'The L2 penalty adds the squares of all weights, so that large weights cost something too.'
      }`,
  ],
  dA: ['how the cost depends on A', dASentence],
  dZ: ['how the cost depends on Z', dZSentence],
  dW: [
    'the gradient of W',
    (_, { network }) =>
      `A weight counts as much as its unit’s dZ and as the value that it multiplied: the mean of their products over the examples. ${
        network.constants.l2 === 0
          ? 'Where dW is above 0, a larger weight would raise the cost.'
          : 'The penalty adds λ/m · W.'
      }`,
  ],
  db: [
    'the gradient of b',
    'A bias is added to Z as it is, so its gradient is the mean of dZ over the examples.',
  ],
  v: [
    'the mean of past gradients',
    (_, { network }) =>
      network.optimizer === 'adam'
        ? 'Adam moves along v, a running mean of the gradients, not along the last one: turns that cancel each other vanish.'
        : 'Momentum moves along v, a running mean of the gradients, not along the last one: turns that cancel each other vanish.',
  ],
  s: [
    'the mean of past squares',
    'Adam also keeps a running mean of the squares of the gradients: the usual size of each gradient.',
  ],
  W: ['new weights', updateSentence],
  b: ['new biases', updateSentence],
};

const LOSSES: Readonly<Record<string, string>> = {
  'binary-cross-entropy':
    'The loss of an example is small if A is near its label Y, and grows without end if the network is sure of the wrong class.',
  'categorical-cross-entropy':
    'Only the probability of the right class counts: the loss is small if it is near 1, and grows without end towards 0.',
  mse: 'The loss of an example is the square of its error: errors twice as large count four times.',
  quadratic:
    'The loss of an example is half the square of its error: errors twice as large count four times.',
  huber: 'Small errors count by their squares, large ones (above 1) by themselves.',
};

function labelWords(classes: readonly string[], outputs: number): string {
  if (outputs === 1) return `Y says what the answer should be: 0 for ${classes[0]}, 1 for ${classes[1]}.`;
  return 'Y says what the answer should be: a 1 in the row of the right class.';
}

function activationSentence({ layer }: Step, { network, classes }: Iteration): string {
  const name = network.activations[layer - 1];
  if (layer === network.units.length - 1) {
    if (name === 'sigmoid')
      return `The sigmoid makes of each Z a probability between 0 and 1: that the class is ${classes[1]}.`;
    if (name === 'softmax')
      return 'Softmax makes of each column of Z the probabilities of the classes, which add up to 1.';
    return `The outputs of the network are ${name} of Z.`;
  }
  if (name === 'linear')
    return 'A linear layer leaves Z as it is: several such layers can do no more than one.';
  const shapes: Readonly<Record<string, string>> = {
    tanh: 'tanh squeezes Z between −1 and 1.',
    sigmoid: 'The sigmoid squeezes Z between 0 and 1.',
    relu: 'relu lets through what is above 0 and makes all else 0.',
    'leaky-relu': 'Leaky relu lets through what is above 0, and a hundredth of what is below.',
    gelu: 'gelu lets through what is well above 0 and makes what is well below 0 nearly 0.',
  };
  return `${shapes[name]} Without a curve or a bend between them, several layers could do no more than one.`;
}

function dASentence({ layer }: Step, { network }: Iteration): string {
  if (layer === network.units.length - 1)
    return 'The slope of the loss: how much it grows if an output grows a little.';
  return `Each unit of layer ${layer} has acted on every unit of layer ${layer + 1}: its share of their errors comes back through the same weights, now read by columns (W transposed).`;
}

function dZSentence({ layer }: Step, { network }: Iteration): string {
  const isLast = layer === network.units.length - 1;
  if (isLast && isFused(network))
    return 'The backward pass begins here: of this loss and this activation together the derivative is just the error, the answer minus the label.';
  return 'The chain rule: the slope of the activation at Z says how much of dA passes. Where it is flat, little does.';
}

function updateSentence({ kind, layer }: Step, { network }: Iteration): string {
  const own = kind === 'W' ? 'weight' : 'bias';
  if (network.optimizer === 'adam')
    return `Each ${own} moves against v, divided by the root of s, so that all move about as far (α). Both means began at 0: the divisions by 1 − βᵗ make up for that.`;
  const along = network.optimizer === 'gd' ? 'its gradient' : 'its running mean v';
  const isEnd = kind === 'b' && layer === network.units.length - 1;
  return `Each ${own} moves a small step, the learning rate α, against ${along}: downhill.${isEnd ? ' The next iteration begins with these numbers.' : ''}`;
}
