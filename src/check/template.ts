/** The lines of Python that save one iteration of a network. */
import { depth, type Intended } from './intended.js';
import { statesOf } from './steps.js';

/** A dozen lines for a notebook, around its own line of the update. */
export function template(network: Intended): string[] {
  const { optimizer } = network.update;
  const kept = [...new Set(statesOf(optimizer).map((state) => state[0]))];
  const hasDropout = network.keepProb.some((p) => p < 1);
  return [
    'import numpy as np',
    '',
    '# One iteration: X, Y, AL, cost, parameters and grads are the variables of your program. Leave out what you have not.',
    'work = {"X": X, "Y": Y, "AL": AL, "cost": cost}',
    'work.update({name: array.copy() for name, array in parameters.items()})  # W1, b1, … before the update',
    'work.update(grads)  # dW1, db1, dA1, …; Z1, A1 and dZ1 of a dictionary of your own may follow',
    ...(hasDropout
      ? [`work.update({f"D{l}": masks[l] for l in range(1, ${depth(network)})})  # of dropout: 0 and 1`]
      : []),
    ...kept.map(
      (name) =>
        `work.update({f"${name}_{key}": array.copy() for key, array in ${name}.items()})  # before the update`,
    ),
    '',
    `parameters = update_parameters(parameters, grads, learning_rate)  # your own update, by ${optimizer}`,
    '',
    'work.update({f"{name}_new": array for name, array in parameters.items()})',
    'np.savez("work.npz", **work)',
  ];
}
