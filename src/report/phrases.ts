/** Phrases that the terminal and the page share: counted nouns, and the origin of parameters. */

/** `1 example`, `2 examples` */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/**
 * The origin of parameters, by the options of their run: `gd, learning rate 0.0075, 2500 iterations, init
 * lecun-normal, seed 1`. Imported parameters have only their file; a run with early stopping may have ended before
 * its last iteration.
 */
export function originPhrase(config: Readonly<Record<string, unknown>>): string {
  const { init, seed, optimizer, learningRate, iterations, importedFrom, earlyStopping } = config;
  if (typeof importedFrom === 'string') return `imported from ${importedFrom}`;
  const steps = counted(Number(iterations), 'iteration');
  const most = earlyStopping === undefined ? steps : `at most ${steps}`;
  return `${optimizer}, learning rate ${learningRate}, ${most}, init ${init}, seed ${seed}`;
}
