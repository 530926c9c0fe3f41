/** Options that describe the network and its start. */
import { MAX_SEED } from '../../engine/rng.js';
import {
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  OUTPUT_ACTIVATIONS,
  type OutputActivation,
} from '../../nn/activations.js';
import { type BiasInitName, INITS, type InitName } from '../../nn/init.js';
import { LOSSES, type LossName } from '../../nn/losses.js';
import { LAYER_FORMS, type LayersSpec, parseLayers, weighted } from '../../nn/spec.js';
import { shell } from '../../shell.js';
import { brief } from '../../visible.js';
import { choice, type Kind, list, numberIf, parsed, textOrList, wholeNumber } from './kinds.js';
import { names, type RunOption, runOption } from './option.js';

/** `normal:σ`, or one of the names that `others` reads. */
function normalOr<T extends string>(others: Kind<T>): Kind<T | `normal:${string}`> {
  return {
    expected: `${others.expected}, or normal:σ such as normal:0.01`,
    schema: { anyOf: [others.schema, { type: 'string', pattern: '^normal:', examples: ['normal:0.01'] }] },
    read: (text) => {
      if (text === 'normal') return undefined; // near to he-normal, but it is σ that is missing
      if (!text.startsWith('normal:')) return others.read(text);
      const deviation = numberIf(text.slice('normal:'.length), (x) => Number.isFinite(x) && x >= 0);
      return deviation === undefined ? undefined : (text as `normal:${string}`);
    },
  };
}

const ALIASES = names(INITS).flatMap((name) => INITS[name].aliases.map((alias) => [alias, name] as const));
const INIT: Kind<InitName> = normalOr(choice(names(INITS), Object.fromEntries(ALIASES)));

/** `scaled and xavier are lecun-normal, he is he-normal` */
function aliasWords(): string {
  const words = names(INITS).flatMap((name) => {
    const { aliases } = INITS[name];
    return aliases.length === 0
      ? []
      : `${aliases.join(' and ')} ${aliases.length > 1 ? 'are' : 'is'} ${name}`;
  });
  return words.join(', ');
}

/** Layers, activations, loss, initialisation and the seed of all draws. */
export const NETWORK_OPTIONS = {
  layers: runOption<LayersSpec>(textOrList(parsed('sizes from input to output', parseLayers)), {
    flags: '--layers <spec>',
    help: `units of each layer from input to output, ${LAYER_FORMS} for pictures; auto takes the size from the data; an input such as 64x64x3 is the size (height x width x channels) that a folder's pictures are brought to`,
    scope: 'numbers',
    default: parseLayers('auto,20,7,5,auto'),
    tableDefault: { help: 'auto,128,auto', of: () => parseLayers('auto,128,auto') },
  }),
  activation: runOption<HiddenActivation[]>(list(choice(names(HIDDEN_ACTIVATIONS))), {
    flags: '--activation <names>',
    help: `hidden activation, or one per hidden layer (pooling has none): ${names(HIDDEN_ACTIVATIONS).join(', ')}`,
    scope: 'numbers',
    default: ['relu'],
    idle: ({ layers }: { layers?: LayersSpec | undefined }) =>
      layers !== undefined && weighted(layers.hidden).length === 0
        ? `has no effect with ${shell`--layers ${brief(layers.text)}`}: it is for hidden layers`
        : undefined,
  }),
  outputActivation: runOption<OutputActivation | undefined>(choice(names(OUTPUT_ACTIVATIONS)), {
    flags: '--output-activation <name>',
    help: `activation of the output layer: ${names(OUTPUT_ACTIVATIONS).join(', ')}`,
    scope: 'numbers',
    default: undefined,
    defaultHelp: 'sigmoid for 1 output unit, softmax for more',
  }),
  loss: runOption<LossName | undefined>(choice(names(LOSSES)), {
    flags: '--loss <name>',
    help: `what the cost measures: ${names(LOSSES).join(', ')}`,
    scope: 'numbers',
    default: undefined,
    defaultHelp: "the output activation's own",
  }),
  init: runOption<InitName>(INIT, {
    flags: '--init <name>',
    help: `how the weights start: ${names(INITS).join(', ')} or normal:σ; ${aliasWords()}`,
    scope: 'numbers',
    default: 'lecun-normal',
  }),
  biasInit: runOption<BiasInitName>(normalOr(choice(['zeros'])), {
    flags: '--bias-init <name>',
    help: 'zeros, or normal:σ: each bias is drawn behind the weights of its layer',
    scope: 'numbers',
    default: 'zeros',
  }),
  seed: runOption<number>(wholeNumber(0, MAX_SEED), {
    flags: '--seed <n>',
    help: "seeds everything; the stream is NumPy's RandomState(seed)",
    scope: 'numbers',
    default: 1,
  }),
} as const satisfies Record<string, RunOption>;
