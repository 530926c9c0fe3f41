/** The lines of Python that save one iteration of a network. */
import { depth, type Intended } from './intended.js';
import { statesOf } from './steps.js';

/** A dozen lines for a notebook, with every name that the check knows. */
export function template(network: Intended): string[] {
  const L = depth(network);
  const state = statesOf(network.update.optimizer).map((kind) => `${kind}{l}`);
  const hasDropout = network.keepProb.some((p) => p < 1);
  return [
    'import numpy as np',
    '',
    '# One iteration of your program, with the variables that you have; leave out lines of those you have not.',
    'work = {"X": X, "Y": Y, "AL": AL, "cost": cost}',
    `for l in range(1, ${L + 1}):`,
    '    work[f"W{l}"] = parameters[f"W{l}"]  # before the update: copy them if you update in place',
    '    work[f"b{l}"] = parameters[f"b{l}"]',
    '    work[f"dW{l}"] = grads[f"dW{l}"]',
    '    work[f"db{l}"] = grads[f"db{l}"]',
    ...(L > 1 ? [`    if l < ${L}: work[f"dA{l}"] = grads[f"dA{l}"]`] : []),
    ...(hasDropout ? [`    if l < ${L}: work[f"D{l}"] = masks[l]  # 0 and 1: D1, D2, …`] : []),
    '    work[f"W{l}_new"] = updated[f"W{l}"]  # behind the update',
    '    work[f"b{l}_new"] = updated[f"b{l}"]',
    ...state.map((name) => `    work[f"${name}"] = ${name[0]}[f"${name.slice(2)}"]  # before the update`),
    'np.savez("work.npz", **work)',
  ];
}
