/** The formula of each step, in the course's notation, with the arrays that its symbols stand for. Pure functions. */
import type { ShownNetwork } from '../../worker/iteration.js';
import { wholeNumber } from './numbers.js';
import { isFused, type Kind, type Step } from './steps.js';

/** An array in a formula. */
export interface Operand {
  readonly array: string;
  /** True for the transposed array: its rows as columns. */
  readonly isTransposed?: true;
}

/** A part of a formula: a sign between arrays, or an array. */
export type Part = string | Operand;

/** A formula: what an array is made of. Those of the data have none and only show what belongs together. */
export interface Formula {
  /** `=`, `:=` or `,` behind the array that is made. */
  readonly sign: string;
  readonly parts: readonly Part[];
}

/** The arrays of a formula from left to right, each once. */
export function operandsOf({ parts }: Formula): Operand[] {
  const operands = parts.filter((part) => typeof part !== 'string');
  return operands.filter((operand, i) => placeOf(operands, operand) === i);
}

/** The place of an operand among others. */
export function placeOf(operands: readonly Operand[], { array, isTransposed }: Operand): number {
  return operands.findIndex((each) => each.array === array && each.isTransposed === isTransposed);
}

/** The formula of a step of this network. */
export function formulaOf(step: Step, network: ShownNetwork): Formula {
  const sign = { data: ',', update: ':=' }[step.phase as string] ?? '=';
  return { sign, parts: PARTS[step.kind](step, network) };
}

type Maker = (step: Step, network: ShownNetwork) => readonly Part[];

const PARTS: Record<Kind, Maker> = {
  X: () => [of('Y')],
  /** Z = W·A_prev + b */
  Z: ({ layer }) => [of(`W${layer}`), '·', before(layer), '+', of(`b${layer}`)],
  /** A = g(Z) */
  A: ({ layer }, network) => activationParts(network.activations[layer - 1], of(`Z${layer}`)),
  L: ({ layer }, { loss }) => lossParts(loss, of(`A${layer}`), of('Y')),
  /** J = 1/m·Σ L, and the penalty */
  cost: (_, network) => ['1/m · Σ', of('L'), ...penaltyParts(network)],
  dA: dAParts,
  dZ: dZParts,
  /** dW = 1/m·dZ·A_prevᵀ, and λ/m·W */
  dW: ({ layer }, { constants: { l2 } }) => [
    ...['1/m ·', of(`dZ${layer}`), '·', turned(before(layer).array)],
    ...(l2 === 0 ? [] : ['+ λ/m ·', of(`W${layer}`)]),
  ],
  /** db = 1/m·Σ dZ over the examples */
  db: ({ layer }) => ['1/m · Σ', of(`dZ${layer}`)],
  /** v = β·v + (1 − β)·dW */
  v: ({ array }, { optimizer }) => {
    const beta = optimizer === 'adam' ? 'β₁' : 'β';
    return [`${beta} ·`, of(old(array)), `+ (1 − ${beta}) ·`, of(gradientOf(array))];
  },
  /** s = β₂·s + (1 − β₂)·dW² */
  s: ({ array }) => ['β₂ ·', of(old(array)), '+ (1 − β₂) ·', of(gradientOf(array)), '²'],
  W: updateParts,
  b: updateParts,
};

function of(array: string): Operand {
  return { array };
}

function turned(array: string): Operand {
  return { array, isTransposed: true };
}

/** The input of layer `layer`: A of the layer before, or X. */
function before(layer: number): Operand {
  return of(layer === 1 ? 'X' : `A${layer - 1}`);
}

function old(array: string): string {
  return array.replace('_new', '');
}

/** `v_dW1_new` keeps of `dW1`, and `W1_new` moves along it. */
function gradientOf(array: string): string {
  return old(array).replace(/^[vs]_/, '');
}

function activationParts(activation: string, Z: Operand): Part[] {
  if (activation === 'linear') return [Z];
  if (activation === 'sigmoid') return ['σ(', Z, ')'];
  if (activation === 'relu') return ['max(0,', Z, ')'];
  return [`${activation}(`, Z, ')'];
}

function lossParts(loss: string, A: Operand, Y: Operand): Part[] {
  switch (loss) {
    case 'binary-cross-entropy':
      return ['− (', Y, '∗ log', A, '+ (1 −', Y, ') ∗ log(1 −', A, '))'];
    case 'categorical-cross-entropy':
      return ['− Σ', Y, '∗ log', A];
    case 'quadratic':
      return ['½ Σ (', A, '−', Y, ')²'];
    case 'huber':
      return ['Σ huber(', A, '−', Y, ')'];
    default:
      return ['Σ (', A, '−', Y, ')²'];
  }
}

function penaltyParts({ constants: { l2 }, units }: ShownNetwork): Part[] {
  if (l2 === 0) return [];
  const weights = units.slice(1).flatMap((_, i) => [i === 0 ? '+ λ/2m · (Σ' : '+ Σ', of(`W${i + 1}`), '²']);
  return [...weights, ')'];
}

/** dA_prev = Wᵀ·dZ of the next layer; of the last layer the slope of the loss. */
function dAParts({ layer }: Step, { units, loss }: ShownNetwork): readonly Part[] {
  if (layer < units.length - 1) return [turned(`W${layer + 1}`), '·', of(`dZ${layer + 1}`)];
  const [A, Y] = [of(`A${layer}`), of('Y')];
  if (loss === 'mse') return ['2 (', A, '−', Y, ')'];
  return loss === 'huber' ? ['clip(', A, '−', Y, ')'] : [A, '−', Y];
}

/** dZ = dA∗g′(Z), or A − Y where loss and activation go together. */
function dZParts({ layer }: Step, network: ShownNetwork): readonly Part[] {
  if (layer === network.units.length - 1 && isFused(network)) return [of(`A${layer}`), '−', of('Y')];
  return [of(`dA${layer}`), '∗ g′(', of(`Z${layer}`), ')'];
}

function updateParts({ array }: Step, { optimizer }: ShownNetwork): readonly Part[] {
  const [W, g] = [of(old(array)), gradientOf(`d${array}`)];
  if (optimizer === 'gd') return [W, '− α ·', of(g)];
  if (optimizer === 'momentum') return [W, '− α ·', of(`v_${g}_new`)];
  return [W, '− α ·', of(`v_${g}_new`), '/ (1 − β₁ᵗ) / (√(', of(`s_${g}_new`), '/ (1 − β₂ᵗ)) + ε)'];
}

/** The constants of a formula with their values: `α = 0.5, m = 6`. */
export function constantsText(step: Step, { network, iteration, m }: FormulaContext): string {
  const { learningRate, l2, momentum, beta1, beta2, epsilon } = network.constants;
  const values: readonly (readonly [RegExp, string, number])[] = [
    [/[/2]m/, 'm', m],
    [/α/, 'α', learningRate],
    [/λ/, 'λ', l2],
    [/β(?![₁₂])/, 'β', momentum],
    [/β₁/, 'β₁', beta1],
    [/β₂/, 'β₂', beta2],
    [/ᵗ/, 't', iteration + 1],
    [/ε/, 'ε', epsilon],
  ];
  const { parts } = formulaOf(step, network);
  const text = parts.filter((part) => typeof part === 'string').join(' ');
  const named = values.filter(([pattern]) => pattern.test(text));
  return named.map(([, symbol, value]) => `${symbol} = ${wholeNumber(value)}`).join(', ');
}

/** The numbers that the constants of formulas have. */
export interface FormulaContext {
  readonly network: ShownNetwork;
  readonly iteration: number;
  /** The number of examples. */
  readonly m: number;
}
