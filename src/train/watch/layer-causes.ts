/** Causes of a run that did not learn, as its layers show them. */
import { HIDDEN_ACTIVATIONS } from '../../nn/activations.js';
import { shell } from '../../shell.js';
import type { ParsedOptions } from '../options/options.js';
import type { Diagnosis } from '../records.js';
import { DEAD, type LayerFacts } from './layer-facts.js';
import { suitedInit } from './remedies.js';

/** Values near their ends in a layer: a randn start has 95 % of them there, one by the layer's size none. */
const SATURATED = 0.8;
/** Gradients of the first layer against the last: 0.05 to 1 in networks that learn, 1e-5 in a deep sigmoid one. */
const VANISHED = 1e-3;
/** Deep networks from randn reach 80 to 500. */
const EXPLODED = 50;

/** A cause that the layers show. */
export interface Cause {
  readonly diagnosis: Diagnosis;
  /** Advice that removes it; undefined where shorter steps are the first thing to try. */
  readonly remedy?: string;
}

/** The first that holds: dead and saturated layers let gradients vanish too, and are nearer to the cause. */
export function layerCause(layers: readonly LayerFacts[], options: ParsedOptions): Cause | undefined {
  return (
    deadUnits(layers, options) ??
    saturatedUnits(layers) ??
    explodingGradients(layers) ??
    vanishingGradients(layers, options)
  );
}

function deadUnits(layers: readonly LayerFacts[], { init }: ParsedOptions): Cause | undefined {
  const dead = layers.filter((facts) => facts.dead >= DEAD);
  if (dead.length === 0) return undefined;
  const shares = dead.map(({ layer, dead: share }) => `${percent(share)} of layer ${layer}`).join(', ');
  return {
    diagnosis: {
      code: 'dead-units',
      message: `dead relu units, 0 for every example: ${shares}; no gradient passes them`,
      hint:
        init === 'zeros'
          ? 'Weights that all start at 0 stay there.'
          : 'Units of --activation leaky-relu cannot die.',
    },
  };
}

function saturatedUnits(layers: readonly LayerFacts[]): Cause | undefined {
  const saturated = layers.filter((facts) => facts.saturated >= SATURATED);
  if (saturated.length === 0) return undefined;
  const shares = saturated.map(({ layer, saturated: share }) => `${percent(share)} of layer ${layer}`);
  return {
    diagnosis: {
      code: 'saturated-units',
      message: `saturated values, within 1 % of the ends of their activation: ${shares.join(', ')}; hardly a gradient passes them`,
      hint: 'Units of --activation relu do not saturate.',
    },
  };
}

function vanishingGradients(layers: readonly LayerFacts[], options: ParsedOptions): Cause | undefined {
  const [first, last] = [layers[0], layers[layers.length - 1]];
  if (first.gradient >= VANISHED * last.gradient) return undefined;
  return {
    diagnosis: {
      code: 'vanishing-gradients',
      message: `the gradients vanish on their way back: ${gradients(layers)}`,
      hint: 'Use fewer layers: each makes the gradients smaller.',
    },
    remedy: againstVanishing(options),
  };
}

/** Units without ends, a start that suits them, or batch norm: the first that the run has not. */
function againstVanishing(options: ParsedOptions): string {
  const { activation, init, batchNorm } = options;
  const squeezes = activation.some((name) => 'ends' in HIDDEN_ACTIVATIONS[name]);
  if (squeezes) return 'Try --activation relu --init he-normal.';
  const suited = suitedInit(options);
  if (init !== suited) return shell`Try --init ${suited}.`;
  return batchNorm ? 'Try fewer layers.' : 'Try --batch-norm, or fewer layers.';
}

function explodingGradients(layers: readonly LayerFacts[]): Cause | undefined {
  const [first, last] = [layers[0], layers[layers.length - 1]];
  if (first.gradient <= EXPLODED * last.gradient) return undefined;
  return {
    diagnosis: {
      code: 'exploding-gradients',
      message: `the gradients explode on their way back: ${gradients(layers)}`,
      hint: 'Use fewer layers: each makes the gradients larger.',
    },
  };
}

function gradients(layers: readonly LayerFacts[]): string {
  const each = layers.map(({ layer, gradient }) => `${gradient.toExponential(1)} at layer ${layer}`);
  return each.length > 4 ? [each[0], '…', each[each.length - 1]].join(', ') : each.join(', ');
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
